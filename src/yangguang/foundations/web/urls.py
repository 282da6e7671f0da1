from django.urls import path

from . import administration_views as administration
from . import calendar_views, office_hours_views, views

app_name = "web"
urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("start/", views.after_sign_in, name="after_sign_in"),
    path("design/", views.design, name="design"),
    path("places/", views.places, name="places"),
    path("administration/", administration.administration, name="administration"),
    path("administration/new/", administration.new_officer, name="new_officer"),
    path("administration/calendar/", calendar_views.working_calendar, name="working_calendar"),
    path("administration/office-hours/", office_hours_views.office_hours, name="office_hours"),
    path("administration/<int:account_id>/", administration.officer, name="officer"),
    path("administration/<int:account_id>/appoint/", administration.appoint, name="appoint"),
    path(
        "administration/<int:account_id>/password/",
        administration.reset_password,
        name="reset_officer_password",
    ),
    path(
        "administration/<int:account_id>/end/<int:holding_id>/",
        administration.end_holding,
        name="end_holding",
    ),
]
