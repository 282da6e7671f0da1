"""时限的时钟: what happened to a limit, replayed into when it ends, what is used and left, and why, day by day.

A clock is never stored as an answer, only as its events; `replay` gives the answer for any moment under any calendar.
Credits that the law does not give (a special procedure without written notice, an extension by the wrong officer or too
late) are not given, and the reading says why.

Suspension, by whole days: every day touched by a special procedure, its first and its last included, is not counted.
Overlapping procedures are united, not added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from .time_limits import ONE_DAY, TimeLimit, Unit, calendar_due_date, due_moment, end_of_day, shanghai_date
from .working_days import WorkingCalendar


class SpecialProcedure(StrEnum):
    """特别程序: the eight kinds whose time is not counted (行政许可法 art. 45). There is no ninth."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"

    @property
    def label(self) -> str:
        """The word of art. 45."""
        return _PROCEDURE_WORDS[self]


_PROCEDURE_WORDS = {
    SpecialProcedure.HEARING: "听证",
    SpecialProcedure.TENDER: "招标",
    SpecialProcedure.AUCTION: "拍卖",
    SpecialProcedure.INSPECTION: "检验",
    SpecialProcedure.TESTING: "检测",
    SpecialProcedure.QUARANTINE: "检疫",
    SpecialProcedure.APPRAISAL: "鉴定",
    SpecialProcedure.EXPERT_REVIEW: "专家评审",
}


class Approver(StrEnum):
    """Who may extend: art. 42 names a different head for a single agency and for joint handling."""

    AGENCY_HEAD = "agency_head"
    GOVERNMENT_HEAD = "government_head"

    @property
    def label(self) -> str:
        return "本行政机关负责人" if self is Approver.AGENCY_HEAD else "本级人民政府负责人"


class CountingRule(StrEnum):
    """How a limit is counted. A case names its rule at filing."""

    WHOLE_WORKING_DAYS = (
        "whole_working_days"  # the law's: first day not counted, ends at the end of the last day
    )


class ClockState(StrEnum):
    RUNNING = "running"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Started:
    at: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    """``notice`` is the number of the written notice that told the applicant how long (art. 45); None = none."""

    at: datetime
    kind: SpecialProcedure
    notice: str | None
    expected: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    at: datetime
    by: TimeLimit
    approver: Approver
    reason: str


@dataclass(frozen=True, slots=True)
class Restarted:
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Stopped:
    at: datetime


ClockEvent = Started | Suspended | Resumed | Extended | Restarted | Stopped


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """What a clock is counted by. ``extension`` is the most that the law allows; None = it cannot be extended.

    ``restarts``: whether this law begins to count anew (disclosure does after a correction, licensing never).
    """

    limit: TimeLimit
    rule: CountingRule = CountingRule.WHOLE_WORKING_DAYS
    extension: TimeLimit | None = None
    extension_approver: Approver | None = None
    restarts: bool = False
    citation: str = ""


