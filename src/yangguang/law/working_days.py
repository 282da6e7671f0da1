"""工作日: which days count. A calendar refuses years whose notice is not out, and says so.

The calendar is a table over days with two views: *rank* (how many working days up to a day) and *select* (which day is the
n-th working day), so that adding, subtracting and counting cost the same for one day as for a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate

from .holiday_notices import HolidayNotice, days_of, published_notices, statutory_holidays

WEEKEND = "周末"
WEEKDAY = "工作日"
MAKE_UP = "调休上班"
REGULATION = "全国年节及纪念日放假办法(国务院令第795号)第二条"
PROVISIONAL_YEARS = 4


class UnannouncedYear(LookupError):
    """The State Council has not announced this year's arrangement, so no firm date can be given."""

    def __init__(self, year: int, known: Sequence[int]) -> None:
        self.year = year
        span = f"{known[0]}–{known[-1]}" if known else "无"
        super().__init__(
            f"{year} 年的放假安排尚未载入(已载入 {span} 年):国务院办公厅公布该年通知后方可计算确定日期;"
            "确需先行测算的,请明示使用暂定日历(provisional)"
        )


@dataclass(frozen=True, slots=True)
class Overlay:
    """A day that one region sets for itself (民族自治地方的节日, a county closed by flood): free or worked, and why."""

    day: date
    working: bool
    reason: str
    citation: str


@dataclass(frozen=True, slots=True)
class DayReason:
    """Whether a day counts, and by which notice."""

    date: date
    working: bool
    text: str
    citation: str


