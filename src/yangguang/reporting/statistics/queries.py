"""The figures of any place for any period, counted from the rows themselves, with the rows behind each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from yangguang.foundations.organisations.queries import Division, at_or_below
from yangguang.platforms.electronic_supervision import queries as supervision
from yangguang.platforms.power_operation.queries import Case
from yangguang.platforms.power_operation.states import Channel

from .counted_cases import concluded, early, on_time, open_past_promise, received
from .definitions import Indicator
from .figure import Figure
from .list_figures import KEYS as OF_LISTS
from .list_figures import rows_behind_lists
from .periods import Period
from .reading import Reading, unified_by


def figures(division: Division, period: Period, *, at: datetime, read: Reading | None = None) -> list[Figure]:
    """All indicators of a place. ``read``: what was read for it already."""
    return (read or Reading(division.path, period, at)).figures()


def figure(indicator: Indicator, division: Division, period: Period, *, at: datetime) -> Figure:
    found = Reading(division.path, period, at).figures()
    return next(one for one in found if one.indicator is indicator)


def rows_behind(key: str, path: str, period: Period, *, part: str, at: datetime) -> QuerySet[Any]:
    """The rows behind a figure: ``part`` is ``numerator`` or ``rest`` (in the denominator, not in the numerator).

    Places for S1, what `rows_behind_lists` says for the figures of the lists, cards for S10 and S11, inspections for S12 (for part ``held`` the measures of accountability), cases for
    all others; ordered, so that pages are stable.
    """
    if key == "S12":
        return _behind_s12(path, period, part)
    inside = part == "numerator"
    if key in OF_LISTS:
        return rows_behind_lists(key, path, period, inside=inside)
    if key == "S1":
        met = unified_by(period.last)
        places = Division.objects.filter(at_or_below(path), met if inside else ~met)
        return places.select_related("centre").order_by("code")
    if key == "S10":
        return supervision.warnings_issued(path, period.begins_at, period.ends_at).order_by(
            "-issued_at", "-pk"
        )
    if key == "S11":
        return supervision.cards_counted(path, period.begins_at, period.ends_at).order_by("-issued_at", "-pk")
    cases = _cases_behind(key, path, period, inside=inside, at=at)
    return cases.select_related("item_version", "body").order_by("-received_at", "-pk")


def _behind_s12(path: str, period: Period, part: str) -> QuerySet[Any]:
    span = (path, period.begins_at, period.ends_at)
    if part == "held":
        return supervision.measures_taken(*span)
    found = supervision.inspections_done if part == "numerator" else supervision.inspections_missed
    return found(*span).order_by("-until_date", "plan_id", "ordinal")


def _cases_behind(key: str, path: str, period: Period, *, inside: bool, at: datetime) -> QuerySet[Case]:
    match key, inside:
        case "S6", True:
            return on_time(path, period)
        case "S6", False:
            late = concluded(path, period).exclude(concluded_at__lte=F("promised_due_at"))
            overdue = open_past_promise(path, period, at=at)
            return Case.objects.filter(Q(pk__in=late.values("pk")) | Q(pk__in=overdue.values("pk")))
        case "S7", True:
            return early(path, period)
        case "S7", False:
            decided = concluded(path, period).exclude(item_version__case_kind="immediate")
            return decided.exclude(pk__in=early(path, period).values("pk"))
        case _, True:
            return received(path, period).filter(channel=Channel.ONLINE)
        case _:
            return received(path, period).exclude(channel=Channel.ONLINE)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One child place in the table below a place's figures."""

    division: Division
    figures: Mapping[str, Figure]


def rows_below(
    division: Division, period: Period, *, at: datetime, read: Reading | None = None
) -> list[PlaceRow]:
    """The same figures for every child place; summed over the children they give the parent's own below it.

    ``read``: what `figures` was given, so that one page reads everything once.
    """
    whole = read or Reading(division.path, period, at)
    return [
        PlaceRow(child, {one.indicator.key: one for one in whole.figures(child.path)})
        for child in Division.objects.filter(parent=division).order_by("code")
    ]
