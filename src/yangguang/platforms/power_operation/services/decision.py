"""Deciding and delivering (行政许可法 arts 34, 37–40, 44)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.services import NewDocument
from yangguang.foundations.notices import services as notices
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Level
from yangguang.law.limits import limit_in_force
from yangguang.law.procedures import Act
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.queries import DueBefore

from ..access import lock_case, require_intake, step_in_hand
from ..case_clocks import LAW_OF_CLOCK, new_clock, stop_clocks
from ..case_file import CaseFile
from ..events import CaseDecided, CaseDelivered
from ..models import Case, CaseStep, Decision, LegalReviewRecord
from ..order import move
from ..remedies import remedies_for
from ..states import ClockKind, Opinion, Outcome, ResultCode
from .fees import require_paid
from .hearing import require_heard
from .licences import Validity, licence_facts, require_not_deemed, validity_granted
from .record import append_events, day_fact, issue, issue_all, stream_of, tell_applicant
from .review import finish_step, require_running
from .tolerance import require_supplied


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is decided. A refusal needs facts, reasons and basis; remedies are added from the item's law."""

    outcome: Outcome  # GRANTED or REFUSED
    facts: str = ""
    reasons: str = ""
    basis: str = ""
    conditions: str = ""


@transaction.atomic
def decide_case(*, actor: Actor, case_id: int, ruling: Ruling, at: datetime) -> None:
    """Grant or refuse, in writing. Both clocks stop; ten working days for delivery begin."""
    file = lock_case(case_id)
    case = file.case
    move(case, Act.DECIDE_GRANT if ruling.outcome == Outcome.GRANTED else Act.DECIDE_REFUSE)
    step = step_in_hand(actor, file, decides=True)
    require_running(case, _("对办件 %(number)s 作出决定") % {"number": case.number})
    _check_ruling(case, ruling)
    _check_separation(actor, file, step)
    require_decidable(case)
    conclude(file, step, ruling, actor=actor, at=at)


def require_decidable(case: Case) -> None:
    """What every decision waits for: legal review and hearing where there is to be one, promised materials, fees due."""
    _check_legal_review(case)
    require_heard(case)
    require_supplied(case)
    require_paid(case, DueBefore.DECISION)


def conclude(file: CaseFile, step: CaseStep, ruling: Ruling, *, actor: Actor, at: datetime) -> None:
    """Everything that a decision leaves behind once it may be made. ``file.case`` has its new state already."""
    case = file.case
    _conclude(file, step, ruling, actor, at)
    decision = _record(case, ruling, actor, at)
    _issue_decision(case, decision, actor, at)
    append_events(
        case,
        [
            CaseDecided(
                case_id=case.pk,
                number=case.number,
                outcome=ruling.outcome,
                result_code=case.result_code if case.result_code is not None else ResultCode.CLOSED,
            )
        ],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”办件已办结：%(outcome)s")
        % {"item": case.item_version.name, "outcome": Outcome(ruling.outcome).label},
        at=at,
    )


def _check_ruling(case: Case, ruling: Ruling) -> None:
    if ruling.outcome == Outcome.GRANTED:
        return
    require_not_deemed(case)
    missing = [
        str(label)
        for label, text in (
            (_("事实"), ruling.facts),
            (_("理由"), ruling.reasons),
            (_("依据"), ruling.basis),
        )
        if not text.strip()
    ]
    if ruling.outcome != Outcome.REFUSED or missing:
        raise Refusal(
            asked=_("对办件 %(number)s 作出不予批准的决定") % {"number": case.number},
            rule=_(
                "不予行政许可的书面决定应当说明理由，并告知复议和诉讼的权利（行政许可法第三十八条第二款）"
            ),
            way_out=_("请补充：%(missing)s；救济途径由系统按事项依据写入") % {"missing": "、".join(missing)},
        )


def _check_separation(actor: Actor, file: CaseFile, step: CaseStep) -> None:
    """Who reviewed does not decide; in a village room one agent does all there is to do."""
    if file.case.level == Level.VILLAGE:
        return
    before = (one for one in file.steps if one.stage < step.stage)
    if any(one.finished_by_id == actor.account_id for one in before):
        raise Refusal(
            asked=_("对办件 %(number)s 作出决定") % {"number": file.case.number},
            rule=_("审查与决定应当由不同人员办理（审查与决定相分离）"),
            way_out=_("请由本机关另一名决定人员办理"),
        )


def _check_legal_review(case: Case) -> None:
    definition = library.definition_of(case.item_version)
    if not any(step.legal_review for step in definition.steps):
        return
    latest = LegalReviewRecord.objects.filter(case=case).order_by("-reviewed_at", "-pk").first()
    if latest is None or not latest.passed:
        raise Refusal(
            asked=_("对办件 %(number)s 作出决定") % {"number": case.number},
            rule=_("重大执法决定未经法制审核或者审核未通过的，不得作出决定（国办发〔2018〕118号）"),
            way_out=_("请等待法制审核人员审核；审核未通过的，请按意见处理后再次送审"),
        )


