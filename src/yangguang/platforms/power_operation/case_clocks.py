"""The clocks of a case: started, replayed and stopped. Stored due moments are always the replay's answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import (
    Approver,
    ClockEvent,
    ClockReading,
    ClockTerms,
    CountingRule,
    Extended,
    OfficeHours,
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

from .case_file import CaseFile
from .models import Case, CaseStep, Clock, Extension, Suspension
from .states import ClockKind, ClockState

# Which legal limit governs a clock: names in law/texts.
LAW_OF_CLOCK = {
    ClockKind.ACCEPTANCE: "licensing.correction_notice",
    ClockKind.PROMISED: "licensing.decision",
    ClockKind.STATUTORY: "licensing.decision",
    ClockKind.STEP: "licensing.decision",
    ClockKind.DELIVERY: "licensing.delivery",
    ClockKind.CHECK: "licensing.commitment_check",
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
    rule = rule_of(case, clock)
    in_hours = rule is CountingRule.OFFICE_HOURS
    return ClockTerms(
        limit=TimeLimit.parse(clock.limit),
        rule=rule,
        office_hours=OfficeHours.parse(case.office_hours) if in_hours else None,
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


def stop_clocks(
    file: CaseFile, kinds: Iterable[ClockKind], *, at: datetime, steps: Iterable[CaseStep] = ()
) -> None:
    """Stop the running clocks of these kinds, and those of the steps named."""
    wanted, step_ids = set(kinds), {step.pk for step in steps}
    running = [
        clock
        for clock in file.running_clocks
        if (clock.kind in wanted if clock.step_id is None else clock.step_id in step_ids)
    ]
    touched = any(clock.kind in SUSPENDED_BY_PROCEDURE for clock in running)
    history = history_of(file.case) if touched else NO_HISTORY
    for clock in running:
        clock.stopped_at = at
        restate(file.case, clock, history, calendar_of(file.case), at=at)


def restate_running_clocks(file: CaseFile, *, at: datetime) -> None:
    """Recompute every running clock of a case from its history."""
    history, calendar = history_of(file.case), calendar_of(file.case)
    for clock in file.running_clocks:
        restate(file.case, clock, history, calendar, at=at)
    copy_due_moments(file)


def copy_due_moments(file: CaseFile) -> None:
    """Keep the case's own copies of its two due moments equal to its running clocks."""
    for clock in file.running_clocks:
        if clock.kind == ClockKind.PROMISED:
            file.case.promised_due_at = clock.due_at
        elif clock.kind == ClockKind.STATUTORY:
            file.case.statutory_due_at = clock.due_at


def calendar_of(case: Case) -> WorkingCalendar:
    """The calendar that the case is dated by, with the days of the place that handles it.

    A later notice re-dates the case only through `redate_open_cases`.
    """
    place = case.place_path.rpartition(".")[2]
    return calendars.calendar_of_version(case.calendar_version_id).for_region(place)
