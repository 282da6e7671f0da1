"""Centres in the open: who is in with what authority and what is one in all of them; and the desks that record it."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import shanghai_date

from . import hall_queries as queries
from . import services
from .hall_access import confirms_unity, decides_what_stays_out, keeps_hall
from .hall_forms import KeepOutForm, MoveForm, UnityForm
from .hall_models import Authority
from .record_page import record_page
from .spreadsheets import as_csv
from .views import day_asked


@open_to_public
@require_safe
@limited("library.halls", limit=60, per_seconds=60)
def hall(request: PageRequest, code: int) -> HttpResponse:
    """进驻与八统一 of one centre; ``?on=`` asks how its items stood on another day."""
    view = queries.hall_view(str(code), on=day_asked(request))
    context = {
        "view": view,
        "keeps": keeps_hall(request.actor, view.place.code),
        "decides": decides_what_stays_out(request.actor, view.place.code),
        "confirms": confirms_unity(request.actor, view.place.path),
    }
    return render(request, "library/halls/hall.html", context)


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def hall_csv(request: PageRequest, code: int) -> HttpResponse:
    view = queries.hall_view(str(code), on=day_asked(request))
    heads = [
        _("部门"),
        _("事项"),
        _("实施编码"),
        _("进驻情况"),
        _("自"),
        _("授权书"),
        _("不进驻的理由"),
        _("批准文件"),
    ]
    rows = [
        [
            in_language(one, "body_name"),
            in_language(one),
            one.code,
            one.standing.label,
            one.since.isoformat() if one.since else "",
            one.letter,
            one.ground,
            one.decision,
        ]
        for one in view.items
    ]
    response = HttpResponse(as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    name = f"{view.centre.name}-{view.on.isoformat()}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def hall_data(request: PageRequest, code: int) -> HttpResponse:
    """The same as JSON, under a stable address and for any site; its shape only ever grows."""
    view = queries.hall_view(str(code), on=day_asked(request))
    answer = {
        "place": view.place.code,
        "centre": view.centre.name,
        "on": view.on.isoformat(),
        "unified_since": view.unified_since.isoformat() if view.unified_since else None,
        "unity": [
            {
                "aspect": shown.aspect.value,
                "met": shown.found.met if shown.found else None,
                "found_on": shown.found.on.isoformat() if shown.found else None,
                "evidence": shown.found.evidence if shown.found else "",
            }
            for shown in view.unity
        ],
        "items": [
            {
                "code": one.code,
                "item": one.item_key,
                "name": one.name,
                "body": one.body_name,
                "standing": one.standing.value,
                "since": one.since.isoformat() if one.since else None,
                "letter": one.letter,
                "ground": one.ground,
                "decision": one.decision,
            }
            for one in view.items
        ],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


# ── desks ────────────────────────────────────────────────────────────────────────────────


@open_to(Role.CENTRE_MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: OfficerRequest, code: int) -> HttpResponse:
    """Items enter the manager's own centre, change their authority or leave."""
    if not keeps_hall(request.actor, str(code)):
        raise NotFound
    today = shanghai_date(request.now)
    form = MoveForm(
        request.POST or None,
        items=queries.hall_items(str(code), on=today),
        initial={"from_date": today},
    )

    def act() -> str:
        asked = form.cleaned_data
        common = {"from_date": asked["from_date"], "actor": request.actor, "at": request.now}
        if asked["move"] == "leave":
            done = services.leave_hall(str(code), asked["entries"], reason=asked["ground"], **common)
        else:
            authority = Authority(asked["move"])
            done = services.enter_hall(
                str(code), asked["entries"], authority=authority, letter=asked["ground"], **common
            )
        return _("已登记 %(number)d 项") % {"number": done}

    return _form_page(request, code, _("登记事项进驻"), form, act)


@open_to(Role.GOVERNMENT_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def keep_out(request: OfficerRequest, code: int) -> HttpResponse:
    """The government of the place decides which items stay outside, and says why."""
    if not decides_what_stays_out(request.actor, str(code)):
        raise NotFound
    today = shanghai_date(request.now)
    form = KeepOutForm(
        request.POST or None,
        items=queries.hall_items(str(code), on=today),
        initial={"from_date": today},
    )

    def act() -> str:
        asked = form.cleaned_data
        done = services.keep_out_of_hall(
            str(code),
            asked["entries"],
            decision=asked["decision"],
            ground=asked["ground"],
            from_date=asked["from_date"],
            actor=request.actor,
            at=request.now,
        )
        return _("已批准 %(number)d 项不进驻") % {"number": done}

    return _form_page(request, code, _("批准事项不进驻"), form, act)


@open_to(Role.CENTRE_MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def unity(request: OfficerRequest, code: int) -> HttpResponse:
    """What was found of the eight unifications, by the manager of the centre or of one above."""
    place = organisations.place_card(str(code))
    if place is None or not confirms_unity(request.actor, place.path):
        raise NotFound
    form = UnityForm(request.POST or None, initial={"found_on": shanghai_date(request.now)})

    def act() -> str:
        asked = form.cleaned_data
        since = services.find_unity(
            str(code),
            form.chosen(),
            met=asked["met"],
            found_on=asked["found_on"],
            evidence=asked["evidence"],
            actor=request.actor,
            at=request.now,
        )
        return _("已登记，八个方面全部统一") if since else _("已登记，还没有全部统一")

    return _form_page(request, code, _("确认八统一"), form, act)


def _form_page(
    request: OfficerRequest, code: int, title: str, form: PageForm, act: Callable[[], str]
) -> HttpResponse:
    place = organisations.place_card(str(code))
    if place is None:
        raise NotFound
    name = in_language(place)
    return record_page(
        request, form, act, title=title, above=(name, reverse("library:hall", args=[code])), eyebrow=name
    )
