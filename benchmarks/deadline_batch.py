"""``yangguang deadline --batch``: rows of a file answered one by one, against the law's own functions row by row."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from time import process_time

from yangguang.law.deadline import answer_batch, compute
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import announced_calendar

from .report import Measurement, Section

ROWS, COMPARED, TARGET = 1_000_000, 2_000, 100_000
LIMITS = ("5wd", "7wd", "15nd", "20wd", "30wd", "45wd", "60nd")
REGIONS = ("", "420102", "422801")
METHOD = (
    f"{ROWS:,} rows with random days from 2007 to 2025, seven limits, three regions, read and answered as text in one "
    f"process, by its processor time; {COMPARED:,} of the answers are compared with a replayed clock each."
)


def run() -> Section:
    """Measure; raises AssertionError where an answer differs from the replayed clock's."""
    calendar = announced_calendar()
    best = float("inf")
    for _round in range(3):
        started = process_time()
        answered = sum(1 for _row in answer_batch(_lines(), calendar)) - 1
        best = min(best, process_time() - started)
        assert answered == ROWS
    _compare()
    return Section("Deadlines by the file", METHOD, [Measurement("rows", ROWS / best, TARGET)])


def _lines() -> Iterator[str]:
    chance = random.Random(20261123)
    yield "from,limit,region\n"
    for _row in range(ROWS):
        start = date(2007, 1, 1) + timedelta(days=chance.randrange(6800))
        yield f"{start},{chance.choice(LIMITS)},{chance.choice(REGIONS)}\n"


def _compare() -> None:
    calendar = announced_calendar()
    answers = answer_batch(_lines(), calendar)
    next(answers)
    for _number, (start, limit, region, due, _provisional, error) in zip(
        range(COMPARED), answers, strict=False
    ):
        expected = compute(
            date.fromisoformat(start), TimeLimit.parse(limit), calendar=calendar, region=region
        )
        assert (due, error) == (expected.due.isoformat(), ""), (start, limit, region)
