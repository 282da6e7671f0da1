"""Time limits (期限): "20 working days", "60 days", "6 months", "24 hours", and where each of them ends.

The day of the event is not counted (民法典 201); a limit in natural days, months or years that would end on a day off
ends on the next working day (民法典 203); the last day ends at 24:00 in Shanghai.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from .phrases import Phrase
from .working_days import WorkingCalendar, days_through

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Shanghai keeps one offset since 1991-09-15, before every day of our calendars.
SHANGHAI_OFFSET = timedelta(hours=8)
ONE_DAY = timedelta(days=1)
ONE_INSTANT = timedelta(microseconds=1)


class Unit(StrEnum):
    """What a limit counts. The value is the suffix in writing: ``20wd``."""

    WORKING_DAY = "wd"
    NATURAL_DAY = "nd"
    MONTH = "mo"
    YEAR = "y"
    HOUR = "h"
    MINUTE = "min"

    @property
    def label(self) -> Phrase:
        return UNIT_LABELS[self]

    @property
    def of_day(self) -> bool:
        """Whether limits of this unit run from the moment itself, not from the next day."""
        return self in (Unit.HOUR, Unit.MINUTE)


UNIT_LABELS = {
    Unit.WORKING_DAY: Phrase("个工作日", "working day"),
    Unit.NATURAL_DAY: Phrase("日", "day"),
    Unit.MONTH: Phrase("个月", "month"),
    Unit.YEAR: Phrase("年", "year"),
    Unit.HOUR: Phrase("小时", "hour"),
    Unit.MINUTE: Phrase("分钟", "minute"),
}
WRITTEN = re.compile(r"(\d{1,5})(wd|nd|mo|min|m|y|h)")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """An amount of one unit; zero means on the spot (当场)."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"a time limit cannot be negative: {self.amount}{self.unit.value}")

    @classmethod
    def parse(cls, written: str) -> "TimeLimit":
        """ "20wd" → 20 working days. Units: wd, nd, mo (or m), y, h, min. Raises `ValueError`."""
        return _parsed(written)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"

    def __add__(self, other: "TimeLimit") -> "TimeLimit":
        if self.unit is not other.unit:
            raise ValueError(f"limits of different units cannot be added: {self} and {other}")
        return TimeLimit(self.amount + other.amount, self.unit)

    def in_words(self) -> Phrase:
        """20个工作日 / 20 working days."""
        if not self.amount:
            return Phrase("当场", "on the spot")
        label = self.unit.label
        plural = "s" if self.amount != 1 else ""
        return Phrase(f"{self.amount}{label}", f"{self.amount} {label.english}{plural}")


@lru_cache(maxsize=1024)
def _parsed(written: str) -> TimeLimit:
    match = WRITTEN.fullmatch(written.strip())
    if match is None:
        raise ValueError(
            f"“{written}”不是期限：应为数字加单位，如 20wd（工作日）、60nd（自然日）、6mo、2y、24h、30min"
            f" ({written!r} is not a time limit: a number and a unit are expected, such as 20wd)"
        )
    return TimeLimit(int(match[1]), Unit("mo" if match[2] == "m" else match[2]))


def shanghai_date(at: datetime) -> date:
    """The Shanghai day of a moment. Raises `ValueError` for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {at.isoformat()}")
    return (at.astimezone(UTC) + SHANGHAI_OFFSET).date()


def start_of_day(day: date) -> datetime:
    """00:00 in Shanghai, as an aware UTC moment."""
    return datetime.combine(day, time(), UTC) - SHANGHAI_OFFSET


def end_of_day(day: date) -> datetime:
    """24:00 in Shanghai, as an aware UTC moment: the first at which the day is over."""
    return start_of_day(day) + ONE_DAY


def last_day_before(at: datetime) -> date:
    """The Shanghai day that a half-open span ending at ``at`` touches last."""
    return shanghai_date(at - ONE_INSTANT)


def calendar_due_date(start: date, limit: TimeLimit) -> date:
    """Natural days, months or years after ``start``, by the calendar alone: no roll, no working days.

    A month without the day of the start ends on its last day (民法典 202).
    """
    if limit.unit is Unit.NATURAL_DAY:
        return start + timedelta(days=limit.amount)
    if limit.unit not in (Unit.MONTH, Unit.YEAR):
        raise ValueError(f"{limit} is not counted by the calendar alone; natural days, months or years are")
    months = limit.amount * (12 if limit.unit is Unit.YEAR else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def due_date(start: date, limit: TimeLimit, calendar: WorkingCalendar, *, rolls: bool = True) -> date:
    """The last day of a limit that starts with an event on ``start``.

    ``rolls``: whether a last day off moves to the next working day. Zero working days end on ``start`` itself or, when
    the office is closed, on the next working day. Raises `ValueError` for hours and minutes, which need a moment.
    """
    if limit.unit is Unit.WORKING_DAY:
        return (
            calendar.add_working_days(start, limit.amount)
            if limit.amount
            else calendar.next_working_day(start)
        )
    if limit.unit.of_day:
        raise ValueError(f"a limit of {limit} runs from a moment, not from a day; use due_moment")
    last = calendar_due_date(start, limit)
    return calendar.next_working_day(last) if rolls else last


@lru_cache(maxsize=512)
def working_days_in(limit: TimeLimit, year: int, calendar: WorkingCalendar) -> Fraction:
    """How many working days a limit leaves, so that limits of different units can be added up.

    Natural days, months and years: the mean over all working days of ``year`` on which they may begin, each by the
    calendar with its holidays and the roll to the next working day; unannounced years count as they now look. Hours and
    minutes are parts of a day of 24 hours.
    """
    if limit.unit is Unit.WORKING_DAY:
        return Fraction(limit.amount)
    if limit.unit.of_day:
        return Fraction(limit.amount, 24 if limit.unit is Unit.HOUR else 24 * 60)
    whole = calendar.provisional()
    starts = [day for day in days_through(date(year, 1, 1), date(year, 12, 31)) if whole.is_working_day(day)]
    left = sum(whole.working_days_between(day, due_date(day, limit, whole)) for day in starts)
    return Fraction(left, len(starts))


def due_moment(
    start: datetime, limit: TimeLimit, calendar: WorkingCalendar, *, rolls: bool = True
) -> datetime:
    """The moment at which a limit is over (aware, UTC).

    Days end at 24:00 in Shanghai. Hours and minutes run from the moment itself; ending on a day off they end at the
    same time of the next working day.
    """
    if not limit.unit.of_day:
        return end_of_day(due_date(shanghai_date(start), limit, calendar, rolls=rolls))
    minutes = limit.amount * (60 if limit.unit is Unit.HOUR else 1)
    end = start.astimezone(UTC) + timedelta(minutes=minutes)
    if not rolls:
        return end
    last = shanghai_date(end)
    return end + (calendar.next_working_day(last) - last)


def moment_before(due: date | datetime, working_days: int, calendar: WorkingCalendar) -> datetime:
    """The end of the working day that lies ``working_days`` working days before the day on which a limit ends.

    A moment is taken as the end of a half-open span: 24:00 of Thursday is Thursday.
    """
    last = last_day_before(due) if isinstance(due, datetime) else due
    return end_of_day(calendar.add_working_days(last, -working_days))
