from django.urls import path

from . import queue_views as views

app_name = "queue"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<slug:act>/", views.desk_act, name="desk_act"),
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/<uuid:appointment_id>/<slug:act>/", views.appointment_act, name="appointment_act"),
    path("tickets/<uuid:ticket_id>/", views.ticket, name="ticket"),
    path("tickets/<uuid:ticket_id>/<slug:act>/", views.ticket_act, name="ticket_act"),
    path("<str:code>/", views.hall, name="hall"),
    path("<str:code>/screen/", views.screen, name="screen"),
    path("<str:code>/book/", views.book, name="book"),
]
