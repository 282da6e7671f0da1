"""When a watched clock turns to a warning, a yellow card, a red card. Pure: history in, alerts out.

Whether a threshold was passed is judged stretch by stretch: between two turns of a clock (suspended, resumed, extended)
its due moment stands still, so a threshold is passed when its moment comes while that stretch lasts. What is passed stays
passed, whatever happens afterwards and however late anybody looks; what was not passed when a case ended never will be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yangguang.law.axes import CountingRule
from yangguang.law.thresholds import ONE_SECOND, Thresholds, alert_moments
from yangguang.law.time_limits import TimeLimit, moment_before
from yangguang.law.working_days import UnannouncedYear, WorkingCalendar

from .levels import AlertLevel, Matter
from .rule_set import Rule, RuleSet

LIMITS_OF_THE_CASE = frozenset({"promised", "statutory"})


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule and the first moment at which it holds.

    ``provisional``: the day it rests on lies in a year whose holiday notice is not out; nobody gets a card for it.
    """

    rule: Rule
    at: datetime
    provisional: bool = False

    @property
    def level(self) -> AlertLevel:
        return self.rule.level


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a clock ran on the same terms; ``ends_at`` is exclusive, None while it lasts.

    ``held``: a special procedure has stopped the count, so nothing falls due.
    """

    begins_at: datetime
    ends_at: datetime | None
    held: bool
    alerts: Sequence[Alert]


def alerts_of_limit(
    kind: str,
    due_at: datetime,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    thresholds: Thresholds,
    rules: RuleSet,
    channel: str = "",
) -> list[Alert]:
    """The alerts of a clock of ``kind`` that is due at ``due_at``, in order of time; ``channel`` is that of its case."""
    if kind in LIMITS_OF_THE_CASE:
        alerts = _of_case_limit(kind, due_at, limit, calendar, thresholds, rules)
    else:
        alerts = [
            Alert(rule, _after(due_at, rule.after, calendar) + _passed(thresholds))
            for rule in rules.of_clock(kind, channel)
        ]
    return sorted(alerts, key=lambda alert: (alert.at, alert.level))


def _of_case_limit(
    kind: str,
    due_at: datetime,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    thresholds: Thresholds,
    rules: RuleSet,
) -> list[Alert]:
    moments = alert_moments(due_at, due_at, limit, calendar, thresholds)
    found = {
        AlertLevel.WARN: moments.warn_at if kind == "promised" else None,
        AlertLevel.YELLOW: moments.yellow_at if kind == thresholds.yellow else None,
        AlertLevel.RED: moments.red_at if kind == thresholds.red else None,
    }
    return [Alert(rules.rule(Matter.CASE_TIME, level), at) for level, at in found.items() if at is not None]


def _after(due_at: datetime, working_days: int, calendar: WorkingCalendar) -> datetime:
    return moment_before(due_at, -working_days, calendar) if working_days else due_at


def _passed(thresholds: Thresholds) -> timedelta:
    """By elapsed days a limit is seen to have passed one second after its end (see `law.thresholds`)."""
    return ONE_SECOND if thresholds.counting_rule is CountingRule.ELAPSED_WORKING_DAYS else timedelta()


def alerts_to_come(
    kind: str,
    due_at: datetime,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    thresholds: Thresholds,
    rules: RuleSet,
    *,
    provisional: bool,
    channel: str = "",
) -> list[Alert]:
    """`alerts_of_limit`, marked as provisional when the due day is, or when the counting leaves the announced years."""
    try:
        alerts = alerts_of_limit(kind, due_at, limit, calendar, thresholds, rules, channel)
    except UnannouncedYear:
        provisional = True
        alerts = alerts_of_limit(kind, due_at, limit, calendar.provisional(), thresholds, rules, channel)
    return [replace(alert, provisional=True) for alert in alerts] if provisional else alerts


def alerts_passed(stretches: Iterable[Stretch], *, stopped_at: datetime | None) -> list[Alert]:
    """Each level once, at the first moment at which it held or will hold if nothing changes; none after the stop."""
    found: dict[AlertLevel, Alert] = {}
    for stretch in stretches:
        for alert in () if stretch.held else stretch.alerts:
            at = max(alert.at, stretch.begins_at)
            if alert.level not in found and _within(at, stretch.ends_at, stopped_at):
                found[alert.level] = alert if at == alert.at else replace(alert, at=at)
    return sorted(found.values(), key=lambda alert: (alert.at, alert.level))


def _within(at: datetime, ends_at: datetime | None, stopped_at: datetime | None) -> bool:
    """A turn takes its moment with it; a stop does not: what ends at 24:00 has passed at 24:00."""
    if ends_at is not None and at >= ends_at:
        return False
    return stopped_at is None or at <= stopped_at
