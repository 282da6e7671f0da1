"""Logged cases against limits and deadlines, through the rules of the live watch."""

from datetime import UTC, date, datetime, timedelta

import pytest

from yangguang.law.time_limits import TimeLimit, end_of_day, start_of_day
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.electronic_supervision.replay import (
    Judge,
    LoggedCase,
    ReplayReport,
    Terms,
    judge_for,
    replay_log,
)

CALENDAR = announced_calendar(date(2026, 3, 2), ())
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine o'clock in Shanghai
FIVE = Terms(TimeLimit.parse("5wd"))  # from Monday the 2nd until the end of Monday the 9th
DUE = end_of_day(date(2026, 3, 9))


def judge(terms: Terms = FIVE) -> Judge:
    return judge_for(terms, CALENDAR)


def case(
    ended: datetime | None,
    *,
    name: str = "1",
    started: datetime | None = MONDAY,
    deadline: datetime | None = None,
) -> LoggedCase:
    return LoggedCase(name, 2, 0, started, ended, ended or started, deadline)


def replayed(*cases: LoggedCase, terms: Terms = FIVE, at: datetime | None = None) -> ReplayReport:
    return replay_log(cases, judge(terms), as_of=at)


def levels(*cases: LoggedCase, terms: Terms = FIVE, at: datetime | None = None) -> tuple[int, int, int]:
    report = replayed(*cases, terms=terms, at=at)
    return report.warnings, report.yellow, report.red


@pytest.mark.parametrize(
    ("ended", "late", "expected"),
    [
        (end_of_day(date(2026, 3, 5)) - timedelta(seconds=1), False, (0, 0, 0)),
        (end_of_day(date(2026, 3, 5)), False, (1, 0, 0)),
        (DUE - timedelta(seconds=1), False, (1, 0, 0)),
        (DUE, True, (1, 1, 1)),
    ],
)
def test_one_limit_is_the_promise_and_the_laws(
    ended: datetime, late: bool, expected: tuple[int, int, int]
) -> None:
    report = replayed(case(ended))
    assert (report.late, report.on_time) == (late, not late)
    assert (report.warnings, report.yellow, report.red) == expected


def test_a_shorter_promise_turns_yellow_before_the_limit_turns_red() -> None:
    terms = Terms(TimeLimit.parse("10wd"), promised=TimeLimit.parse("5wd"))
    assert levels(case(DUE), terms=terms) == (1, 1, 0)
    assert levels(case(end_of_day(date(2026, 3, 16))), terms=terms) == (1, 1, 1)
    report = replayed(case(DUE), terms=terms)
    assert (report.late, report.highest) == (0, {"warnings": 0, "yellow": 1, "red": 0})


def test_the_days_of_shanghai_are_counted_whatever_the_zone_of_the_log() -> None:
    """Half past five on Sunday in London is half past one on Monday in Shanghai: the first day not counted."""
    started = datetime.fromisoformat("2026-03-01T17:30:00+00:00")
    assert judge().verdict(case(DUE - timedelta(seconds=1), started=started)).due_at == DUE


def test_natural_days_roll_to_a_working_day_unless_told_not_to() -> None:
    terms = Terms(TimeLimit.parse("5nd"))  # Saturday the 7th
    assert judge(terms).verdict(case(MONDAY)).due_at == DUE
    stays = Terms(TimeLimit.parse("5nd"), rolls=False)
    assert judge(stays).verdict(case(MONDAY)).due_at == end_of_day(date(2026, 3, 7))


def test_limits_in_hours_run_from_the_moment() -> None:
    terms = Terms(TimeLimit.parse("24h"))
    assert levels(case(MONDAY + timedelta(hours=23)), terms=terms) == (0, 0, 0)
    assert levels(case(MONDAY + timedelta(hours=24)), terms=terms) == (0, 1, 1)
    later = case(MONDAY + timedelta(hours=24), started=MONDAY + timedelta(hours=1))
    assert levels(later, terms=terms) == (0, 0, 0), "each case has its own moment"


def test_the_thresholds_of_hunan_keep_the_time_of_day() -> None:
    terms = Terms(TimeLimit.parse("5wd"), thresholds="hunan-2018")
    due = datetime(2026, 3, 9, 1, tzinfo=UTC)
    assert levels(case(due), terms=terms)[1:] == (0, 0)
    assert levels(case(due + timedelta(seconds=1)), terms=terms)[1:] == (1, 1)


