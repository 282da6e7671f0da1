"""Counting rules (计时规则) as axes: where a moment stands on the line that a rule counts along.

A rule turns moments into whole numbers and back. Everything else (suspensions united, extensions, what is used and
what is left) is the same subtraction for each of them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from .phrases import Phrase
from .time_limits import (
    TimeLimit,
    Unit,
    end_of_day,
    last_day_before,
    shanghai_date,
    start_of_day,
)
from .working_days import WorkingCalendar

SECOND = 1_000_000  # microseconds, so that one instant too late is too late
DAY = 86_400 * SECOND
EPOCH = datetime(2004, 1, 1, tzinfo=UTC)


class CountingRule(StrEnum):
    """How time is counted. A case names its rule; the law's is the default."""

    WHOLE_WORKING_DAYS = "whole_working_days"
    ELAPSED_WORKING_DAYS = "elapsed_working_days"
    OFFICE_HOURS = "office_hours"

    @property
    def label(self) -> Phrase:
        return RULE_LABELS[self]


RULE_LABELS = {
    CountingRule.WHOLE_WORKING_DAYS: Phrase("整工作日（法定）", "whole working days (the law's)"),
    CountingRule.ELAPSED_WORKING_DAYS: Phrase("按时刻累计的工作日", "elapsed working days with time of day"),
    CountingRule.OFFICE_HOURS: Phrase("办公时间内累计", "time within office hours"),
}


class UnitDoesNotFit(ValueError):
    """The rule cannot count the unit: hours as whole elapsed days, natural days by working time."""

    def __init__(self, rule: CountingRule, limit: TimeLimit) -> None:
        super().__init__(
            f"计时规则“{rule.label}”不能用于期限 {limit} ({rule.label.english} cannot count {limit})"
        )


class NoOfficeHours(ValueError):
    """A rule that counts office time was named for a body whose office hours nobody has entered."""

    def __init__(self) -> None:
        super().__init__(
            "未设置办公时间，无法按办公时间计时 (no office hours are set, so office time cannot be counted)"
        )


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When a body's offices are open on a working day: spans of local time, in order, half-open."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must be spans in order that do not touch: {self.spans}")

    @classmethod
    def parse(cls, written: str) -> "OfficeHours":
        """ "09:00-12:00,14:00-17:00", as `str` writes them. Raises `ValueError`."""
        pairs = [span.split("-") for span in written.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"office hours are written 09:00-12:00,14:00-17:00, not {written!r}")
        return cls(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in pairs))

    def __str__(self) -> str:
        return ",".join(f"{_written(begin)}-{_written(end)}" for begin, end in self.spans)

    @property
    def length(self) -> int:
        """Microseconds of one office day."""
        return sum(_of_day(end) - _of_day(begin) for begin, end in self.spans)

    def before(self, moment: int) -> int:
        """Office microseconds of a day before a moment of that day (microseconds since midnight)."""
        return sum(
            min(max(moment - _of_day(begin), 0), _of_day(end) - _of_day(begin)) for begin, end in self.spans
        )

    def moment(self, amount: int) -> int:
        """The moment of the day (microseconds) at which ``amount`` office microseconds have passed."""
        for begin, end in self.spans[:-1]:
            length = _of_day(end) - _of_day(begin)
            if amount <= length:
                return _of_day(begin) + amount
            amount -= length
        return _of_day(self.spans[-1][0]) + amount


DEFAULT_OFFICE_HOURS = OfficeHours(((time(9), time(12)), (time(14), time(17))))


class Axis(Protocol):
    """One counting rule over one calendar. Positions are whole numbers that grow with time."""

    @property
    def per_unit(self) -> int:
        """The length of one unit of the limit (of a minute for limits in hours)."""

    def start(self, at: datetime) -> int:
        """From where a limit started at ``at`` counts."""

    def opened(self, at: datetime) -> int:
        """From where a pause that began at ``at`` is left out."""

    def closed(self, at: datetime) -> int:
        """Up to where a pause that ended at ``at`` is left out."""

    def reached(self, at: datetime) -> int:
        """How far the count has come at ``at``."""

    def moment(self, position: int) -> datetime:
        """The moment at which a limit that ends at ``position`` is over."""


