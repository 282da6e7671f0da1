from django.urls import path

from . import account_views as views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("register/", views.register, name="register"),
    path("post/", views.choose_post, name="choose_post"),
    path("messages/<int:message_id>/", views.open_message, name="open_message"),
    path("", views.profile, name="profile"),
]
