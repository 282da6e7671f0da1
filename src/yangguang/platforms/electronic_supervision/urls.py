from django.urls import path

from . import views

app_name = "supervision"
urlpatterns = [
    path("", views.console, name="console"),
    path("cards/", views.cards, name="cards"),
    path("cards/<str:number>/", views.card, name="card"),
    path("cards/<str:number>/answer/", views.answer, name="answer"),
    path("cards/<str:number>/confirm/", views.confirm, name="confirm"),
    path("cards/<str:number>/revoke/", views.revoke, name="revoke"),
    path("cards/<str:number>/appeal/", views.appeal, name="appeal"),
    path("cards/<str:number>/allow/", views.allow, name="allow"),
    path("cards/<str:number>/dismiss/", views.dismiss, name="dismiss"),
    path("cards/<str:number>/report/", views.report, name="report"),
    path("my-cards/", views.my_cards, name="my_cards"),
    path("attempts/", views.attempts, name="attempts"),
    path("questions/", views.questions, name="questions"),
    path("questions/<str:key>/", views.question, name="question"),
    path("rules/", views.rules, name="rules"),
    path("health/", views.health, name="health"),
]