@dataclass(frozen=True, slots=True)
class WholeDays:
    """(a) The law's rule: whole working days; the first is not counted, a day touched by a pause is not counted."""

    calendar: WorkingCalendar
    per_unit: int = 1

    def start(self, at: datetime) -> int:
        return self.calendar.rank(shanghai_date(at))

    reached = start

    def opened(self, at: datetime) -> int:
        day = shanghai_date(at)
        return self.calendar.rank(day) - self.calendar.is_working_day(day)

    def closed(self, at: datetime) -> int:
        return self.calendar.rank(last_day_before(at))

    def moment(self, position: int) -> datetime:
        return end_of_day(self.calendar.select(position))


@dataclass(frozen=True, slots=True)
class NaturalDays:
    """Natural days, and months and years turned into them; the last day rolls to a working day."""

    calendar: WorkingCalendar
    rolls: bool = True
    per_unit: int = 1

    def start(self, at: datetime) -> int:
        return shanghai_date(at).toordinal()

    reached = start

    def opened(self, at: datetime) -> int:
        return shanghai_date(at).toordinal() - 1

    def closed(self, at: datetime) -> int:
        return last_day_before(at).toordinal()

    def moment(self, position: int) -> datetime:
        last = date.fromordinal(position)
        return end_of_day(self.calendar.next_working_day(last) if self.rolls else last)


@dataclass(frozen=True, slots=True)
class NaturalTime:
    """Hours and minutes from the moment itself; ending on a day off they end at that time of the next working day."""

    calendar: WorkingCalendar
    rolls: bool = True
    per_unit: int = 60 * SECOND

    def start(self, at: datetime) -> int:
        return (at - EPOCH) // timedelta(microseconds=1)

    opened = closed = reached = start

    def moment(self, position: int) -> datetime:
        end = EPOCH + timedelta(microseconds=position)
        last = shanghai_date(end)
        return end + (self.calendar.next_working_day(last) - last) if self.rolls else end


@dataclass(frozen=True, slots=True)
class ElapsedDays:
    """(b) Working days as elapsed time: the time of day is kept, days off are cut out."""

    calendar: WorkingCalendar
    per_unit: int = DAY

    def start(self, at: datetime) -> int:
        day = shanghai_date(at)
        if self.calendar.is_working_day(day):
            return (self.calendar.rank(day) - 1) * DAY + _since(at, day)
        return self.calendar.rank(day) * DAY

    opened = closed = reached = start

    def moment(self, position: int) -> datetime:
        days, rest = divmod(position, DAY)
        if not rest:
            return end_of_day(self.calendar.select(days))
        return start_of_day(self.calendar.select(days + 1)) + timedelta(microseconds=rest)


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """(c) Time within office hours."""

    calendar: WorkingCalendar
    hours: OfficeHours
    per_unit: int

    def start(self, at: datetime) -> int:
        day = shanghai_date(at)
        whole = self.calendar.rank(day) * self.hours.length
        if self.calendar.is_working_day(day):
            return whole - self.hours.length + self.hours.before(_since(at, day))
        return whole

    opened = closed = reached = start

    def moment(self, position: int) -> datetime:
        days, rest = divmod(position, self.hours.length)
        if not rest:
            days, rest = days - 1, self.hours.length
        return start_of_day(self.calendar.select(days + 1)) + timedelta(microseconds=self.hours.moment(rest))


def axis_for(
    rule: CountingRule,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    *,
    hours: OfficeHours | None = None,
    rolls: bool = True,
) -> Axis:
    """The axis along which ``rule`` counts ``limit``. Raises `UnitDoesNotFit`, `NoOfficeHours`."""
    unit = limit.unit
    if rule is CountingRule.WHOLE_WORKING_DAYS:
        if unit is Unit.WORKING_DAY:
            return WholeDays(calendar)
        return NaturalTime(calendar, rolls) if unit.of_day else NaturalDays(calendar, rolls)
    if rule is CountingRule.ELAPSED_WORKING_DAYS and unit is Unit.WORKING_DAY:
        return ElapsedDays(calendar)
    if rule is CountingRule.OFFICE_HOURS and (unit.of_day or unit is Unit.WORKING_DAY):
        if hours is None:
            raise NoOfficeHours
        return OfficeTime(calendar, hours, 60 * SECOND if unit.of_day else hours.length)
    raise UnitDoesNotFit(rule, limit)


def _written(moment: time) -> str:
    return moment.isoformat("auto" if moment.second or moment.microsecond else "minutes")


def _of_day(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond


def _since(at: datetime, day: date) -> int:
    return (at - start_of_day(day)) // timedelta(microseconds=1)
