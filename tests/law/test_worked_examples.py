"""The law against its worked examples."""

from typing import Any

import pytest

from law.worked_examples import event_of, examples, office_hours_of, own_days_of, shanghai
from yangguang.law import identifiers
from yangguang.law.clocks import ClockTerms, CountingRule, Started, replay
from yangguang.law.limits import limit_in_force
from yangguang.law.phrases import english_of
from yangguang.law.time_limits import TimeLimit, due_date, due_moment, end_of_day, start_of_day
from yangguang.law.working_days import announced_calendar, regional_overlays

CODES = examples("codes")


def titles(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["title"]) for case in cases]


@pytest.mark.parametrize("case", titles(examples("last_days")["case"]))
def test_last_day(case: dict[str, Any]) -> None:
    start = case["start"]
    legal = limit_in_force(case["rule"], on=start) if "rule" in case else None
    limit = legal.limit if legal else TimeLimit.parse(case["limit"])
    calendar = announced_calendar()
    assert due_date(start, limit, calendar) == case["last_day"]
    assert due_moment(start_of_day(start), limit, calendar) == end_of_day(case["last_day"])


@pytest.mark.parametrize("case", titles(examples("clocks")["case"]))
def test_clock(case: dict[str, Any]) -> None:
    events = [event_of(row) for row in case["events"]]
    terms = limit_in_force(case["rule"], on=events[0].at.date()).terms()
    reading = replay(events, terms, announced_calendar(), at=shanghai(case["read_at"]))
    assert reading.due_date == case["due_date"]
    assert reading.due_at == end_of_day(case["due_date"])
    assert (reading.used, reading.left) == (case["used"], case["left"])
    assert (reading.overdue, reading.overdue_by) == ("overdue_by" in case, case.get("overdue_by", 0))
    assert [refused.why for refused in reading.refused] == case.get("refused", [])
    assert reading.state == case.get("state", "running")
    assert sum(day.counted for day in reading.days if day.elapsed) == reading.used


@pytest.mark.parametrize("case", titles(examples("places")["case"]))
def test_place(case: dict[str, Any]) -> None:
    """A place counts by its own days, a body by its own hours."""
    added = [own_days_of(row) for row in case.get("own_days", ())]
    calendar = announced_calendar(overlays=[*regional_overlays(), *added]).for_region(case.get("region", ""))
    start, limit = case["start"], TimeLimit.parse(case["limit"])
    if "hours" not in case:
        assert due_date(start, limit, calendar) == case["last_day"]
        return
    terms = ClockTerms(limit, CountingRule.OFFICE_HOURS, office_hours=office_hours_of(case["hours"]))
    started = Started(shanghai(start))
    assert replay([started], terms, calendar, at=started.at).due_at == shanghai(case["due_at"])


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in CODES["valid"].items() for value in values]
)
def test_code_is_right(kind: str, value: str) -> None:
    assert identifiers.PARSERS[kind](value).text == value
    assert identifiers.is_valid(kind, f" {value.lower()} ")


@pytest.mark.parametrize("case", CODES["invalid"], ids=lambda case: f"{case['kind']}-{case['value']}")
def test_code_is_wrong(case: dict[str, Any]) -> None:
    with pytest.raises(identifiers.InvalidIdentifier) as caught:
        identifiers.PARSERS[case["kind"]](case["value"])
    assert caught.value.position == case["position"]
    assert caught.value.expected
    assert str(caught.value) == caught.value.text
    assert english_of(caught.value.text) != caught.value.text
    assert not identifiers.is_valid(case["kind"], case["value"])
