"""Working days added and counted: ours, NumPy's, and those of two calendar packages.

All are fed the same days of rest and the same questions. The packages answer by walking from day to day, so they get
fewer questions.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import starmap

import chinese_calendar
import holidays
import numpy as np

from yangguang.law.bulk import bulk_calendar
from yangguang.law.working_days import WorkingCalendar, announced_calendar

from .report import Measurement, Section, rate

FIRST, LAST = date(2007, 1, 1), date(2025, 12, 31)  # the packages differ from the notices on a day of 2005
LONGEST_LIMIT = 60
USUAL_LIMIT = 20
IN_PLAIN_PYTHON, IN_ARRAYS, FOR_NUMPY, FOR_PACKAGES = 300_000, 2_000_000, 400_000, 3_000
EVERY_DAY = "1111111"  # to NumPy a week without weekends; the days of rest are all in its list
PLAIN_TARGET, ARRAY_TARGET, NUMPY_TARGET, PACKAGE_TARGET = 3e6, 100e6, 100, 1000
METHOD = (
    f"Starts are random days from {FIRST} to {LAST}, limits random from 1 to {LONGEST_LIMIT} working days. "
    "`numpy.busday_offset` and `busday_count` are given the same days of rest (make-up weekends included); "
    "`chinesecalendar` and `holidays` use their own tables."
)

Question = tuple[date, int]


def run() -> Section:
    """Measure, and raise AssertionError where any contender answers differently."""
    calendar = announced_calendar()
    questions = _questions(calendar, IN_PLAIN_PYTHON)
    plain = _plain(calendar, questions)
    arrays = _arrays(calendar)
    numpy = _numpy(calendar)
    packages = _packages(calendar, questions[:FOR_PACKAGES])
    measurements = [*plain, *arrays, *numpy, *packages]
    return Section(
        "Working days", METHOD, measurements, _ratios({one.what: one.rate for one in measurements})
    )


def _questions(calendar: WorkingCalendar, count: int) -> list[Question]:
    """Starts on working days: from a day of rest the packages begin to count elsewhere."""
    chance = random.Random(20261102)
    span = (LAST - FIRST).days
    days = (FIRST + timedelta(days=chance.randrange(span)) for _ in range(2 * count))
    working = [day for day in days if calendar.is_working_day(day)]
    return [(day, chance.randint(1, LONGEST_LIMIT)) for day in working[:count]]


def _plain(calendar: WorkingCalendar, questions: Sequence[Question]) -> list[Measurement]:
    pairs = [(day, calendar.add_working_days(day, limit)) for day, limit in questions]
    counted = list(starmap(calendar.working_days_between, pairs))
    assert counted == [limit for _, limit in questions]

    def add() -> None:
        for day, limit in questions:
            calendar.add_working_days(day, limit)

    def count() -> None:
        for after, through in pairs:
            calendar.working_days_between(after, through)

    return [
        Measurement("add, plain Python", rate(len(questions), add), PLAIN_TARGET),
        Measurement("count, plain Python", rate(len(pairs), count), PLAIN_TARGET),
    ]


def _array_questions(calendar: WorkingCalendar, count: int) -> tuple[np.ndarray, np.ndarray]:
    questions = _questions(calendar, 100_000)
    days = np.resize(np.array([day for day, _ in questions], dtype="datetime64[D]"), count)
    limits = np.resize(np.array([limit for _, limit in questions], dtype=np.int64), count)
    return days, limits


def _arrays(calendar: WorkingCalendar) -> list[Measurement]:
    bulk = bulk_calendar(calendar)
    days, limits = _array_questions(calendar, IN_ARRAYS)
    due = bulk.add_working_days(days, limits)
    expected = [calendar.add_working_days(day, limit) for day, limit in _questions(calendar, 100_000)]
    assert due[: len(expected)].tolist() == expected
    assert (bulk.working_days_between(days, due) == limits).all()
    return [
        Measurement(
            "add 20 to each, arrays",
            rate(len(days), lambda: bulk.add_working_days(days, USUAL_LIMIT)),
            ARRAY_TARGET,
        ),
        Measurement(
            "add 1 to 60, arrays",
            rate(len(days), lambda: bulk.add_working_days(days, limits)),
            ARRAY_TARGET,
        ),
        Measurement(
            "count, arrays", rate(len(days), lambda: bulk.working_days_between(days, due)), ARRAY_TARGET
        ),
    ]


def _numpy(calendar: WorkingCalendar) -> list[Measurement]:
    bulk = bulk_calendar(calendar)
    days, limits = _array_questions(calendar, FOR_NUMPY)
    theirs = np.busdaycalendar(
        weekmask=EVERY_DAY, holidays=np.array(_rest_days(calendar), dtype="datetime64[D]")
    )
    due = bulk.add_working_days(days, limits)
    one = np.timedelta64(1, "D")

    def add() -> np.ndarray:
        return np.busday_offset(days, limits, roll="backward", busdaycal=theirs)

    def add_usual() -> np.ndarray:
        return np.busday_offset(days, USUAL_LIMIT, roll="backward", busdaycal=theirs)

    def count() -> np.ndarray:
        return np.busday_count(days + one, due + one, busdaycal=theirs)

    assert (add() == due).all()
    assert (add_usual() == bulk.add_working_days(days, USUAL_LIMIT)).all()
    assert (count() == limits).all()
    return [
        Measurement("add 20 to each, numpy.busday_offset", rate(len(days), add_usual, rounds=2)),
        Measurement("add 1 to 60, numpy.busday_offset", rate(len(days), add, rounds=2)),
        Measurement("count, numpy.busday_count", rate(len(days), count, rounds=2)),
    ]


def _rest_days(calendar: WorkingCalendar) -> list[date]:
    first = date(calendar.years.start, 1, 1)
    span = (date(calendar.last_year, 12, 31) - first).days + 1
    return [day for n in range(span) if not calendar.is_working_day(day := first + timedelta(days=n))]


def _packages(calendar: WorkingCalendar, questions: Sequence[Question]) -> list[Measurement]:
    expected = [calendar.add_working_days(day, limit) for day, limit in questions]
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 2))
    contenders: dict[str, Callable[[date, int], date]] = {
        "add, chinesecalendar": lambda day, limit: chinese_calendar.find_workday(limit, day),
        "add, holidays": china.get_nth_working_day,
    }
    measured = []
    for name, contender in contenders.items():
        assert list(starmap(contender, questions)) == expected, f"{name} disagrees"
        measured.append(
            Measurement(
                name, rate(len(questions), lambda add=contender: list(starmap(add, questions)), rounds=2)
            )
        )
    return measured


def _ratios(rates: dict[str, float]) -> list[Measurement]:
    """Ours over arrays against each of the others at the same question."""

    def times(ours: str, other: str, target: float | None = None) -> Measurement:
        return Measurement(other, rates[ours] / rates[other], target)

    return [
        times("add 20 to each, arrays", "add 20 to each, numpy.busday_offset", NUMPY_TARGET),
        times("add 1 to 60, arrays", "add 1 to 60, numpy.busday_offset"),
        times("count, arrays", "count, numpy.busday_count"),
        times("add 1 to 60, arrays", "add, chinesecalendar", PACKAGE_TARGET),
        times("add 1 to 60, arrays", "add, holidays", PACKAGE_TARGET),
    ]
