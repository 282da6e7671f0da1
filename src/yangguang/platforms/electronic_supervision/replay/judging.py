"""One logged case against a limit: the same due moment, the same alerts and the same rules as a live case has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from yangguang.law.axes import CountingRule
from yangguang.law.clocks import ClockTerms, Started, replay
from yangguang.law.thresholds import Thresholds, thresholds_of_version
from yangguang.law.time_limits import TimeLimit, Unit, last_day_before, shanghai_date
from yangguang.law.working_days import UnannouncedYear, WorkingCalendar

from ..levels import AlertLevel
from ..rule_set import RuleSet, rules_for
from ..rules import Alert, Stretch, alerts_passed, alerts_to_come
from .logs import LoggedCase

PROMISED, STATUTORY = "promised", "statutory"


class Standing(StrEnum):
    """How a case stands at the end of the log. ``UNJUDGED``: no time, no deadline, or a year without its notice."""

    ON_TIME = "on_time"
    LATE = "late"
    OPEN = "open"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a log is judged: one limit that runs from the start of each case, or each case's own deadline.

    ``promised`` is the promise where it is shorter than the limit; without it the limit is both. Deadlines that the
    log carries are both.
    """

    limit: TimeLimit | None
    promised: TimeLimit | None = None
    rolls: bool = True
    thresholds: str = "default-1"


class Verdict(NamedTuple):
    """``alerts`` in order of time; of an open case also those still to come."""

    standing: Standing
    due_at: datetime | None = None
    alerts: Sequence[Alert] = ()


class _Course(NamedTuple):
    """What a case that begins on a day goes towards, if nothing stops it."""

    due_at: datetime
    alerts: Sequence[Alert]
    provisional: bool


@dataclass(slots=True)
class Judge:
    """Judges cases one by one; courses of limits in days are worked out once for each day."""

    terms: Terms
    calendar: WorkingCalendar
    thresholds: Thresholds
    rules: RuleSet
    _courses: dict[date, _Course]

    def verdict(self, case: LoggedCase) -> Verdict:
        try:
            course = self._course(case)
        except UnannouncedYear:
            return Verdict(Standing.UNJUDGED)
        if course is None or course.provisional:
            return Verdict(Standing.UNJUDGED)
        if case.ended_at is None:
            return Verdict(Standing.OPEN, course.due_at, course.alerts)
        stretch = Stretch(_begin(case), None, held=False, alerts=course.alerts)
        passed = alerts_passed([stretch], stopped_at=case.ended_at)
        late = any(alert.level == AlertLevel.RED for alert in passed)
        return Verdict(Standing.LATE if late else Standing.ON_TIME, course.due_at, passed)

    def _course(self, case: LoggedCase) -> _Course | None:
        if case.started_at is None:
            return None
        if self.terms.limit is None:
            return self._to_deadline(case.started_at, case.deadline) if case.deadline else None
        if (
            self.terms.limit.unit.of_day
            or self.thresholds.counting_rule is not CountingRule.WHOLE_WORKING_DAYS
        ):
            return self._of_limits(case.started_at, self.terms.limit)
        day = shanghai_date(case.started_at)
        if day not in self._courses:
            self._courses[day] = self._of_limits(case.started_at, self.terms.limit)
        return self._courses[day]

    def _of_limits(self, started_at: datetime, limit: TimeLimit) -> _Course:
        promise = self.terms.promised or limit
        due_at, provisional = self._due(started_at, limit)
        promised_at, _ = self._due(started_at, promise)
        alerts = self._alerts(PROMISED, promised_at, promise) + self._alerts(STATUTORY, due_at, limit)
        return _Course(due_at, _in_order(alerts), provisional)

    def _due(self, started_at: datetime, limit: TimeLimit) -> tuple[datetime, bool]:
        terms = ClockTerms(limit=limit, rule=_rule_for(self.thresholds, limit), rolls=self.terms.rolls)
        reading = replay([Started(started_at)], terms, self.calendar, at=started_at)
        return reading.due_at, reading.provisional

    def _to_deadline(self, started_at: datetime, deadline: datetime) -> _Course:
        """How long the case was given, in working days, decides how early it is warned of."""
        first, last = shanghai_date(started_at), last_day_before(deadline)
        given = TimeLimit(max(self.calendar.working_days_between(first, last), 0), Unit.WORKING_DAY)
        whole = replace(self.thresholds, counting_rule=CountingRule.WHOLE_WORKING_DAYS)
        alerts = [
            alert
            for kind in (PROMISED, STATUTORY)
            for alert in self._alerts(kind, deadline.astimezone(UTC), given, whole)
        ]
        return _Course(deadline, _in_order(alerts), self.calendar.is_provisional(last))

    def _alerts(
        self, kind: str, due_at: datetime, limit: TimeLimit, thresholds: Thresholds | None = None
    ) -> list[Alert]:
        return alerts_to_come(
            kind, due_at, limit, self.calendar, thresholds or self.thresholds, self.rules, provisional=False
        )


def judge_for(terms: Terms, calendar: WorkingCalendar) -> Judge:
    """A judge by the rule set that supervises cases filed under these thresholds. Raises `LookupError`."""
    return Judge(terms, calendar, thresholds_of_version(terms.thresholds), rules_for(terms.thresholds), {})


def _rule_for(thresholds: Thresholds, limit: TimeLimit) -> CountingRule:
    """Elapsed days count working days only; other limits run as the law has them."""
    counts = limit.unit is Unit.WORKING_DAY
    return thresholds.counting_rule if counts else CountingRule.WHOLE_WORKING_DAYS


def _in_order(alerts: list[Alert]) -> Sequence[Alert]:
    return sorted(alerts, key=lambda alert: (alert.at, alert.level))


def _begin(case: LoggedCase) -> datetime:
    assert case.started_at is not None
    return case.started_at.astimezone(UTC)
