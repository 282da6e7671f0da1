"""The figures of any place for any period, counted from the rows themselves, with the rows behind each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from yangguang.foundations.organisations.queries import Division, at_or_below
from yangguang.platforms.electronic_supervision import queries as supervision
from yangguang.platforms.power_operation.queries import Case, Clock
from yangguang.platforms.power_operation.states import Channel, ClockKind, Outcome

from .definitions import (
    CARDS,
    COVERAGE,
    EARLY,
    INDICATORS,
    INSPECTIONS,
    ON_TIME,
    ONLINE,
    WARNINGS,
    Indicator,
)
from .figure import Aside, Figure
from .list_figures import KEYS as OF_LISTS
from .list_figures import ListReading, rows_behind_lists
from .periods import Period

DECIDED = (Outcome.GRANTED, Outcome.REFUSED)


def received(path: str, period: Period) -> QuerySet[Case]:
    """Cases received in the period at a place or below."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        received_at__gte=period.begins_at,
        received_at__lt=period.ends_at,
    )


def concluded(path: str, period: Period) -> QuerySet[Case]:
    """Cases decided in the period (granted or refused)."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        concluded_at__gte=period.begins_at,
        concluded_at__lt=period.ends_at,
        outcome__in=DECIDED,
    )


def concluded_otherwise(path: str, period: Period) -> QuerySet[Case]:
    """Cases that ended in the period without a decision: withdrawn, never corrected, turned away."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        concluded_at__gte=period.begins_at,
        concluded_at__lt=period.ends_at,
    ).exclude(outcome__in=DECIDED)


def on_time(path: str, period: Period) -> QuerySet[Case]:
    return concluded(path, period).filter(concluded_at__lte=F("promised_due_at"))


def open_past_promise(path: str, period: Period, *, at: datetime) -> QuerySet[Case]:
    """Open at the end of the period (or now, if that is earlier) with the promise passed; held clocks excepted."""
    end = min(period.ends_at, at)
    return Case.objects.filter(
        Q(concluded_at__isnull=True) | Q(concluded_at__gte=end),
        at_or_below(path, field="place_path"),
        promised_due_at__lt=end,
        accepted_at__lt=end,
        suspended=False,
    )


def early(path: str, period: Period) -> QuerySet[Case]:
    """Decided at least one working day before the promise, immediate items left out."""
    promise = Clock.objects.filter(case=OuterRef("pk"), kind=ClockKind.PROMISED, left_days__gte=1)
    return concluded(path, period).exclude(item_version__case_kind="immediate").filter(Exists(promise))


def figures(
    division: Division, period: Period, *, at: datetime, read: ListReading | None = None
) -> list[Figure]:
    """All indicators of a place."""
    lists = read or ListReading(division.path, period)
    return _figures(division, period, at, lists.figures())


def _figures(
    division: Division, period: Period, at: datetime, of_lists: Mapping[str, Figure]
) -> list[Figure]:
    return [
        of_lists[key] if (key := indicator.key) in of_lists else FIGURES[key](division, period, at)
        for indicator in INDICATORS
    ]


def figure(indicator: Indicator, division: Division, period: Period, *, at: datetime) -> Figure:
    if indicator.key in OF_LISTS:
        return ListReading(division.path, period).figures()[indicator.key]
    return FIGURES[indicator.key](division, period, at)


def _coverage(division: Division, period: Period, _at: datetime) -> Figure:
    counted = (
        Division.objects.filter(at_or_below(division.path))
        .order_by()
        .values("level")
        .annotate(places=Count("pk"), met=Count("pk", filter=_unified(period)))
        .order_by("level")
    )
    by_level = [(row["level"], row["met"], row["places"]) for row in counted]
    return Figure(
        COVERAGE,
        sum(met for _level, met, _places in by_level),
        sum(places for _level, _met, places in by_level),
        [Aside(f"level_{level}", met, places) for level, met, places in by_level],
    )


def _unified(period: Period) -> Q:
    """All eight in place on the last day of the period, and not found missing since."""
    return Q(centre__unified_on__lte=period.last)


def _on_time(division: Division, period: Period, at: datetime) -> Figure:
    path = division.path
    overdue = open_past_promise(path, period, at=at).count()
    return Figure(
        ON_TIME,
        on_time(path, period).count(),
        concluded(path, period).count() + overdue,
        (
            Aside("open_past_promise", overdue),
            Aside("ended_without_decision", concluded_otherwise(path, period).count()),
        ),
    )


def _early(division: Division, period: Period, _at: datetime) -> Figure:
    decided = concluded(division.path, period)
    immediate = decided.filter(item_version__case_kind="immediate").count()
    return Figure(
        EARLY,
        early(division.path, period).count(),
        decided.count() - immediate,
        (Aside("immediate", immediate),),
    )


def _online(division: Division, period: Period, _at: datetime) -> Figure:
    came = received(division.path, period)
    return Figure(ONLINE, came.filter(channel=Channel.ONLINE).count(), came.count())


def _warnings(division: Division, period: Period, _at: datetime) -> Figure:
    issued = supervision.warnings_issued(division.path, period.begins_at, period.ends_at)
    return Figure(WARNINGS, issued.count(), received(division.path, period).count())


def _cards(division: Division, period: Period, _at: datetime) -> Figure:
    counted = supervision.cards_counted(division.path, period.begins_at, period.ends_at)
    revoked = supervision.cards_revoked(division.path, period.begins_at, period.ends_at)
    return Figure(
        CARDS,
        counted.count(),
        received(division.path, period).count(),
        (Aside("revoked", revoked.count()),),
    )


def _inspections(division: Division, period: Period, _at: datetime) -> Figure:
    span = (division.path, period.begins_at, period.ends_at)
    done = supervision.inspections_done(*span).count()
    held = supervision.measures_taken(*span).order_by()
    persons = held.filter(person__isnull=False).values("person").distinct().count()
    bodies = held.filter(person__isnull=True).values("body").distinct().count()
    return Figure(
        INSPECTIONS,
        done,
        done + supervision.inspections_missed(*span).count(),
        (Aside("held_persons", persons), Aside("held_bodies", bodies)),
    )


FIGURES = {
    "S1": _coverage,
    "S6": _on_time,
    "S7": _early,
    "S9": _online,
    "S10": _warnings,
    "S11": _cards,
    "S12": _inspections,
}


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
        met = _unified(period)
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
    division: Division, period: Period, *, at: datetime, read: ListReading | None = None
) -> list[PlaceRow]:
    """The same figures for every child place; summed over the children they give the parent's own below it.

    ``read``: what `figures` was given, so that one page reads the lists once.
    """
    lists = read or ListReading(division.path, period)
    rows = []
    for child in Division.objects.filter(parent=division).order_by("code"):
        counted = _figures(child, period, at, lists.figures(child.path))
        rows.append(PlaceRow(child, {one.indicator.key: one for one in counted}))
    return rows
