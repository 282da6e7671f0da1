from django.urls import path

from . import views

app_name = "statistics"
urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("<str:code>/", views.indicators, name="place"),
    path("<str:code>/<str:key>/<str:part>/", views.behind, name="behind"),
]
