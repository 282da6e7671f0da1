"""What must hold for every history, not only for the worked examples."""

from datetime import date, datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yangguang.law.axes import CountingRule, OfficeHours, axis_for
from yangguang.law.clocks import (
    Approver,
    ClockEvent,
    ClockState,
    ClockTerms,
    Extended,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
    replay,
)
from yangguang.law.limits import limit_in_force
from yangguang.law.time_limits import TimeLimit, Unit, due_date, end_of_day, shanghai_date, start_of_day
from yangguang.law.working_days import announced_calendar

CALENDAR = announced_calendar()
days = st.dates(date(2005, 1, 1), date(2024, 12, 31))
minutes = st.integers(0, 24 * 60 - 1)
moments = st.builds(lambda day, minute: start_of_day(day) + timedelta(minutes=minute), days, minutes)
spans = st.tuples(st.integers(1, 60_000), st.integers(1, 20_000))  # minutes after the start, minutes long
limits = st.builds(TimeLimit, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.NATURAL_DAY]))
DECISION = limit_in_force("licensing.decision", on=date(2020, 1, 1)).terms()
kinds = st.sampled_from(list(SpecialProcedure))


def suspensions(start: datetime, rows: list[tuple[int, int]]) -> list[ClockEvent]:
    """Properly closed suspensions; kinds differ, so that each ending finds its own beginning."""
    events: list[ClockEvent] = []
    for kind, (after, length) in zip(SpecialProcedure, rows, strict=False):
        begin = start + timedelta(minutes=after)
        events += [Suspended(begin, kind, "1号"), Resumed(begin + timedelta(minutes=length), kind)]
    return events


@given(days, st.integers(0, 200), st.integers(0, 200))
def test_adding_twice_is_adding_the_sum(day: date, first: int, second: int) -> None:
    once = CALENDAR.add_working_days(day, first)
    assert CALENDAR.add_working_days(once, second) == CALENDAR.add_working_days(day, first + second)


@given(days, st.integers(-200, 200))
def test_subtracting_takes_adding_back(day: date, count: int) -> None:
    working = CALENDAR.next_working_day(day)
    there = CALENDAR.add_working_days(working, count)
    assert CALENDAR.add_working_days(there, -count) == working
    assert CALENDAR.working_days_between(working, there) == count


@given(days, st.integers(1, 200))
def test_adding_is_what_walking_day_by_day_finds(day: date, count: int) -> None:
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working_day(walked)
    assert CALENDAR.add_working_days(day, count) == walked


@given(moments, limits)
def test_a_limit_ends_on_a_working_day_and_never_before_its_start(start: datetime, limit: TimeLimit) -> None:
    last = due_date(shanghai_date(start), limit, CALENDAR)
    assert CALENDAR.is_working_day(last)
    assert last > shanghai_date(start)


@given(moments, st.lists(spans, max_size=4), st.integers(0, 80_000))
def test_counted_days_of_the_explanation_are_the_days_used(
    start: datetime, rows: list[tuple[int, int]], later: int
) -> None:
    events = [Started(start), *suspensions(start, rows)]
    reading = replay(events, DECISION, CALENDAR, at=start + timedelta(minutes=later))
    assert sum(day.counted for day in reading.days if day.elapsed) == reading.used
    counted = sum((span.last_date - span.first_date).days + 1 for span in reading.so_far if span.counted)
    assert counted == reading.used
    assert [day.date for day in reading.days] == sorted({day.date for day in reading.days})
    assert reading.used + reading.left == 20


@given(moments, st.lists(spans, max_size=4))
def test_until_the_due_day_as_many_days_are_counted_as_the_limit_has(
    start: datetime, rows: list[tuple[int, int]]
) -> None:
    events = [Started(start), *suspensions(start, rows)]
    reading = replay(events, DECISION, CALENDAR, at=max(event.at for event in events))
    assert sum(day.counted for day in reading.days if day.date <= reading.due_date) == 20
    assert reading.due_at == end_of_day(reading.due_date)


@given(moments, spans, st.integers(0, 20_000), st.sampled_from(list(CountingRule)))
def test_a_longer_suspension_never_makes_a_case_due_earlier(
    start: datetime, span: tuple[int, int], more: int, rule: CountingRule
) -> None:
    hours = OfficeHours(((time(9), time(17)),))
    terms = ClockTerms(DECISION.limit, rule, office_hours=hours)
    after, length = span
    at = start + timedelta(minutes=after + length + more)
    short = replay([Started(start), *suspensions(start, [(after, length)])], terms, CALENDAR, at=at)
    long = replay([Started(start), *suspensions(start, [(after, length + more)])], terms, CALENDAR, at=at)
    assert long.due_at >= short.due_at


