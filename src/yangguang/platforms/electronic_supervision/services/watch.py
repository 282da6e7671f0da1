"""Keeping the watch: one row for each clock that may still fall due."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import ClockRecord

from ..clocks_watched import alerts_of, next_alert
from ..models import WatchedClock
from ..rules import Alert

WATCHED_FIELDS = ["next_level", "next_alert_at", "provisional"]


@transaction.atomic
def watch_cases(case_ids: Collection[int]) -> int:
    """Read the clocks of these cases again and set when each is to be looked at next. Returns how many rows changed."""
    return watch(operation.clock_records(case_ids=case_ids))


def watch(records: Iterable[ClockRecord]) -> int:
    """Set the watch by clocks in hand; rows that say the same already are left alone. Runs inside a transaction."""
    wanted = {record.clock.pk: record for record in records}
    kept = {
        row.clock_id: row
        for row in WatchedClock.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    changed = [row for pk, record in sorted(wanted.items()) if (row := _row(record, kept.get(pk)))]
    WatchedClock.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["clock_id"], update_fields=WATCHED_FIELDS
    )
    return len(changed)


def _row(record: ClockRecord, kept: WatchedClock | None) -> WatchedClock | None:
    """The row as it should be, or None when it is so already. A clock that ended in good time needs no row."""
    row = watched_row(record, reached_level=kept.reached_level if kept else 0)
    if kept is None:
        return None if row.next_alert_at is None and record.clock.stopped_at else row
    same = all(getattr(row, field) == getattr(kept, field) for field in WATCHED_FIELDS)
    return None if same else row


def watched_row(record: ClockRecord, *, reached_level: int) -> WatchedClock:
    """What the watch should hold of a clock whose cards go up to ``reached_level``."""
    row = WatchedClock(
        clock_id=record.clock.pk,
        case_id=record.case.pk,
        place_path=record.case.place_path,
        kind=record.clock.kind,
        reached_level=reached_level,
    )
    set_next(row, next_alert(alerts_of(record), reached_level))
    return row


def set_next(row: WatchedClock, alert: Alert | None, *, not_before: datetime | None = None) -> None:
    """Write the next alert into a row; ``not_before`` puts off one that cannot be acted on yet."""
    row.next_level = alert.level if alert else None
    row.next_alert_at = alert.at if alert else None
    row.provisional = bool(alert and alert.provisional)
    if row.next_alert_at and not_before:
        row.next_alert_at = max(row.next_alert_at, not_before)
