"""When a watched clock turns to early warning, yellow card, red card (预警、黄牌、红牌)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from .axes import CountingRule, ElapsedDays, axis_for
from .citations import parse_citation
from .sources import load_text
from .time_limits import TimeLimit, Unit, moment_before
from .working_days import WorkingCalendar

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class WarnBefore:
    """Promised limits of more than ``longer_than`` days are warned of ``working_days`` before they end."""

    longer_than: int
    working_days: int


@dataclass(frozen=True, slots=True)
class WatchedObject:
    """Something beside a case that is watched; levels in working days beside its limit (see supervision.toml)."""

    object: str
    name: str
    limit: TimeLimit | None = None
    warn: int | None = None
    yellow: int | None = None
    red: int | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One version of one set of rules. ``yellow`` and ``red`` name the limit that must have passed."""

    id: str
    version: str
    in_force_from: date
    counting_rule: CountingRule
    warn_before: tuple[WarnBefore, ...]
    yellow: str
    red: str
    answer_within: TimeLimit
    citation: str
    watched: tuple[WatchedObject, ...]

    def days_before(self, promised: TimeLimit) -> int | None:
        """How many working days before the promise to warn; None when there is no warning."""
        if promised.unit.of_day:
            return None
        amount = promised.amount * {Unit.MONTH: 30, Unit.YEAR: 365}.get(promised.unit, 1)
        return next((row.working_days for row in self.warn_before if amount > row.longer_than), None)


@dataclass(frozen=True, slots=True)
class AlertMoments:
    """The first moments at which each level holds (aware, UTC)."""

    warn_at: datetime | None
    yellow_at: datetime
    red_at: datetime


@dataclass(frozen=True, slots=True)
class WatchedMoments:
    """The same for a watched object, which may lack any of them."""

    warn_at: datetime | None
    yellow_at: datetime | None
    red_at: datetime | None


def alert_moments(
    promised_due: datetime,
    statutory_due: datetime,
    promised_limit: TimeLimit,
    calendar: WorkingCalendar,
    thresholds: Thresholds,
) -> AlertMoments:
    """The first moment of each level, from the two due moments of the case.

    By whole working days a limit that ends at 24:00 has passed at 24:00. By elapsed days it has passed one second
    after its due moment, as the system it comes from counts.
    """
    due = {"promised": promised_due, "statutory": statutory_due}
    elapsed = thresholds.counting_rule is CountingRule.ELAPSED_WORKING_DAYS
    passed = _passed(thresholds)
    days = thresholds.days_before(promised_limit)
    warn_at = None
    if days is not None:
        warn_at = (
            _elapsed_before(promised_due, days, calendar)
            if elapsed
            else moment_before(promised_due, days, calendar)
        )
        warn_at += passed
    return AlertMoments(warn_at, due[thresholds.yellow] + passed, due[thresholds.red] + passed)


def watched_moments(
    thresholds: Thresholds,
    watched: str,
    started_at: datetime,
    limit: TimeLimit | None,
    calendar: WorkingCalendar,
) -> WatchedMoments:
    """The first moments of each level for a watched object; ``limit`` None takes the object's own.

    Raises `LookupError` for an object that the thresholds do not know, or that has no limit.
    """
    found = next((row for row in thresholds.watched if row.object == watched), None)
    runs = limit or (found.limit if found else None)
    if found is None or runs is None:
        raise LookupError(f"{thresholds.version} knows no {watched!r}, or no limit for it")
    axis = axis_for(thresholds.counting_rule, runs, calendar)
    due = axis.start(started_at) + runs.amount * axis.per_unit
    passed = _passed(thresholds)

    def at(days: int | None) -> datetime | None:
        return None if days is None else axis.moment(due + days * axis.per_unit) + passed

    return WatchedMoments(at(found.warn), at(found.yellow), at(found.red))


def _passed(thresholds: Thresholds) -> timedelta:
    """How long after its end a limit is first seen to have passed."""
    elapsed = thresholds.counting_rule is CountingRule.ELAPSED_WORKING_DAYS
    return ONE_SECOND if elapsed else timedelta()


def _elapsed_before(due: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    axis = ElapsedDays(calendar)
    return axis.moment(axis.start(due) - days * axis.per_unit)


@cache
def all_thresholds() -> tuple[Thresholds, ...]:
    return tuple(_thresholds(entry) for entry in load_text("supervision.toml")["thresholds"])


def thresholds_in_force(on: date, id: str = "default") -> Thresholds:  # noqa: A002 - the set's own name for it
    """The newest version of a set on a day. Raises `LookupError` when there is none."""
    found = [one for one in all_thresholds() if one.id == id and one.in_force_from <= on]
    if not found:
        raise LookupError(f"no thresholds {id!r} in force on {on}")
    return max(found, key=lambda one: one.in_force_from)


def thresholds_of_version(version: str) -> Thresholds:
    """The thresholds that a case names. Raises `LookupError`."""
    for one in all_thresholds():
        if one.version == version:
            return one
    raise LookupError(f"no thresholds of version {version!r}")


def _thresholds(entry: Mapping[str, Any]) -> Thresholds:
    return Thresholds(
        id=entry["id"],
        version=entry["version"],
        in_force_from=entry["in_force_from"],
        counting_rule=CountingRule(entry["counting_rule"]),
        warn_before=tuple(WarnBefore(**row) for row in entry["warn_before"]),
        yellow=entry["yellow"],
        red=entry["red"],
        answer_within=TimeLimit.parse(entry["answer_within"]),
        citation=parse_citation(entry["citation"]).in_words(),
        watched=tuple(_watched(row) for row in entry.get("watched", ())),
    )


def _watched(row: Mapping[str, Any]) -> WatchedObject:
    limit = TimeLimit.parse(row["limit"]) if "limit" in row else None
    return WatchedObject(
        row["object"], row["name"], limit, row.get("warn"), row.get("yellow"), row.get("red")
    )
