"""The clocks of a case: started, replayed and stopped. Stored due moments are always the replay's answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import (
    Approver,
    ClockEvent,
    ClockReading,
    ClockTerms,
    CountingRule,
    Extended,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
    replay,
)
from yangguang.law.limits import limit_in_force
from yangguang.law.time_limits import TimeLimit, shanghai_date
from yangguang.law.working_days import UnannouncedYear, WorkingCalendar

from .models import Case, CaseStep, Clock, Extension, Suspension
from .states import ClockKind, ClockState

# Which legal limit governs a clock: names in law/texts.
LAW_OF_CLOCK = {
    ClockKind.ACCEPTANCE: "licensing.correction_notice",
    ClockKind.PROMISED: "licensing.decision",
    ClockKind.STATUTORY: "licensing.decision",
    ClockKind.STEP: "licensing.decision",
    ClockKind.DELIVERY: "licensing.delivery",
}
# What a special procedure holds up (art. 45): deciding, not receiving or delivering.
SUSPENDED_BY_PROCEDURE = frozenset({ClockKind.PROMISED, ClockKind.STATUTORY, ClockKind.STEP})
EXTENDED_BY_APPROVAL = frozenset({ClockKind.PROMISED, ClockKind.STATUTORY})
APPROVER_OF_ROLE = {
    Role.AGENCY_HEAD: Approver.AGENCY_HEAD,
    Role.GOVERNMENT_HEAD: Approver.GOVERNMENT_HEAD,
}


@dataclass(frozen=True, slots=True)
class History:
    """What happened to the clocks of one case, read once for all of them."""

    suspensions: Sequence[Suspension]
    extension: Extension | None


def history_of(case: Case) -> History:
    """The special procedures and the extension of a case; no query where there never was one."""
    if not case.clocks_touched:
        return NO_HISTORY
    return History(
        suspensions=list(
            Suspension.objects.filter(case=case).select_related("notice").order_by("started_at")
        ),
        extension=Extension.objects.filter(case=case).first(),
    )


NO_HISTORY = History(suspensions=(), extension=None)


def law_of_clock(case: Case, kind: str) -> str:
    joint = case.item_version.case_kind == "joint" and kind in EXTENDED_BY_APPROVAL
    return "licensing.joint_decision" if joint else LAW_OF_CLOCK[ClockKind(kind)]


def terms_of(case: Case, clock: Clock) -> ClockTerms:
    """The terms a clock is counted by: its own limit, and the extension that the law of the case allows."""
    legal = limit_in_force(law_of_clock(case, clock.kind), on=shanghai_date(clock.started_at))
    return ClockTerms(
        limit=TimeLimit.parse(clock.limit),
        rule=rule_of(case, clock),
        extension=legal.extension if clock.kind in EXTENDED_BY_APPROVAL else None,
        extension_approver=legal.extension_approver,
        restarts=False,
        citation=legal.citation,
    )


def rule_of(case: Case, clock: Clock) -> CountingRule:
    """The rule that the case names counts its handling; silence and delivery have effects in law, by the law's count."""
    if clock.kind in SUSPENDED_BY_PROCEDURE:
        return CountingRule(case.counting_rule)
    return CountingRule.WHOLE_WORKING_DAYS


def events_of(clock: Clock, history: History) -> list[ClockEvent]:
    """The recorded facts of a clock in the order in which they happened."""
    events: list[ClockEvent] = [Started(at=clock.started_at)]
    if clock.kind in SUSPENDED_BY_PROCEDURE:
        for suspension in history.suspensions:
            events.extend(_suspension_events(suspension, since=clock.started_at))
    extension = history.extension
    if extension and clock.kind in EXTENDED_BY_APPROVAL:
        events.append(
            Extended(
                at=extension.approved_at,
                by=TimeLimit.parse(extension.by_limit),
                approver=APPROVER_OF_ROLE[Role(extension.approver_role)],
                reason=extension.reason,
            )
        )
    if clock.stopped_at:
        events.append(Stopped(at=clock.stopped_at))
    return sorted(events, key=lambda event: event.at)


def _suspension_events(suspension: Suspension, *, since: datetime) -> Iterable[ClockEvent]:
    """What a special procedure means to a clock that started at ``since``: nothing, if it had ended by then."""
    if suspension.ended_at and suspension.ended_at <= since:
        return
    yield Suspended(
        at=max(suspension.started_at, since),
        kind=SpecialProcedure(suspension.kind),
        notice=suspension.notice.number if suspension.notice else None,
        expected=TimeLimit.parse(suspension.expected_limit),
    )
    if suspension.ended_at:
        yield Resumed(at=suspension.ended_at)


