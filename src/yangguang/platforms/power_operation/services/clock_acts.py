"""Acts on the clock itself: special procedures, extension, and re-dating under a newer calendar."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.limits import limit_in_force
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, shanghai_date

from ..access import lock_case, require_reviewer_of
from ..case_clocks import APPROVER_OF_ROLE, law_of_clock, restate_running_clocks
from ..case_file import CaseFile
from ..commitment_models import CommitmentState
from ..events import ClockExtended, ClockResumed, ClocksRedated, ClockSuspended
from ..models import Case, Clock, Commitment, Extension, Suspension
from ..order import require_possible
from ..recounting import cases_dated_otherwise
from ..states import ClockKind
from .record import append_events, day_fact, day_words, issue, moment_fact, tell_applicant


@transaction.atomic
def suspend_clock(
    *,
    actor: Actor,
    case_id: int,
    procedure: SpecialProcedure,
    expected: TimeLimit,
    reason: str,
    at: datetime,
) -> None:
    """Stop counting for one of the eight procedures of art. 45; the applicant is told in writing how long."""
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.SUSPEND)
    require_reviewer_of(actor, file)
    _check_suspension(case, procedure, expected, reason)
    notice = issue(
        case,
        DocumentKind.SPECIAL_PROCEDURE,
        {
            "applicant": case.applicant_name,
            "procedure": procedure.label,
            "started_at": day_fact(at),
            "expected_limit": str(expected),
            "reason": reason.strip(),
        },
        actor=actor,
        at=at,
    )
    Suspension.objects.create(
        case=case,
        kind=procedure.value,
        expected_limit=str(expected),
        reason=reason.strip(),
        notice=notice,
        started_at=at,
        opened_by_id=actor.account_id,
    )
    case.suspended = case.clocks_touched = True
    restate_running_clocks(file, at=at)
    file.store()
    append_events(
        case,
        [
            ClockSuspended(
                case_id=case.pk,
                number=case.number,
                procedure=procedure.value,
                expected_limit=str(expected),
                notice_number=notice.number,
            )
        ],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件进入%(procedure)s，所需时间不计入办理时限")
        % {"item": case.item_version.name, "procedure": procedure.label},
        at=at,
    )


def _check_suspension(case: Case, procedure: SpecialProcedure, expected: TimeLimit, reason: str) -> None:
    asked = _("对办件 %(number)s 启动%(procedure)s") % {"number": case.number, "procedure": procedure.label}
    if case.suspended:
        raise Refusal(
            asked=asked,
            rule=_("同一时间只能有一个特别程序中止计时，重叠的期间合并计算（行政许可法第四十五条）"),
            way_out=_("请先结束正在进行的特别程序"),
        )
    if not reason.strip() or expected.amount < 1:
        raise Refusal(
            asked=asked,
            rule=_("应当将所需时间书面告知申请人（行政许可法第四十五条）"),
            way_out=_("请写明理由和所需时间（至少一个工作日）"),
        )


@transaction.atomic
def resume_clock(*, actor: Actor, case_id: int, at: datetime) -> None:
    """The special procedure has ended; both due moments move by exactly the days that were not counted."""
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.RESUME)
    require_reviewer_of(actor, file)
    ended = Suspension.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    if not ended:
        raise Refusal(
            asked=_("恢复办件 %(number)s 的计时") % {"number": case.number},
            rule=_("没有正在进行的特别程序（行政许可法第四十五条）"),
            way_out=_("计时正在进行，无须恢复"),
        )
    case.suspended = False
    restate_running_clocks(file, at=at)
    file.store()
    assert case.promised_due_at
    assert case.statutory_due_at
    append_events(
        case,
        [
            ClockResumed(
                case_id=case.pk,
                number=case.number,
                promised_due_at=case.promised_due_at.isoformat(),
                statutory_due_at=case.statutory_due_at.isoformat(),
            )
        ],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件已恢复计时，承诺办结时间 %(due)s")
        % {"item": case.item_version.name, "due": day_words(case.promised_due_at)},
        at=at,
    )


@transaction.atomic
def extend_clock(*, actor: Actor, case_id: int, by: TimeLimit, reason: str, at: datetime) -> None:
    """Extend once, before the limit has passed, by the officer whom art. 42 names; the applicant is told why.

    Ten working days by the head of the agency; in joint handling fifteen by the head of the government.
    """
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.EXTEND)
    _check_extension(actor, case, by, reason, at)
    old_due = case.statutory_due_at
    assert actor.post
    assert old_due
    extension = _extension(case, actor, actor.post.role, by, reason, at)
    case.clocks_touched = True
    restate_running_clocks(file, at=at)
    file.store()
    assert case.promised_due_at
    assert case.statutory_due_at
    extension.notice = issue(
        case,
        DocumentKind.EXTENSION,
        {
            "applicant": case.applicant_name,
            "original_due": moment_fact(old_due),
            "new_due": moment_fact(case.statutory_due_at),
            "by_limit": str(by),
            "reason": reason.strip(),
            "approver": actor.post.title,
        },
        actor=actor,
        at=at,
    )
    extension.save(update_fields=["notice"])
    append_events(
        case,
        [
            ClockExtended(
                case_id=case.pk,
                number=case.number,
                by_limit=str(by),
                approver_role=actor.post.role,
                promised_due_at=case.promised_due_at.isoformat(),
                statutory_due_at=case.statutory_due_at.isoformat(),
            )
        ],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件经批准延长 %(by)s，理由见延期通知书")
        % {"item": case.item_version.name, "by": by.in_words()},
        at=at,
    )


def _extension(case: Case, actor: Actor, role: Role, by: TimeLimit, reason: str, at: datetime) -> Extension:
    return Extension.objects.create(
        case=case,
        by_limit=str(by),
        reason=reason.strip(),
        approver_role=role,
        approved_by_id=actor.account_id,
        approved_at=at,
    )


def _check_extension(actor: Actor, case: Case, by: TimeLimit, reason: str, at: datetime) -> None:
    legal = limit_in_force(law_of_clock(case, ClockKind.STATUTORY), on=shanghai_date(at))
    asked = _("延长办件 %(number)s 的办理时限") % {"number": case.number}
    _require_approver(actor, case, asked)
    if (
        legal.extension is None
        or by.unit != legal.extension.unit
        or not 0 < by.amount <= legal.extension.amount
    ):
        raise Refusal(
            asked=asked,
            rule=_("最多可以延长 %(most)s（%(citation)s）")
            % {"most": legal.extension.in_words() if legal.extension else "0", "citation": legal.citation},
            way_out=_("请在法定幅度内填写延长的工作日数"),
        )
    if Extension.objects.filter(case=case).exists():
        raise Refusal(
            asked=asked,
            rule=_("只能延长一次（%(citation)s）") % {"citation": legal.citation},
            way_out=_("请在已延长的时限内作出决定"),
        )
    if case.statutory_due_at is None or case.statutory_due_at <= at:
        raise Refusal(
            asked=asked,
            rule=_("期限届满后不得再延长（%(citation)s）") % {"citation": legal.citation},
            way_out=_("请尽快作出决定；超期将由电子监察记录"),
        )
    if not reason.strip():
        raise Refusal(
            asked=asked,
            rule=_("应当将延长期限的理由告知申请人（%(citation)s）") % {"citation": legal.citation},
            way_out=_("请写明延长的理由"),
        )


def _require_approver(actor: Actor, case: Case, asked: str) -> None:
    joint = case.item_version.case_kind == "joint"
    head = Role.GOVERNMENT_HEAD if joint else Role.AGENCY_HEAD
    if actor.post is None or actor.role not in APPROVER_OF_ROLE:
        raise NotFound
    in_place = (
        actor.post.path == case.place_path
        if actor.role == Role.GOVERNMENT_HEAD
        else actor.post.body_id == case.body_id
    )
    if not in_place:
        raise NotFound
    if actor.role != head:
        raise Refusal(
            asked=asked,
            rule=_("联合办理的延长须经本级人民政府负责人批准（行政许可法第四十二条第二款）")
            if joint
            else _("延长须经本行政机关负责人批准（行政许可法第四十二条第一款）"),
            way_out=_("请报有权批准的负责人办理"),
        )


CASES_AT_ONCE = 5000


def redate_open_cases(*, calendar_version: int, at: datetime) -> int:
    """Date every open case by a newer calendar; one ledger event for each case whose moments moved.

    Returns how many cases moved. Cases that the new notice does not touch take the new version silently: their dates
    are equal under both. Some thousands of cases are a transaction, so the pass may be interrupted and taken up again.
    """
    running = Exists(Clock.objects.filter(case=OuterRef("pk"), stopped_at__isnull=True))
    older = Case.objects.filter(running, calendar_version__lt=calendar_version).order_by("pk")
    to_check = Commitment.objects.filter(state=CommitmentState.TO_CHECK).values("case_id")
    return sum(
        _redate_all(cases, calendar_version, at)
        for cases in (older.filter(delivered_at=None), older.filter(pk__in=to_check))
    )


def _redate_all(older: QuerySet[Case], calendar_version: int, at: datetime) -> int:
    calendar = calendars.calendar_of_version(calendar_version)
    moved = 0
    while True:
        with transaction.atomic():
            held = list(older.select_for_update(no_key=True).values_list("pk", flat=True)[:CASES_AT_ONCE])
            if not held:
                return moved
            otherwise = cases_dated_otherwise(calendar, version=calendar_version, among=held)
            same = Case.objects.filter(pk__in=set(held) - set(otherwise))
            same.update(calendar_version=calendar_version)
            for case_id in otherwise:
                moved += _redate(lock_case(case_id), calendar_version, at)


def _redate(file: CaseFile, calendar_version: int, at: datetime) -> bool:
    """Whether a moment moved, or one that rested on an unannounced year is settled where it was."""
    case = file.case
    before = {clock.pk: clock.due_at for clock in file.running_clocks}
    provisional = {clock.pk for clock in file.running_clocks if clock.provisional}
    case.calendar_version_id = calendar_version
    restate_running_clocks(file, at=at)
    file.store()
    changed = {
        (f"{clock.kind}:{clock.step_id}" if clock.step_id else clock.kind): [
            before[clock.pk].isoformat(),
            clock.due_at.isoformat(),
        ]
        for clock in file.running_clocks
        if before[clock.pk] != clock.due_at or (clock.pk in provisional) != clock.provisional
    }
    if not changed:
        return False
    append_events(
        case,
        [
            ClocksRedated(
                case_id=case.pk, number=case.number, calendar_version=calendar_version, moved=changed
            )
        ],
        actor=SystemActor(),
        at=at,
    )
    if case.delivered_at or all(was == now for was, now in changed.values()):
        return True  # settled as it stood, or the time of a check: nothing new for the applicant
    tell_applicant(
        case,
        _("放假安排有调整，您的“%(item)s”办件时限已重新计算") % {"item": case.item_version.name},
        at=at,
    )
    return True
