"""Indicators as programs read them."""

from datetime import date
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yangguang.foundations.api.shell import Problem, under
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.law.refusals import NotFound

from . import queries
from .periods import period_from

router = Router(tags=["indicators"])


class IndicatorRow(Schema):
    """``share``: per cent for rates, per ten thousand cases for counts; null when there is nothing to divide by."""

    key: str
    name: str
    numerator: int
    denominator: int
    share: float | None


class Indicators(Schema):
    place: str
    first: date
    last: date
    rows: list[IndicatorRow]


@router.get("/indicators/{place}", response={200: Indicators, 404: Problem, 422: Problem})
@under(open_to_public)
def read_indicators(
    request: HttpRequest,
    place: str,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> dict[str, Any]:
    """The indicators of a place with all below it; by default the last ninety days."""
    division = Division.objects.filter(pk=place).first()
    if division is None:
        raise NotFound
    now = cast("PageRequest", request).now
    period = period_from(first.isoformat() if first else "", last.isoformat() if last else "", at=now)
    rows = [
        {
            "key": figure.indicator.key,
            "name": str(figure.indicator.name),
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "share": figure.share,
        }
        for figure in queries.figures(division, period, at=now)
    ]
    return {"place": division.pk, "first": period.first, "last": period.last, "rows": rows}
