"""期限: "20 working days", "6 months", "24 hours", and when each of them ends.

The day of the event is not counted (民法典 art. 201). A period in natural days, months or years whose last day is a day of
rest ends on the next working day (art. 203); a period in working days ends on a working day by itself. A day ends at
24:00. Hours and minutes run from the moment itself.
"""

import calendar as gregorian
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .working_days import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    WORKING_DAY = "wd"  # 工作日; exchange code G
    NATURAL_DAY = "nd"  # 自然日; exchange code Z
    MONTH = "m"
    YEAR = "y"
    HOUR = "h"
    MINUTE = "min"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Unit.WORKING_DAY: "个工作日",
    Unit.NATURAL_DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
    Unit.MINUTE: "分钟",
}
_WRITTEN = re.compile(r"(\d{1,4})(wd|nd|mo|min|m|y|h)")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """An amount and its unit. Written "20wd", "60nd", "6m", "1y", "24h", "30min"."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "TimeLimit":
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(
                f"期限“{text}”写法不对:应为数字加单位,如 20wd(工作日)、60nd(自然日)、6m(月)、1y(年)、24h(小时)、30min(分钟)"
            )
        unit = "m" if found[2] == "mo" else found[2]
        return cls(int(found[1]), Unit(unit))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"

    def __add__(self, other: "TimeLimit") -> "TimeLimit":
        if self.unit != other.unit:
            raise ValueError(f"不同单位的期限不能相加:{self} 与 {other}")
        return TimeLimit(self.amount + other.amount, self.unit)

    def in_words(self) -> str:
        """As official documents write it: 20个工作日."""
        return f"{self.amount}{self.unit.words}"


def shanghai_date(at: datetime) -> date:
    """The legal day of a moment."""
    if at.tzinfo is None:
        raise ValueError("时刻须带时区")
    return at.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of a Shanghai day, in UTC: the first moment that is too late."""
    return datetime.combine(day + ONE_DAY, time(0), SHANGHAI).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)


def calendar_due_date(start: date, limit: TimeLimit) -> date:
    """The last day by the calendar alone, before any rolling: for natural days, months and years.

    A month that lacks the day ends on its last one (民法典 art. 202).
    """
    match limit.unit:
        case Unit.NATURAL_DAY:
            return start + timedelta(days=limit.amount)
        case Unit.MONTH:
            return _add_months(start, limit.amount)
        case Unit.YEAR:
            return _add_months(start, 12 * limit.amount)
        case _:
            raise ValueError(f"{limit.in_words()}不是按自然日、月、年计算的期限")


def _add_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def due_date(start: date, limit: TimeLimit, calendar: WorkingCalendar) -> date:
    """The last day of a limit that starts with an event on ``start``."""
    if limit.unit == Unit.WORKING_DAY:
        return calendar.add_working_days(start, limit.amount)
    return calendar.next_working_day(calendar_due_date(start, limit))


def due_moment(start: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> datetime:
    """The first moment that is too late, in UTC: 24:00 of the last day, or the moment itself for hours and minutes.

    An hour limit that ends on a day of rest ends at 24:00 of the next working day (民法典 art. 203).
    """
    if limit.unit in {Unit.HOUR, Unit.MINUTE}:
        span = timedelta(hours=limit.amount) if limit.unit == Unit.HOUR else timedelta(minutes=limit.amount)
        end = (start + span).astimezone(UTC)
        day = shanghai_date(end)
        return end if calendar.is_working_day(day) else end_of_day(calendar.next_working_day(day))
    return end_of_day(due_date(shanghai_date(start), limit, calendar))
