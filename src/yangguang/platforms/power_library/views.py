"""The public pages of the library: find an item, read its guide, take its papers away."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date, start_of_day

from . import guide_data as exchange
from . import printing, queries

PLACE_COOKIE = "place"
PLACE_KEPT_FOR = 180 * 24 * 3600  # seconds
A_PAGE = 20
DISCLOSURES_CACHED_FOR = 300  # seconds; a guide changes at the turn of a day


@open_to_public
@require_safe
@limited("library.search", limit=120, per_seconds=60)
def search(request: PageRequest) -> HttpResponse:
    """Find items by words, theme, department and place. With htmx only the results are drawn anew."""
    today = shanghai_date(request.now)
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "theme", "department")}
    place = chosen_place(request)
    found = queries.search(
        asked["q"],
        on=today,
        theme=asked["theme"],
        department=asked["department"],
        place=place.code if place else "",
    )
    context: dict[str, Any] = {
        **asked,
        "place": place,
        "matters": queries.find_matters(asked["q"], on=today),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return _keep_place(request, render(request, "library/results.html", context))
    context |= {
        "themes": queries.theme_cards(on=today),
        "departments": queries.departments_with_items(on=today),
    }
    return _keep_place(request, render(request, "library/search.html", context))


@open_to_public
@require_safe
def themes(request: PageRequest) -> HttpResponse:
    cards = queries.theme_cards(on=shanghai_date(request.now))
    audiences = [
        (audience, [card for card in cards if card.audience == audience])
        for audience in ("natural_person", "legal_person")
    ]
    return render(request, "library/themes.html", {"audiences": audiences})


@open_to_public
@require_safe
def departments(request: PageRequest) -> HttpResponse:
    """Lines of work with their items; at a place, those that have a body there."""
    place = chosen_place(request)
    rows = queries.departments_with_items(place.code if place else None, on=shanghai_date(request.now))
    return _keep_place(
        request, render(request, "library/departments.html", {"place": place, "departments": rows})
    )


@open_to_public
@require_safe
def province(_request: PageRequest) -> HttpResponse:
    top = organisations.province_card()
    if top is None:
        raise NotFound
    return redirect("library:place", code=int(top.code))


@open_to_public
@require_safe
def place(request: PageRequest, code: int) -> HttpResponse:
    """A place: its centre, what is decided there and what is taken in there."""
    view = queries.place_view(str(code), on=shanghai_date(request.now))
    return render(request, "library/place.html", {"view": view})


@open_to_public
@require_safe
def item(request: PageRequest, key: str) -> HttpResponse:
    """For whoever knows the item but not yet which office: leads down to the place, or on to the guide."""
    chosen = chosen_place(request) or organisations.province_card()
    if chosen is None:
        raise NotFound
    try:
        view = queries.item_places(key, chosen.code, on=shanghai_date(request.now))
    except NotFound:
        queries.item_history(
            key, on=shanghai_date(request.now)
        )  # suspended or cancelled: shown, with the reason
        return redirect("library:versions", key=key)
    if view.item.entry and request.GET.get("place"):
        return _keep_place(request, redirect("library:guide", code=view.item.entry.code))
    return render(request, "library/item.html", {"view": view, "place": chosen})


@open_to_public
@require_safe
def guide(request: PageRequest, code: str) -> HttpResponse:
    """办事指南: which office, what to bring, how long, how much; then everything else. ``?on=`` asks for another day."""
    on = day_asked(request)
    context = {
        "guide": queries.guide(code, at=moment_of(on, request.now)),
        "on": on,
        "other_day": on != shanghai_date(request.now),
    }
    return render(request, "library/guide.html", context)


@open_to_public
@require_safe
def guide_data(request: PageRequest, code: str) -> HttpResponse:
    """The guide as JSON, under a stable address and for anybody."""
    response = JsonResponse(
        exchange.guide_as_json(queries.guide(code, at=moment_of(day_asked(request), request.now))),
        json_dumps_params={"ensure_ascii": False},
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={DISCLOSURES_CACHED_FOR}"
    return response


@open_to_public
@require_safe
@limited("library.paper", limit=30, per_seconds=60)
def guide_pdf(request: PageRequest, code: str) -> HttpResponse:
    return _paper(request, code, printing.printed_guide, "guide")


@open_to_public
@require_safe
@limited("library.paper", limit=30, per_seconds=60)
def form_pdf(request: PageRequest, code: str) -> HttpResponse:
    return _paper(request, code, printing.blank_form, "form", of_applications=True)


@open_to_public
@require_safe
@limited("library.paper", limit=30, per_seconds=60)
def example_pdf(request: PageRequest, code: str) -> HttpResponse:
    return _paper(request, code, printing.sample_form, "example", of_applications=True)


def _paper(
    request: PageRequest,
    code: str,
    draw: Callable[[queries.GuideView], bytes],
    what: str,
    *,
    of_applications: bool = False,
) -> HttpResponse:
    view = queries.guide(code, at=request.now)
    if of_applications and not view.item.on_application:
        raise NotFound
    response = HttpResponse(draw(view), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{view.item.key}-{what}.pdf"'
    return response


def chosen_place(request: PageRequest) -> organisations.PlaceCard | None:
    """The place asked for, else the one remembered; None for an unknown one and for ``place=all``."""
    code = request.GET.get("place", request.COOKIES.get(PLACE_COOKIE, ""))
    return organisations.place_card(code) if re.fullmatch(r"\d{12}", code) else None


def day_asked(request: PageRequest) -> date:
    """The day of ``?on=2026-03-01``, else today. Raises `Refusal` for what is no day."""
    written = request.GET.get("on", "").strip()
    if not written:
        return shanghai_date(request.now)
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refusal(
            asked=_("查看 %(day)s 的事项") % {"day": written[:40]},
            rule=_("日期应写作 年-月-日(GB/T 7408)"),
            way_out=_("例如 on=2026-03-01"),
        ) from error


def moment_of(on: date, now: datetime) -> datetime:
    """Now for today, and the beginning of any other day."""
    return now if on == shanghai_date(now) else start_of_day(on)


def _keep_place(request: PageRequest, response: HttpResponse) -> HttpResponse:
    """Remember a place that was chosen on purpose, so that the next page speaks of it too."""
    asked = request.GET.get("place")
    if asked and re.fullmatch(r"\d{12}", asked):
        response.set_cookie(PLACE_COOKIE, asked, max_age=PLACE_KEPT_FOR, httponly=True, samesite="Lax")
    elif asked:
        response.delete_cookie(PLACE_COOKIE, samesite="Lax")
    return response
