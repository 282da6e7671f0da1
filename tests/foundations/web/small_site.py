"""Addresses for the tests of this folder: the real pages, and doors with each rule."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import (
    open_to,
    open_to_citizens,
    open_to_public,
    open_to_signed_in,
)
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import NotFound, Refusal


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("进来了")


def refusing(request: HttpRequest) -> HttpResponse:
    raise Refusal(asked="第二次要求补正", rule="行政许可法第三十二条", way_out="请受理")


def hiding(request: HttpRequest) -> HttpResponse:
    raise NotFound


def failing(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


portal = ([path("", open_to_public(answer), name="home")], "portal")
operation = (
    [path("workbench/", answer, name="workbench"), path("inbox/", answer, name="inbox")],
    "operation",
)
supervision = ([path("console/", answer, name="console")], "supervision")
calculator = ([path("deadline/", answer, name="calculator")], "calculator")
legality = ([path("legality/", answer, name="inbox")], "legality")
statistics = ([path("figures/", answer, name="indicators")], "statistics")

urlpatterns = [
    path("", include(portal)),
    path("", include(operation)),
    path("", include(supervision)),
    path("", include(legality)),
    path("", include(calculator)),
    path("", include(statistics)),
    path("", include("yangguang.foundations.web.urls")),
    path("account/", include("yangguang.foundations.web.account_urls")),
    path("door/public/", open_to_public(answer)),
    path("door/signed-in/", open_to_signed_in(answer)),
    path("door/citizens/", open_to_citizens(answer)),
    path("door/clerks/", open_to(Role.WINDOW_CLERK)(answer)),
    path("api/v1/clerks/", open_to(Role.WINDOW_CLERK)(answer)),
    path("door/refusing/", refusing),
    path("door/hiding/", hiding),
    path("door/failing/", failing),
    path("door/thrice/", open_to_public(limited("thrice", limit=3, per_seconds=60)(answer))),
]

handler400 = "yangguang.foundations.web.error_views.bad_request"
handler403 = "yangguang.foundations.web.error_views.forbidden"
handler404 = "yangguang.foundations.web.error_views.not_found"
handler500 = "yangguang.foundations.web.error_views.server_error"
