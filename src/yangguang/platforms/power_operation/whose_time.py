"""Whose time it was (用时去向): the life of a case, cut into spans that each lie with one desk, without gap or overlap.

A moment lies with whoever the case waited for: the applicant while a correction is open, the procedure of 行政许可法
art. 45 while one runs, otherwise the body of the step in hand. Of steps that ran side by side the case waited for the one
that ended last. Before acceptance and after the conclusion it lies with the window. A working day counts for the desk
that held the case when the day, or the case, ended: so the days of the desks add up to the days of the case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import WorkingCalendar

from .models import Case, CaseStep, Correction, Suspension

WINDOW_ROLES = frozenset({Role.WINDOW_CLERK, Role.VILLAGE_AGENT})


class Desk(StrEnum):
    APPLICANT = "applicant"
    WINDOW = "window"
    DEPARTMENT = "department"
    PROCEDURE = "procedure"  # 特别程序: outside experts and proceedings


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """A desk that the case waited for. ``key``: the body of a department, the kind of a procedure."""

    desk: Desk
    key: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The case lay with ``holder`` from ``since`` until just before ``until``."""

    holder: Holder
    since: datetime
    until: datetime


APPLICANT, WINDOW = Holder(Desk.APPLICANT), Holder(Desk.WINDOW)


@dataclass(frozen=True, slots=True)
class Life:
    """The recorded facts that say with whom a case lay."""

    case: Case
    steps: Sequence[CaseStep]
    corrections: Sequence[Correction]
    suspensions: Sequence[Suspension]

    def ended_at(self, now: datetime) -> datetime:
        """When nobody had anything left to do; ``now`` while somebody has."""
        case = self.case
        if case.delivered_at or not case.concluded_at:
            return case.delivered_at or now
        return now if case.outcome in {"granted", "refused"} else case.concluded_at


def held_by(life: Life, *, now: datetime) -> list[Held]:
    """The life of the case as spans that follow one another from its receipt to its end, or to ``now``."""
    begin, end = life.case.received_at, life.ended_at(now)
    moments = sorted({begin, end, *(moment for moment in _moments(life) if begin < moment < end)})
    spans: list[Held] = []
    for since, until in pairwise(moments):
        holder = _holder(life, since, end)
        goes_on = bool(spans) and spans[-1].holder == holder
        spans.append(Held(holder, spans.pop().since if goes_on else since, until))
    return spans


def working_days(spans: Sequence[Held], calendar: WorkingCalendar) -> dict[Holder, int]:
    """Working days by holder, the day of receipt left out as the law leaves it out; their sum is that of the case."""
    days: dict[Holder, int] = {}
    if not spans:
        return days
    after = shanghai_date(spans[0].since)
    for span in spans:
        today = shanghai_date(span.until)
        through = (
            today if span is spans[-1] else today - timedelta(days=1)
        )  # the last day that had ended by then
        counted = calendar.working_days_between(after, through) if through > after else 0
        days[span.holder] = days.get(span.holder, 0) + counted
        after = max(after, through)
    return days


def _moments(life: Life) -> Iterator[datetime]:
    """Every moment at which the case may have changed hands."""
    spans: Iterable[tuple[datetime | None, datetime | None]] = (
        (life.case.accepted_at, life.case.concluded_at),
        *((step.started_at, step.finished_at) for step in life.steps),
        *((correction.requested_at, correction.answered_at) for correction in life.corrections),
        *((suspension.started_at, suspension.ended_at) for suspension in life.suspensions),
    )
    for span in spans:
        yield from (moment for moment in span if moment is not None)


def _holder(life: Life, at: datetime, end: datetime) -> Holder:
    case = life.case
    if any(_covers(one.requested_at, one.answered_at, at) for one in life.corrections):
        return APPLICANT
    if case.accepted_at is None or at < case.accepted_at or (case.concluded_at and case.concluded_at <= at):
        return WINDOW
    for suspension in life.suspensions:
        if _covers(suspension.started_at, suspension.ended_at, at):
            return Holder(Desk.PROCEDURE, suspension.kind)
    in_hand = [
        step for step in life.steps if step.started_at and _covers(step.started_at, step.finished_at, at)
    ]
    if not in_hand:
        return Holder(Desk.DEPARTMENT, str(case.body_id))
    waited_for = max(in_hand, key=lambda step: (step.finished_at or end, -step.ordinal))
    if waited_for.role in WINDOW_ROLES:
        return WINDOW
    return Holder(Desk.DEPARTMENT, str(waited_for.body_id))


def _covers(since: datetime, until: datetime | None, at: datetime) -> bool:
    return since <= at and (until is None or at < until)
