"""What the readers of event logs have in common: the names to look for, a case as it was logged, a log at fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import NamedTuple

from yangguang.law.time_limits import SHANGHAI_OFFSET, end_of_day

DAY_ONLY = len("2026-03-02")
SHANGHAI_TIME = timezone(SHANGHAI_OFFSET)


class BadLog(ValueError):
    """The log cannot be read; ``line`` is counted from 1, 0 where no line is to blame. Said in both languages."""

    def __init__(self, line: int, chinese: str, english: str) -> None:
        where = (f"第 {line} 行：", f"line {line}: ") if line else ("", "")
        self.line = line
        self.chinese = where[0] + chinese
        self.english = where[1] + english
        super().__init__(f"{self.chinese} ({self.english})")


class Unusual(Exception):
    """Something that a fast reader does not understand; the careful one is to read it."""


@dataclass(frozen=True, slots=True)
class LogNames:
    """Which attributes of a log carry what. Empty: the log has none.

    ``case``, ``time`` and ``activity`` are the columns of a table (XES has its own names for them); empty, the usual
    ones are tried. ``start``, ``end`` and ``deadline`` are attributes of the case. With ``end``, or with the names of
    activities that end a case, a case that has none never ended; without either its last event is its end.
    """

    case: str = ""
    time: str = ""
    activity: str = ""
    start: str = ""
    end: str = ""
    deadline: str = ""
    end_activities: frozenset[str] = frozenset()

    @property
    def of_case(self) -> frozenset[str]:
        return frozenset({self.start, self.end, self.deadline} - {""})


class LoggedCase(NamedTuple):
    """A case as the log has it; moments are aware. ``deadline`` is the first moment that is too late.

    ``untimed``: how many of its events bear no time; they are counted, but begin and end nothing.
    """

    name: str
    events: int
    untimed: int
    started_at: datetime | None
    ended_at: datetime | None
    last_at: datetime | None
    deadline: datetime | None


@dataclass(slots=True)
class CaseBeingRead:
    """What has been read of a case so far."""

    name: str = ""
    events: int = 0
    untimed: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    closed_at: datetime | None = None
    said: dict[str, str] = field(default_factory=dict)  # attributes of the case, as written

    def take(self, at: datetime | None, *, ends: bool = False) -> None:
        """One more event; the order in which a log lists them does not matter."""
        self.events += 1
        if at is None:
            self.untimed += 1
            return
        if self.first_at is None or at < self.first_at:
            self.first_at = at
        if self.last_at is None or at > self.last_at:
            self.last_at = at
        if ends and (self.closed_at is None or at > self.closed_at):
            self.closed_at = at

    def take_all(self, times: list[datetime]) -> None:
        """All the events of a case at once, each with its time; none of them ends it by its name."""
        self.events += len(times)
        self.first_at, self.last_at = min(times), max(times)

    def case(self, names: LogNames, line: int) -> LoggedCase:
        """The whole, with its attributes read as moments. Raises `BadLog`."""
        said = self.said
        return LoggedCase(
            name=self.name,
            events=self.events,
            untimed=self.untimed,
            started_at=_said(said, names.start, line, written_moment) if names.start else self.first_at,
            ended_at=self._ended_at(names, line),
            last_at=self.last_at,
            deadline=_said(said, names.deadline, line, too_late_at),
        )

    def _ended_at(self, names: LogNames, line: int) -> datetime | None:
        if names.end:
            return _said(self.said, names.end, line, written_moment)
        return self.closed_at if names.end_activities else self.last_at


def written_moment(text: str) -> datetime:
    """A moment in ISO 8601; without a zone it is of Shanghai. Raises `ValueError`."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=SHANGHAI_TIME)


def too_late_at(text: str) -> datetime:
    """The first moment past a deadline: one named to the moment includes that moment, a day lasts until 24:00."""
    if len(text) <= DAY_ONLY:
        return end_of_day(date.fromisoformat(text))
    return written_moment(text) + datetime.resolution


def _said(said: Mapping[str, str], name: str, line: int, read: Callable[[str], datetime]) -> datetime | None:
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise bad_time(line, name, text) from error


def bad_time(line: int, name: str, text: str) -> BadLog:
    return BadLog(
        line,
        f"{name} 的值“{text[:60]}”不是时间，应如 2026-03-02T09:30:00+08:00",
        f"{name} is {text[:60]!r}, which is no time; write 2026-03-02T09:30:00+08:00",
    )
