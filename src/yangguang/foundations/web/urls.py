from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("start/", views.after_sign_in, name="after_sign_in"),
    path("design/", views.design, name="design"),
    path("places/", views.places, name="places"),
]
