"""Explanations word for word, in both languages, with the article behind each span (``law/examples``)."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from law.worked_examples import event_of, examples, shanghai
from yangguang.law.clocks import CountingRule, OfficeHours, replay
from yangguang.law.limits import limit_in_force
from yangguang.law.phrases import english_of
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import announced_calendar


def _hours(written: list[str]) -> OfficeHours:
    spans = (span.split("-") for span in written)
    return OfficeHours(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans))


@pytest.mark.parametrize("case", examples("explanations")["case"], ids=lambda case: case["title"])
def test_every_span_says_why_and_by_which_article(case: dict[str, Any]) -> None:
    events = [event_of(row) for row in case["events"]]
    legal = limit_in_force(case["rule"], on=events[0].at.date())
    hours = _hours(case["hours"]) if "hours" in case else None
    terms = legal.terms(CountingRule(case.get("counting", "whole_working_days")), hours)
    terms = replace(terms, limit=TimeLimit.parse(case["limit"])) if "limit" in case else terms
    reading = replay(events, terms, announced_calendar(), at=shanghai(case["read_at"]))
    assert (reading.due_at, reading.used, reading.left) == (
        shanghai(case["due_at"]),
        case["used"],
        case["left"],
    )
    assert [
        {
            "from": span.first_date,
            "to": span.last_date,
            "counted": span.counted,
            "why": span.why,
            "english": english_of(span.why),
            "citation": span.citation,
        }
        for span in reading.explanation
    ] == case["explanation"]
    assert [
        {"why": credit.why, "english": english_of(credit.why), "citation": credit.citation}
        for credit in reading.refused
    ] == case["refused"]
