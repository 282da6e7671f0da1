"""Day by day: counted or not, and by which notice or article. Good enough to hand to a court."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from .axes import Axis, ElapsedDays, NaturalDays, OfficeTime, WholeDays
from .citations import Citation
from .clock_events import PauseKind, Suspended
from .phrases import Phrase, english_of, in_brackets
from .time_limits import (
    due_moment,
    end_of_day,
    last_day_before,
    shanghai_date,
    start_of_day,
)
from .working_days import WorkingCalendar, days_through

START_RULE = Citation("civil_code", "201-1")
HOURS_RULE = Citation("civil_code", "201-2")
ROLL_RULE = Citation("civil_code", "203-1")
COUNTED = Phrase("工作日", "working day")
COUNTED_NATURAL = Phrase("自然日", "natural day")
LATE = Phrase("已超期", "past the limit")
WEEKEND = Phrase("双休日", "weekend")
START_DAY = Phrase("期间开始的当日", "the day of the start")
NOT_RUNNING = Phrase("计时停止期间", "the clock was stopped")
ROLLED = Phrase("期限末日为休息日，顺延", "the last day is a day off, so the limit moves on")


class Pause(NamedTuple):
    """A span left out: a special procedure (``event``), or the gap between a stop and a new start (None)."""

    began_at: datetime
    ended_at: datetime | None
    event: Suspended | None

    @property
    def kind(self) -> PauseKind | None:
        return self.event.kind if self.event else None


class Account(NamedTuple):
    """All that an explanation is made of; ``read_at`` is the stop when the clock has stopped."""

    started_at: datetime
    read_at: datetime
    due_at: datetime
    total: int
    pauses: tuple[Pause, ...]
    axis: Axis
    calendar: WorkingCalendar
    citation: str
    pause_citation: str


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One Shanghai day; ``elapsed`` when it lies at or before the moment of reading."""

    date: date
    counted: bool
    why: str
    citation: str
    elapsed: bool


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """Days in a row with one reason; both dates belong to it."""

    first_date: date
    last_date: date
    counted: bool
    why: str
    citation: str


class Verdict(NamedTuple):
    counted: bool
    why: str
    citation: str


def explain_days(account: Account) -> tuple[ExplainedDay, ...]:
    """Every day from the start to the due day, or to the day of reading when that is later."""
    as_of = shanghai_date(account.read_at)
    last = max(as_of, last_day_before(account.due_at))
    return tuple(
        ExplainedDay(day, *verdict, elapsed=day <= as_of)
        for day, verdict in _verdicts(account, shanghai_date(account.started_at), last)
    )


def merge_days(days: Iterable[ExplainedDay]) -> tuple[ExplainedSpan, ...]:
    """Neighbouring days with the same verdict, as one span."""
    spans: list[ExplainedSpan] = []
    for day in days:
        same = spans and (spans[-1].counted, spans[-1].why, spans[-1].citation) == (
            day.counted,
            day.why,
            day.citation,
        )
        first = spans.pop().first_date if same else day.date
        spans.append(ExplainedSpan(first, day.date, day.counted, day.why, day.citation))
    return tuple(spans)


def _verdicts(account: Account, first: date, last: date) -> Iterator[tuple[date, Verdict]]:
    if not isinstance(account.axis, WholeDays | NaturalDays):
        yield from _timed_verdicts(account, first, last)
        return
    counted = 0
    for day in days_through(first, last):
        verdict = _verdict(account, day, counted)
        counted += verdict.counted
        yield day, verdict


def _verdict(account: Account, day: date, counted: int) -> Verdict:
    """Whether a day counts under a rule of whole days; ``counted`` days were counted before it."""
    natural = isinstance(account.axis, NaturalDays)
    if not natural and not account.calendar.is_working_day(day):
        return _day_off(account.calendar, day)
    if day == shanghai_date(account.started_at):
        return Verdict(False, START_DAY, START_RULE.in_words())
    if pause := _pause_of(account, day):
        return _paused(account, pause, day)
    if counted >= account.total:
        if day <= last_day_before(account.due_at):
            return Verdict(False, ROLLED, ROLL_RULE.in_words())
        return Verdict(True, LATE, account.citation)
    if natural:
        return Verdict(True, COUNTED_NATURAL, account.citation)
    return _counted(account, day)