def _conclude(file: CaseFile, step: CaseStep, ruling: Ruling, actor: Actor, at: datetime) -> None:
    case = file.case
    granted = ruling.outcome == Outcome.GRANTED
    finish_step(
        step,
        actor=actor,
        opinion=Opinion.AGREE if granted else Opinion.DISAGREE,
        text=ruling.reasons or ruling.conditions,
        at=at,
    )
    stop_clocks(file, [ClockKind.PROMISED, ClockKind.STATUTORY], at=at, steps=[step])
    case.outcome = ruling.outcome
    case.result_code = ResultCode.ISSUED if granted else ResultCode.CLOSED
    case.concluded_at = at
    limit = limit_in_force(LAW_OF_CLOCK[ClockKind.DELIVERY], on=shanghai_date(at)).limit
    file.clocks.append(new_clock(case, ClockKind.DELIVERY, str(limit), started_at=at, at=at))
    file.store()


def _record(case: Case, ruling: Ruling, actor: Actor, at: datetime) -> Decision:
    granted = ruling.outcome == Outcome.GRANTED
    validity = validity_granted(case, on=shanghai_date(at)) if granted else None
    decision = Decision(
        case=case,
        outcome=ruling.outcome,
        facts=ruling.facts.strip(),
        reasons=ruling.reasons.strip(),
        basis=ruling.basis.strip(),
        conditions=ruling.conditions.strip(),
        remedies="" if granted else remedies_for(case),
        valid_from=validity.begins if validity else None,
        valid_to=validity.to if validity else None,
        decided_by_id=actor.account_id,
        decided_in_post_id=actor.post.id if actor.post else None,
        decided_at=at,
    )
    rows.insert([decision])
    return decision


def _issue_decision(case: Case, decision: Decision, actor: Actor, at: datetime) -> None:
    definition = library.definition_of(case.item_version)
    basis = [f"《{basis.instrument}》{basis.article}" for basis in definition.legal_basis]
    if decision.outcome == Outcome.REFUSED:
        refusal = {
            "applicant": case.applicant_name,
            "facts": decision.facts,
            "reasons": decision.reasons,
            "basis": [decision.basis, *basis],
            "remedies": decision.remedies,
            "decided_at": day_fact(at),
        }
        issue(case, DocumentKind.REFUSAL, refusal, actor=actor, at=at)
        return
    validity = Validity(decision.valid_from or shanghai_date(at), decision.valid_to)
    valid_to = validity.to.isoformat() if validity.to else ""
    grant = {
        "applicant": case.applicant_name,
        "result": definition.result.name,
        "basis": basis,
        "conditions": decision.conditions,
        "valid_from": validity.begins.isoformat(),
        "valid_to": valid_to,
        "decided_at": day_fact(at),
    }
    new = [NewDocument(DocumentKind.GRANT, grant)]
    if definition.result.kind in {"licence", "certificate"}:
        new.append(NewDocument(DocumentKind.LICENCE, licence_facts(case, validity, at=at)))
    issue_all(case, new, actor=actor, at=at)


@transaction.atomic
def deliver_case(
    *,
    actor: Actor,
    case_id: int,
    mode: ServiceMode,
    person: str,
    at: datetime,
    tracking_number: str = "",
) -> None:
    """Hand over the decision and its documents, with a record of service for each (art. 44; 民事诉讼法 87–95)."""
    file = lock_case(case_id)
    require_intake(actor, file.case)
    hand_over(file, actor=actor, mode=mode, person=person, at=at, tracking_number=tracking_number)


def hand_over(
    file: CaseFile, *, actor: Actor, mode: ServiceMode, person: str, at: datetime, tracking_number: str
) -> None:
    """Deliver; whoever calls has checked that the actor may."""
    case = file.case
    move(case, Act.DELIVER)
    if case.outcome == Outcome.GRANTED:
        require_paid(case, DueBefore.DELIVERY)
    served = documents.documents_of(
        stream_of(case.pk), kinds=[DocumentKind.GRANT, DocumentKind.REFUSAL, DocumentKind.LICENCE]
    )
    notices.record_service(
        documents=served,
        mode=mode,
        person=person,
        consent=case.electronic_service,
        tracking_number=tracking_number,
        server_id=actor.account_id,
        at=at,
    )
    case.delivered_at = at
    stop_clocks(file, [ClockKind.DELIVERY], at=at)
    file.store()
    issue(
        case,
        DocumentKind.SERVICE,
        {
            "documents": [document.number for document in served],
            "person": person,
            "mode": str(ServiceMode(mode).label),
            "served_at": day_fact(at),
        },
        actor=actor,
        at=at,
    )
    append_events(case, [CaseDelivered(case_id=case.pk, number=case.number, mode=mode)], actor=actor, at=at)
    tell_applicant(
        case,
        _("您的“%(item)s”办理结果已送达，请评价本次服务") % {"item": case.item_version.name},
        at=at,
    )
