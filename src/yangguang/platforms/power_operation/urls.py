from datetime import date

from django.urls import path, register_converter

from . import archive_views, fee_views, joint_views, views


class DayConverter:
    """A day as ISO 8601 writes it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "operation"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("inbox/", views.inbox, name="inbox"),
    path("cases/", views.cases, name="cases"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/file.pdf", archive_views.case_pdf, name="case_pdf"),
    path("cases/<str:number>/file.zip", archive_views.case_zip, name="case_zip"),
    path("cases/<str:number>/<slug:key>/", views.act, name="act"),
    path("new/", views.new_case, name="new_case"),
    path("new/<str:code>/", views.take_in, name="take_in"),
    path("joint/", joint_views.joint_cases, name="joint_cases"),
    path("joint/new/<slug:key>/", joint_views.joint_take_in, name="joint_take_in"),
    path("joint/<str:number>/", joint_views.joint_case, name="joint_case"),
    path("joint/<str:number>/<slug:key>/", joint_views.joint_act, name="joint_act"),
    path("zero-fees/", fee_views.zero_fees, name="zero_fees"),
    path("zero-fees/<int:zero_fee_id>/", fee_views.end_zero_fee, name="end_zero_fee"),
    path("reconciliation/", fee_views.reconciliation, name="reconciliation"),
    path("reconciliation/<day:day>/", fee_views.reconciliation_day, name="reconciliation_day"),
    path("reconciliation/<day:day>/<int:difference_id>/", fee_views.settle, name="settle"),
]