class WorkingCalendar:
    """Immutable. Days are proleptic ordinals inside; every public method takes and gives `datetime.date`."""

    def __init__(
        self,
        notices: Sequence[HolidayNotice],
        overlays: Sequence[Overlay] = (),
        *,
        name: str,
        provisional_years: int = 0,
    ) -> None:
        if not notices:
            raise ValueError("工作日历为空:没有载入任何放假通知,不能计算期限")
        self.version = name
        self._notices = {notice.year: notice for notice in notices}  # the last of a year wins
        self._announced = tuple(sorted(self._notices))
        self._overlays = {overlay.day: overlay for overlay in overlays}
        self._provisional = self._provisional_holidays(provisional_years)
        last_year = self._announced[-1] + len(self._provisional)
        self._first = date(self._announced[0], 1, 1).toordinal()
        self._last = date(last_year, 12, 31).toordinal()
        self._firm_last = date(self._announced[-1], 12, 31).toordinal()
        flags = [self._counts(date.fromordinal(n)) for n in range(self._first, self._last + 1)]
        self._rank = [0, *accumulate(flags)]  # _rank[i] = working days among the first i days
        self._select = [self._first + i for i, counts in enumerate(flags) if counts]

    def _provisional_holidays(self, years: int) -> dict[int, dict[date, str]]:
        found: dict[int, dict[date, str]] = {}
        for year in range(self._announced[-1] + 1, self._announced[-1] + 1 + years):
            free = statutory_holidays(year)
            if free is None:
                break
            found[year] = dict(free)
        return found

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day that this calendar knows."""
        return date.fromordinal(self._first), date.fromordinal(self._last)

    def is_working_day(self, day: date) -> bool:
        index = self._index(day.toordinal())
        return self._rank[index + 1] > self._rank[index]

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it when negative); the day itself is not counted."""
        index = self._index(day.toordinal())
        if count == 0:
            return day
        target = self._rank[index + 1] + count - 1 if count > 0 else self._rank[index] + count
        if 0 <= target < len(self._select):
            return date.fromordinal(self._select[target])
        raise self._unannounced(self._last + 1 if count > 0 else self._first - 1)

    def working_days_between(self, after: date, until: date) -> int:
        """Working days in (after, until]: negative when ``until`` lies before ``after``."""
        return self._rank[self._index(until.toordinal()) + 1] - self._rank[self._index(after.toordinal()) + 1]

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the first working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the last working day before it."""
        return day if self.is_working_day(day) else self.add_working_days(day, -1)

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year whose notice is not out."""
        return day.toordinal() > self._firm_last

    def provisional(self) -> "WorkingCalendar":
        """The same calendar with the statutory holidays of unannounced years, to be asked for by name only."""
        return _provisional_of(self)

    def reason(self, day: date) -> DayReason:
        """Why a day counts or does not, with the notice that says so."""
        self._index(day.toordinal())
        overlay = self._overlays.get(day)
        if overlay:
            return DayReason(day, overlay.working, overlay.reason, overlay.citation)
        if self.is_provisional(day):
            return self._provisional_reason(day)
        notice = self._notices[day.year]
        if day in notice.off:
            return DayReason(day, False, notice.off[day], notice.citation)
        if day in notice.working:
            return DayReason(day, True, MAKE_UP, notice.citation)
        weekend = day.weekday() >= 5
        return DayReason(
            day, not weekend, WEEKEND if weekend else WEEKDAY, "国务院关于职工工作时间的规定第七条"
        )

    def _provisional_reason(self, day: date) -> DayReason:
        holiday = self._provisional[day.year].get(day)
        if holiday:
            return DayReason(day, False, f"{holiday}(暂定)", REGULATION)
        weekend = day.weekday() >= 5
        return DayReason(
            day,
            not weekend,
            f"{WEEKEND if weekend else WEEKDAY}(暂定)",
            "该年放假安排尚未公布,暂按双休日计算",
        )

    def _counts(self, day: date) -> bool:
        overlay = self._overlays.get(day)
        if overlay:
            return overlay.working
        if day.year in self._provisional:
            return day.weekday() < 5 and day not in self._provisional[day.year]
        notice = self._notices.get(day.year)
        if notice is None:
            raise UnannouncedYear(day.year, self._announced)
        if day in notice.off:
            return False
        return day in notice.working or day.weekday() < 5

    def _index(self, ordinal: int) -> int:
        if self._first <= ordinal <= self._last:
            return ordinal - self._first
        raise self._unannounced(ordinal)

    def _unannounced(self, ordinal: int) -> UnannouncedYear:
        return UnannouncedYear(date.fromordinal(ordinal).year, self._announced)

    def rank_and_select(self) -> tuple[int, Sequence[int], Sequence[int]]:
        """The tables themselves, for `law.bulk`: first ordinal, rank, select."""
        return self._first, self._rank, self._select


@lru_cache(maxsize=64)
def _provisional_of(calendar: WorkingCalendar) -> WorkingCalendar:
    return WorkingCalendar(
        list(calendar._notices.values()),
        list(calendar._overlays.values()),
        name=f"{calendar.version}+暂定",
        provisional_years=PROVISIONAL_YEARS,
    )


@lru_cache(maxsize=64)
def announced_calendar(
    known_on: date | None = None, overlays: tuple[Overlay, ...] = (), region: str = ""
) -> WorkingCalendar:
    """The calendar as announced, with every notice issued up to and including ``known_on`` (None: all that ship).

    ``overlays`` are the region's own days; ``region`` only names them in the version.
    """
    known = [notice for notice in published_notices() if known_on is None or notice.issued_on <= known_on]
    if not known:
        raise ValueError(f"截至 {known_on} 没有已公布的放假通知")
    newest = max(notice.issued_on for notice in known)
    name = f"{known[-1].year}/{newest.isoformat()}"
    if overlays:
        name += f"+{region or '地方'}{len(overlays)}"
    return WorkingCalendar(known, overlays, name=name)


def rest_days(calendar: WorkingCalendar) -> list[date]:
    """Every day of the calendar that is not worked; for comparing with other calendars."""
    first, last = calendar.span
    return [day for day in days_of(first, last) if not calendar.is_working_day(day)]
