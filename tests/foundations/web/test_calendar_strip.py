"""The sheets of days: what each cell shows for the reasons that the law gives."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from yangguang.foundations.web.calendar_strip import StripDay, lines, month_sheets
from yangguang.foundations.web.design_examples import example_reading
from yangguang.law.clocks import ClockReading, ClockTerms, CountingRule, Started, replay
from yangguang.law.limits import limit_in_force
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import announced_calendar


def cells(reading: ClockReading) -> dict[date, StripDay]:
    return {day.date: day for month in month_sheets(reading) for week in month.weeks for day in week if day}


def reading_of(limit: str, started_at: datetime, at: datetime) -> ClockReading:
    legal = limit_in_force("licensing.decision", on=date(2026, 2, 13))
    terms = ClockTerms(
        limit=TimeLimit.parse(limit),
        rule=CountingRule.WHOLE_WORKING_DAYS,
        extension=None,
        extension_approver=None,
        restarts=False,
        citation=legal.citation,
    )
    return replay([Started(started_at)], terms, announced_calendar(date(2026, 1, 1)), at=at)


@pytest.mark.parametrize(
    ("day", "look", "word"),
    [
        (date(2026, 2, 13), "yg-day-free", "起算"),
        (date(2026, 2, 14), "yg-day-counted", "补班"),
        (date(2026, 2, 17), "yg-day-free", "春节"),
        (date(2026, 2, 24), "yg-day-counted", "第2天"),
        (date(2026, 3, 1), "yg-day-free", "休息"),
        (date(2026, 3, 5), "yg-day-paused", "中止"),
        (date(2026, 3, 12), "yg-day-counted", "第12天"),
        (date(2026, 3, 13), "yg-day-ahead", "第13天"),
        (date(2026, 3, 24), "yg-day-ahead yg-day-due", "第20天"),
        (date(2026, 3, 25), "yg-day-outside", ""),
    ],
)
def test_each_kind_of_day_has_its_look_and_its_word(day: date, look: str, word: str) -> None:
    cell = cells(example_reading())[day]
    assert (cell.classes, cell.word) == (look, word)


def test_days_past_the_limit_are_late_and_not_numbered() -> None:
    reading = reading_of("2wd", datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 6, 1, tzinfo=UTC))
    shown = cells(reading)
    assert shown[date(2026, 3, 4)].classes == "yg-day-counted yg-day-due"
    assert [shown[date(2026, 3, n)].word for n in (3, 4, 5, 6)] == ["第1天", "第2天", "超期", "超期"]


def test_sheets_are_whole_weeks_from_monday() -> None:
    february, march = month_sheets(example_reading())
    assert (february.title, march.title) == ("2026年2月", "2026年3月")
    assert all(len(week) == 7 for week in (*february.weeks, *march.weeks))
    first = next(day for day in february.weeks[0] if day)
    assert first.date == date(2026, 2, 9)


def test_the_list_says_everything_the_sheets_say() -> None:
    told = lines(example_reading())
    assert told[0].days == "2026年2月13日"
    assert told[0].verdict == "不计入"
    assert any("2026年2月15日 – 2026年2月23日" in line.days and "春节" in line.why for line in told)
    assert any("专家评审" in line.why and "第四十五条" in line.basis for line in told)
    assert told[-1].days.endswith("2026年3月24日")


def test_a_limit_too_long_to_draw_is_told_as_a_list() -> None:
    start = datetime(2025, 1, 6, 1, tzinfo=UTC)
    reading = reading_of("1y", start, start)
    assert month_sheets(reading) == []
    assert lines(reading)


def test_english_readers_get_the_laws_own_english() -> None:
    with translation.override("en"):
        assert any("Spring Festival" in line.why for line in lines(example_reading()))
        assert cells(example_reading())[date(2026, 2, 17)].title.startswith("17 February 2026: ")
