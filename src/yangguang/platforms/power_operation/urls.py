from django.urls import path

from . import archive_views, views

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
]
