"""The sweep: takes what has fallen due, judges it again from its history, and only then gives cards.

Each watched clock is a transaction of its own, so that a killed worker leaves every clock either done or untouched, two
workers share the work by skipping each other's rows, and one clock that cannot be judged does not keep back the rest.
Cost follows what falls due, not what is open.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from yangguang.platforms.power_operation import queries as operation

from ..clocks_watched import alerts_of, next_alert
from ..models import WatchedClock
from .cards import found_by_clock, issue_card
from .incidents import CARD_NOT_ISSUED, close_incident, open_incident
from .recipients import Directory
from .watch import set_next

logger = logging.getLogger(__name__)

PROVISIONAL_AGAIN = timedelta(days=1)  # how often a clock is asked again whose year has no holiday notice
FAILED_AGAIN = timedelta(minutes=10)


@dataclass(slots=True)
class SweepResult:
    """What one sweep did: clocks looked at, numbers of the cards given, clocks that could not be judged."""

    examined: int = 0
    cards: list[str] = field(default_factory=list)
    failed: int = 0


def sweep(at: datetime, *, limit: int = 500) -> SweepResult:
    """Look at every clock whose moment has come by ``at``, ``limit`` of them at a time."""
    result, directory = SweepResult(), Directory(at)
    while due := list(fallen_due(at)[:limit]):
        before = result.examined
        for clock_id in due:
            _take(clock_id, at, directory, result)
        if result.examined == before:  # all in other hands
            return result
    return result


def fallen_due(at: datetime) -> "QuerySet[WatchedClock, int]":
    """Clocks whose moment has come by ``at``, the longest waiting first."""
    due = WatchedClock.objects.filter(next_alert_at__lte=at)
    return due.order_by("next_alert_at", "pk").values_list("pk", flat=True)


def _take(clock_id: int, at: datetime, directory: Directory, result: SweepResult) -> None:
    try:
        with transaction.atomic():
            row = (
                WatchedClock.objects.select_for_update(skip_locked=True)
                .filter(pk=clock_id, next_alert_at__lte=at)
                .first()
            )
            if row is None:
                return
            numbers = _examine(row, at, directory)
    except Exception as error:
        # One clock must not stop the watch over all others; it is reported and tried again.
        logger.exception("clock %s could not be judged", clock_id)
        _put_off(clock_id, at, error)
        result.failed += 1
    else:
        result.cards += numbers
    result.examined += 1


def _examine(row: WatchedClock, at: datetime, directory: Directory) -> list[str]:
    """Judge a clock from its history and give every card it has earned; returns their numbers."""
    record = operation.clock_under_lock(row.clock_id)
    alerts = alerts_of(record) if record else []
    issued = []
    coming = next_alert(alerts, row.reached_level)
    while record and coming and coming.at <= at and not coming.provisional:
        card = issue_card(found_by_clock(record, coming), at=at, directory=directory)
        row.reached_level = card.level
        issued.append(card.number)
        coming = next_alert(alerts, row.reached_level)
    waits = at + PROVISIONAL_AGAIN if coming and coming.provisional else None
    set_next(row, coming, not_before=waits)
    row.save(update_fields=["reached_level", "next_level", "next_alert_at", "provisional"])
    if issued:
        close_incident(CARD_NOT_ISSUED, f"clock:{row.clock_id}", at=at)
    return issued


def _put_off(clock_id: int, at: datetime, error: Exception) -> None:
    with transaction.atomic():
        WatchedClock.objects.filter(pk=clock_id).update(next_alert_at=at + FAILED_AGAIN)
        open_incident(CARD_NOT_ISSUED, f"clock:{clock_id}", type(error).__name__, at=at)
