"""The working-day calendar (工作日历): which days the State Council's yearly notices leave for work.

Every year rests on its notice. A year without one is refused, never guessed; `WorkingCalendar.provisional` is the way
to ask for a guess by name. Days are Shanghai days.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from .citations import Citation
from .notices import NamedDay, Notice, announced_notices, group_holiday, statutory_holidays
from .phrases import Phrase, english_of
from .sources import load_text

FIRST_YEAR = 2004
PROVISIONAL_YEARS = 8
DIVISION_LEVELS = (2, 4, 6, 9, 12)  # province, city, county, township, village
WEEKDAYS = (
    Phrase("周一", "Monday"),
    Phrase("周二", "Tuesday"),
    Phrase("周三", "Wednesday"),
    Phrase("周四", "Thursday"),
    Phrase("周五", "Friday"),
    Phrase("周六", "Saturday"),
    Phrase("周日", "Sunday"),
)
WEEKEND_RULE = Citation("working_hours_regulation", "7")
GROUP_HOLIDAY_RULE = Citation("holidays_regulation", "3")
STATUTORY_RULE = Citation("holidays_regulation", "2")


class UnannouncedYear(LookupError):
    """The day asked for lies in a year whose notice this calendar does not know."""

    def __init__(self, year: int, announced: range) -> None:
        self.year = year
        if year < announced.start:
            message = (
                f"工作日历自 {announced.start} 年起，不含 {year} 年；请改用 {announced.start} 年以后的日期"
                f" (the calendar begins in {announced.start}; {year} lies before it)"
            )
        else:
            message = (
                f"国务院办公厅尚未公布（或本日历尚未收录）{year} 年放假安排的通知，无法计算 {year} 年的工作日；"
                f"请收录该通知，或者明示使用暂定日历 provisional()，其结果仅供参考"
                f" (the notice for {year} is missing; load it, or ask for the provisional calendar by name)"
            )
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Days that a place sets for itself: an autonomous prefecture's festival, an office closed by flood.

    Both dates belong to the overlay. ``citation`` names the decision that set the days, ``region`` the division (code)
    whose offices it binds.
    """

    first_date: date
    last_date: date
    working: bool
    name: str
    citation: str
    region: str = ""

    def __post_init__(self) -> None:
        if self.last_date < self.first_date:
            raise ValueError(
                f"overlay {self.name!r} ends on {self.last_date}, before its first day {self.first_date}"
            )

    def days(self) -> Iterator[date]:
        return days_through(self.first_date, self.last_date)

    def holds_in(self, division_code: str) -> bool:
        """Whether a place lies in the overlay's region, by division code; without a region it holds everywhere."""
        if not self.region:
            return True
        return bool(division_code) and division_code.startswith(significant_digits(self.region))


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day is a working day, or why not. ``text`` and ``citation`` are phrases (both languages)."""

    date: date
    working: bool
    text: str
    citation: str


@dataclass(frozen=True, eq=False, slots=True)
class WorkingCalendar:
    """An immutable calendar; every question is answered from tables, whatever the distance.

    ``version`` changes when any day changes. All methods raise `UnannouncedYear` outside the years covered.
    """

    version: str
    announced_through: int
    last_year: int
    known: int = field(repr=False)
    overlays: tuple[Overlay, ...] = field(repr=False)
    region: str
    _named: Mapping[date, NamedDay] = field(repr=False)
    _working: Mapping[date, bool] = field(repr=False)
    _rank: Mapping[date, int] = field(repr=False)  # working days up to and including the day
    _select: Sequence[date] = field(repr=False)  # the working days in order

    def is_working_day(self, day: date) -> bool:
        try:
            return self._working[day]
        except KeyError:
            raise self._refusal(day) from None

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it when negative), ``day`` itself not counted."""
        try:
            if count > 0:
                return self._select[self._rank[day] + count - 1]
            if count == 0:
                return day if day in self._rank else self._fail(day)
            position = self._rank[day] - self._working[day] + count
            return self._select[position] if position >= 0 else self._fail(date(FIRST_YEAR - 1, 12, 31))
        except KeyError:
            raise self._refusal(day) from None
        except IndexError:
            raise UnannouncedYear(self.last_year + 1, self.years) from None

    def working_days_between(self, after: date, through: date) -> int:
        """How many working days lie in ``(after, through]``; negative when ``through`` comes first."""
        try:
            return self._rank[through] - self._rank[after]
        except KeyError:
            raise self._refusal(through if after in self._rank else after) from None

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def rank(self, day: date) -> int:
        """How many working days the calendar holds up to and including ``day``."""
        try:
            return self._rank[day]
        except KeyError:
            raise self._refusal(day) from None

    def select(self, rank: int) -> date:
        """The working day of a rank, the inverse of `rank`; the first working day has rank 1."""
        if rank < 1:
            raise UnannouncedYear(FIRST_YEAR - 1, self.years)
        try:
            return self._select[rank - 1]
        except IndexError:
            raise UnannouncedYear(self.last_year + 1, self.years) from None

    @property
    def years(self) -> range:
        """The years covered, provisional ones included."""
        return range(FIRST_YEAR, self.last_year + 1)

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year that is only provisional here."""
        self.is_working_day(day)
        return day.year > self.announced_through

    def for_region(self, division_code: str) -> "WorkingCalendar":
        """The calendar of a place: with the overlays of every division that its code lies in.

        All places of one such division share one calendar; where no overlay holds it is the nation's.
        """
        binding = [
            significant_digits(one.region)
            for one in self.overlays
            if one.region and one.holds_in(division_code)
        ]
        region = max(binding, key=len, default="")
        if region == self.region:
            return self
        return _built(self.known, self.overlays, region, guessing=self.last_year > self.announced_through)

    def provisional(self) -> "WorkingCalendar":
        """This calendar and some unannounced years after it: weekends and statutory holidays, no adjustments.

        The law gives the holidays, the notice only moves days around them; so a date computed here may still move,
        and must be shown as provisional. No sanction may rest on it.
        """
        return _built(self.known, self.overlays, self.region, guessing=True)

    def named(self, day: date) -> NamedDay | None:
        """What a notice, a regulation or a place says of the day; None when its weekday decides."""
        return self._named.get(day)

    def reason(self, day: date) -> DayReason:
        """Why the day counts or not: its notice, its festival, its weekday."""
        working = self.is_working_day(day)
        named = self._named.get(day)
        if named is not None:
            return DayReason(day, working, named.text, named.citation)
        weekday = WEEKDAYS[day.weekday()]
        if not working:
            text = Phrase(f"{weekday}休息日", f"{weekday.english}, day of rest")
            return DayReason(day, working, text, WEEKEND_RULE.in_words())
        if festival := group_holiday(day):
            text = Phrase(
                f"{festival}只对部分公民放假，机关照常办公",
                f"{english_of(festival)} is a holiday of some citizens only; offices stay open",
            )
            return DayReason(day, working, text, GROUP_HOLIDAY_RULE.in_words())
        return DayReason(day, working, Phrase(f"{weekday}工作日", f"{weekday.english}, working day"), "")

    def _fail(self, day: date) -> date:
        raise self._refusal(day)

    def _refusal(self, day: date) -> Exception:
        if isinstance(day, datetime) or not isinstance(day, date):
            return TypeError(f"a Shanghai day (datetime.date) is needed, not {day!r}")
        return UnannouncedYear(day.year, self.years)


def announced_calendar(known_on: date | None = None, overlays: Sequence[Overlay] = ()) -> WorkingCalendar:
    """The calendar by the notices issued up to and including ``known_on`` (all of them by default).

    A later overlay wins over an earlier one and over the notices. Overlays that name a region wait for
    `WorkingCalendar.for_region`; the others hold everywhere.
    """
    notices = announced_notices()
    known = len(notices) if known_on is None else sum(notice.issued_on <= known_on for notice in notices)
    if not known:
        raise UnannouncedYear(known_on.year if known_on else FIRST_YEAR, range(FIRST_YEAR, FIRST_YEAR))
    return _built(known, tuple(overlays), "", guessing=False)


@lru_cache(maxsize=128)
def _built(known: int, overlays: tuple[Overlay, ...], region: str, *, guessing: bool) -> WorkingCalendar:
    notices = announced_notices()[:known]
    announced_through = max(notice.year for notice in notices)
    last_year = announced_through + PROVISIONAL_YEARS if guessing else announced_through
    named = dict(_notice_days(notices))
    for year in range(announced_through + 1, last_year + 1):
        named |= statutory_holidays(year)
    for overlay in overlays:
        if overlay.holds_in(region):
            named |= dict.fromkeys(overlay.days(), NamedDay(overlay.working, overlay.name, overlay.citation))
    working = {
        day: named[day].working if day in named else day.weekday() < 5
        for day in days_through(date(FIRST_YEAR, 1, 1), date(last_year, 12, 31))
    }
    rank, select = _tables(working)
    return WorkingCalendar(
        version=_version(notices, working, guessing=guessing),
        announced_through=announced_through,
        last_year=last_year,
        known=known,
        overlays=overlays,
        region=region,
        _named=named,
        _working=working,
        _rank=rank,
        _select=select,
    )


def _notice_days(notices: Sequence[Notice]) -> Iterator[tuple[date, NamedDay]]:
    """The days of each year's newest notice; a notice restates its year in full."""
    newest = {notice.year: notice for notice in notices}
    for notice in newest.values():
        yield from notice.days.items()