def _counted(account: Account, day: date) -> Verdict:
    named = account.calendar.named(day)
    if named is None:
        return Verdict(True, COUNTED, account.citation)
    return Verdict(True, named.text, named.citation)


def _day_off(calendar: WorkingCalendar, day: date) -> Verdict:
    named = calendar.named(day)
    reason = calendar.reason(day)
    if named is None:
        return Verdict(False, WEEKEND, reason.citation)
    return Verdict(False, named.text, named.citation)


def _pause_of(account: Account, day: date) -> Pause | None:
    return next((pause for pause in account.pauses if _touches(account, pause, day)), None)


def _touches(account: Account, pause: Pause, day: date) -> bool:
    began = shanghai_date(pause.began_at)
    if pause.event is None and pause.ended_at is not None:
        return began < day <= shanghai_date(pause.ended_at)
    ended = last_day_before(pause.ended_at) if pause.ended_at else shanghai_date(account.read_at)
    return began <= day <= max(ended, began)


def _paused(account: Account, pause: Pause, day: date) -> Verdict:
    event = pause.event
    if event is None:
        return Verdict(False, NOT_RUNNING, account.citation)
    label = event.kind.label
    why = Phrase(f"{label}期间", f"during {label.english}")
    if event.notice:
        why = in_brackets(why, Phrase(f"告知书 {event.notice}", f"notice {event.notice}"))
    if _beyond_notice(account.calendar, event, day):
        why = Phrase(f"{why}；已超过告知的所需时间", f"{why.english}; longer than the notice said")
    return Verdict(False, why, account.pause_citation)


def _beyond_notice(calendar: WorkingCalendar, event: Suspended, day: date) -> bool:
    # The procedure may use the day on which it begins, so a notice of one day is used up by it.
    if event.expected is None:
        return False
    return start_of_day(day) >= due_moment(event.at, event.expected, calendar)


def _timed_verdicts(account: Account, first: date, last: date) -> Iterator[tuple[date, Verdict]]:
    """Under rules that count time: how much of each day was counted towards the limit, up to the due moment."""
    end = max(account.due_at, account.read_at)
    left = account.total
    for day in days_through(first, last):
        begin_at = max(account.started_at, start_of_day(day))
        end_at = min(end, end_of_day(day))
        counted = min(_time_counted(account, begin_at, end_at), left)
        yield day, _timed_verdict(account, day, counted, left)
        left -= counted


def _timed_verdict(account: Account, day: date, microseconds: int, left: int) -> Verdict:
    """``left``: what was left of the limit when the day began."""
    working_time = isinstance(account.axis, ElapsedDays | OfficeTime)
    if working_time and not account.calendar.is_working_day(day):
        return _day_off(account.calendar, day)
    if not left:
        rolled = start_of_day(day) < account.due_at
        return (
            Verdict(False, ROLLED, ROLL_RULE.in_words()) if rolled else Verdict(True, LATE, account.citation)
        )
    pause = _pause_of(account, day)
    if not microseconds:
        return _paused(account, pause, day) if pause else Verdict(False, NOT_RUNNING, account.citation)
    why = _duration(microseconds)
    if pause:
        left_out = _paused(account, pause, day).why
        why = Phrase(f"{why}，扣除{left_out}", f"{why.english}; left out: {english_of(left_out)}")
    return Verdict(True, why, account.citation if working_time else HOURS_RULE.in_words())


def _time_counted(account: Account, begin_at: datetime, end_at: datetime) -> int:
    axis = account.axis
    begin, end = axis.start(begin_at), axis.start(end_at)
    covered = begin
    left_out = 0
    for pause in sorted(account.pauses, key=lambda pause: pause.began_at):
        first = max(axis.opened(pause.began_at), covered)
        last = min(axis.closed(pause.ended_at or account.read_at), end)
        if first < last:
            left_out += last - first
            covered = last
    return max(0, end - begin - left_out)


def _duration(microseconds: int) -> Phrase:
    hours, rest = divmod(microseconds // 1_000_000, 3600)
    minutes, seconds = divmod(rest, 60)
    return Phrase(f"计入 {hours}:{minutes:02}:{seconds:02}", f"{hours}:{minutes:02}:{seconds:02} counted")