@dataclass(frozen=True, slots=True)
class RefusedCredit:
    """Time that was claimed and not given."""

    event: ClockEvent
    why: str
    citation: str


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """``elapsed``: the day lies at or before the moment of reading (or the stop)."""

    date: date
    counted: bool
    why: str
    citation: str
    elapsed: bool


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """Neighbouring days that are counted, or not, for the same reason."""

    first_date: date
    last_date: date
    counted: bool
    why: str
    citation: str


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A united span of special procedures, both days included."""

    first: date
    last: date
    why: str


@dataclass(frozen=True)
class ClockReading:
    """A clock at one moment. ``used`` and ``left`` are in the limit's own unit; ``left`` < 0 when overdue.

    ``provisional``: the due day lies in a year whose notice is not out; nothing may be held against anybody on it.
    """

    due_at: datetime
    due_date: date
    used: int
    left: int
    overdue: bool
    overdue_by: int
    state: ClockState
    stopped_at: datetime | None
    provisional: bool
    refused: tuple[RefusedCredit, ...]
    total: TimeLimit
    started_at: datetime
    read_at: datetime
    _terms: ClockTerms = field(repr=False)
    _calendar: WorkingCalendar = field(repr=False)
    _off: tuple[DaysOff, ...] = field(repr=False)

    @cached_property
    def days(self) -> tuple[ExplainedDay, ...]:
        """One line per Shanghai day from the start to the due day, or further to the moment of reading when overdue."""
        return tuple(_explain(self))

    @cached_property
    def explanation(self) -> tuple[ExplainedSpan, ...]:
        """The same, neighbouring days of one reason joined: good enough to hand to a court."""
        spans: list[ExplainedSpan] = []
        for day in self.days:
            last = spans[-1] if spans else None
            if last and (last.counted, last.why, last.citation) == (day.counted, day.why, day.citation):
                spans[-1] = ExplainedSpan(last.first_date, day.date, day.counted, day.why, day.citation)
            else:
                spans.append(ExplainedSpan(day.date, day.date, day.counted, day.why, day.citation))
        return tuple(spans)


class NotStarted(ValueError):
    """A history without a start has no answer; a plausible date must not be made up."""


def replay(
    events: Sequence[ClockEvent], terms: ClockTerms, calendar: WorkingCalendar, *, at: datetime
) -> ClockReading:
    """Read a clock at ``at``. Events after ``at`` are not yet known; their order in the sequence does not matter.

    Raises `NotStarted` when there is no start at or before ``at``, `UnannouncedYear` when a needed year has no notice.
    """
    known = sorted((event for event in events if event.at <= at), key=_event_order)
    started = next((event for event in known if isinstance(event, Started)), None)
    if started is None:
        raise NotStarted("没有起算的事件,不能计算期限")
    run = _Run(started.at, terms, calendar)
    for event in known:
        run.take(event)
    return run.read(at)


_ORDER = {Started: 0, Restarted: 1, Resumed: 2, Suspended: 3, Extended: 4, Stopped: 5}


def _event_order(event: ClockEvent) -> tuple[datetime, int]:
    return event.at, _ORDER[type(event)]


class _Run:
    """The state of one replay."""

    def __init__(self, started_at: datetime, terms: ClockTerms, calendar: WorkingCalendar) -> None:
        self.started_at = started_at
        self.terms = terms
        self.calendar = calendar
        self.total = terms.limit
        self.closed: list[tuple[datetime, datetime, str]] = []
        self.open: list[Suspended] = []
        self.extended = False
        self.stopped_at: datetime | None = None
        self.refused: list[RefusedCredit] = []

    def take(self, event: ClockEvent) -> None:
        match event:
            case Suspended():
                self._suspend(event)
            case Resumed():
                self._resume(event.at)
            case Extended():
                self._extend(event)
            case Restarted():
                self._restart(event)
            case Stopped() if self.stopped_at is None:
                self.stopped_at = event.at
            case _:
                pass

    def _suspend(self, event: Suspended) -> None:
        if not event.notice:
            self._refuse(event, "没有将所需时间书面告知申请人,不予扣除", "行政许可法第四十五条")
        elif event.at >= self.due_at(event.at):
            self._refuse(event, "期限届满后才启动,不予扣除", "行政许可法第四十五条")
        else:
            self.open.append(event)

    def _resume(self, at: datetime) -> None:
        for event in self.open:
            self.closed.append((event.at, at, event.kind.label))
        self.open = []

    def _extend(self, event: Extended) -> None:
        why = self._why_not_extended(event)
        if why:
            self._refuse(event, why, self.terms.citation)
            return
        self.total = self.total + event.by
        self.extended = True

    def _why_not_extended(self, event: Extended) -> str:
        terms = self.terms
        if terms.extension is None:
            return "法律没有规定可以延长"
        if terms.extension_approver and event.approver != terms.extension_approver:
            return f"延长须经{terms.extension_approver.label}批准"
        if self.extended:
            return "只能延长一次"
        if event.by.unit != terms.extension.unit or event.by.amount > terms.extension.amount:
            return f"最多延长{terms.extension.in_words()}"
        if event.at >= self.due_at(event.at):
            return "期限届满后才批准"
        return ""

    def _restart(self, event: Restarted) -> None:
        if not self.terms.restarts:
            self._refuse(event, "此类期限不因此重新起算", self.terms.citation)
            return
        self.started_at, self.closed, self.open = event.at, [], []

    def _refuse(self, event: ClockEvent, why: str, citation: str) -> None:
        self.refused.append(RefusedCredit(event, why, citation))

    def days_off(self, at: datetime) -> list[DaysOff]:
        """The united spans of special procedures, an open one lasting until ``at``."""
        spans = [*self.closed, *((event.at, at, event.kind.label) for event in self.open)]
        united: list[DaysOff] = []
        for begin, end, why in sorted(spans):
            first, last = shanghai_date(begin), shanghai_date(end)
            if united and first <= united[-1].last + ONE_DAY:
                before = united[-1]
                words = before.why if why in before.why else f"{before.why}、{why}"
                united[-1] = DaysOff(before.first, max(before.last, last), words)
            else:
                united.append(DaysOff(first, last, why))
        return united

    def due_at(self, at: datetime) -> datetime:
        if self.total.unit in {Unit.HOUR, Unit.MINUTE}:
            return due_moment(self.started_at + self._time_off(at), self.total, self.calendar)
        return end_of_day(self.due_date(at))

    def _time_off(self, at: datetime) -> timedelta:
        """Suspended time for limits in hours: the moments themselves, united."""
        spans = sorted([*((b, e) for b, e, _why in self.closed), *((event.at, at) for event in self.open)])
        total, reached = timedelta(0), self.started_at
        for begin, end in spans:
            total += max(timedelta(0), end - max(begin, reached))
            reached = max(reached, end)
        return total

    def due_date(self, at: datetime) -> date:
        start = shanghai_date(self.started_at)
        lost = 0
        due = self._plain_due(start, lost)
        for span in self.days_off(at):
            if span.first > due:
                break
            lost += self._size(max(span.first, start + ONE_DAY), span.last)
            due = self._plain_due(start, lost)
        return due if self.total.unit == Unit.WORKING_DAY else self.calendar.next_working_day(due)

    def _plain_due(self, start: date, lost: int) -> date:
        if self.total.unit == Unit.WORKING_DAY:
            return self.calendar.add_working_days(start, self.total.amount + lost)
        return calendar_due_date(start, self.total) + timedelta(days=lost)

    def _size(self, first: date, last: date) -> int:
        """Days of [first, last] in the unit that is counted."""
        if last < first:
            return 0
        if self.total.unit == Unit.WORKING_DAY:
            return self.calendar.working_days_between(first - ONE_DAY, last)
        return (last - first).days + 1

    def read(self, at: datetime) -> ClockReading:
        until = min(at, self.stopped_at) if self.stopped_at else at
        due = self.due_at(until)
        due_day = shanghai_date(due - timedelta(microseconds=1))
        used, total = self._used(until)
        overdue = until >= due
        return ClockReading(
            due_at=due,
            due_date=due_day,
            used=used,
            left=total - used,
            overdue=overdue,
            overdue_by=self.calendar.working_days_between(due_day, shanghai_date(until)) if overdue else 0,
            state=self._state(),
            stopped_at=self.stopped_at,
            provisional=self.calendar.is_provisional(due_day),
            refused=tuple(self.refused),
            total=self.total,
            started_at=self.started_at,
            read_at=until,
            _terms=self.terms,
            _calendar=self.calendar,
            _off=tuple(self.days_off(until)),
        )

    def _state(self) -> ClockState:
        if self.stopped_at:
            return ClockState.STOPPED
        return ClockState.SUSPENDED if self.open else ClockState.RUNNING

    def _used(self, until: datetime) -> tuple[int, int]:
        """Counted days up to and including the day of ``until``, and the days that the limit has in all."""
        if self.total.unit in {Unit.HOUR, Unit.MINUTE}:
            per = 3600 if self.total.unit == Unit.HOUR else 60
            spent = until - self.started_at - self._time_off(until)
            return -(-int(spent.total_seconds()) // per), self.total.amount
        start, day = shanghai_date(self.started_at), shanghai_date(until)
        used = self._size(start + ONE_DAY, day)
        for span in self.days_off(until):
            used -= self._size(max(span.first, start + ONE_DAY), min(span.last, day))
        return used, self._total_days(start)

    def _total_days(self, start: date) -> int:
        if self.total.unit in {Unit.WORKING_DAY, Unit.NATURAL_DAY}:
            return self.total.amount
        return (calendar_due_date(start, self.total) - start).days


def _explain(reading: ClockReading) -> Iterator[ExplainedDay]:
    start, read = shanghai_date(reading.started_at), shanghai_date(reading.read_at)
    last = max(reading.due_date, read) if reading.overdue else reading.due_date
    yield ExplainedDay(start, False, "起算之日不计入", "民法典第二百零一条", True)
    for offset in range(1, (last - start).days + 1):
        day = start + timedelta(days=offset)
        yield _explained_day(reading, day, elapsed=day <= read)


def _explained_day(reading: ClockReading, day: date, *, elapsed: bool) -> ExplainedDay:
    off = next((span for span in reading._off if span.first <= day <= span.last), None)
    reason = reading._calendar.reason(day)
    by_working_days = reading.total.unit == Unit.WORKING_DAY
    if by_working_days and not reason.working:
        return ExplainedDay(day, False, reason.text, reason.citation, elapsed)
    if off:
        return ExplainedDay(day, False, f"{off.why}期间不计入", "行政许可法第四十五条", elapsed)
    if day > reading.due_date:
        return ExplainedDay(day, by_working_days, "超过期限", reading._terms.citation, elapsed)
    if by_working_days:
        return ExplainedDay(day, True, reason.text, reason.citation, elapsed)
    return _natural_day(reading, day, elapsed=elapsed)


def _natural_day(reading: ClockReading, day: date, *, elapsed: bool) -> ExplainedDay:
    start = shanghai_date(reading.started_at)
    off_days = sum(
        (min(s.last, day) - max(s.first, start + ONE_DAY)).days + 1 for s in reading._off if s.first <= day
    )
    plain = calendar_due_date(start, reading.total) + timedelta(days=off_days)
    if day > plain:
        reason = reading._calendar.reason(day)
        return ExplainedDay(
            day, False, f"期间最后一日是休息日,顺延({reason.text})", "民法典第二百零三条", elapsed
        )
    return ExplainedDay(day, True, "自然日", reading._terms.citation, elapsed)


def moment_before(due_date: date, working_days: int, calendar: WorkingCalendar) -> datetime:
    """The end of the working day that leaves exactly ``working_days`` working days until the end of ``due_date``."""
    return end_of_day(calendar.add_working_days(calendar.previous_working_day(due_date), -working_days))
