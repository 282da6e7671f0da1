"""The joint clock (行政许可法 art. 42(2)): from the first acceptance to the last conclusion, replayed like any clock.

While a member is in one of the special procedures of art. 45 the joint clock stands still; procedures of several
members at once count once.
"""

from collections.abc import Iterable
from datetime import datetime

from yangguang.foundations.calendars import queries as calendars
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

from .joint_models import JointCase
from .models import Suspension

JOINT_LIMIT = "licensing.joint_decision"


def read_joint_clock(joint: JointCase, *, at: datetime) -> ClockReading | None:
    """The clock at ``at``; None before the first acceptance."""
    if joint.accepted_at is None:
        return None
    legal = limit_in_force(JOINT_LIMIT, on=shanghai_date(joint.accepted_at))
    terms = ClockTerms(
        limit=TimeLimit.parse(joint.limit),
        rule=CountingRule.WHOLE_WORKING_DAYS,
        office_hours=None,
        extension=legal.extension,
        extension_approver=legal.extension_approver,
        restarts=False,
        citation=legal.citation,
    )
    moment = max(at, joint.accepted_at)
    return _replayed(_events(joint, joint.accepted_at), terms, calendar_of(joint), at=moment)


def restate_joint(joint: JointCase, *, at: datetime) -> None:
    """Write the replay's answer into the (unsaved) row."""
    reading = read_joint_clock(joint, at=at)
    if reading is not None:
        joint.due_at, joint.provisional = reading.due_at, reading.provisional


def end_of_limit(joint: JointCase, limit: TimeLimit, *, since: datetime) -> datetime:
    """The end of a plain limit counted by the calendar of the joint case."""
    terms = ClockTerms(
        limit=limit,
        rule=CountingRule.WHOLE_WORKING_DAYS,
        office_hours=None,
        extension=None,
        extension_approver=None,
        restarts=False,
        citation=limit_in_force(JOINT_LIMIT, on=shanghai_date(since)).citation,
    )
    return _replayed([Started(at=since)], terms, calendar_of(joint), at=since).due_at


def calendar_of(joint: JointCase) -> WorkingCalendar:
    place = joint.place_path.rpartition(".")[2]
    return calendars.calendar_of_version(joint.calendar_version_id).for_region(place)


def _replayed(
    events: list[ClockEvent], terms: ClockTerms, calendar: WorkingCalendar, *, at: datetime
) -> ClockReading:
    try:
        return replay(events, terms, calendar, at=at)
    except UnannouncedYear:
        return replay(events, terms, calendar.provisional(), at=at)


def _events(joint: JointCase, accepted_at: datetime) -> list[ClockEvent]:
    events: list[ClockEvent] = [Started(at=accepted_at), *_pauses(joint, accepted_at)]
    if joint.extended_at:
        events.append(
            Extended(
                at=joint.extended_at,
                by=TimeLimit.parse(joint.extended_by_limit),
                approver=Approver.GOVERNMENT_HEAD,
                reason=joint.extension_reason,
            )
        )
    if joint.concluded_at:
        events.append(Stopped(at=joint.concluded_at))
    return sorted(events, key=lambda event: event.at)


def _pauses(joint: JointCase, since: datetime) -> Iterable[ClockEvent]:
    """The times at which some member was in a special procedure, each named by the one that began it."""
    suspensions = (
        Suspension.objects.filter(case__joint_member__joint=joint)
        .select_related("notice")
        .order_by("started_at", "pk")
    )
    first: Suspension | None = None
    end: datetime | None = None
    for one in suspensions:
        if one.ended_at and one.ended_at <= since:
            continue
        if first is not None and (end is None or one.started_at <= end):
            end = None if end is None or one.ended_at is None else max(end, one.ended_at)
            continue
        if first is not None:
            yield from _pause(first, end, since)
        first, end = one, one.ended_at
    if first is not None:
        yield from _pause(first, end, since)


def _pause(first: Suspension, end: datetime | None, since: datetime) -> Iterable[ClockEvent]:
    yield Suspended(
        at=max(first.started_at, since),
        kind=SpecialProcedure(first.kind),
        notice=first.notice.number if first.notice else None,
        expected=TimeLimit.parse(first.expected_limit),
    )
    if end is not None:
        yield Resumed(at=end)