def read_clock(
    case: Case, clock: Clock, history: History, calendar: WorkingCalendar, *, at: datetime
) -> ClockReading:
    """The clock at ``at``, under ``calendar``. A year without its notice is read provisionally and says so."""
    terms = terms_of(case, clock)
    events = events_of(clock, history)
    try:
        return replay(events, terms, calendar, at=at)
    except UnannouncedYear:
        return replay(events, terms, calendar.provisional(), at=at)


def new_clock(
    case: Case,
    kind: ClockKind,
    limit: str,
    *,
    started_at: datetime,
    at: datetime,
    step: CaseStep | None = None,
    history: History = NO_HISTORY,
) -> Clock:
    """An unsaved clock with its due moment."""
    clock = Clock(case=case, kind=kind, step=step, limit=limit, started_at=started_at)
    return restate(case, clock, history, calendar_of(case), at=at)


def restate(case: Case, clock: Clock, history: History, calendar: WorkingCalendar, *, at: datetime) -> Clock:
    """Write the replay's answer into an (unsaved) clock row."""
    reading = read_clock(case, clock, history, calendar, at=max(at, clock.started_at))
    clock.due_at = reading.due_at
    clock.provisional = reading.provisional
    clock.state = ClockState(reading.state.value)
    if clock.stopped_at:
        clock.used_days, clock.left_days = reading.used, reading.left
    return clock


# One statement for all clocks of a case; the ORM's bulk_update spends more time writing its SQL than the server running it.
_SAVE_RESTATED = """
UPDATE power_operation_clock AS clock SET
    due_at = new.due_at, provisional = new.provisional, state = new.state, stopped_at = new.stopped_at,
    used_days = new.used_days, left_days = new.left_days
FROM unnest(%s::bigint[], %s::timestamptz[], %s::boolean[], %s::text[], %s::timestamptz[], %s::smallint[], %s::smallint[])
    AS new (id, due_at, provisional, state, stopped_at, used_days, left_days)
WHERE clock.id = new.id
"""


def save_restated(clocks: Sequence[Clock]) -> None:
    """Store what `restate` wrote into existing rows."""
    if not clocks:
        return
    columns = ("pk", "due_at", "provisional", "state", "stopped_at", "used_days", "left_days")
    with connection.cursor() as cursor:
        cursor.execute(
            _SAVE_RESTATED, [[_plain(getattr(clock, name)) for clock in clocks] for name in columns]
        )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, ClockState) else value


RESTATED_FIELDS = ["due_at", "provisional", "state", "stopped_at", "started_at", "used_days", "left_days"]


def stop_clocks(
    case: Case, kinds: Iterable[ClockKind], *, at: datetime, step_ids: Iterable[int] = ()
) -> None:
    """Stop the running clocks of these kinds (step clocks only of the steps named)."""
    wanted, steps = set(kinds), set(step_ids)
    running = [
        clock
        for clock in Clock.objects.filter(case=case, stopped_at__isnull=True)
        if (clock.kind in wanted if clock.step_id is None else clock.step_id in steps)
    ]
    history = (
        history_of(case) if any(clock.kind in SUSPENDED_BY_PROCEDURE for clock in running) else NO_HISTORY
    )
    for clock in running:
        clock.stopped_at = at
        restate(case, clock, history, calendar_of(case), at=at)
    save_restated(running)


def restate_running_clocks(
    case: Case, *, at: datetime, calendar: WorkingCalendar | None = None
) -> list[Clock]:
    """Recompute every running clock of a case from its history; returns them as saved."""
    history = history_of(case)
    clocks = list(Clock.objects.filter(case=case, stopped_at__isnull=True))
    for clock in clocks:
        restate(case, clock, history, calendar or calendar_of(case), at=at)
    save_restated(clocks)
    copy_due_moments(case, clocks)
    return clocks


def copy_due_moments(case: Case, clocks: Iterable[Clock]) -> None:
    """Keep the case's own copies of its two due moments equal to the clocks (the caller saves the case)."""
    for clock in clocks:
        if clock.kind == ClockKind.PROMISED:
            case.promised_due_at = clock.due_at
        elif clock.kind == ClockKind.STATUTORY:
            case.statutory_due_at = clock.due_at


def calendar_of(case: Case) -> WorkingCalendar:
    """The calendar that the case is dated by; a later notice re-dates it only through `redate_open_cases`."""
    return calendars.calendar_of_version(case.calendar_version_id)
