"""Whole arrays answer as single days do, and as NumPy's own business days do."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.bulk import BLOCK, bulk_calendar
from yangguang.law.clocks import ClockTerms, Resumed, SpecialProcedure, Started, Suspended, replay
from yangguang.law.time_limits import ONE_INSTANT, TimeLimit, end_of_day, start_of_day
from yangguang.law.working_days import UnannouncedYear, announced_calendar, days_through

CALENDAR = announced_calendar()
BULK = bulk_calendar(CALENDAR)
EVERY_DAY = list(days_through(date(2005, 1, 1), date(2025, 12, 31)))
AS_ARRAY = np.array(EVERY_DAY, dtype="datetime64[D]")
days = st.dates(date(2005, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("count", [-200, -20, -1, 0, 1, 5, 20, 200])
def test_adding_one_number_to_every_day(count: int) -> None:
    expected = [CALENDAR.add_working_days(day, count) for day in EVERY_DAY]
    assert BULK.add_working_days(AS_ARRAY, count).tolist() == expected


def test_adding_a_number_of_its_own_to_every_day() -> None:
    counts = np.random.default_rng(20260302).integers(-60, 61, len(EVERY_DAY))
    expected = [CALENDAR.add_working_days(day, int(n)) for day, n in zip(EVERY_DAY, counts, strict=True)]
    assert BULK.add_working_days(AS_ARRAY, counts).tolist() == expected


def test_counting_and_asking() -> None:
    through = np.random.default_rng(7).permutation(AS_ARRAY)
    expected = [CALENDAR.working_days_between(a, b) for a, b in zip(EVERY_DAY, through.tolist(), strict=True)]
    assert BULK.working_days_between(AS_ARRAY, through).tolist() == expected
    assert BULK.is_working_day(AS_ARRAY).tolist() == [CALENDAR.is_working_day(day) for day in EVERY_DAY]


def test_equals_numpy_business_days_fed_with_the_same_rest_days() -> None:
    rest = [
        day for day in days_through(date(2004, 1, 1), date(2026, 12, 31)) if not CALENDAR.is_working_day(day)
    ]
    theirs = np.busdaycalendar(weekmask="1111111", holidays=np.array(rest, dtype="datetime64[D]"))
    offset = np.busday_offset(AS_ARRAY, 20, roll="backward", busdaycal=theirs)
    assert (BULK.add_working_days(AS_ARRAY, 20) == offset).all()


def test_blocks_join_without_a_seam() -> None:
    many = np.tile(AS_ARRAY, BLOCK // len(AS_ARRAY) * 2 + 2)
    assert len(many) > 2 * BLOCK
    once = BULK.add_working_days(AS_ARRAY, 20)
    assert (BULK.add_working_days(many, 20).reshape(-1, len(once)) == once).all()


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_the_years_is_refused(day: date) -> None:
    outside = np.array([date(2026, 3, 2), day], dtype="datetime64[D]")
    for ask in (
        BULK.is_working_day,
        lambda some: BULK.add_working_days(some, 1),
        lambda some: BULK.working_days_between(some, some),
    ):
        with pytest.raises(UnannouncedYear, match=str(day.year)):
            ask(outside)


@pytest.mark.parametrize(
    ("day", "count", "year"), [(date(2026, 12, 30), 5, 2027), (date(2004, 1, 6), -5, 2003)]
)
def test_an_answer_outside_the_years_is_refused(day: date, count: int, year: int) -> None:
    some = np.array([date(2026, 3, 2), day], dtype="datetime64[D]")
    with pytest.raises(UnannouncedYear, match=str(year)):
        BULK.add_working_days(some, count)
    with pytest.raises(UnannouncedYear, match=str(year)):
        BULK.add_working_days(some, np.array([1, count]))


def test_nothing_gives_nothing() -> None:
    none = np.array([], dtype="datetime64[D]")
    assert BULK.add_working_days(none, 20).tolist() == []
    assert BULK.working_days_between(none, none).tolist() == []


@given(days, st.integers(1, 60), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=3))
def test_clocks_in_bulk_are_due_when_the_replay_says(
    start: date, limit: int, rows: list[tuple[int, int]]
) -> None:
    spans, reached = [], start
    for gap, length in rows:  # in order and apart, as `due_days` wants them
        first = reached + timedelta(days=gap + 1)
        spans.append((first, first + timedelta(days=length)))
        reached = spans[-1][1]
    events = [Started(start_of_day(start))]
    for first, last in spans:
        events += [
            Suspended(start_of_day(first), SpecialProcedure.TESTING, "1号"),
            Resumed(end_of_day(last) - ONE_INSTANT),
        ]  # type: ignore[list-item]
    at = start_of_day(start) + timedelta(days=400)
    reading = replay(events, ClockTerms(TimeLimit.parse(f"{limit}wd")), CALENDAR, at=at)
    filled = spans + [(None, None)] * (3 - len(spans))
    pauses = tuple(np.array([[span[side] for span in filled]], dtype="datetime64[D]") for side in (0, 1))
    due = BULK.due_days(np.array([start], dtype="datetime64[D]"), np.array([limit]), pauses)  # type: ignore[arg-type]
    assert due.tolist() == [reading.due_date]


def test_clocks_without_pauses() -> None:
    due = BULK.due_days(AS_ARRAY, np.full(len(AS_ARRAY), 20))
    assert (due == BULK.add_working_days(AS_ARRAY, 20)).all()
