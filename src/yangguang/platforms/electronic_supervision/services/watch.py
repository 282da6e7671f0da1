"""Keeping the watch: one row for each clock that may still fall due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import ClockRecord

from ..clocks_watched import alerts_of, next_alert
from ..models import Card, WatchedClock
from ..rules import Alert

WATCHED_FIELDS = ["next_level", "next_alert_at", "provisional"]


@transaction.atomic
def watch_cases(case_ids: Collection[int]) -> int:
    """Read the clocks of these cases again and set when each is to be looked at next. Returns how many rows changed."""
    return watch(operation.clock_records(case_ids=case_ids))


def watch(records: Sequence[ClockRecord]) -> int:
    """Set the watch by clocks in hand; rows that say the same already are left alone. Runs inside a transaction."""
    kept = _kept_rows([record.clock.pk for record in records])
    new = [record.clock.pk for record in records if record.clock.pk not in kept]
    reached = _levels_of_cards(new) if new else {}
    rows = [
        row
        for record in sorted(records, key=lambda record: record.clock.pk)
        if (row := _row(record, kept.get(record.clock.pk), reached))
    ]
    WatchedClock.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["clock_id"], update_fields=WATCHED_FIELDS
    )
    return len(rows)


def _kept_rows(clock_ids: Collection[int]) -> dict[int, WatchedClock]:
    rows = WatchedClock.objects.select_for_update().filter(pk__in=clock_ids).order_by("pk")
    return {row.clock_id: row for row in rows}


def _levels_of_cards(clock_ids: Collection[int]) -> dict[int, int]:
    """The highest card of each clock, so that a watch that was lost can be set again."""
    cards = Card.objects.filter(clock_id__in=clock_ids).order_by().values_list("clock_id")
    return dict(cards.annotate(highest=Max("level")))


def _row(record: ClockRecord, kept: WatchedClock | None, reached: Mapping[int, int]) -> WatchedClock | None:
    """The row as it should be, or None when it is so already. A clock that ended in good time needs no row."""
    stopped = record.clock.stopped_at is not None
    if kept is not None and stopped and kept.next_alert_at is None:
        return None
    level = kept.reached_level if kept else reached.get(record.clock.pk, 0)
    row = watched_row(record, reached_level=level)
    if kept is None:
        return None if row.next_alert_at is None and stopped else row
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
