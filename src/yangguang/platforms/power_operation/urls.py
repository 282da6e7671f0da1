from django.urls import path

from . import views

app_name = "operation"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("inbox/", views.inbox, name="inbox"),
    path("cases/", views.cases, name="cases"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/<slug:key>/", views.act, name="act"),
    path("new/", views.new_case, name="new_case"),
    path("new/<str:code>/", views.take_in, name="take_in"),
]
