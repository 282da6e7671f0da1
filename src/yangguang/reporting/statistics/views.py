"""Indicators of any place, opening down to the cases behind each figure."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yangguang.foundations.organisations.queries import Division, ancestors
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.law.refusals import NotFound

from . import queries
from .access import DRILL_ROLES, may_open_cases
from .definitions import INDICATORS, indicator_by_key
from .periods import Period, period_from
from .reading import Reading

PAGE_SIZE = 30
PROVINCE_LEVEL = 2
KINDS = {
    "S1": "places",
    "S2": "items",
    **dict.fromkeys(("S3", "S4", "S5", "S8", "S15"), "entries"),
    "S10": "cards",
    "S11": "cards",
    "S12": "inspections",
}
PARTS = {"S12": ("numerator", "rest", "held")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; a wrong day is said on the page and the default period shown."""

    division: Division
    period: Period
    complaint: str


def _asked(request: PageRequest, code: str) -> Asked:
    division = (
        Division.objects.filter(pk=code).first()
        if code
        else Division.objects.filter(level=PROVINCE_LEVEL).order_by("code").first()
    )
    if division is None:
        raise Http404
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    try:
        return Asked(division, period_from(first, last, at=request.now), "")
    except ValueError:
        complaint = _("日期应为“年-月-日”，且起始日不晚于截止日；已显示最近九十天")
        return Asked(division, period_from("", "", at=request.now), complaint)


@require_GET
@open_to_public
def indicators(request: PageRequest, code: str = "") -> HttpResponse:
    """All indicators of a place, with those of the places below it."""
    asked = _asked(request, code)
    read = Reading(asked.division.path, asked.period, request.now)
    context = {
        "division": asked.division,
        "trail": ancestors(asked.division),
        "period": asked.period,
        "complaint": asked.complaint,
        "figures": queries.figures(asked.division, asked.period, at=request.now, read=read),
        "rows": queries.rows_below(asked.division, asked.period, at=request.now, read=read),
        "indicators": INDICATORS,
        "may_open": may_open_cases(request.actor, asked.division.path),
    }
    return render(request, "statistics/indicators.html", context)


@require_GET
@open_to(*DRILL_ROLES)
def behind(request: OfficerRequest, code: str, key: str, part: str) -> HttpResponse:
    """The rows behind one figure: those counted, or those that are missing from it."""
    asked = _asked(request, code)
    indicator = indicator_by_key(key)
    if indicator is None or part not in PARTS.get(key, ("numerator", "rest")):
        raise Http404
    if not may_open_cases(request.actor, asked.division.path):
        raise NotFound
    rows = queries.rows_behind(key, asked.division.path, asked.period, part=part, at=request.now)
    context: dict[str, Any] = {
        "division": asked.division,
        "trail": ancestors(asked.division),
        "period": asked.period,
        "indicator": indicator,
        "part": part,
        "kind": "measures" if part == "held" else KINDS.get(key, "cases"),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "statistics/behind.html", context)
