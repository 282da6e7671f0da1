from django.urls import path

from . import joint_views, licence_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("track/", views.track, name="track"),
    path("track/<str:code>/", views.track_code, name="track_code"),
    path("apply/draft/<uuid:draft_id>/", views.draft, name="draft"),
    path("apply/draft/<uuid:draft_id>/materials/", views.materials, name="materials"),
    path("apply/draft/<uuid:draft_id>/check/", views.check, name="check"),
    path("apply/draft/<uuid:draft_id>/delete/", views.delete_draft, name="delete_draft"),
    path("apply/matter/<slug:key>/", joint_views.joint_apply, name="joint_apply"),
    path("my/joint/<str:number>/", joint_views.joint, name="joint"),
    path("apply/<str:code>/", views.apply, name="apply"),
    path("my/", views.my_cases, name="my_cases"),
    path("my/licences/", licence_views.my_licences, name="my_licences"),
    path("my/licences/<int:licence_id>/", licence_views.my_licence, name="my_licence"),
    path("my/licences/<int:licence_id>/<slug:matter>/", licence_views.begin, name="begin_from_licence"),
    path("my/cases/<str:number>/", views.case, name="case"),
    path("my/cases/<str:number>/file.pdf", views.case_pdf, name="case_pdf"),
    path("my/cases/<str:number>/file.zip", views.case_zip, name="case_zip"),
    path("my/cases/<str:number>/submitted/", views.submitted, name="submitted"),
    path("my/cases/<str:number>/correct/", views.correct, name="correct"),
    path("my/cases/<str:number>/supply/", views.supply, name="supply"),
    path("my/cases/<str:number>/pay/", views.pay, name="pay"),
    path("my/cases/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("my/cases/<str:number>/rate/", views.rate, name="rate"),
]
