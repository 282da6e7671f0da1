from django.urls import path

from . import licence_views as views

app_name = "licences"
urlpatterns = [
    path("", views.check, name="check"),
    path("register/", views.register, name="register"),
    path("register/<int:licence_id>/", views.registered, name="registered"),
    path("<str:identifier>/", views.licence, name="licence"),
    path("<str:identifier>/licence.json", views.licence_json, name="licence_json"),
]
