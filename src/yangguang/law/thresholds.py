"""When a clock turns to warning, yellow card and red card: dated data, so that a case keeps those it was filed under."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from .clocks import moment_before
from .time_limits import TimeLimit, Unit
from .working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``warn_before``: smallest promised limit (working days) → working days before the promise at which to warn."""

    version: str
    in_force_from: date
    root: str
    warn_before: tuple[tuple[int, int], ...]

    def warning_lead(self, limit: TimeLimit) -> int | None:
        """Working days before the due day; None when the limit is too short to warn."""
        if limit.unit != Unit.WORKING_DAY:
            return 2
        return next((before for smallest, before in self.warn_before if limit.amount >= smallest), None)


@dataclass(frozen=True, slots=True)
class AlertMoments:
    """First moments at which each level is reached; ``warn_at`` is None for limits too short to warn."""

    warn_at: datetime | None
    yellow_at: datetime
    red_at: datetime


@cache
def _all_thresholds() -> tuple[Thresholds, ...]:
    table = tomllib.loads(
        (resources.files("yangguang.law") / "texts" / "supervision.toml").read_text("utf-8")
    )
    return tuple(_thresholds(row) for row in table["thresholds"])


def _thresholds(row: Mapping[str, object]) -> Thresholds:
    leads = row["warn_before"]
    assert isinstance(leads, list)
    pairs = sorted(((lead["limit_from"], lead["days"]) for lead in leads), reverse=True)
    in_force = row["in_force_from"]
    assert isinstance(in_force, date)
    return Thresholds(str(row["version"]), in_force, str(row["root"]), tuple(pairs))


def thresholds_in_force(on: date) -> Thresholds:
    """The thresholds in force on a day."""
    known = [item for item in _all_thresholds() if item.in_force_from <= on]
    if not known:
        raise LookupError(f"{on} 没有生效的监察阈值")
    return max(known, key=lambda item: item.in_force_from)


def thresholds_of_version(version: str) -> Thresholds:
    """The thresholds that a case was filed under."""
    found = next((item for item in _all_thresholds() if item.version == version), None)
    if found is None:
        raise LookupError(f"没有版本为“{version}”的监察阈值")
    return found


def warn_moment(
    due_date: date, limit: TimeLimit, calendar: WorkingCalendar, thresholds: Thresholds
) -> datetime | None:
    """When to warn of a due day; None when the limit is too short."""
    lead = thresholds.warning_lead(limit)
    return None if lead is None else moment_before(due_date, lead, calendar)


def alert_moments(
    *,
    promised_due: tuple[date, datetime],
    statutory_due_at: datetime,
    promised_limit: TimeLimit,
    calendar: WorkingCalendar,
    thresholds: Thresholds,
) -> AlertMoments:
    """The three moments of a case. ``promised_due`` is the due day and moment of the promise."""
    due_date, due_at = promised_due
    return AlertMoments(
        warn_at=warn_moment(due_date, promised_limit, calendar, thresholds),
        yellow_at=due_at,
        red_at=statutory_due_at,
    )
