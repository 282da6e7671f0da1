"""取号叫号 and appointments: drawing a number, being called, coming late, booking half an hour."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import NewEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import SHANGHAI, shanghai_date

from ..queue_models import Appointment, QueueTicket
from ..queue_records import Hall, free_places, hall_of, windows_of
from ..queue_rules import lane_on_arrival, next_of, queue_terms
from ..states import AppointmentState, Lane, TicketState
from .record import reference

CALLING_ROLES = frozenset({Role.WINDOW_CLERK, Role.CHIEF_REPRESENTATIVE})
IN_HAND = (TicketState.CALLED, TicketState.SERVING)


@transaction.atomic
def draw_ticket(*, centre_code: str, lane: Lane, entry_id: int | None, at: datetime) -> QueueTicket:
    """A number from the machine at the door. Raises `NotFound`, and `Refusal` on a day of rest or after hours."""
    hall = hall_of(centre_code)
    _require_open(hall, at)
    if lane == Lane.APPOINTMENT:
        raise NotFound  # those report with their appointment
    return _drawn(hall, lane, at, entry_id=entry_id)


def _drawn(
    hall: Hall, lane: Lane, at: datetime, *, entry_id: int | None, appointment: Appointment | None = None
) -> QueueTicket:
    today = shanghai_date(at)
    _one_at_a_time(f"queue {hall.code} {today}")
    last = QueueTicket.objects.filter(centre_id=hall.code, day=today, lane=lane).aggregate(n=Max("serial"))
    return QueueTicket.objects.create(
        centre_id=hall.code,
        day=today,
        lane=lane,
        serial=(last["n"] or 0) + 1,
        appointment=appointment,
        entry_id=entry_id,
        drawn_at=at,
        waits_since=at,
    )


def _require_open(hall: Hall, at: datetime) -> None:
    today, now = shanghai_date(at), at.astimezone(SHANGHAI).time()
    _version, calendar = calendars.calendar_in_force()
    calendar = calendar.provisional()
    spans = hall.hours.spans
    if calendar.is_working_day(today) and now < spans[-1][1]:
        return
    raise Refusal(
        asked=_("在%(centre)s取号") % {"centre": hall.name},
        rule=_("今天的对外服务时间已过，或者今天休息（办公时间 %(hours)s）") % {"hours": hall.written_hours},
        way_out=_("请在 %(day)s 再来，或者先在网上预约、在线办理")
        % {"day": day_text(calendar.next_working_day(today))},
    )


def _one_at_a_time(what: str) -> None:
    """Until the transaction ends nobody else does the same thing in the same place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


# ── calling ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def call_next(*, actor: Actor, window_id: int, at: datetime) -> QueueTicket | None:
    """Call whoever is next to a window; None when nobody waits.

    Two officers never call the same person: the queue of a hall is called from by one at a time. Raises `Refusal` while
    the officer has somebody in hand.
    """
    hall = _hall_of_officer(actor)
    if window_id not in {window.pk for window in windows_of(hall)}:
        raise NotFound
    if (mine := ticket_in_hand(actor)) is not None:
        raise Refusal(
            asked=_("叫下一个号"),
            rule=_("%(number)s 还没有办完，一个窗口一次接待一位") % {"number": mine.number},
            way_out=_("请先结束 %(number)s，或者记为过号") % {"number": mine.number},
        )
    today = shanghai_date(at)
    _one_at_a_time(f"queue {hall.code} {today}")
    of_today = QueueTicket.objects.filter(centre_id=hall.code, day=today)
    before = list(
        of_today.filter(called_at__isnull=False).order_by("-called_at").values_list("lane", flat=True)[:9]
    )
    ticket = next_of(of_today.filter(state=TicketState.WAITING), before, queue_terms())
    if ticket is None:
        return None
    ticket.state, ticket.calls, ticket.called_at = TicketState.CALLED, 1, at
    ticket.window_id, ticket.officer_id = window_id, actor.account_id
    ticket.save()
    return ticket


@transaction.atomic
def call_again(*, actor: Actor, at: datetime) -> QueueTicket:
    """Nobody has come yet; after the calls that the hall allows the number is missed."""
    ticket = _in_hand(actor, TicketState.CALLED)
    if ticket.calls >= queue_terms().calls:
        ticket.state = TicketState.MISSED
    else:
        ticket.calls += 1
        ticket.called_at = at
    ticket.save()
    return ticket


@transaction.atomic
def begin_serving(*, actor: Actor) -> QueueTicket:
    """The person is at the window."""
    ticket = _in_hand(actor, TicketState.CALLED)
    ticket.state = TicketState.SERVING
    ticket.save(update_fields=["state"])
    return ticket


@transaction.atomic
def finish_serving(*, actor: Actor, at: datetime) -> QueueTicket:
    """Done; how long the person waited and was served goes on the ledger."""
    ticket = _in_hand(actor, TicketState.SERVING)
    ticket.state, ticket.finished_at = TicketState.SERVED, at
    ticket.save(update_fields=["state", "finished_at"])
    called = ticket.called_at or at
    payload = {
        "number": ticket.number,
        "lane": ticket.lane,
        "waited_seconds": int((called - ticket.waits_since).total_seconds()),
        "served_seconds": int((at - called).total_seconds()),
    }
    ledger.append(
        f"queue:{ticket.centre_id}:{ticket.day.isoformat()}",
        [NewEvent(kind="operation.TicketServed", payload=payload)],
        actor=reference(actor),
        at=at,
        place_path=actor.post.path if actor.post else "",
    )
    return ticket


