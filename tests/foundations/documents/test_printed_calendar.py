"""The calendar on a card: the same days as the explanation beside it, drawn."""

from datetime import UTC, datetime
from typing import Any

from yangguang.foundations.documents.printed_facts import calendar_sheets
from yangguang.law.clocks import (
    ClockTerms,
    CountingRule,
    Resumed,
    SpecialProcedure,
    Started,
    Suspended,
    replay,
)
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import announced_calendar


def _drawn(rule: CountingRule, read_on: int) -> dict[str, tuple[str, str]]:
    events = [
        Started(_at(26, 10)),
        Suspended(_at(27, 9), SpecialProcedure.TESTING, "鄂检〔2026〕2号"),
        Resumed(_at(28, 18)),
    ]
    reading = replay(
        events, ClockTerms(TimeLimit.parse("2wd"), rule), announced_calendar(), at=_at(read_on, 10)
    )
    rows = [_row(span) for span in reading.explanation]
    return {
        f"{sheet['title']}{cell['day']}日": (cell["kind"], cell["word"])
        for sheet in calendar_sheets(rows)
        for week in sheet["weeks"]
        for cell in week
        if cell
    }


def _at(day: int, hour: int) -> datetime:
    """An October day of 2026 by the clock in Shanghai; the 26th is a Monday."""
    return datetime(2026, 10, day, hour - 8, tzinfo=UTC)


def _row(span: Any) -> dict[str, Any]:
    return {
        "first_date": span.first_date.isoformat(),
        "last_date": span.last_date.isoformat(),
        "counted": span.counted,
        "why": str(span.why),
        "citation": span.citation,
    }


def test_whole_days_are_numbered_and_others_say_why_not() -> None:
    assert _drawn(CountingRule.WHOLE_WORKING_DAYS, 31) == {
        "2026年10月26日": ("start", "起算"),
        "2026年10月27日": ("paused", "中止"),
        "2026年10月28日": ("paused", "中止"),
        "2026年10月29日": ("counted", "第1日"),
        "2026年10月30日": ("counted", "第2日"),
        "2026年10月31日": ("free", "休"),
    }


def test_counted_time_stands_in_the_cell() -> None:
    drawn = _drawn(CountingRule.ELAPSED_WORKING_DAYS, 30)
    assert drawn["2026年10月26日"] == ("counted", "14:00")
    assert drawn["2026年10月27日"] == ("counted", "9:00")
    assert drawn["2026年10月28日"] == ("counted", "6:00")
    assert drawn["2026年10月30日"][0] in {"counted", "late"}


def test_each_month_has_a_sheet_of_whole_weeks() -> None:
    row = {
        "first_date": "2026-10-28",
        "last_date": "2026-11-03",
        "counted": True,
        "why": "工作日",
        "citation": "",
    }
    october, november = calendar_sheets([row])
    assert (october["title"], november["title"]) == ("2026年10月", "2026年11月")
    assert [[cell and cell["day"] for cell in week] for week in october["weeks"]] == [
        [None, None, 28, 29, 30, 31, None]
    ]
    assert [[cell and cell["day"] for cell in week] for week in november["weeks"]] == [
        [None, None, None, None, None, None, 1],
        [2, 3, None, None, None, None, None],
    ]


def test_years_are_left_to_the_table() -> None:
    row = {
        "first_date": "2026-01-01",
        "last_date": "2026-12-31",
        "counted": True,
        "why": "自然日",
        "citation": "",
    }
    assert calendar_sheets([row]) == []
    assert calendar_sheets([]) == []