def test_a_case_that_never_ended_is_told_apart_and_judged_as_at_the_end_of_the_log() -> None:
    after = case(end_of_day(date(2026, 3, 6)), name="2", started=end_of_day(date(2026, 3, 5)))
    report = replayed(case(None), after)
    assert (report.cases, report.ended, report.open) == (2, 1, 1)
    assert (report.on_time, report.late) == (1, 0)
    assert (report.warnings, report.yellow, report.red) == (1, 0, 0)
    assert report.as_of == after.ended_at


def test_open_cases_are_judged_as_at_the_moment_asked_for() -> None:
    assert levels(case(None), at=DUE - timedelta(seconds=1)) == (1, 0, 0)
    assert levels(case(None), at=DUE) == (1, 1, 1)


TO_DEADLINE = Terms(None)
DEADLINE = datetime(2026, 3, 9, 4, tzinfo=UTC)


def test_a_deadline_of_the_log_is_the_last_moment_in_time() -> None:
    too_late = DEADLINE + datetime.resolution
    assert levels(case(DEADLINE, deadline=too_late), terms=TO_DEADLINE) == (1, 0, 0)
    assert levels(case(too_late, deadline=too_late), terms=TO_DEADLINE) == (1, 1, 1)


def test_a_deadline_warns_two_working_days_before_its_day() -> None:
    (alert, *_rest) = judge(TO_DEADLINE).verdict(case(None, deadline=DEADLINE)).alerts
    assert alert.at == end_of_day(date(2026, 3, 5))


def test_a_deadline_before_the_start_is_late_from_the_start() -> None:
    cards: list[dict[str, str]] = []
    late = case(MONDAY + timedelta(days=1), deadline=MONDAY - timedelta(days=9))
    replay_log([late], judge(TO_DEADLINE), cards=cards.append)
    assert {card["fell_due_at"] for card in cards} == {MONDAY.isoformat()}


@pytest.mark.parametrize(
    "unjudged",
    [
        case(None, started=None),
        case(MONDAY + timedelta(days=9999), started=datetime(1999, 3, 2, tzinfo=UTC)),
        case(DUE, started=datetime(2026, 12, 30, 1, tzinfo=UTC)),
    ],
)
def test_what_cannot_be_judged_is_neither_on_time_nor_late(unjudged: LoggedCase) -> None:
    """No time; before the calendar; due in a year without its notice. The case beside it is judged."""
    report = replayed(unjudged, case(DUE, name="2"))
    assert (report.unjudged, report.on_time, report.late) == (1, 0, 1)


def test_a_case_without_its_deadline_is_not_judged() -> None:
    assert replayed(case(DUE), terms=TO_DEADLINE).unjudged == 1


def test_names_that_come_again_are_counted() -> None:
    report = replayed(case(MONDAY), case(DUE), case(MONDAY, name="2"), case(MONDAY, name=""))
    assert (report.cases, report.repeated) == (4, 1)


def test_cards_say_when_each_fell_due() -> None:
    cards: list[dict[str, str]] = []
    replay_log([case(None, name="open"), case(DUE, name="late")], judge(), as_of=DUE, cards=cards.append)
    assert [(card["case"], card["level"], card["rule"]) for card in cards] == [
        (name, level, rule)
        for name in ("late", "open")
        for level, rule in (("warn", "T01"), ("yellow", "T02"), ("red", "T03"))
    ]
    assert [card["fell_due_at"] for card in cards[:3]] == [
        end_of_day(date(2026, 3, 5)).isoformat(),
        DUE.isoformat(),
        DUE.isoformat(),
    ]


def test_every_start_of_a_year_against_a_count_by_hand() -> None:
    """Independent of the law's tables: walk the days one by one."""
    limit = 7
    for number in range(300):
        start = date(2025, 1, 1) + timedelta(days=number)
        day, left = start, limit
        while left:
            day += timedelta(days=1)
            left -= CALENDAR.is_working_day(day)
        began = start_of_day(start) + timedelta(hours=number % 24)
        last_moment = end_of_day(day) - timedelta(microseconds=1)
        terms = Terms(TimeLimit.parse(f"{limit}wd"))
        assert replayed(case(last_moment, started=began), terms=terms).late == 0
        assert replayed(case(end_of_day(day), started=began), terms=terms).late == 1
