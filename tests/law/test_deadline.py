"""Deadlines for the command line, the calculator and the API."""

import json
from datetime import UTC, date, datetime

import pytest

from yangguang.law.clocks import ClockTerms, CountingRule, SpecialProcedure
from yangguang.law.deadline import BadHeader, Suspension, answer_batch, compute
from yangguang.law.limits import limit_in_force
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import UnannouncedYear, announced_calendar, regional_overlays

CALENDAR = announced_calendar(overlays=regional_overlays())
TWENTY = TimeLimit.parse("20wd")
REVIEW = Suspension(date(2026, 3, 9), date(2026, 3, 20))


def test_the_answer_as_json_is_what_the_command_promises() -> None:
    answer = compute(date(2026, 2, 13), TWENTY, calendar=CALENDAR).to_json()
    assert (answer["due"], answer["provisional"]) == ("2026-03-19", False)
    assert answer["days"][0] == {
        "date": "2026-02-13",
        "counted": False,
        "why": "期间开始的当日",
        "citation": "民法典第二百零一条第一款",
    }
    assert answer["days"][-1]["date"] == "2026-03-19"
    assert sum(day["counted"] for day in answer["days"]) == 20
    assert answer["due_at"] == "2026-03-19T16:00:00+00:00"
    assert json.loads(json.dumps(answer)) == answer


def test_suspensions_are_united_in_whatever_order_they_are_named() -> None:
    hearing = Suspension(date(2026, 3, 16), date(2026, 3, 27), SpecialProcedure.HEARING)
    for pauses in ([REVIEW, hearing], [hearing, REVIEW]):
        assert compute(date(2026, 3, 2), TWENTY, pauses, calendar=CALENDAR).due == date(2026, 4, 21)
    assert compute(date(2026, 3, 2), TWENTY, [REVIEW], calendar=CALENDAR).due == date(2026, 4, 14)


def test_the_law_may_be_named_in_place_of_a_limit() -> None:
    terms = limit_in_force("licensing.decision", on=date(2026, 3, 2)).terms()
    answer = compute(date(2026, 3, 2), terms, [REVIEW], calendar=CALENDAR)
    assert answer.due == date(2026, 4, 14)
    delivery = limit_in_force("licensing.delivery", on=date(2026, 3, 2)).terms()
    refused = compute(date(2026, 3, 2), delivery, [REVIEW], calendar=CALENDAR)
    assert refused.due == date(2026, 3, 16)
    assert refused.to_json()["refused"] == [
        {"why": "专家评审的时间依本法应计入期限", "citation": "行政许可法第四十四条"}
    ]
    assert {day.date for day in refused.days} == {date(2026, 3, n) for n in range(2, 17)}


def test_a_region_has_its_own_days() -> None:
    start = date(2025, 8, 14)
    assert compute(start, TimeLimit.parse("5wd"), calendar=CALENDAR).due == date(2025, 8, 21)
    assert compute(start, TimeLimit.parse("5wd"), calendar=CALENDAR, region="422801000000").due == date(
        2025, 8, 25
    )


def test_an_unannounced_year_needs_to_be_asked_for() -> None:
    with pytest.raises(UnannouncedYear, match="2027"):
        compute(date(2026, 12, 1), TimeLimit.parse("30wd"), calendar=CALENDAR)
    answer = compute(date(2026, 12, 1), TimeLimit.parse("30wd"), calendar=CALENDAR, provisional=True)
    assert (answer.due, answer.provisional) == (date(2027, 1, 13), True)
    firm = compute(date(2026, 12, 1), TimeLimit.parse("5wd"), calendar=CALENDAR, provisional=True)
    assert (firm.due, firm.provisional) == (date(2026, 12, 8), False)


def test_hours_need_a_moment() -> None:
    with pytest.raises(ValueError, match="moment"):
        compute(date(2026, 3, 2), TimeLimit.parse("24h"), calendar=CALENDAR)
    answer = compute(datetime(2026, 3, 2, 2, tzinfo=UTC), TimeLimit.parse("24h"), calendar=CALENDAR)
    assert answer.due_at == datetime(2026, 3, 3, 2, tzinfo=UTC)


def test_another_rule_may_be_named() -> None:
    terms = ClockTerms(TimeLimit.parse("7wd"), CountingRule.ELAPSED_WORKING_DAYS)
    answer = compute(datetime(2018, 10, 15, 2, tzinfo=UTC), terms, calendar=CALENDAR)
    assert answer.due_at == datetime(2018, 10, 24, 2, tzinfo=UTC)


def test_a_suspension_must_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        compute(date(2026, 3, 2), TWENTY, [Suspension(date(2026, 3, 9), date(2026, 3, 6))], calendar=CALENDAR)


class TestBatch:
    def test_answers_row_by_row_in_any_order_of_columns(self) -> None:
        lines = [
            "limit,from,region\n",
            "20wd,2026-02-13,\n",
            "5wd, 2025-08-14 ,422801000000\n",
            "\n",
            "60nd,2026-08-02,42\n",
        ]
        assert list(answer_batch(lines, CALENDAR)) == [
            ("from", "limit", "region", "due", "provisional", "error"),
            ("2026-02-13", "20wd", "", "2026-03-19", "false", ""),
            ("2025-08-14", "5wd", "422801000000", "2025-08-25", "false", ""),
            ("2026-08-02", "60nd", "42", "2026-10-08", "false", ""),
        ]

    def test_the_region_column_may_be_absent(self) -> None:
        assert list(answer_batch(["from,limit\n", "2026-02-13,20wd\n"], CALENDAR))[1][3] == "2026-03-19"

    @pytest.mark.parametrize(
        ("row", "error"),
        [
            ("2026-02-30,20wd,", "day is out of range"),
            ("2026-02-13,twenty,", "not a time limit"),
            ("2026-02-13,24h,", "due_moment"),
            ("2026-12-30,5wd,", "2027"),
            ("2026-02-13,5wd,武汉", "not a division code"),
            ("2026-02-13", "too few columns"),
        ],
    )
    def test_a_bad_row_says_why_and_stops_nothing(self, row: str, error: str) -> None:
        lines = ["from,limit,region\n", f"{row}\n", "2026-02-13,20wd,\n"]
        _header, bad, good = answer_batch(lines, CALENDAR)
        assert error in bad[5]
        assert (bad[3], bad[4]) == ("", "")
        assert good[3] == "2026-03-19"

    def test_provisional_answers_are_marked(self) -> None:
        lines = ["from,limit,region\n", "2026-12-30,5wd,\n", "2026-02-13,20wd,\n"]
        _header, guessed, firm = answer_batch(lines, CALENDAR, provisional=True)
        assert guessed[3:] == ("2027-01-07", "true", "")
        assert firm[3:] == ("2026-03-19", "false", "")

    @pytest.mark.parametrize("lines", [[], ["a,b\n"], ["from,region\n"]])
    def test_a_header_without_the_columns_is_refused(self, lines: list[str]) -> None:
        with pytest.raises(BadHeader, match="limit"):
            list(answer_batch(lines, CALENDAR))

    def test_it_streams(self) -> None:
        def lines():  # type: ignore[no-untyped-def]
            yield "from,limit,region\n"
            yield "2026-02-13,20wd,\n"
            raise AssertionError("read further than asked")

        answers = answer_batch(lines(), CALENDAR)
        assert next(answers)[0] == "from"
        assert next(answers)[3] == "2026-03-19"
