"""告知承诺: deciding on the spot on a signed commitment, the check afterwards, and what follows when it was not kept.

Only for what the item's published list names and only where the applicant chose it. Who broke a commitment decides
nothing by commitment until it is put right or, after a revocation, his credit is restored; the ordinary way stays open.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.web.wording import day_text
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, due_date, end_of_day, shanghai_date
from yangguang.law.working_days import UnannouncedYear
from yangguang.platforms.power_library import queries as library

from ..access import REVIEW_ROLES, lock_case, require_intake
from ..case_clocks import calendar_of, new_clock, stop_clocks
from ..case_file import CaseFile
from ..commitment_models import CommitmentState
from ..events import (
    CaseEvent,
    CommitmentChecked,
    CommitmentCreditRestored,
    CommitmentRevoked,
    CommitmentTaken,
    UnlistedDemandRefused,
)
from ..models import Case, CaseStep, Commitment, CommitmentCheck
from ..order import move
from ..remedies import remedies_for
from ..rules import commitment_chosen
from ..states import CaseState, ClockKind, Outcome, StepState
from .acceptance import begin_review, require_materials
from .decision import Ruling, conclude, require_decidable
from .fees import APPROVING_ROLES
from .record import append_events, day_fact, issue, moment_fact, stream_of, tell_applicant

# How long an applicant may be given to put right what a check found: left to the body by every rule we know of.
MOST_DAYS_TO_CORRECT = 30
REVOKING_BASIS = "《中华人民共和国行政许可法》第六十九条第二款"


class UnlistedCommitment(Refusal):
    def __init__(self, case: Case) -> None:
        super().__init__(
            asked=_("以告知承诺方式办理办件 %(number)s") % {"number": case.number},
            rule=_("告知承诺只适用于公布的告知承诺清单所列事项（优化营商环境条例第四十条、告知承诺清单）"),
            way_out=_("请按办事指南公布的流程受理和审查；本次做法已记入台账"),
        )


def decide_on_commitment(*, actor: Actor, case_id: int, signed_by: str, at: datetime) -> None:
    """Accept if need be, and grant in the same visit on the commitment that ``signed_by`` signed; the check's clock starts.

    The steps before the decision are not made: the check after it takes their place. For an item off the list it is
    refused, and the attempt goes on the ledger.
    """
    try:
        with transaction.atomic():
            _decide(actor, case_id, signed_by.strip(), at)
    except UnlistedCommitment:
        with transaction.atomic():
            case = lock_case(case_id).case
            refused = UnlistedDemandRefused(case_id=case.pk, number=case.number, demanded=_("告知承诺"))
            append_events(case, [refused], actor=actor, at=at)
        raise


def _decide(actor: Actor, case_id: int, signed_by: str, at: datetime) -> None:
    file = lock_case(case_id)
    case = file.case
    require_intake(actor, case)
    listed = _listed(case)
    _check_signature(case, signed_by)
    require_unbroken(case)
    if case.state == CaseState.RECEIVED:
        move(case, Act.ACCEPT)
        require_materials(case)
        begin_review(file, accepted_at=at, at=at, actor=actor, deemed=False, occurred_at=at)
        file = lock_case(case_id)  # with the steps that the acceptance laid
        case = file.case
    move(case, Act.DECIDE_GRANT)
    require_decidable(case)
    step = _pass_over_review(file, at)
    clock = new_clock(case, ClockKind.CHECK, listed.check_within, started_at=at, at=at)
    file.clocks.append(clock)
    _record(case, listed, signed_by, clock.due_at, actor=actor, at=at)
    conclude(file, step, Ruling(outcome=Outcome.GRANTED), actor=actor, at=at)


def _listed(case: Case) -> library.Commitment:
    definition = library.definition_of(case.item_version)
    if not definition.commitments:
        raise UnlistedCommitment(case)
    chosen = commitment_chosen(definition, case.form)
    if chosen is None:
        raise Refusal(
            asked=_("以告知承诺方式办理办件 %(number)s") % {"number": case.number},
            rule=_(
                "是否采用告知承诺由申请人选择，申请表没有选择的不得适用（优化营商环境条例第四十条、国办发〔2020〕42号）"
            ),
            way_out=_("请按一般程序受理和审查；申请人愿意承诺的，请其撤回后在申请表中选择告知承诺"),
        )
    return chosen


def _check_signature(case: Case, signed_by: str) -> None:
    if not signed_by:
        raise Refusal(
            asked=_("以告知承诺方式办理办件 %(number)s") % {"number": case.number},
            rule=_("申请人应当在告知承诺书上签名或者盖章，承诺方才生效（国办发〔2020〕42号）"),
            way_out=_("请申请人阅读告知内容后签名，并填写签署人"),
        )


def broken_commitment(identity: str) -> Commitment | None:
    """The commitment for which this applicant still has to answer: being put right, or revoked and not yet restored."""
    unresolved = Commitment.objects.filter(identity=identity, restored_at__isnull=True)
    broken = unresolved.filter(state__in=[CommitmentState.CORRECTING, CommitmentState.REVOKED])
    return broken.select_related("case__item_version").order_by("signed_at", "pk").first()


def require_unbroken(case: Case) -> None:
    broken = broken_commitment(case.applicant_identity)
    if broken is not None:
        raise Refusal(
            asked=_("以告知承诺方式办理办件 %(number)s") % {"number": case.number},
            rule=_("申请人曾作出不实承诺（办件 %(broken)s），信用修复前不适用告知承诺（国办发〔2020〕42号）")
            % {"broken": broken.case.number},
            way_out=_("请按一般程序受理和审查；整改经核查相符，或者撤销后完成信用修复的，可以再次适用"),
        )


def _pass_over_review(file: CaseFile, at: datetime) -> CaseStep:
    """The deciding step, taken by the window; what would have come before it is marked as not made."""
    before = [step for step in file.steps if not step.decides and step.state != StepState.DONE]
    stop_clocks(file, [], at=at, steps=before)
    for step in before:
        step.state = StepState.SKIPPED
    deciding = next(step for step in file.steps if step.decides)
    deciding.started_at = deciding.started_at or at
    return deciding


def _record(
    case: Case,
    listed: library.Commitment,
    signed_by: str,
    check_due_at: datetime,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    document = issue(
        case,
        DocumentKind.COMMITMENT,
        {
            "applicant": case.applicant_name,
            "conditions": list(library.definition_of(case.item_version).conditions),
            "content": listed.content,
            "liability": listed.liability,
            "basis": [listed.basis],
            "check_limit": listed.check_within,
            "check_due": moment_fact(check_due_at),
            "signed_by": signed_by,
        },
        actor=actor,
        at=at,
    )
    Commitment.objects.create(
        case=case,
        document=document,
        identity=case.applicant_identity,
        content=listed.content,
        liability=listed.liability,
        basis=listed.basis,
        signed_by=signed_by,
        signed_at=at,
        taken_by_id=actor.account_id,
    )
    taken = CommitmentTaken(
        case_id=case.pk,
        number=case.number,
        check_limit=listed.check_within,
        check_due_at=check_due_at.isoformat(),
        document_number=document.number,
    )
    append_events(case, [taken], actor=actor, at=at)


@transaction.atomic
def record_commitment_check(
    *,
    actor: Actor,
    case_id: int,
    fulfilled: bool,
    facts: str,
    checked_with: str,
    at: datetime,
    correct_days: int | None = None,
) -> None:
    """What two officers of the body found. The first finding that it is not kept sets a day to put it right.

    ``correct_days``: working days from today. A second check finds it put right, or opens the way to `revoke_decision`.
    """
    file = lock_case(case_id)
    case = file.case
    _require_body(actor, case, REVIEW_ROLES)
    commitment = _open(case)
    _check_finding(actor, case, facts, checked_with)
    first = commitment.state == CommitmentState.TO_CHECK
    correct_by = _correct_by(case, correct_days, at) if first and not fulfilled else None
    check = CommitmentCheck(
        commitment=commitment,
        fulfilled=fulfilled,
        facts=facts.strip(),
        checked_at=at,
        checked_by_id=actor.account_id,
        checked_with=checked_with.strip(),
        correct_by_date=correct_by,
    )
    stop_clocks(file, [ClockKind.CHECK], at=at)
    file.store()
    if fulfilled:
        commitment.state = CommitmentState.FULFILLED
    elif correct_by is not None:
        commitment.state, commitment.correct_by_date = CommitmentState.CORRECTING, correct_by
        check.document = _order_correction(case, commitment, check, actor=actor, at=at)
    commitment.save(update_fields=["state", "correct_by_date"])
    check.save()
    checked = CommitmentChecked(
        case_id=case.pk,
        number=case.number,
        fulfilled=fulfilled,
        correct_by=correct_by.isoformat() if correct_by else "",
    )
    append_events(case, [checked], actor=actor, at=at)


def _require_body(actor: Actor, case: Case, roles: Sequence[Role] | frozenset[Role]) -> None:
    if not (actor.post and actor.post.body_id == case.body_id and actor.holds(*roles)):
        raise NotFound


def _open(case: Case) -> Commitment:
    """The commitment that is still to be checked. Refused when there is none, or it was settled meanwhile."""
    commitment = Commitment.objects.filter(case=case).first()
    if commitment is None:
        raise NotFound
    if commitment.state in {CommitmentState.FULFILLED, CommitmentState.REVOKED}:
        raise Refusal(
            asked=_("核查办件 %(number)s 的承诺") % {"number": case.number},
            rule=_("承诺已经核查相符或者决定已经撤销，核查已经结束（告知承诺清单）"),
            way_out=_("请刷新页面查看核查结果，可能已有其他人员办理"),
        )
    return commitment


def _check_finding(actor: Actor, case: Case, facts: str, checked_with: str) -> None:
    alone = not checked_with.strip() or checked_with.strip() == actor.name
    if not facts.strip() or alone:
        raise Refusal(
            asked=_("记录办件 %(number)s 的承诺核查") % {"number": case.number},
            rule=_(
                "核查应当由两名以上工作人员进行，并记录核查的情况和结果（行政许可法第三十四条、第六十一条）"
            ),
            way_out=_("请写明核查发现的情况和另一名核查人员的姓名"),
        )


def _correct_by(case: Case, days: int | None, at: datetime) -> date:
    if days is None or not 1 <= days <= MOST_DAYS_TO_CORRECT:
        raise Refusal(
            asked=_("责令办件 %(number)s 的申请人限期整改") % {"number": case.number},
            rule=_("与承诺不符的，应当责令限期整改，期限为一至 %(days)s 个工作日（告知承诺清单）")
            % {"days": MOST_DAYS_TO_CORRECT},
            way_out=_("请写明几个工作日内整改"),
        )
    limit, calendar, today = TimeLimit.parse(f"{days}wd"), calendar_of(case), shanghai_date(at)
    try:
        return due_date(today, limit, calendar)
    except UnannouncedYear:
        return due_date(today, limit, calendar.provisional())


def _order_correction(
    case: Case, commitment: Commitment, check: CommitmentCheck, *, actor: Actor, at: datetime
) -> OfficialDocument:
    assert check.correct_by_date
    day = day_text(check.correct_by_date)
    tell_applicant(
        case,
        _("核查发现与承诺不符，请在 %(day)s 前整改：%(facts)s") % {"day": day, "facts": check.facts},
        at=at,
    )
    return issue(
        case,
        DocumentKind.RECTIFICATION,
        {
            "applicant": case.applicant_name,
            "content": commitment.content,
            "facts": check.facts,
            "correct_by": check.correct_by_date.isoformat(),
            "consequence": "逾期未整改或者整改后仍与承诺不符的，依法撤销原决定",  # as printed, whatever the screen's language
            "checkers": f"{actor.name}、{check.checked_with}",
        },
        actor=actor,
        at=at,
    )


@transaction.atomic
def revoke_decision(*, actor: Actor, case_id: int, facts: str, reasons: str, at: datetime) -> None:
    """Take back the decision: the day to put it right has passed and a second check found it still not kept.

    By a decider or head of the body who did not make that check; in writing, with reasons and remedies.
    """
    case = lock_case(case_id).case
    _require_body(actor, case, APPROVING_ROLES)
    commitment = _open(case)
    _check_revocable(actor, case, commitment)
    if not facts.strip() or not reasons.strip():
        raise Refusal(
            asked=_("撤销办件 %(number)s 的决定") % {"number": case.number},
            rule=_(
                "撤销决定应当写明事实、理由和依据，并告知复议和诉讼的权利（行政许可法第三十八条、第六十九条）"
            ),
            way_out=_("请写明事实和理由；依据和救济途径由系统写入"),
        )
    held = documents.documents_of(stream_of(case.pk), kinds=[DocumentKind.GRANT, DocumentKind.LICENCE])
    revoked = [document.number for document in held]
    document = issue(
        case,
        DocumentKind.REVOCATION,
        {
            "applicant": case.applicant_name,
            "revoked": revoked,
            "facts": facts.strip(),
            "reasons": reasons.strip(),
            "basis": [REVOKING_BASIS, commitment.basis],
            "remedies": remedies_for(case),
            "decided_at": day_fact(at),
        },
        actor=actor,
        at=at,
    )
    commitment.state, commitment.revoked_at, commitment.revocation = CommitmentState.REVOKED, at, document
    commitment.save(update_fields=["state", "revoked_at", "revocation"])
    event: CaseEvent = CommitmentRevoked(
        case_id=case.pk, number=case.number, revoked=revoked, document_number=document.number
    )
    append_events(case, [event], actor=actor, at=at)
    tell_applicant(
        case,
        _("因与承诺不符且逾期未整改，您的“%(item)s”决定已被撤销，理由和救济途径见撤销决定书")
        % {"item": case.item_version.name},
        at=at,
    )


def _check_revocable(actor: Actor, case: Case, commitment: Commitment) -> None:
    asked = _("撤销办件 %(number)s 的决定") % {"number": case.number}
    latest = CommitmentCheck.objects.filter(commitment=commitment).order_by("-pk").first()
    correct_by = commitment.correct_by_date
    if correct_by is None or latest is None or latest.checked_at < end_of_day(correct_by):
        raise Refusal(
            asked=asked,
            rule=_(
                "应当先责令限期整改；期满再次核查仍与承诺不符的，方可撤销（告知承诺清单、行政许可法第六十九条）"
            ),
            way_out=_("请在整改期满后再次核查并记录结果"),
        )
    if latest.checked_by_id == actor.account_id and case.level != Level.VILLAGE:
        raise Refusal(
            asked=asked,
            rule=_("审查与决定应当由不同人员办理（审查与决定相分离）"),
            way_out=_("请由本机关另一名决定人员办理"),
        )


@transaction.atomic
def restore_commitment_credit(*, actor: Actor, case_id: int, reasons: str, at: datetime) -> None:
    """信用修复 after a revocation, by a decider or head of the body, with reasons: commitments are open to him again."""
    case = lock_case(case_id).case
    _require_body(actor, case, APPROVING_ROLES)
    commitment = Commitment.objects.filter(
        case=case, state=CommitmentState.REVOKED, restored_at__isnull=True
    ).first()
    if commitment is None:
        raise NotFound
    if not reasons.strip():
        raise Refusal(
            asked=_("登记办件 %(number)s 申请人的信用修复") % {"number": case.number},
            rule=_("信用修复应当写明已经纠正失信行为的情况（国办发〔2020〕42号）"),
            way_out=_("请写明纠正的情况和依据"),
        )
    commitment.restored_at, commitment.restored_by_id = at, actor.account_id
    commitment.restored_why = reasons.strip()
    commitment.save(update_fields=["restored_at", "restored_by", "restored_why"])
    append_events(case, [CommitmentCreditRestored(case_id=case.pk, number=case.number)], actor=actor, at=at)
    tell_applicant(case, _("您的信用修复已登记，可以再次选择告知承诺方式"), at=at)
