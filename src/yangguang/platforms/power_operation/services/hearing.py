"""听证: arranging it in time and by the right people, keeping its record, and deciding on it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.web.wording import moment_text
from yangguang.law.limits import limit_in_force
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import due_date, shanghai_date
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_reviewer_of
from ..case_clocks import calendar_of
from ..case_file import CaseFile
from ..events import HearingArranged, HearingCalledOff, HearingHeld
from ..hearing_models import Hearing, HearingGround
from ..models import Case
from ..order import require_possible
from .record import append_events, issue, moment_fact, tell_applicant


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingPlan:
    """``requested_on``: the day on which somebody asked for it (art. 47); ``chair`` does not examine the application."""

    ground: HearingGround
    begins_at: datetime
    place: str
    chair: str
    requested_on: date | None = None


@transaction.atomic
def arrange_hearing(*, actor: Actor, case_id: int, plan: HearingPlan, at: datetime) -> Hearing:
    """Set day, place and chair, and tell those concerned in writing, seven working days ahead (art. 48(1)(1)).

    Raises `Refusal` for too short a notice, a day after the twenty working days of art. 47, a chair who examines the
    application, and while another hearing is open.
    """
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.TELL_HEARING_RIGHT)
    require_reviewer_of(actor, file)
    _check(file, plan, actor, at)
    notice = issue(
        case,
        DocumentKind.HEARING_NOTICE,
        {
            "applicant": case.applicant_name,
            "ground": GROUNDS[plan.ground],
            "begins_at": moment_fact(plan.begins_at),
            "place": plan.place.strip(),
            "chair": plan.chair.strip(),
        },
        actor=actor,
        at=at,
    )
    hearing = Hearing.objects.create(
        case=case,
        ground=plan.ground,
        requested_on=plan.requested_on,
        begins_at=plan.begins_at,
        place=plan.place.strip(),
        chair=plan.chair.strip(),
        notice=notice,
        arranged_by_id=actor.account_id,
        arranged_at=at,
    )
    case.heard = True
    case.save(update_fields=["heard"])
    event = HearingArranged(
        case_id=case.pk, number=case.number, ground=plan.ground.value, begins_at=moment_fact(plan.begins_at)
    )
    append_events(case, [event], actor=actor, at=at)
    tell_applicant(
        case,
        _("您的“%(item)s”申请将于 %(time)s 举行听证，地点和主持人见听证通知书")
        % {"item": case.item_version.name, "time": moment_text(plan.begins_at)},
        at=at,
    )
    return hearing


# Not the translated labels: a document reads the same whatever language the screen is in.
GROUNDS = {
    HearingGround.REQUIRED: "法律规定应当听证的事项（行政许可法第四十六条）",
    HearingGround.REQUESTED: "申请人、利害关系人申请听证（行政许可法第四十七条）",
}


def _check(file: CaseFile, plan: HearingPlan, actor: Actor, at: datetime) -> None:
    case = file.case
    asked = _("组织办件 %(number)s 的听证") % {"number": case.number}
    if open_hearing(case) is not None:
        raise Refusal(
            asked=asked,
            rule=_("这件办件已有尚未举行的听证"),
            way_out=_("请先举行并记录，或者写明原因取消"),
        )
    if not plan.place.strip() or not plan.chair.strip():
        raise Refusal(
            asked=asked,
            rule=_("听证通知应当写明时间、地点和主持人（行政许可法第四十八条第一款）"),
            way_out=_("请补充地点和主持人"),
        )
    _check_chair(file, plan, actor, asked)
    _check_days(case, plan, asked, at)


def _check_chair(file: CaseFile, plan: HearingPlan, actor: Actor, asked: str) -> None:
    reviewed = {step.finished_by_id for step in file.steps if step.finished_by_id is not None}
    examining = {actor.name, *accounts.names_of(reviewed).values()}
    if plan.chair.strip() in examining:
        raise Refusal(
            asked=asked,
            rule=_("听证主持人应当是审查该申请的工作人员以外的人员（行政许可法第四十八条第一款第三项）"),
            way_out=_("请另行指定主持人"),
        )


def _check_days(case: Case, plan: HearingPlan, asked: str, at: datetime) -> None:
    today, day, calendar = shanghai_date(at), shanghai_date(plan.begins_at), calendar_of(case)
    notice = limit_in_force("licensing.hearing_notice", on=today).limit
    if due_date(today, notice, calendar) > day:
        raise Refusal(
            asked=asked,
            rule=_("应当在举行听证的七个工作日前通知（行政许可法第四十八条第一款第一项）"),
            way_out=_("请把听证日期改为 %(day)s 或者以后") % {"day": due_date(today, notice, calendar)},
        )
    if plan.ground == HearingGround.REQUESTED:
        if plan.requested_on is None or plan.requested_on > today:
            raise Refusal(
                asked=asked,
                rule=_("依申请组织听证的，应当记明申请听证的日期（行政许可法第四十七条）"),
                way_out=_("请填写申请听证的日期（不晚于今天）"),
            )
        limit = limit_in_force("licensing.hearing_organisation", on=plan.requested_on).limit
        last = due_date(plan.requested_on, limit, calendar)
        if day > last:
            raise Refusal(
                asked=asked,
                rule=_("应当在申请听证之日起二十个工作日内组织听证（行政许可法第四十七条）"),
                way_out=_("请把听证日期改为 %(day)s 或者以前") % {"day": last},
            )


@transaction.atomic
def record_hearing(
    *, actor: Actor, case_id: int, participants: str, statements: str, at: datetime
) -> Hearing:
    """The record that the participants confirmed and signed; the decision rests on it (art. 48(1)(5), (2))."""
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.HOLD_HEARING)
    require_reviewer_of(actor, file)
    hearing = _open(case)
    asked = _("记录办件 %(number)s 的听证") % {"number": case.number}
    if at < hearing.begins_at:
        raise Refusal(
            asked=asked,
            rule=_("听证定于 %(time)s 举行") % {"time": moment_text(hearing.begins_at)},
            way_out=_("请在听证结束后记录"),
        )
    if not participants.strip() or not statements.strip():
        raise Refusal(
            asked=asked,
            rule=_("听证应当制作笔录，交参加人确认无误后签字或者盖章（行政许可法第四十八条第一款第五项）"),
            way_out=_("请填写参加人和陈述、质证的内容"),
        )
    record = issue(
        case,
        DocumentKind.HEARING_RECORD,
        {
            "applicant": case.applicant_name,
            "begins_at": moment_fact(hearing.begins_at),
            "place": hearing.place,
            "chair": hearing.chair,
            "participants": participants.strip(),
            "statements": statements.strip(),
        },
        actor=actor,
        at=at,
    )
    hearing.participants, hearing.statements = participants.strip(), statements.strip()
    hearing.record, hearing.held_at = record, at
    hearing.save()
    append_events(case, [HearingHeld(case_id=case.pk, number=case.number)], actor=actor, at=at)
    return hearing


@transaction.atomic
def call_off_hearing(*, actor: Actor, case_id: int, reasons: str, at: datetime) -> Hearing:
    """Whoever asked for it does so no longer, or it has to be set anew."""
    file = lock_case(case_id)
    case = file.case
    require_reviewer_of(actor, file)
    hearing = _open(case)
    if not reasons.strip():
        raise Refusal(
            asked=_("取消办件 %(number)s 的听证") % {"number": case.number},
            rule=_("取消听证应当说明原因并告知当事人"),
            way_out=_("请写明原因"),
        )
    hearing.called_off_at, hearing.called_off_why = at, reasons.strip()
    hearing.save(update_fields=["called_off_at", "called_off_why"])
    append_events(case, [HearingCalledOff(case_id=case.pk, number=case.number)], actor=actor, at=at)
    tell_applicant(
        case,
        _("您的“%(item)s”申请的听证已取消：%(why)s")
        % {"item": case.item_version.name, "why": hearing.called_off_why},
        at=at,
    )
    return hearing


def require_heard(case: Case) -> None:
    """Nothing is decided before a hearing that the law orders, or that has been arranged (arts 46, 48(2)).

    Asks the database only where the item orders one or one was ever arranged.
    """
    required = library.definition_of(case.item_version).hearing_required
    if not required and not case.heard:
        return
    asked = _("对办件 %(number)s 作出决定") % {"number": case.number}
    if open_hearing(case) is not None:
        raise Refusal(
            asked=asked,
            rule=_("听证还没有举行；行政机关应当根据听证笔录作出决定（行政许可法第四十八条第二款）"),
            way_out=_("请在听证举行并记录之后决定，或者写明原因取消听证"),
        )
    if required and not Hearing.objects.filter(case=case, held_at__isnull=False).exists():
        raise Refusal(
            asked=asked,
            rule=_("法律规定这类许可应当听证，未经听证不得决定（行政许可法第四十六条）"),
            way_out=_("请先组织听证并记录"),
        )


def open_hearing(case: Case) -> Hearing | None:
    """Arranged, and neither held nor called off."""
    return Hearing.objects.filter(case=case, held_at__isnull=True, called_off_at__isnull=True).first()


def _open(case: Case) -> Hearing:
    hearing = open_hearing(case)
    if hearing is None:
        raise NotFound
    return hearing
