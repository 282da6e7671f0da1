"""From the recorded history of a clock to its alerts: the bridge between operation's records and the pure rules."""

from collections.abc import Iterable
from datetime import datetime

from yangguang.law.clocks import ClockState
from yangguang.law.thresholds import thresholds_of_version
from yangguang.law.time_limits import TimeLimit
from yangguang.platforms.power_operation.queries import ClockRecord

from .rule_set import rules_for
from .rules import Alert, Stretch, alerts_passed, alerts_to_come


def alerts_of(record: ClockRecord) -> list[Alert]:
    """Everything that this clock has passed, or will pass if nothing changes, in order of time."""
    turns = record.turns
    ends: list[datetime | None] = [*turns[1:], None]
    stretches = [_stretch(record, begin, end) for begin, end in zip(turns, ends, strict=True)]
    return alerts_passed(stretches, stopped_at=record.clock.stopped_at)


def _stretch(record: ClockRecord, begins_at: datetime, ends_at: datetime | None) -> Stretch:
    reading = record.read(at=begins_at)
    version = record.case.thresholds_version
    alerts = alerts_to_come(
        record.clock.kind,
        reading.due_at,
        TimeLimit.parse(record.clock.limit),
        record.calendar,
        thresholds_of_version(version),
        rules_for(version),
        provisional=reading.provisional,
        channel=record.case.channel,
    )
    return Stretch(begins_at, ends_at, held=reading.state is ClockState.SUSPENDED, alerts=alerts)


def next_alert(alerts: Iterable[Alert], reached_level: int) -> Alert | None:
    """The first alert above the level that was reached already."""
    return next((alert for alert in alerts if alert.level > reached_level), None)
