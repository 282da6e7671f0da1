from django.urls import path

from . import views

app_name = "legality"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<str:number>/", views.review, name="review"),
]
