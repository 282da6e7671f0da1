"""Accepting, declining, referring, and acceptance by silence (行政许可法 art. 32)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.law.procedures import Act
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_intake
from ..case_clocks import copy_due_moments, new_clock, stop_clocks
from ..case_file import CaseFile
from ..events import CaseAccepted, CaseDeclined, StepsStarted
from ..models import Case, CaseMaterial, CaseStep, Decision
from ..order import move
from ..remedies import remedies_for
from ..rules import missing_materials, missing_tolerable, plan_steps, role_at_level
from ..states import CaseState, ClockKind, Outcome, ResultCode, StepState
from .fees import issue_fee_notice
from .record import append_events, day_fact, day_words, issue, moment_fact, tell_applicant


@transaction.atomic
def accept_case(*, actor: Actor, case_id: int, at: datetime) -> None:
    """Accept: materials are complete and in legal form. The promised and the statutory clock start."""
    file = lock_case(case_id)
    require_intake(actor, file.case)
    move(file.case, Act.ACCEPT)
    require_materials(file.case)
    begin_review(file, accepted_at=at, at=at, actor=actor, deemed=False, occurred_at=at)


@transaction.atomic
def deem_accepted(*, case_id: int, at: datetime) -> bool:
    """Five working days passed in silence: accepted as of the day of receipt (art. 32(4)).

    Recomputes before acting: returns False when the window acted in time after all. The act carries the moment at
    which the time ran out, not the moment at which the sweep woke.
    """
    file = lock_case(case_id)
    case = file.case
    acceptance = (clock for clock in file.running_clocks if clock.kind == ClockKind.ACCEPTANCE)
    clock = next((clock for clock in acceptance if clock.due_at <= at and not clock.provisional), None)
    if case.state != CaseState.RECEIVED or clock is None:
        return False
    move(case, Act.DEEM_ACCEPTED)
    case.deemed_accepted = True
    begin_review(
        file, accepted_at=case.received_at, at=at, actor=SystemActor(), deemed=True, occurred_at=clock.due_at
    )
    return True


def require_materials(case: Case, *, promised: Collection[str] = ()) -> list[str]:
    """Refuse while materials are missing that are neither held nor ``promised``; returns the tolerable ones missing.

    What may come later comes on a written promise with a deadline and not otherwise.
    """
    definition = library.definition_of(case.item_version)
    held = set(CaseMaterial.objects.filter(case=case, replaced_at__isnull=True).values_list("key", flat=True))
    missing = missing_materials(definition, held)
    if missing:
        names = [material.name for material in definition.materials if material.key in missing]
        raise Refusal(
            asked=_("受理办件 %(number)s") % {"number": case.number},
            rule=_(
                "申请材料齐全、符合法定形式的，应当受理；尚缺：%(names)s（行政许可法第三十二条第一款第（五）项）"
            )
            % {"names": "、".join(names)},
            way_out=_("请当场补齐并登记纸质材料，或一次性告知申请人补正全部内容"),
        )
    tolerable = missing_tolerable(definition, held)
    unpromised = [m.name for m in definition.materials if m.key in tolerable and m.key not in promised]
    if unpromised:
        raise Refusal(
            asked=_("受理办件 %(number)s") % {"number": case.number},
            rule=_(
                "容缺受理清单所列材料可以后补，但须有申请人的书面承诺和补交期限；尚缺：%(names)s（容缺受理清单、优化营商环境条例第三十六条）"
            )
            % {"names": "、".join(unpromised)},
            way_out=_("请用“容缺受理”登记承诺和期限后受理，或者当场补齐"),
        )
    return tolerable


def begin_review(
    file: CaseFile,
    *,
    accepted_at: datetime,
    at: datetime,
    actor: Actor | SystemActor,
    deemed: bool,
    occurred_at: datetime,
) -> None:
    case = file.case
    case.accepted_at = accepted_at
    stop_clocks(file, [ClockKind.ACCEPTANCE], at=occurred_at)
    file.clocks += [
        new_clock(case, ClockKind.PROMISED, case.promised_limit, started_at=accepted_at, at=at),
        new_clock(case, ClockKind.STATUTORY, case.statutory_limit, started_at=accepted_at, at=at),
    ]
    steps = _lay_steps(case)
    started = [step for step in steps if step.stage == steps[0].stage]
    for step in started:
        step.state, step.started_at = StepState.ACTIVE, occurred_at
    rows.insert(steps)
    file.clocks += [
        new_clock(case, ClockKind.STEP, step.limit, started_at=occurred_at, at=at, step=step)
        for step in started
    ]
    copy_due_moments(file)
    file.store()
    _announce_acceptance(case, started, actor=actor, at=at, deemed=deemed, occurred_at=occurred_at)
    issue_fee_notice(case, actor=actor, at=at)


def _lay_steps(case: Case) -> list[CaseStep]:
    """The steps of the pinned version, each with the body and post that will work it here."""
    planned = plan_steps(library.definition_of(case.item_version))
    wanted = {step.definition.department for step in planned if step.definition.department}
    bodies = organisations.bodies_of_departments(wanted, division_code=case.centre_id)
    level = Level(case.level)
    steps = []
    for step in planned:
        body_id = bodies.get(step.definition.department or "", case.body_id)
        steps.append(
            CaseStep(
                case=case,
                key=step.definition.key,
                stage=step.stage,
                ordinal=step.ordinal,
                name=step.definition.name,
                name_en=step.definition.name_en,
                body_id=body_id,
                role=role_at_level(step.definition.role, level),
                limit=step.definition.limit,
                decides=step.decides,
            )
        )
    return steps


def _announce_acceptance(
    case: Case,
    started: Sequence[CaseStep],
    *,
    actor: Actor | SystemActor,
    at: datetime,
    deemed: bool,
    occurred_at: datetime,
) -> None:
    assert case.accepted_at
    assert case.promised_due_at
    assert case.statutory_due_at
    definition = library.definition_of(case.item_version)
    issue(
        case,
        DocumentKind.ACCEPTANCE,
        {
            "applicant": case.applicant_name,
            "received_at": moment_fact(case.received_at),
            "accepted_at": day_fact(case.accepted_at),
            "deemed": deemed,
            "basis": [f"《{basis.instrument}》{basis.article}" for basis in definition.legal_basis],
            "promised_limit": case.promised_limit,
            "statutory_limit": case.statutory_limit,
            "promised_due": moment_fact(case.promised_due_at),
            "statutory_due": moment_fact(case.statutory_due_at),
        },
        actor=actor,
        at=at,
    )
    append_events(
        case,
        [
            CaseAccepted(
                case_id=case.pk,
                number=case.number,
                accepted_at=case.accepted_at.isoformat(),
                deemed=deemed,
                promised_due_at=case.promised_due_at.isoformat(),
                statutory_due_at=case.statutory_due_at.isoformat(),
            ),
            StepsStarted(case_id=case.pk, number=case.number, steps=[step.key for step in started]),
        ],
        actor=actor,
        at=at,
        occurred_at=occurred_at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”申请已受理，承诺办结时间 %(due)s")
        % {"item": case.item_version.name, "due": day_words(case.promised_due_at)},
        at=at,
    )


@transaction.atomic
def decline_case(*, actor: Actor, case_id: int, reasons: str, at: datetime) -> None:
    """不予受理: the matter needs no licence or cannot be accepted; written, with reasons and remedies (arts 32, 38)."""
    file = lock_case(case_id)
    require_intake(actor, file.case)
    move(file.case, Act.DECLINE)
    _turn_away(file, actor=actor, outcome=Outcome.DECLINED, reasons=reasons, right_body="", at=at)


@transaction.atomic
def refer_case(*, actor: Actor, case_id: int, right_body_id: int, reasons: str, at: datetime) -> None:
    """Not ours: decide not to accept at once and name the body to which the citizen should turn (art. 32(2))."""
    file = lock_case(case_id)
    require_intake(actor, file.case)
    move(file.case, Act.REFER)
    right_body = organisations.body_name(right_body_id)
    if right_body_id == file.case.body_id or right_body is None:
        raise Refusal(
            asked=_("告知申请人向有权机关申请"),
            rule=_("应当告知申请人向有关行政机关申请（行政许可法第三十二条第一款第（二）项）"),
            way_out=_("请选择本机关以外的有权机关"),
        )
    _turn_away(file, actor=actor, outcome=Outcome.REFERRED, reasons=reasons, right_body=right_body, at=at)


def _turn_away(
    file: CaseFile, *, actor: Actor, outcome: Outcome, reasons: str, right_body: str, at: datetime
) -> None:
    case = file.case
    if not reasons.strip():
        raise Refusal(
            asked=_("不予受理办件 %(number)s") % {"number": case.number},
            rule=_("不予受理应当书面说明理由（行政许可法第三十二条、第三十八条）"),
            way_out=_("请写明不予受理的理由"),
        )
    remedies = remedies_for(case)
    case.outcome, case.result_code, case.concluded_at = outcome, ResultCode.RETURNED, at
    stop_clocks(file, [ClockKind.ACCEPTANCE], at=at)
    file.store()
    Decision.objects.create(
        case=case,
        outcome=outcome,
        reasons=reasons,
        remedies=remedies,
        decided_by_id=actor.account_id,
        decided_in_post_id=actor.post.id if actor.post else None,
        decided_at=at,
    )
    issue(
        case,
        DocumentKind.DECLINE,
        {
            "applicant": case.applicant_name,
            "reasons": reasons,
            "right_body": right_body,
            "remedies": remedies,
            "decided_at": day_fact(at),
        },
        actor=actor,
        at=at,
    )
    append_events(
        case,
        [CaseDeclined(case_id=case.pk, number=case.number, outcome=outcome, right_body=right_body)],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”申请未予受理，理由见通知书") % {"item": case.item_version.name},
        at=at,
    )
