"""The two days of a change of the list: when a change of law must be reported, and when the report must be checked.

A due moment is stored to be found by; before anything rests on it it is computed again by the calendar in force. What
turns out late becomes a fact on the ledger, once, stamped with the moment at which it became late.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.organisations import queries as organisations
from yangguang.law.limits import limit_in_force
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import due_date, end_of_day, shanghai_date
from yangguang.law.working_days import UnannouncedYear

from .models import AdjustmentRound, LegalChange, RoundLine, RoundState
from .rounds_access import require_change_recorder
from .rounds_events import (
    ChangeReportOverdue,
    LegalChangeEvent,
    LegalChangeRecorded,
    LegalChangeReported,
    LegalCheckOverdue,
    RoundEvent,
)

REPORT = "library.change_report"
CHECK = "library.legal_check"


def due_at(limit_id: str, start: date) -> datetime:
    """The first moment at which a limit counted from ``start`` has passed.

    Where the year it ends in is not yet announced, the provisional calendar is asked: good enough to be shown.
    """
    limit = limit_in_force(limit_id, on=start).limit
    calendar = calendars.calendar_in_force()[1]
    try:
        return end_of_day(due_date(start, limit, calendar))
    except UnannouncedYear:
        return end_of_day(due_date(start, limit, calendar.provisional()))


def _surely_due_at(limit_id: str, start: date) -> datetime | None:
    """As `due_at`, by announced years alone; None while the year is not announced: nobody is late by a guess."""
    limit = limit_in_force(limit_id, on=start).limit
    try:
        return end_of_day(due_date(start, limit, calendars.calendar_in_force()[1]))
    except UnannouncedYear:
        return None


@transaction.atomic
def record_change(
    *, instrument: str, department: str, published_on: date, actor: Actor, at: datetime
) -> LegalChange:
    """The department owes a report within the limit of `REPORT`. Recording the same change again changes nothing.

    Raises `Refusal` for whoever may not, for an unknown department and a day to come.
    """
    require_change_recorder(actor)
    asked = _("登记法律变动")
    if not instrument.strip() or department not in organisations.department_keys():
        raise Refusal(
            asked=asked,
            rule=_("法律变动应写明文件名称和负责报告的部门"),
            way_out=_("例如《中华人民共和国食品安全法》，市场监督管理"),
        )
    if published_on > shanghai_date(at):
        raise Refusal(
            asked=asked, rule=_("期限自公布之日起算，尚未公布的不能登记"), way_out=_("公布后再登记")
        )
    change, new = LegalChange.objects.get_or_create(
        instrument=instrument.strip(),
        department_id=department,
        published_on=published_on,
        defaults={
            "recorded_by_id": actor.account_id,
            "recorded_at": at,
            "due_at": due_at(REPORT, published_on),
        },
    )
    if new:
        event = LegalChangeRecorded(
            change=change.pk,
            instrument=change.instrument,
            department=department,
            published_on=published_on.isoformat(),
            due_at=change.due_at.isoformat(),
        )
        tell(event, actor=actor, at=at)
    return change


def report_changes(one: AdjustmentRound, lines: list[RoundLine], *, actor: Actor, at: datetime) -> None:
    """The changes of law that the lines of a submitted round answer; a change is reported once."""
    named = {line.change_id for line in lines if line.change_id}
    for change in LegalChange.objects.select_for_update().filter(pk__in=named, reported_at__isnull=True):
        change.reported_at = at
        change.save(update_fields=["reported_at"])
        late = at >= change.due_at
        tell(LegalChangeReported(change=change.pk, round=one.pk, late=late), actor=actor, at=at)


def watch_deadlines(at: datetime) -> int:
    """Put on the ledger what has become late by ``at`` and was not said yet; returns how many."""
    changes = LegalChange.objects.filter(due_at__lte=at, reported_at__isnull=True, overdue_at__isnull=True)
    rounds = AdjustmentRound.objects.filter(
        state=RoundState.SUBMITTED, check_due_at__lte=at, check_overdue_at__isnull=True
    )
    late = sum(_watch_change(key, at) for key in changes.values_list("pk", flat=True))
    return late + sum(_watch_check(key, at) for key in rounds.values_list("pk", flat=True))


@transaction.atomic
def _watch_change(change_id: int, at: datetime) -> bool:
    change = LegalChange.objects.select_for_update().get(pk=change_id)
    due = _surely_due_at(REPORT, change.published_on)
    if change.reported_at or change.overdue_at or due is None:
        return False
    change.due_at, change.overdue_at = due, at if due <= at else None
    change.save(update_fields=["due_at", "overdue_at"])
    if change.overdue_at is None:
        return False
    event = ChangeReportOverdue(change=change.pk, department=change.department_id, due_at=due.isoformat())
    tell(event, actor=None, at=at, occurred_at=due)
    return True


@transaction.atomic
def _watch_check(round_id: int, at: datetime) -> bool:
    one = AdjustmentRound.objects.select_for_update().get(pk=round_id)
    if one.state != RoundState.SUBMITTED or one.submitted_at is None or one.check_overdue_at:
        return False
    due = _surely_due_at(CHECK, shanghai_date(one.submitted_at))
    if due is None:
        return False
    one.check_due_at, one.check_overdue_at = due, at if due <= at else None
    one.save(update_fields=["check_due_at", "check_overdue_at"])
    if one.check_overdue_at is None:
        return False
    tell(LegalCheckOverdue(round=one.pk, due_at=due.isoformat()), actor=None, at=at, occurred_at=due)
    return True


def tell(
    event: RoundEvent | LegalChangeEvent,
    *,
    actor: Actor | None,
    at: datetime,
    occurred_at: datetime | None = None,
) -> None:
    """Append a fact to its stream; None acts for the program."""
    who = ledger.ActorRef(actor.account_id, actor.post.id if actor.post else None) if actor else None
    ledger.append(event.stream, [event.as_event()], actor=who, at=at, occurred_at=occurred_at, place_path="")