def _tables(working: Mapping[date, bool]) -> tuple[dict[date, int], tuple[date, ...]]:
    rank: dict[date, int] = {}
    select: list[date] = []
    for day, open_ in working.items():
        if open_:
            select.append(day)
        rank[day] = len(select)
    return rank, tuple(select)


def _version(notices: Sequence[Notice], working: Mapping[date, bool], *, guessing: bool) -> str:
    newest = max(notices, key=lambda notice: notice.issued_on)
    digest = hashlib.sha256(bytes(working.values())).hexdigest()[:8]
    kind = "~" if guessing else ""
    return f"{max(notice.year for notice in notices)}@{newest.issued_on:%Y%m%d}{kind}+{digest}"


def days_through(first: date, last: date) -> Iterator[date]:
    """Each day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def significant_digits(division_code: str) -> str:
    """The digits of a division code that its subdivisions share: 421000000000 → 4210."""
    for length in DIVISION_LEVELS:
        if not division_code[length:].strip("0"):
            return division_code[:length]
    return division_code


def regional_overlays() -> tuple[Overlay, ...]:
    """The days that places in Hubei are known to have set for themselves, from ``texts/regions.toml``."""
    return tuple(
        Overlay(
            first_date=row["from"],
            last_date=row["to"],
            working=row["working"],
            name=Phrase(row["name"], row["english"]),
            citation=row["citation"],
            region=row["region"],
        )
        for row in load_text("regions.toml")["overlay"]
    )
