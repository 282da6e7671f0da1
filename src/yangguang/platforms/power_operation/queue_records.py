"""Reading the queue: a hall with its hours, who waits, what a slot has left, and the day in figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.queries import Window
from yangguang.law.axes import NoOfficeHours, OfficeHours
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import SHANGHAI, shanghai_date

from .queue_models import Appointment, QueueTicket
from .queue_rules import queue_terms, slots_of
from .states import AppointmentState, Lane, TicketState

SHOWN = 8  # calls on the screen


@dataclass(frozen=True, slots=True)
class Hall:
    """A centre, hall or room as its queue needs it; ``code`` is that of its place."""

    code: str
    name: str
    name_en: str
    written_hours: str
    hours: OfficeHours


def hall_of(centre_code: str) -> Hall:
    """Raises `NotFound` for a place without a centre, or whose centre has no windows or posts no hours."""
    centre = organisations.centre_cards([centre_code]).get(centre_code)
    if centre is None or not organisations.windows_of_centre(centre_code).exists():
        raise NotFound
    try:
        hours = organisations.office_hours_in(centre.office_hours)
    except (NoOfficeHours, ValueError) as error:
        raise NotFound from error
    return Hall(centre_code, centre.name, centre.name_en, centre.office_hours, hours)


def windows_of(hall: Hall) -> QuerySet[Window]:
    return organisations.windows_of_centre(hall.code)


@dataclass(frozen=True, slots=True)
class Board:
    """The day of a hall: who waits, the latest calls, and how long it took (in minutes; None while nobody was called)."""

    hall: Hall
    waiting: dict[str, int]
    calls: tuple[QueueTicket, ...]
    served: int
    missed: int
    typical_wait: int | None

    @property
    def ahead(self) -> int:
        return sum(self.waiting.values())


def board(hall: Hall, *, on: date) -> Board:
    today = QueueTicket.objects.filter(centre_id=hall.code, day=on)
    states = Counter(today.values_list("state", flat=True))
    waiting = Counter(today.filter(state=TicketState.WAITING).values_list("lane", flat=True))
    calls = today.filter(state__in=[TicketState.CALLED, TicketState.SERVING]).select_related("window")
    waits = [
        (called - since).total_seconds() / 60
        for called, since in today.filter(called_at__isnull=False).values_list("called_at", "waits_since")
        if called is not None
    ]
    return Board(
        hall=hall,
        waiting={str(lane.value): waiting[lane] for lane in Lane},
        calls=tuple(calls.order_by("-called_at")[:SHOWN]),
        served=states[TicketState.SERVED],
        missed=states[TicketState.MISSED],
        typical_wait=round(median(waits)) if waits else None,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket as its owner sees it. ``ahead``: who came before in a lane that goes first or the same."""

    ticket: QueueTicket
    hall: Hall
    ahead: int


def place_in_line(ticket_id: UUID) -> Place:
    """Raises `NotFound`."""
    ticket = QueueTicket.objects.select_related("window", "entry").filter(pk=ticket_id).first()
    if ticket is None:
        raise NotFound
    waiting = QueueTicket.objects.filter(
        centre_id=ticket.centre_id, day=ticket.day, state=TicketState.WAITING
    )
    rank = {Lane.APPOINTMENT: 0, Lane.PRIORITY: 1, Lane.ORDINARY: 2}
    mine = (rank[Lane(ticket.lane)], ticket.waits_since)
    ahead = sum(
        (rank[Lane(lane)], since) < mine for lane, since in waiting.values_list("lane", "waits_since")
    )
    return Place(ticket, hall_of(ticket.centre_id), ahead)


def free_places(hall: Hall, day: date, *, at: datetime) -> dict[datetime, int]:
    """Slot → places left on a day; nothing on a day of rest, today or before, or too far off."""
    terms, today = queue_terms(), shanghai_date(at)
    _version, calendar = calendars.calendar_in_force()
    if not today < day <= today + timedelta(days=terms.days_ahead):
        return {}
    if not calendar.provisional().is_working_day(day):
        return {}
    slots = [datetime.combine(day, begin, SHANGHAI) for begin in slots_of(hall.hours, terms)]
    taken = Counter(
        Appointment.objects.filter(centre_id=hall.code, slot__in=slots)
        .exclude(state=AppointmentState.CANCELLED)
        .values_list("slot", flat=True)
    )
    return {slot: terms.places_per_slot - taken[slot] for slot in slots}


def days_to_book(hall: Hall, *, at: datetime) -> list[date]:
    """Working days on which something is still free."""
    today = shanghai_date(at)
    days = [today + timedelta(days=ahead) for ahead in range(1, queue_terms().days_ahead + 1)]
    return [day for day in days if any(left > 0 for left in free_places(hall, day, at=at).values())]


def appointments_of(actor: Actor, *, at: datetime) -> QuerySet[Appointment]:
    """Booked from today on, the next first."""
    begins = datetime.combine(shanghai_date(at), datetime.min.time(), SHANGHAI)
    return (
        Appointment.objects.filter(
            account_id=actor.account_id, state=AppointmentState.BOOKED, slot__gte=begins
        )
        .select_related("centre", "entry")
        .order_by("slot")
    )