@given(moments, spans, st.integers(1, 20_000), st.sampled_from(list(CountingRule)))
def test_splitting_a_suspension_changes_nothing(
    start: datetime, span: tuple[int, int], cut: int, rule: CountingRule
) -> None:
    hours = OfficeHours(((time(9), time(17)),))
    terms = ClockTerms(DECISION.limit, rule, office_hours=hours)
    after, length = span
    assume(cut < length)
    whole = replay(
        [Started(start), *suspensions(start, [(after, length)])],
        terms,
        CALENDAR,
        at=start + timedelta(days=90),
    )
    parts = [Started(start), *suspensions(start, [(after, cut), (after + cut, length - cut)])]
    assert replay(parts, terms, CALENDAR, at=start + timedelta(days=90)).due_at == whole.due_at


@given(moments, st.lists(spans, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    start: datetime, rows: list[tuple[int, int]], shuffler
) -> None:  # type: ignore[no-untyped-def]
    events: list[ClockEvent] = [
        Started(start),
        *suspensions(start, rows),
        Extended(start + timedelta(days=3), TimeLimit.parse("10wd"), Approver.AGENCY_HEAD, "案情复杂"),
        Extended(start + timedelta(days=3), TimeLimit.parse("5wd"), Approver.AGENCY_HEAD, "案情复杂"),
        Stopped(start + timedelta(days=50)),
    ]
    mixed = list(events)
    shuffler.shuffle(mixed)
    at = start + timedelta(days=60)
    assert replay(mixed, DECISION, CALENDAR, at=at) == replay(events, DECISION, CALENDAR, at=at)


def test_f8_all_orders_of_pause_end_and_extension_give_one_answer() -> None:
    """MoJ #2725 and #2818."""
    start = start_of_day(date(2026, 3, 2)) + timedelta(hours=2)
    events: list[ClockEvent] = [
        Started(start),
        *suspensions(start, [(3000, 4000), (6000, 9000)]),
        Extended(start + timedelta(days=4), TimeLimit.parse("10wd"), Approver.AGENCY_HEAD, "案情复杂"),
    ]
    answers = {
        (reading.due_at, reading.used, reading.left)
        for order in permutations(events)
        for reading in [replay(order, DECISION, CALENDAR, at=start + timedelta(days=30))]
    }
    assert len(answers) == 1


@given(moments, st.lists(spans, max_size=3), st.integers(0, 60_000))
def test_what_has_not_happened_yet_changes_nothing(
    start: datetime, rows: list[tuple[int, int]], later: int
) -> None:
    at = start + timedelta(minutes=later)
    events = [Started(start), *suspensions(start, rows)]
    known = [event for event in events if event.at <= at]
    assert replay(events, DECISION, CALENDAR, at=at) == replay(known, DECISION, CALENDAR, at=at)


@given(moments, st.integers(1, 40_000), st.integers(0, 500_000))
def test_a_stopped_clock_reads_the_same_for_ever(start: datetime, worked: int, later: int) -> None:
    """siteserver/cms #1348."""
    stop = start + timedelta(minutes=worked)
    events = [Started(start), Stopped(stop)]
    then = replay(events, DECISION, CALENDAR, at=stop)
    now = replay(events, DECISION, CALENDAR, at=stop + timedelta(minutes=later))
    assert now == then
    assert now.state is ClockState.STOPPED


@given(moments, st.integers(1, 20), st.sampled_from(["wd", "h", "min"]))
def test_positions_round_trip_within_office_hours(start: datetime, amount: int, unit: str) -> None:
    hours = OfficeHours(((time(8), time(12)),))
    axis = axis_for(CountingRule.OFFICE_HOURS, TimeLimit(amount, Unit(unit)), CALENDAR, hours=hours)
    position = axis.start(start) + amount
    assert axis.start(axis.moment(position)) == position


@settings(max_examples=30)
@given(moments, st.integers(0, 25))
@pytest.mark.parametrize("rule", [CountingRule.WHOLE_WORKING_DAYS, CountingRule.ELAPSED_WORKING_DAYS])
def test_an_open_suspension_holds_the_clock_still(rule: CountingRule, start: datetime, wait: int) -> None:
    """While it is open, a working day that passes moves the due moment by one working day."""
    terms = ClockTerms(DECISION.limit, rule)
    begin = start + timedelta(days=2)
    events = [Started(start), Suspended(begin, SpecialProcedure.HEARING, "1号")]
    first = replay(events, terms, CALENDAR, at=begin)
    later = replay(events, terms, CALENDAR, at=begin + timedelta(days=wait))
    assert later.used == first.used
    passed = CALENDAR.working_days_between(shanghai_date(begin), shanghai_date(begin + timedelta(days=wait)))
    if rule is CountingRule.WHOLE_WORKING_DAYS:
        assert CALENDAR.working_days_between(first.due_date, later.due_date) == passed
    assert later.due_at >= first.due_at
