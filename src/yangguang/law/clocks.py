"""Clocks (时限): from the recorded events of a case to its due moment, what is used, what is left, and why.

Under the law's rule a working day is left out when the clock was paused at any time of it: from the day on which the
procedure began to the day on which it ended, both included. Pauses that overlap are united. A credit that the law
does not give is not given; the reading names it under ``refused``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from .axes import Axis, CountingRule, OfficeHours, axis_for
from .clock_events import (
    Approver,
    ClockEvent,
    Consultation,
    Extended,
    PauseKind,
    Restarted,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
    in_order,
)
from .clock_readings import ClockReading, ClockState, ClockTerms, NotStarted, RefusedCredit
from .explanations import Account, ExplainedDay, ExplainedSpan, Pause
from .phrases import Phrase
from .time_limits import (
    TimeLimit,
    Unit,
    calendar_due_date,
    end_of_day,
    last_day_before,
    moment_before,
    shanghai_date,
)
from .working_days import WorkingCalendar

__all__ = [
    "Approver",
    "ClockEvent",
    "ClockReading",
    "ClockState",
    "ClockTerms",
    "Consultation",
    "CountingRule",
    "ExplainedDay",
    "ExplainedSpan",
    "Extended",
    "NotStarted",
    "OfficeHours",
    "PauseKind",
    "RefusedCredit",
    "Restarted",
    "Resumed",
    "SpecialProcedure",
    "Started",
    "Stopped",
    "Suspended",
    "moment_before",
    "replay",
]


def replay(
    events: Iterable[ClockEvent], terms: ClockTerms, calendar: WorkingCalendar, *, at: datetime
) -> ClockReading:
    """Read a clock at ``at`` from its events; those after ``at`` have not happened yet.

    A pause that is still open is taken to last until ``at``, so the due moment moves on while the clock is suspended.
    The order in which events are given does not matter. Raises `NotStarted`, `UnannouncedYear`, `UnitDoesNotFit`.
    """
    happened = [event for event in events if event.at <= at]
    if len(happened) > 1:
        happened.sort(key=in_order)
    if not happened or not isinstance(happened[0], Started):
        raise NotStarted("the clock had not started")
    run = _Run(happened[0].at, terms, calendar)
    for event in happened[1:]:
        run.take(event)
    lawful_due = None
    if terms.rule is not CountingRule.WHOLE_WORKING_DAYS and terms.limit.unit is Unit.WORKING_DAY:
        lawful_due = _lawful_due(happened, terms, calendar, at)
    return run.read(at, lawful_due)


@dataclass(slots=True)
class _Interval:
    pause: Pause
    credited: bool


class _Run:
    """One pass over the events, in order."""

    def __init__(self, started_at: datetime, terms: ClockTerms, calendar: WorkingCalendar) -> None:
        self.terms = terms
        self.calendar = calendar
        self.axis: Axis = axis_for(
            terms.rule, terms.limit, calendar, hours=terms.office_hours, rolls=terms.rolls
        )
        self.refused: list[RefusedCredit] = []
        self.begin(started_at)

    def begin(self, at: datetime) -> None:
        self.started_at = at
        self.start = self.axis.start(at)
        self.total = _length(self.terms.limit, shanghai_date(at), self.axis)
        self.extension: Extended | None = None
        self.intervals: list[_Interval] = []
        self.open: list[_Interval] = []
        self.stopped_at: datetime | None = None

    def take(self, event: ClockEvent) -> None:
        match event:
            case Started():
                self._start_again(event)
            case Restarted():
                self._restart(event)
            case Suspended():
                self._suspend(event)
            case Resumed():
                self._resume(event)
            case Extended():
                self._extend(event)
            case Stopped() if self.stopped_at is None:
                self.stopped_at = event.at
                self._close_all(event.at)

    def _start_again(self, event: Started) -> None:
        if self.stopped_at is not None:
            # Not running is not a procedure: the day of the stop was worked, the day of the new start is not counted.
            gap = Pause(self.stopped_at, event.at, None)
            self.intervals.append(_Interval(gap, credited=True))
            self.stopped_at = None

    def _restart(self, event: Restarted) -> None:
        if self.terms.restarts:
            self.begin(event.at)
        else:
            self._refuse(
                event, Phrase("本时限依法不重新起算", "this limit does not begin anew"), self.terms.citation
            )

    def _suspend(self, event: Suspended) -> None:
        why = self._why_no_pause(event)
        if why is not None:
            self._refuse(event, why, self.terms.pause_citation)
        pause = Pause(event.at, None, event)
        self.open.append(_Interval(pause, credited=why is None))

    def _why_no_pause(self, event: Suspended) -> Phrase | None:
        if event.kind not in self.terms.pauses:
            return Phrase(
                f"{event.kind.label}的时间依本法应计入期限",
                f"time for {event.kind.label.english} counts under this law",
            )
        if self.terms.notice_required and not (event.notice or "").strip():
            return Phrase(
                "未将所需时间书面告知申请人", "the applicant was not told the time needed in writing"
            )
        if self.is_over(event.at):
            return Phrase("期限已届满", "the limit had already passed")
        return None

    def _resume(self, event: Resumed) -> None:
        matching = [one for one in self.open if event.kind in (None, one.pause.kind)]
        if not matching:
            if self.stopped_at is None:
                why = Phrase("没有正在进行的特别程序", "no procedure was open")
                self._refuse(event, why, self.terms.pause_citation)
            return
        self.open.remove(matching[0])
        self._close(matching[0], event.at)

    def _close(self, interval: _Interval, at: datetime) -> None:
        closed = Pause(interval.pause.began_at, at, interval.pause.event)
        self.intervals.append(_Interval(closed, interval.credited))

    def _close_all(self, at: datetime) -> None:
        for interval in self.open:
            self._close(interval, at)
        self.open = []

    def _extend(self, event: Extended) -> None:
        why = self._why_no_extension(event)
        if why is None:
            self.extension = event
            self.total += _length(event.by, self._last_day(event.at), self.axis)
        else:
            self._refuse(event, why, self.terms.citation)

    def _last_day(self, at: datetime) -> date:
        return last_day_before(self.axis.moment(self.due_position(at)))

    def _why_no_extension(self, event: Extended) -> Phrase | None:
        allowed = self.terms.extension
        if allowed is None:
            return Phrase("本时限依法不得延长", "this limit cannot be extended")
        if self.extension is not None:
            return Phrase("只能延长一次", "a limit can be extended only once")
        if event.by.unit is not allowed.unit or not 0 < event.by.amount <= allowed.amount:
            most = allowed.in_words()
            return Phrase(f"最多可以延长{most}", f"at most {most.english} may be added")
        approver = self.terms.extension_approver
        if approver is not None and event.approver is not approver:
            return Phrase(f"延长须经{approver.label}批准", f"an extension needs {approver.label.english}")
        if self.is_over(event.at):
            return Phrase("期限届满后不得再延长", "a limit that has passed cannot be extended")
        if not event.reason.strip():
            return Phrase("未说明延长期限的理由", "no reason was given to the applicant")
        return None

    def _refuse(self, event: ClockEvent, why: Phrase, citation: str) -> None:
        self.refused.append(RefusedCredit(event, why, citation))

    def pauses(self, at: datetime) -> list[tuple[int, int]]:
        """The credited pauses up to ``at`` on the axis, united."""
        if not self.intervals and not self.open:
            return []
        spans = [self._span(one.pause, at) for one in (*self.intervals, *self.open) if one.credited]
        return _united([(max(begin, self.start), end) for begin, end in spans])

    def _span(self, pause: Pause, at: datetime) -> tuple[int, int]:
        axis = self.axis
        if pause.kind is None and pause.ended_at is not None:  # the gap between a stop and a new start
            return axis.reached(pause.began_at), axis.start(pause.ended_at)
        if pause.ended_at is None:
            return axis.opened(pause.began_at), axis.reached(at)
        return axis.opened(pause.began_at), axis.closed(pause.ended_at)

    def due_position(self, at: datetime) -> int:
        due = self.start + self.total
        for begin, end in self.pauses(at):
            if begin >= due:
                break
            due += end - begin
        return due

    def due_moment(self, at: datetime) -> datetime:
        due = self.due_position(at)
        if due == self.start and self.terms.limit.unit is Unit.WORKING_DAY:
            return end_of_day(self.calendar.next_working_day(shanghai_date(self.started_at)))
        return self.axis.moment(due)

    def is_over(self, at: datetime) -> bool:
        return self.stopped_at is not None or self._passed(self.due_moment(at), at)

    def _passed(self, due: datetime, at: datetime) -> bool:
        # A limit that ends at 24:00 is over at 24:00; an elapsed one an instant after its last.
        return at >= due if self.axis.per_unit == 1 else at > due

    def used_length(self, at: datetime) -> int:
        reached = self.axis.reached(at)
        left_out = sum(min(end, reached) - begin for begin, end in self.pauses(at) if begin < reached)
        return max(0, reached - self.start - left_out)

    def read(self, at: datetime, lawful_due: datetime | None) -> ClockReading:
        end = self.stopped_at or at
        due_at = self.due_moment(end)
        overdue = self._passed(due_at, end)
        used_length = self.used_length(end)
        unit = self.axis.per_unit * (60 if self.terms.limit.unit is Unit.HOUR else 1)
        used, total = -(-used_length // unit), self.total // unit
        due_date = last_day_before(due_at)
        return ClockReading(
            due_at=due_at,
            due_date=due_date,
            used=used,
            left=total - used,
            overdue=overdue,
            overdue_by=max(1, used - total) if overdue else 0,
            state=self._state(),
            stopped_at=self.stopped_at,
            provisional=self.calendar.is_provisional(due_date),
            refused=tuple(self.refused),
            lawful_due_at=lawful_due or due_at,
            _account=self._account(end, due_at),
        )

    def _state(self) -> ClockState:
        if self.stopped_at is not None:
            return ClockState.STOPPED
        return ClockState.SUSPENDED if any(one.credited for one in self.open) else ClockState.RUNNING

    def _account(self, at: datetime, due_at: datetime) -> Account:
        return Account(
            started_at=self.started_at,
            read_at=at,
            due_at=due_at,
            total=self.total,
            pauses=tuple(one.pause for one in (*self.intervals, *self.open) if one.credited),
            axis=self.axis,
            calendar=self.calendar,
            citation=self.terms.citation,
            pause_citation=self.terms.pause_citation,
        )


def _lawful_due(
    happened: Sequence[ClockEvent], terms: ClockTerms, calendar: WorkingCalendar, at: datetime
) -> datetime:
    """Where the limit would end by the law's rule."""
    lawful = replace(terms, rule=CountingRule.WHOLE_WORKING_DAYS)
    return replay(happened, lawful, calendar, at=at).due_at


def _length(limit: TimeLimit, start: date, axis: Axis) -> int:
    """A limit as a length on the axis; months and years become the days they span from ``start``."""
    if limit.unit in (Unit.MONTH, Unit.YEAR):
        return (calendar_due_date(start, limit) - start).days
    return limit.amount * axis.per_unit * (60 if limit.unit is Unit.HOUR else 1)


def _united(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open spans in order, those that overlap or touch as one."""
    united: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if united and begin <= united[-1][1]:
            united[-1] = united[-1][0], max(united[-1][1], end)
        else:
            united.append((begin, end))
    return united
