"""Deadlines asked from outside a case: one answer with its days, or a stream of them.

What ``yangguang deadline``, the public calculator and the API stand on. Answers are by the law's counting rule unless
the terms name another.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from .clock_events import Consultation, PauseKind
from .clocks import (
    ClockEvent,
    ClockReading,
    ClockTerms,
    RefusedCredit,
    Resumed,
    SpecialProcedure,
    Started,
    Suspended,
    replay,
)
from .explanations import ExplainedDay
from .time_limits import ONE_INSTANT, TimeLimit, due_date, end_of_day, start_of_day
from .working_days import UnannouncedYear, WorkingCalendar

COLUMNS = ("from", "limit", "region")
ANSWERS = ("due", "provisional", "error")
REMEMBERED = 65_536  # rows
PAUSE_KINDS: dict[str, PauseKind] = {
    kind.value: kind for kinds in (SpecialProcedure, Consultation) for kind in kinds
}
SUSPENSION = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)(?::(\w+))?")
SUPPOSED_NOTICE = "(假定已书面告知)"


class Suspension(NamedTuple):
    """Days left out, both included; supposed to rest on a written notice."""

    first: date
    last: date
    kind: PauseKind = SpecialProcedure.EXPERT_REVIEW

    def __str__(self) -> str:
        return f"{self.first}..{self.last}:{self.kind.value}"

    @classmethod
    def parse(cls, written: str, usual: PauseKind = SpecialProcedure.EXPERT_REVIEW) -> "Suspension":
        """ "2026-03-02..2026-03-04:hearing"; without a kind it is ``usual``. Raises `ValueError`."""
        found = SUSPENSION.fullmatch(written.strip())
        kind = usual if not found or found[3] is None else PAUSE_KINDS.get(found[3])
        if not found or kind is None:
            raise ValueError(
                f"中止期间“{written}”写法不对，应为 2026-03-02..2026-03-04 或加 :hearing 等事由"
                f" (a suspension is written 2026-03-02..2026-03-04, with :hearing or another kind if you like: "
                f"{', '.join(PAUSE_KINDS)})"
            )
        return cls(date.fromisoformat(found[1]), date.fromisoformat(found[2]), kind)


@dataclass(frozen=True, slots=True)
class DeadlineAnswer:
    """The last day of a limit, the moment at which it is over, and each day on the way."""

    due: date
    due_at: datetime
    provisional: bool
    days: tuple[ExplainedDay, ...]
    refused: tuple[RefusedCredit, ...]

    def to_json(self) -> dict[str, Any]:
        """``{"due": "2026-03-19", "provisional": false, "days": [{"date", "counted", "why", "citation"}]}``."""
        return {
            "due": self.due.isoformat(),
            "due_at": self.due_at.isoformat(),
            "provisional": self.provisional,
            "days": [
                {
                    "date": day.date.isoformat(),
                    "counted": day.counted,
                    "why": str(day.why),
                    "citation": str(day.citation),
                }
                for day in self.days
            ],
            "refused": [{"why": str(one.why), "citation": str(one.citation)} for one in self.refused],
        }


def compute(
    start: date | datetime,
    limit: TimeLimit | ClockTerms,
    suspensions: Sequence[Suspension] = (),
    *,
    calendar: WorkingCalendar,
    region: str = "",
    provisional: bool = False,
) -> DeadlineAnswer:
    """When a limit that starts with an event on ``start`` ends; as `read_deadline`, without its clock."""
    return answer_of(
        read_deadline(start, limit, suspensions, calendar=calendar, region=region, provisional=provisional)
    )


def read_deadline(
    start: date | datetime,
    limit: TimeLimit | ClockTerms,
    suspensions: Sequence[Suspension] = (),
    *,
    calendar: WorkingCalendar,
    region: str = "",
    provisional: bool = False,
) -> ClockReading:
    """The clock of a limit that starts with an event on ``start`` in a region (a division code), to its end.

    Limits in hours need a moment (aware datetime). ``provisional`` asks for the provisional calendar by name, used
    only when the announced years do not reach. Raises `UnannouncedYear`, `ValueError`.
    """
    terms = limit if isinstance(limit, ClockTerms) else ClockTerms(limit=limit)
    if terms.limit.unit.of_day and not isinstance(start, datetime):
        raise ValueError(
            f"以小时、分钟计的期限须给出时刻 (a limit of {terms.limit} needs a moment, not a day)"
        )
    started_at = start if isinstance(start, datetime) else start_of_day(start)
    events = _events(started_at, suspensions)
    at = max(event.at for event in events)
    here = calendar.for_region(region) if region else calendar
    try:
        return replay(events, terms, here, at=at)
    except UnannouncedYear:
        if not provisional:
            raise
        return replay(events, terms, here.provisional(), at=at)


def _events(started_at: datetime, suspensions: Sequence[Suspension]) -> list[ClockEvent]:
    events: list[ClockEvent] = [Started(started_at)]
    for first, last, kind in suspensions:
        if last < first:
            raise ValueError(f"中止的期间 {first}–{last} 先后颠倒 (the suspension ends before it begins)")
        events.append(Suspended(max(started_at, start_of_day(first)), kind, SUPPOSED_NOTICE))
        events.append(Resumed(max(started_at, end_of_day(last) - ONE_INSTANT), kind))
    return events


def answer_of(reading: ClockReading) -> DeadlineAnswer:
    """The part of a reading that answers when: days after the due day are left out."""
    return DeadlineAnswer(
        due=reading.due_date,
        due_at=reading.due_at,
        provisional=reading.provisional,
        days=tuple(day for day in reading.days if day.date <= reading.due_date),
        refused=reading.refused,
    )


class BadHeader(ValueError):
    """The first line of a batch does not name the columns it must have."""

    def __init__(self, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(
            f"首行缺少列：{'、'.join(missing)}；现有：{'、'.join(found) or '无'}"
            f" (missing columns: {', '.join(missing)}; columns must be {', '.join(COLUMNS)})"
        )


def answer_batch(
    lines: Iterable[str], calendar: WorkingCalendar, *, provisional: bool = False
) -> Iterator[tuple[str, ...]]:
    """Answer CSV lines (columns ``from, limit, region`` in any order) one by one, without holding them.

    Yields the header, then a row for each row: from, limit, region, due, provisional, error. A row that cannot be
    answered says why under ``error`` and stops nothing. Raises `BadHeader`.
    """
    rows = csv.reader(lines)
    header = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in COLUMNS[:2] if name not in header]:
        raise BadHeader(missing, header)
    yield (*COLUMNS, *ANSWERS)
    start_at, limit_at = header.index("from"), header.index("limit")
    region_at = header.index("region") if "region" in header else None
    # Rows of a real file repeat themselves: the same few limits from the same few thousand days.
    answer = lru_cache(maxsize=REMEMBERED)(_Answers(calendar, guess=provisional).answer)
    for row in rows:
        if not row:
            continue
        try:
            start, limit, region = (
                row[start_at],
                row[limit_at],
                row[region_at] if region_at is not None else "",
            )
        except IndexError:
            yield ("", "", "", "", "", f"列数不足 (too few columns): {','.join(row)}")
            continue
        yield answer(start, limit, region)


class _Answers:
    """Answers one row at a time; calendars of regions are looked up once."""

    def __init__(self, calendar: WorkingCalendar, *, guess: bool) -> None:
        self.calendar = calendar
        self.guess = guess
        self.regions: dict[str, WorkingCalendar] = {"": calendar}

    def answer(self, start: str, limit: str, region: str) -> tuple[str, ...]:
        asked = start.strip(), limit.strip(), region.strip()
        try:
            return (
                *asked,
                *self._due(date.fromisoformat(asked[0]), TimeLimit.parse(limit), self._calendar(asked[2])),
            )
        except (ValueError, LookupError) as error:
            return (*asked, "", "", str(error))

    def _calendar(self, region: str) -> WorkingCalendar:
        found = self.regions.get(region)
        if found is None:
            if not region.isdigit():
                raise ValueError(f"地区“{region}”不是区划代码 ({region!r} is not a division code)")
            found = self.regions[region] = self.calendar.for_region(region)
        return found

    def _due(self, start: date, limit: TimeLimit, calendar: WorkingCalendar) -> tuple[str, str, str]:
        try:
            return due_date(start, limit, calendar).isoformat(), "false", ""
        except UnannouncedYear:
            if not self.guess:
                raise
            guessed = calendar.provisional()
            due = due_date(start, limit, guessed)
            return due.isoformat(), "true" if guessed.is_provisional(due) else "false", ""
