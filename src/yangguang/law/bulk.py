"""The working-day calendar over whole arrays: the same answers as `WorkingCalendar`, a hundred million a second.

The only module of the law that needs NumPy. Days are ``datetime64[D]`` arrays (or integers: days since 1970-01-01);
answers are ``datetime64[D]``. Work goes in blocks that stay in the processor's cache; the calendar's tables are small
enough to lie beside them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .working_days import UnannouncedYear, WorkingCalendar

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]
BLOCK = 16_384
EPOCH = date(1970, 1, 1).toordinal()
BEYOND = np.iinfo(np.int64).min  # in a table: a day that the calendar does not know


@dataclass(frozen=True, eq=False, slots=True)
class BulkCalendar:
    """Tables of one calendar. All methods raise `UnannouncedYear` when any day or answer lies outside it."""

    calendar: WorkingCalendar
    first: int  # the calendar's first day, as days since 1970
    rank: Numbers  # working days up to and including each day
    select: Numbers  # the working days in order, as days since 1970

    def add_working_days(self, days: Days, count: int | Numbers) -> Days:
        """The ``count``-th working day after (before) each day; ``count`` is one number or one for each day."""
        if isinstance(count, int):
            return self._looked_up(days, _shifted(self, count))
        return self._added(days, count)

    def is_working_day(self, days: Days) -> NDArray[np.bool_]:
        steps = np.diff(self.rank, prepend=0)
        return self._looked_up(days, steps).view(np.int64).astype(bool)

    def working_days_between(self, after: Days, through: Days) -> Numbers:
        """How many working days lie in ``(after, through]``, for each pair."""
        counted = np.empty(len(after), dtype=np.int64)
        ends, begins = _numbers(through), _numbers(after)
        for block in _blocks(len(counted)):
            out = counted[block]
            self.rank.take(self._index(ends[block]), out=out, mode="clip")
            out -= self.rank.take(self._index(begins[block]), mode="clip")
        return counted

    def due_days(self, starts: Days, limits: Numbers, pauses: tuple[Days, Days] | None = None) -> Days:
        """Where limits in working days end, whole days counted, for many clocks in one pass.

        ``pauses`` are the first and last days left out, as arrays of shape (clocks, k): united, in order, and
        filled with ``NaT`` where a clock has fewer than k.
        """
        due = self._added(starts, limits)
        if pauses is None:
            return due
        for first, last in zip(pauses[0].T, pauses[1].T, strict=True):
            with np.errstate(invalid="ignore"):
                moved = np.flatnonzero((first <= due) & (last > starts))
            begin = np.maximum(first[moved] - 1, starts[moved])
            due[moved] = self._added(due[moved], self.working_days_between(begin, last[moved]))
        return due

    def _added(self, days: Days, counts: Numbers) -> Days:
        numbers = _numbers(days)
        added = np.empty(len(numbers), dtype=np.int64)
        for block in _blocks(len(numbers)):
            index = self._index(numbers[block])
            count = counts[block]
            position = self.rank.take(index, mode="clip")
            position += count
            position -= 1
            back = np.flatnonzero(count < 0)
            if len(back):
                position[back] += 1 - np.diff(self.rank, prepend=0)[index[back]]
            self._check_positions(position)
            self.select.take(position, out=added[block], mode="clip")
            still = np.flatnonzero(count == 0)
            added[block][still] = numbers[block][still]
        return added.view("datetime64[D]")

    def _looked_up(self, days: Days, table: Numbers) -> Days:
        numbers = _numbers(days)
        found = np.empty(len(numbers), dtype=np.int64)
        for block in _blocks(len(numbers)):
            table.take(self._index(numbers[block]), out=found[block], mode="clip")
            if found[block].min() == BEYOND:
                self._refuse_table(table)
        return found.view("datetime64[D]")

    def _index(self, numbers: Numbers) -> Numbers:
        index = numbers - self.first
        # One unsigned comparison finds days before the first as well as after the last.
        if index.size and index.view(np.uint64).max() >= len(self.rank):
            beyond = numbers[(index < 0) | (index >= len(self.rank))][0]
            self.calendar.rank(date.fromordinal(int(beyond) + EPOCH))
        return index

    def _check_positions(self, position: Numbers) -> None:
        if position.size and position.view(np.uint64).max() >= len(self.select):
            years = self.calendar.years
            raise UnannouncedYear(years.start - 1 if position.min() < 0 else years.stop, years)

    def _refuse_table(self, table: Numbers) -> None:
        years = self.calendar.years
        raise UnannouncedYear(years.start - 1 if table[0] == BEYOND else years.stop, years)


@lru_cache(maxsize=16)
def bulk_calendar(calendar: WorkingCalendar) -> BulkCalendar:
    """The tables of a calendar, made once."""
    first = date(calendar.years.start, 1, 1)
    last = date(calendar.last_year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rank = np.array([calendar.rank(day) for day in days], dtype=np.int64)
    count = int(rank[-1])
    select = np.array([calendar.select(n + 1).toordinal() - EPOCH for n in range(count)], dtype=np.int64)
    for table in (rank, select):
        table.setflags(write=False)
    return BulkCalendar(calendar, first.toordinal() - EPOCH, rank, select)


@lru_cache(maxsize=256)
def _shifted(bulk: BulkCalendar, count: int) -> Numbers:
    """For each day of the calendar, the day ``count`` working days on, or `BEYOND`."""
    days = np.arange(len(bulk.rank), dtype=np.int64) + bulk.first
    if count == 0:
        return days
    position = bulk.rank + count - 1
    if count < 0:
        position += 1 - np.diff(bulk.rank, prepend=0)
    known = (position >= 0) & (position < len(bulk.select))
    return np.where(known, bulk.select.take(position, mode="clip"), BEYOND)


def _numbers(days: Days) -> Numbers:
    """Days since 1970, without a copy where the array already holds them."""
    if days.dtype.kind == "M":
        return np.ascontiguousarray(days.astype("datetime64[D]", copy=False)).view(np.int64)
    return np.ascontiguousarray(days, dtype=np.int64)


def _blocks(length: int) -> list[slice]:
    return [slice(begin, min(begin + BLOCK, length)) for begin in range(0, length, BLOCK)]