@transaction.atomic
def come_back(*, ticket_id: UUID, at: datetime) -> QueueTicket:
    """Somebody who missed his call stands in the line again, from now on; on the same day only."""
    ticket = _locked(ticket_id)
    if ticket.state != TicketState.MISSED or ticket.day != shanghai_date(at):
        raise Refusal(
            asked=_("过号重排 %(number)s") % {"number": ticket.number},
            rule=_("只有当天过号的号码可以重新排队"),
            way_out=_("请重新取号"),
        )
    ticket.state, ticket.calls, ticket.waits_since = TicketState.WAITING, 0, at
    ticket.called_at = ticket.window = ticket.officer = None
    ticket.save()
    return ticket


@transaction.atomic
def give_up(*, ticket_id: UUID) -> QueueTicket:
    """Whoever will not wait any longer gives the number back; nobody is called in vain."""
    ticket = _locked(ticket_id)
    if ticket.state in (TicketState.WAITING, TicketState.MISSED):
        ticket.state = TicketState.LEFT
        ticket.save(update_fields=["state"])
    return ticket


def ticket_in_hand(actor: Actor) -> QueueTicket | None:
    """Whom the officer has called and not finished with."""
    return (
        QueueTicket.objects.filter(officer_id=actor.account_id, state__in=IN_HAND)
        .select_related("window", "entry")
        .first()
    )


def _in_hand(actor: Actor, state: TicketState) -> QueueTicket:
    ticket = QueueTicket.objects.select_for_update().filter(officer_id=actor.account_id, state=state).first()
    if ticket is None:
        raise Refusal(
            asked=_("处理手上的号码"),
            rule=_("您手上没有“%(state)s”的号码") % {"state": state.label},
            way_out=_("请刷新页面；号码可能已经处理过了"),
        )
    return ticket


def _locked(ticket_id: UUID) -> QueueTicket:
    ticket = QueueTicket.objects.select_for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise NotFound
    return ticket


def _hall_of_officer(actor: Actor) -> Hall:
    if actor.post is None or not actor.holds(*CALLING_ROLES) or not actor.post.centre_code:
        raise NotFound
    return hall_of(actor.post.centre_code)


# ── appointments ─────────────────────────────────────────────────────────────────────────


@transaction.atomic
def book(
    *, actor: Actor, centre_code: str, slot: datetime, entry_id: int | None, at: datetime
) -> Appointment:
    """Half an hour at a centre. Raises `Refusal` where it is full, past, too far off, or not among the hours."""
    hall = hall_of(centre_code)
    _one_at_a_time(f"appointments {hall.code} {shanghai_date(slot)}")
    free = free_places(hall, shanghai_date(slot), at=at)
    asked = _("预约%(centre)s %(day)s %(time)s") % {
        "centre": hall.name,
        "day": day_text(shanghai_date(slot)),
        "time": slot.astimezone(SHANGHAI).strftime("%H:%M"),
    }
    if free.get(slot, 0) < 1:
        raise Refusal(
            asked=asked,
            rule=_("这个时段已约满，或者不在可以预约的时段内"),
            way_out=_("请另选一个时段"),
        )
    held = Appointment.objects.filter(account_id=actor.account_id, state=AppointmentState.BOOKED)
    if held.filter(slot__gte=at, slot__date=shanghai_date(slot), centre_id=hall.code).exists():
        raise Refusal(
            asked=asked,
            rule=_("同一天在同一个中心只能预约一次，名额留给别人"),
            way_out=_("请先取消原来的预约"),
        )
    return Appointment.objects.create(
        centre_id=hall.code, account_id=actor.account_id, entry_id=entry_id, slot=slot, made_at=at
    )


@transaction.atomic
def cancel_appointment(*, actor: Actor, appointment_id: UUID, at: datetime) -> Appointment:
    """Give the place to somebody else, until it begins."""
    appointment = _own(actor, appointment_id)
    if appointment.slot <= at:
        raise Refusal(
            asked=_("取消预约"),
            rule=_("预约的时段已经开始"),
            way_out=_("不来的不用处理；还要办的请到现场取号"),
        )
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])
    return appointment


@transaction.atomic
def report(*, actor: Actor, appointment_id: UUID, at: datetime) -> QueueTicket:
    """报到: the appointment becomes a number; one who comes late stands in the ordinary line."""
    appointment = _own(actor, appointment_id)
    hall = hall_of(appointment.centre_id)
    terms = queue_terms()
    lane = lane_on_arrival(appointment.slot, at, terms)
    if lane is None or shanghai_date(appointment.slot) != shanghai_date(at):
        raise Refusal(
            asked=_("预约报到"),
            rule=_("预约时段开始前 %(minutes)d 分钟起可以报到，当天有效") % {"minutes": terms.early_minutes},
            way_out=_("请在 %(time)s 以后报到")
            % {
                "time": (appointment.slot - timedelta(minutes=terms.early_minutes))
                .astimezone(SHANGHAI)
                .strftime("%m-%d %H:%M")
            },
        )
    appointment.state = AppointmentState.ARRIVED
    appointment.save(update_fields=["state"])
    return _drawn(hall, lane, at, entry_id=appointment.entry_id, appointment=appointment)


def _own(actor: Actor, appointment_id: UUID) -> Appointment:
    found = (
        Appointment.objects.select_for_update()
        .filter(pk=appointment_id, account_id=actor.account_id, state=AppointmentState.BOOKED)
        .first()
    )
    if found is None:
        raise NotFound
    return found
