"""By what a clock is counted, and how it stands: terms and readings."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from .axes import CountingRule, OfficeHours
from .citations import Citation
from .clock_events import Approver, ClockEvent, PauseKind, SpecialProcedure
from .explanations import Account, ExplainedDay, ExplainedSpan, explain_days, merge_days
from .time_limits import TimeLimit

SPECIAL_PROCEDURE_RULE = Citation("licensing_law", "45").in_words()
EIGHT_PROCEDURES: frozenset[PauseKind] = frozenset(SpecialProcedure)


class ClockState(StrEnum):
    RUNNING = "running"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


class NotStarted(ValueError):
    """No `Started` event lies at or before the moment of reading."""


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """By what a clock is counted: the limit, the rule, and the credits that its law knows.

    ``pauses`` are the procedures whose time this law leaves out, ``pause_citation`` where it says so; ``rolls``
    whether a last day off moves on; ``office_hours`` are needed by the rule that counts within them.
    """

    limit: TimeLimit
    rule: CountingRule = CountingRule.WHOLE_WORKING_DAYS
    extension: TimeLimit | None = None
    extension_approver: Approver | None = None
    restarts: bool = False
    citation: str = ""
    pauses: frozenset[PauseKind] = EIGHT_PROCEDURES
    pause_citation: str = SPECIAL_PROCEDURE_RULE
    notice_required: bool = True
    rolls: bool = True
    office_hours: OfficeHours | None = None


@dataclass(frozen=True, slots=True)
class RefusedCredit:
    """An event that claims time which the law does not give."""

    event: ClockEvent
    why: str
    citation: str


@dataclass(frozen=True)
class ClockReading:
    """A clock as it stands at one moment.

    ``used``, ``left`` and ``overdue_by`` are in the unit of the limit (days for months and years), a begun unit
    counting whole; ``left`` is negative past the limit. ``used`` goes on past the limit, and equals the counted days of ``so_far`` when days are counted. ``due_at`` is aware UTC; ``provisional`` says that it rests on a year without a notice. ``lawful_due_at`` is
    where the law's own rule lets the limit end, when the terms name another.
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
    lawful_due_at: datetime
    _account: Account = field(repr=False, compare=False)

    @cached_property
    def days(self) -> tuple[ExplainedDay, ...]:
        """Each day from the start to the due day (or to the moment of reading, when that is later)."""
        return explain_days(self._account)

    @cached_property
    def explanation(self) -> tuple[ExplainedSpan, ...]:
        """The same as spans of like days."""
        return merge_days(self.days)

    @cached_property
    def so_far(self) -> tuple[ExplainedSpan, ...]:
        """The part of the explanation that has elapsed: what makes up ``used``."""
        return merge_days(day for day in self.days if day.elapsed)

    @property
    def differs_from_law(self) -> timedelta:
        """How much later the law's rule (whole working days) lets the limit end; zero under that rule itself."""
        return self.lawful_due_at - self.due_at
