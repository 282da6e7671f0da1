from django.urls import path

from . import absence_views, account_views, sign_in_views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in_views.sign_in, name="sign_in"),
    path("sign-out/", sign_in_views.sign_out, name="sign_out"),
    path("register/", sign_in_views.register, name="register"),
    path("absence/", absence_views.absences, name="absences"),
    path("absence/<int:absence_id>/end/", absence_views.end, name="end_absence"),
    path("post/", account_views.choose_post, name="choose_post"),
    path("messages/<int:message_id>/", account_views.open_message, name="open_message"),
    path("password/", account_views.password, name="password"),
    path("window/password/", account_views.reset_at_window, name="reset_at_window"),
    path("", account_views.profile, name="profile"),
]
