"""取号叫号: who is called next, and which hours may be booked. Pure.

People with an appointment and those with priority (the old, the disabled, expecting mothers; 无障碍环境建设法 art. 41) go
first, but never so many in a row that nobody else moves.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files as package_files
from typing import Protocol, TypeVar

from yangguang.law.axes import OfficeHours

from .states import Lane


@dataclass(frozen=True, slots=True)
class QueueTerms:
    slot_minutes: int
    places_per_slot: int
    days_ahead: int
    early_minutes: int
    late_minutes: int
    privileged_in_a_row: int
    calls: int

    def __post_init__(self) -> None:
        wrong = [name for name in self.__slots__ if getattr(self, name) < 1]
        if wrong:
            raise ValueError(f"queue.toml: {', '.join(wrong)} must be at least 1")


@cache
def queue_terms() -> QueueTerms:
    """Raises `ValueError` for terms below one, ``TypeError`` for one that is missing or unknown."""
    text = (package_files("yangguang.platforms.power_operation") / "queue.toml").read_text("utf-8")
    return QueueTerms(**tomllib.loads(text))


class Waiting(Protocol):
    """What the order of calling asks of a ticket; ``waits_since`` is when it came, or came back."""

    lane: str
    waits_since: datetime


Ticket = TypeVar("Ticket", bound=Waiting)
_RANK = {Lane.APPOINTMENT: 0, Lane.PRIORITY: 1, Lane.ORDINARY: 2}


def next_of(waiting: Iterable[Ticket], called_before: Sequence[str], terms: QueueTerms) -> Ticket | None:
    """Whom to call: first appointments, then priority, then the others, each in the order of coming.

    ``called_before`` are the lanes of the latest calls, newest first. After ``privileged_in_a_row`` privileged ones an
    ordinary ticket goes first if one waits.
    """
    tickets = sorted(waiting, key=lambda one: (_RANK[Lane(one.lane)], one.waits_since))
    ordinary = [one for one in tickets if one.lane == Lane.ORDINARY]
    recent = called_before[: terms.privileged_in_a_row]
    due = len(recent) == terms.privileged_in_a_row and Lane.ORDINARY not in recent
    if due and ordinary:
        return ordinary[0]
    return tickets[0] if tickets else None


def slots_of(hours: OfficeHours, terms: QueueTerms) -> list[time]:
    """The beginnings of the slots of a day that lie whole within office hours."""
    length = terms.slot_minutes
    return [
        time(at // 60, at % 60)
        for begin, end in hours.spans
        for at in range(_minutes(begin), _minutes(end) - length + 1, length)
    ]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def lane_on_arrival(slot: datetime, at: datetime, terms: QueueTerms) -> Lane | None:
    """The lane of somebody with an appointment who reports at ``at``; None where it is too early to report."""
    if at < slot - timedelta(minutes=terms.early_minutes):
        return None
    late = at > slot + timedelta(minutes=terms.late_minutes)
    return Lane.ORDINARY if late else Lane.APPOINTMENT
