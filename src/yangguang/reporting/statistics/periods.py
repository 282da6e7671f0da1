"""Periods of the figures: half-open spans of Shanghai days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yangguang.law.time_limits import shanghai_date, start_of_day


@dataclass(frozen=True, slots=True)
class Period:
    """Days [first, until)."""

    first: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.first:
            raise ValueError("a period ends after it begins")

    @property
    def begins_at(self) -> datetime:
        return start_of_day(self.first)

    @property
    def ends_at(self) -> datetime:
        return start_of_day(self.until)

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)


DEFAULT_DAYS = 90


def period_from(first: str, last: str, *, at: datetime) -> Period:
    """The period that a page asks for by its first and last day (ISO); without them the ninety days up to today.

    Raises ValueError for text that is no day, and for a last day before the first.
    """
    today = shanghai_date(at)
    end = date.fromisoformat(last) if last else today
    begin = date.fromisoformat(first) if first else end - timedelta(days=DEFAULT_DAYS - 1)
    return Period(begin, end + timedelta(days=1))
