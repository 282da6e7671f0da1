"""取号叫号: who is called next, that nobody is called twice, coming late, and half hours that are never overbooked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, BAOCHENG, JIANGAN, TODAY, Cast
from desk import Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Window
from yangguang.law.axes import OfficeHours
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import SHANGHAI
from yangguang.platforms.power_operation.queue_models import Appointment, QueueTicket
from yangguang.platforms.power_operation.queue_records import (
    board,
    days_to_book,
    free_places,
    hall_of,
    place_in_line,
)
from yangguang.platforms.power_operation.queue_rules import (
    QueueTerms,
    lane_on_arrival,
    next_of,
    queue_terms,
    slots_of,
)
from yangguang.platforms.power_operation.services import queue
from yangguang.platforms.power_operation.states import Lane, TicketState

MINUTE = timedelta(minutes=1)
TERMS = queue_terms()


@dataclass
class Waiter:
    lane: str
    waits_since: datetime
    number: int = 0


# ── the order of calling ─────────────────────────────────────────────────────────────────


def call_all(waiting: list[Waiter]) -> list[Waiter]:
    called: list[Waiter] = []
    rest = list(waiting)
    while rest:
        chosen = next_of(rest, [one.lane for one in reversed(called)], TERMS)
        assert chosen is not None
        rest.remove(chosen)
        called.append(chosen)
    return called


@given(st.lists(st.sampled_from([lane.value for lane in Lane]), max_size=40))
def test_everybody_is_called_once_in_turn_and_nobody_stands_still(lanes: list[str]) -> None:
    waiting = [Waiter(lane, AT + number * MINUTE, number) for number, lane in enumerate(lanes)]
    called = call_all(waiting)
    assert sorted(one.number for one in called) == list(range(len(lanes)))
    for lane in Lane:
        order = [one.number for one in called if one.lane == lane]
        assert order == sorted(order)  # within a lane in the order of coming
    ordinary = [at for at, one in enumerate(called) if one.lane == Lane.ORDINARY]
    for before, after in zip([-1, *ordinary], ordinary, strict=False):
        assert after - before - 1 <= TERMS.privileged_in_a_row


def test_nobody_waits() -> None:
    assert next_of([], [], TERMS) is None


@pytest.mark.parametrize(
    ("hours", "first", "last", "many"),
    [
        ("09:00-12:00,14:00-17:00", time(9), time(16, 30), 12),
        ("08:30-12:00,14:00-17:30", time(8, 30), time(17), 14),
        ("09:00-09:20", None, None, 0),
        ("09:00-09:45", time(9), time(9), 1),
    ],
)
def test_slots_lie_whole_within_office_hours(
    hours: str, first: time | None, last: time | None, many: int
) -> None:
    found = slots_of(OfficeHours.parse(hours), TERMS)
    assert len(found) == many
    if found:
        assert (found[0], found[-1]) == (first, last)


@pytest.mark.parametrize(
    ("minutes", "lane"),
    [
        (-31, None),
        (-30, Lane.APPOINTMENT),
        (0, Lane.APPOINTMENT),
        (15, Lane.APPOINTMENT),
        (16, Lane.ORDINARY),
    ],
)
def test_the_lane_of_who_comes_early_and_late(minutes: int, lane: Lane | None) -> None:
    assert lane_on_arrival(AT, AT + minutes * MINUTE, TERMS) is lane


def test_terms_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="calls"):
        QueueTerms(30, 6, 14, 30, 15, 2, 0)


# ── drawing and calling ──────────────────────────────────────────────────────────────────


def draw(lane: Lane = Lane.ORDINARY, at: datetime = AT) -> QueueTicket:
    return queue.draw_ticket(centre_code=JIANGAN, lane=lane, entry_id=None, at=at)


@pytest.fixture
def window(desk: Desk) -> int:
    return Window.objects.filter(centre_id=JIANGAN).order_by("number")[0].pk


def test_from_the_door_to_the_end(desk: Desk, window: int) -> None:
    first, second = draw(), draw(at=AT + MINUTE)
    assert (first.number, second.number) == ("A001", "A002")
    assert place_in_line(second.pk).ahead == 1
    called = queue.call_next(actor=desk.clerk, window_id=window, at=AT + 5 * MINUTE)
    assert called is not None
    assert called.pk == first.pk
    assert place_in_line(second.pk).ahead == 0
    with pytest.raises(Refusal, match="一次接待一位"):
        queue.call_next(actor=desk.clerk, window_id=window, at=AT + 6 * MINUTE)
    queue.begin_serving(actor=desk.clerk)
    done = queue.finish_serving(actor=desk.clerk, at=AT + 15 * MINUTE)
    assert done.state == TicketState.SERVED
    told = LedgerEvent.objects.get(kind="operation.TicketServed").payload
    assert (told["waited_seconds"], told["served_seconds"]) == (300, 600)
    today = board(hall_of(JIANGAN), on=TODAY)
    assert (today.served, today.ahead, today.typical_wait) == (1, 1, 5)


def test_who_does_not_come_is_missed_and_may_come_back(desk: Desk, window: int) -> None:
    late, other = draw(), draw(at=AT + MINUTE)
    queue.call_next(actor=desk.clerk, window_id=window, at=AT + 2 * MINUTE)
    states = [queue.call_again(actor=desk.clerk, at=AT + (3 + n) * MINUTE).state for n in range(TERMS.calls)]
    assert states[-1] == TicketState.MISSED
    assert set(states[:-1]) == {TicketState.CALLED}
    queue.come_back(ticket_id=late.pk, at=AT + 10 * MINUTE)
    assert place_in_line(late.pk).ahead == 1  # behind whoever waited meanwhile
    with pytest.raises(Refusal):
        queue.come_back(ticket_id=other.pk, at=AT + 11 * MINUTE)
    queue.give_up(ticket_id=other.pk)
    called = queue.call_next(actor=desk.clerk, window_id=window, at=AT + 12 * MINUTE)
    assert called is not None
    assert called.pk == late.pk


def test_buttons_without_anybody_in_hand_say_so(desk: Desk, window: int) -> None:
    assert queue.call_next(actor=desk.clerk, window_id=window, at=AT) is None
    with pytest.raises(Refusal, match="手上没有"):
        queue.call_again(actor=desk.clerk, at=AT)
    with pytest.raises(Refusal, match="手上没有"):
        queue.begin_serving(actor=desk.clerk)
    with pytest.raises(Refusal, match="手上没有"):
        queue.finish_serving(actor=desk.clerk, at=AT)


def test_only_officers_of_the_hall_call_and_only_to_its_windows(desk: Desk, window: int) -> None:
    draw()
    for who in (desk.reviewer, desk.cast.citizen, desk.cast.officer(Role.SUPERVISOR)):
        with pytest.raises(NotFound):
            queue.call_next(actor=who, window_id=window, at=AT)
    elsewhere = Window.objects.exclude(centre_id=JIANGAN).order_by("pk")[0]
    with pytest.raises(NotFound):
        queue.call_next(actor=desk.clerk, window_id=elsewhere.pk, at=AT)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 7, 1, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 3, 2, 14, 0, tzinfo=UTC),  # ten in the evening
        datetime(2026, 10, 1, 1, 0, tzinfo=UTC),  # National Day
    ],
)
def test_no_number_on_a_day_of_rest_or_after_hours(desk: Desk, at: datetime) -> None:
    with pytest.raises(Refusal, match="办公时间"):
        draw(at=at)


def test_a_room_without_windows_has_no_queue(desk: Desk) -> None:
    with pytest.raises(NotFound):
        hall_of(BAOCHENG)
    with pytest.raises(NotFound):
        draw(Lane.APPOINTMENT)  # those report with their appointment


# ── appointments ─────────────────────────────────────────────────────────────────────────

SLOT = datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)


def book(who: Actor, slot: datetime = SLOT, at: datetime = AT) -> Appointment:
    return queue.book(actor=who, centre_code=JIANGAN, slot=slot, entry_id=None, at=at)


def test_an_appointment_goes_first_when_it_comes_in_time(desk: Desk, window: int) -> None:
    held = book(desk.cast.citizen)
    waiting = draw(at=SLOT - 25 * MINUTE)
    with pytest.raises(Refusal, match="30 分钟"):
        queue.report(actor=desk.cast.citizen, appointment_id=held.pk, at=SLOT - 31 * MINUTE)
    ticket = queue.report(actor=desk.cast.citizen, appointment_id=held.pk, at=SLOT - 5 * MINUTE)
    assert ticket.number == "Y001"
    assert place_in_line(waiting.pk).ahead == 1
    with pytest.raises(NotFound):
        queue.report(actor=desk.cast.citizen, appointment_id=held.pk, at=SLOT)


def test_late_is_ordinary(desk: Desk) -> None:
    held = book(desk.cast.citizen)
    assert queue.report(actor=desk.cast.citizen, appointment_id=held.pk, at=SLOT + 16 * MINUTE).lane == "A"


def test_a_slot_is_never_overbooked_and_a_place_given_back_is_free(desk: Desk) -> None:
    hall = hall_of(JIANGAN)
    held = [
        Appointment.objects.create(centre_id=JIANGAN, account_id=_account(number), slot=SLOT, made_at=AT)
        for number in range(TERMS.places_per_slot)
    ]
    assert free_places(hall, SLOT.date(), at=AT)[SLOT] == 0
    with pytest.raises(Refusal, match="约满"):
        book(desk.cast.citizen)
    Appointment.objects.filter(pk=held[0].pk).update(state="cancelled")
    assert book(desk.cast.citizen).slot == SLOT


def _account(number: int) -> int:
    from yangguang.foundations.accounts.models import Account, AccountKind

    return Account.objects.create(
        username=f"queue-{number}", password="!", kind=AccountKind.CITIZEN, name="王五", created_at=AT
    ).pk


@pytest.mark.parametrize(
    "slot",
    [
        datetime(2026, 3, 7, 9, 0, tzinfo=SHANGHAI),  # a Saturday
        datetime(2026, 3, 3, 12, 30, tzinfo=SHANGHAI),  # noon
        datetime(2026, 3, 3, 9, 10, tzinfo=SHANGHAI),  # between two slots
        datetime(2026, 3, 2, 15, 0, tzinfo=SHANGHAI),  # today
        datetime(2026, 4, 20, 9, 0, tzinfo=SHANGHAI),  # too far off
    ],
)
def test_only_offered_slots_can_be_booked(desk: Desk, slot: datetime) -> None:
    with pytest.raises(Refusal, match="时段"):
        book(desk.cast.citizen, slot)


def test_once_a_day_and_given_back_in_time(desk: Desk) -> None:
    citizen = desk.cast.citizen
    held = book(citizen)
    with pytest.raises(Refusal, match="只能预约一次"):
        book(citizen, SLOT + 60 * MINUTE)
    with pytest.raises(NotFound):
        queue.cancel_appointment(actor=desk.cast.neighbour, appointment_id=held.pk, at=AT)
    with pytest.raises(Refusal, match="已经开始"):
        queue.cancel_appointment(actor=citizen, appointment_id=held.pk, at=SLOT)
    queue.cancel_appointment(actor=citizen, appointment_id=held.pk, at=AT)
    assert book(citizen, SLOT + 60 * MINUTE)
    assert date(2026, 3, 3) in days_to_book(hall_of(JIANGAN), at=AT)


# ── pages ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("stopped_clock")
def test_the_pages_from_the_door_to_the_window(desk: Desk, cast: Cast, client: Client, window: int) -> None:
    assert "取一个号" in client.get(reverse("queue:hall", args=[JIANGAN])).content.decode()
    drawn = client.post(reverse("queue:hall", args=[JIANGAN]), {"lane": "P"})
    mine = client.get(drawn["Location"]).content.decode()
    assert "P001" in mine
    assert "前面还有 0 人" in mine
    clerk = cast.signed_in(desk.clerk)
    unnamed = clerk.post(reverse("queue:desk_act", args=["next"]))
    assert unnamed.status_code == 409
    assert "请先选择窗口" in unnamed.content.decode()
    called = clerk.post(reverse("queue:desk_act", args=["next"]), {"window": window}, follow=True)
    assert "P001" in called.content.decode()
    screen = client.get(reverse("queue:screen", args=[JIANGAN])).content.decode()
    assert "请 P001 到" in screen
    assert "轮到您了" in client.get(drawn["Location"]).content.decode()
    for act in ("begin", "finish"):
        assert clerk.post(reverse("queue:desk_act", args=[act])).status_code == 302
    assert client.post(reverse("queue:hall", args=[JIANGAN]), {"lane": "Q"}).status_code == 404


@pytest.mark.usefixtures("stopped_clock")
def test_booking_on_the_page(desk: Desk, cast: Cast) -> None:
    citizen = cast.signed_in(cast.citizen)
    address = reverse("queue:book", args=[JIANGAN])
    page = citizen.get(address, {"for": desk.entry().code}).content.decode()
    assert 'name="slot"' in page
    typed: dict[str, Any] = {"slot": SLOT.isoformat(), "for": desk.entry().code}
    booked = citizen.post(address, typed, follow=True).content.decode()
    assert "我到了" in booked
    held = Appointment.objects.get()
    assert held.entry == desk.entry()
    assert citizen.post(address, typed).status_code == 409
    assert citizen.post(address, {"slot": "soon"}).status_code == 404
    gone = citizen.post(reverse("queue:appointment_act", args=[held.pk, "cancel"]), follow=True)
    assert "没有预约" in gone.content.decode()


@pytest.mark.usefixtures("stopped_clock")
def test_guide_and_place_lead_to_the_queue(desk: Desk, client: Client) -> None:
    guide = client.get(reverse("library:guide", args=[desk.entry().code])).content.decode()
    assert reverse("queue:hall", args=[JIANGAN]) in guide
    place = client.get(reverse("library:place", args=[JIANGAN])).content.decode()
    assert reverse("queue:book", args=[JIANGAN]) in place


# ── two at once ──────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_officers_never_call_the_same(desk: Desk) -> None:
    """Two officers press at the same moment, ten times; every number is called once."""
    clerks = [desk.clerk, desk.cast.officer(Role.CHIEF_REPRESENTATIVE, department="market_regulation")]
    windows = list(
        Window.objects.filter(centre_id=JIANGAN).order_by("number").values_list("pk", flat=True)[:2]
    )
    for number in range(20):
        draw(at=AT + number * MINUTE)
    ready = Barrier(2)
    called: list[str] = []

    def work(clerk: Actor, window: int) -> None:
        try:
            for turn in range(10):
                ready.wait(timeout=30)
                ticket = queue.call_next(
                    actor=clerk, window_id=window, at=AT + timedelta(hours=1, minutes=turn)
                )
                assert ticket is not None
                called.append(ticket.number)
                queue.begin_serving(actor=clerk)
                queue.finish_serving(actor=clerk, at=AT + timedelta(hours=1, minutes=turn))
        finally:
            connection.close()

    threads = [Thread(target=work, args=pair) for pair in zip(clerks, windows, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(called) == [f"A{number:03d}" for number in range(1, 21)]
