from django.urls import path

from . import clue_views, inspection_views, list_warnings_view, order_views, views

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
    path("orders/", order_views.orders, name="orders"),
    path("orders/issue/", order_views.issue_order, name="issue_order"),
    path("orders/<str:number>/", order_views.order, name="order"),
    path(
        "orders/<str:number>/accountability/open/",
        order_views.open_accountability,
        name="open_accountability",
    ),
    path("orders/<str:number>/accountability/result/", order_views.record_measure, name="record_measure"),
    path(
        "orders/<str:number>/accountability/close/",
        order_views.close_accountability,
        name="close_accountability",
    ),
    path("orders/<str:number>/<slug:step>/", order_views.order_act, name="order_act"),
    path("accountability/", order_views.accountability, name="accountability"),
    path("inspections/", inspection_views.inspections, name="inspections"),
    path("inspections/new/", inspection_views.new_plan, name="new_plan"),
    path("inspections/<str:number>/", inspection_views.plan, name="plan"),
    path("inspections/<str:number>/<int:ordinal>/", inspection_views.inspection, name="inspection"),
    path("clues/", clue_views.clues, name="clues"),
    path("clues/new/", clue_views.new_clue, name="new_clue"),
    path("clues/<str:number>/", clue_views.clue, name="clue"),
    path("clues/<str:number>/<slug:step>/", clue_views.clue_act, name="clue_act"),
    path("my-cards/", views.my_cards, name="my_cards"),
    path("attempts/", views.attempts, name="attempts"),
    path("questions/", views.questions, name="questions"),
    path("questions/<str:key>/", views.question, name="question"),
    path("rules/", views.rules, name="rules"),
    path("lists/", list_warnings_view.list_warnings, name="list_warnings"),
    path("health/", views.health, name="health"),
]
