"""Licences after they are given: entered in the register, renewed, changed, deemed renewed, ended (行政许可法 arts 49, 50, 69, 70)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, calendar_due_date, shanghai_date
from yangguang.platforms.power_library import queries as library

from ..events import LicenceDeemedRenewed, LicenceEnded
from ..licence_models import Licence, LicenceVersion
from ..licence_records import identifier_of, may_end, window_of
from ..licence_terms import Standing, standing
from ..models import Case, Decision
from ..remedies import remedies_for
from ..states import CaseState, Ended, Matter, Outcome
from .record import append_events, day_fact, issue, stream_of, tell_applicant

GROUNDS = {
    Ended.REVOKED: "《中华人民共和国行政许可法》第六十九条",
    Ended.WITHDRAWN: "《中华人民共和国行政许可法》第八条第二款",
    Ended.FORFEITED: "《中华人民共和国行政处罚法》第九条",
    Ended.CANCELLED: "《中华人民共和国行政许可法》第七十条",
}
# Not the translated labels: a document reads the same whatever language the screen is in.
SAID = {Ended.REVOKED: "撤销", Ended.WITHDRAWN: "撤回", Ended.FORFEITED: "吊销", Ended.CANCELLED: "注销"}
REMIND_BEFORE = timedelta(days=30)  # of the last day on which a renewal may be asked for


@dataclass(frozen=True, slots=True)
class Validity:
    """``to`` is exclusive; None is without end."""

    begins: date
    to: date | None


def validity_granted(case: Case, *, on: date) -> Validity:
    """From when until when the right holds that the case, if granted, gives.

    A renewal begins where the licence ends and a change keeps its end; what was deemed renewed has been extended already.
    """
    own = library.definition_of(case.item_version).result.validity
    licence = case.licence
    if licence is None:
        return Validity(on, _ends(on, own))
    if case.matter == Matter.CHANGE or case.deemed_renewed_at is not None or licence.valid_to is None:
        return Validity(on if case.matter == Matter.CHANGE else licence.valid_from, licence.valid_to)
    begins = max(on, licence.valid_to)
    return Validity(begins, _ends(begins, own))


def _ends(begins: date, validity: str) -> date | None:
    return calendar_due_date(begins, TimeLimit.parse(validity)) if validity else None


def licence_facts(case: Case, validity: Validity, *, at: datetime) -> dict[str, object]:
    """What the paper of a licence says, its identifier with it."""
    licence = case.licence
    version = 1 if licence is None else licence.version + 1
    first = case if licence is None else licence.case
    definition = library.definition_of(case.item_version)
    return {
        "holder": case.applicant_name,
        "result": definition.result.name,
        "scope": case.item_version.name,
        "valid_from": validity.begins.isoformat(),
        "valid_to": validity.to.isoformat() if validity.to else "",
        "decided_at": day_fact(at),
        "identifier": identifier_of(first, version),
    }


def require_not_deemed(case: Case) -> None:
    """What the law has deemed renewed can no longer be refused (art. 50(2)). Raises `Refusal`."""
    if case.deemed_renewed_at is not None:
        raise Refusal(
            asked=_("对办件 %(number)s 作出不予批准的决定") % {"number": case.number},
            rule=_("有效期届满前没有作出决定，已视为准予延续（行政许可法第五十条第二款）"),
            way_out=_("请作出准予决定；认为不符合条件的，按撤销、注销的程序另行办理"),
        )


# ── entering what was granted ────────────────────────────────────────────────────────────


@transaction.atomic
def register(case_id: int) -> bool:
    """Enter what a decision gave. False where it gave no licence, or the licence is entered already."""
    case = (
        Case.objects.select_related("item_version", "body", "licence", "licence__case", "decision")
        .filter(pk=case_id, outcome=Outcome.GRANTED)
        .first()
    )
    if case is None:
        return False
    papers = documents.documents_of(stream_of(case.pk), kinds=[DocumentKind.LICENCE])
    if not papers or LicenceVersion.objects.filter(document=papers[-1]).exists():
        return False
    _enter(case, case.decision, papers[-1])
    return True


def _enter(case: Case, decision: Decision, paper: OfficialDocument) -> None:
    begins = decision.valid_from or shanghai_date(decision.decided_at)
    if case.licence is not None:
        how = LicenceVersion.How.RENEWED if case.matter == Matter.RENEWAL else LicenceVersion.How.CHANGED
        licence = Licence.objects.select_for_update().get(pk=case.licence.pk)
        _next_version(licence, how, paper, case, Validity(begins, decision.valid_to), decision.decided_at)
        return
    identifier = identifier_of(case)
    if not identifier:
        return
    licence = Licence(
        identifier=identifier,
        case=case,
        entry_id=case.entry_id,
        item_version_id=case.item_version_id,
        body_id=case.body_id,
        place_path=case.place_path,
        holder_id=case.applicant_id,
        holder_kind=case.applicant_kind,
        holder_name=case.applicant_name,
        holder_identity=case.applicant_identity,
        document=paper,
        valid_from=begins,
        valid_to=decision.valid_to,
        issued_at=decision.decided_at,
    )
    rows.insert([licence])
    rows.insert([_version(licence, LicenceVersion.How.GRANTED, case, decision.decided_at)])


def _next_version(
    licence: Licence,
    how: LicenceVersion.How,
    paper: OfficialDocument,
    case: Case,
    validity: Validity,
    at: datetime,
) -> None:
    licence.version += 1
    licence.identifier = identifier_of(licence.case, licence.version)
    licence.document = paper
    licence.item_version_id = case.item_version_id
    licence.holder_name = case.applicant_name
    # What is renewed before its end runs on; what is changed keeps its beginning.
    licence.valid_to = validity.to
    licence.save()
    rows.insert([_version(licence, how, case, at)])


def _version(licence: Licence, how: LicenceVersion.How, case: Case, at: datetime) -> LicenceVersion:
    return LicenceVersion(
        licence=licence,
        version=licence.version,
        how=how,
        identifier=licence.identifier,
        holder_name=licence.holder_name,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        document_id=licence.document_id,
        case=case,
        at=at,
    )


# ── what the passing of time does ────────────────────────────────────────────────────────


def due_for_renewal(at: datetime) -> list[int]:
    """Accepted renewals whose licence ends today or has ended, undecided (art. 50(2))."""
    return list(
        Case.objects.filter(
            matter=Matter.RENEWAL,
            state=CaseState.UNDER_REVIEW,
            deemed_renewed_at__isnull=True,
            licence__ended="",
            licence__valid_to__lte=shanghai_date(at),
        ).values_list("pk", flat=True)
    )


@transaction.atomic
def deem_renewed(*, case_id: int, at: datetime) -> bool:
    """The licence has ended and its renewal is not decided: the law takes it to be granted. False if it was decided."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None or case.licence is None or case_id not in due_for_renewal(at):
        return False
    licence = Licence.objects.select_for_update().get(pk=case.licence.pk)
    case.licence = licence
    validity = validity_granted(case, on=min(shanghai_date(at), licence.valid_to or shanghai_date(at)))
    system = SystemActor()
    paper = issue(case, DocumentKind.LICENCE, licence_facts(case, validity, at=at), actor=system, at=at)
    _next_version(licence, LicenceVersion.How.DEEMED_RENEWED, paper, case, validity, at)
    case.deemed_renewed_at = at
    case.save(update_fields=["deemed_renewed_at"])
    event = LicenceDeemedRenewed(
        case_id=case.pk,
        number=case.number,
        licence=licence.identifier,
        valid_to=validity.to.isoformat() if validity.to else "",
    )
    append_events(case, [event], actor=system, at=at)
    tell_applicant(
        case,
        _("您的“%(item)s”证照有效期届满前机关没有作出决定，依法视为准予延续（行政许可法第五十条）")
        % {"item": case.item_version.name},
        at=at,
    )
    return True


@transaction.atomic
def remind_of_expiry(*, at: datetime) -> int:
    """Tell holders thirty days before the last day on which they may ask for renewal; once for each end."""
    today = shanghai_date(at)
    soon = Licence.objects.filter(
        ended="", valid_to__gt=today, valid_to__lte=today + timedelta(days=400), holder__isnull=False
    ).select_related("case", "case__item_version", "item_version")
    told = 0
    for licence in soon.select_for_update(of=("self",), skip_locked=True):
        window = window_of(licence)
        if window is None or licence.reminded_for == licence.valid_to:
            continue
        if not window.last - REMIND_BEFORE <= today <= window.last:
            continue
        tell_applicant(
            licence.case,
            _("您的“%(item)s”证照有效期至 %(until)s；需要延续的，请在 %(last)s（含）以前申请")
            % {
                "item": licence.item_version.name,
                "until": day_text((licence.valid_to or today) - timedelta(days=1)),
                "last": day_text(window.last),
            },
            at=at,
        )
        licence.reminded_for = licence.valid_to
        licence.save(update_fields=["reminded_for"])
        told += 1
    return told


# ── the end ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """``heard_on``: the day on which the holder was heard, without which nothing is taken from him (all but 注销)."""

    how: Ended
    facts: str
    reasons: str
    heard_on: date | None = None
    compensation: str = ""


@transaction.atomic
def end_licence(*, actor: Actor, licence_id: int, ending: Ending, at: datetime) -> OfficialDocument:
    """Take back, forfeit or strike off a licence, in writing; by a decider or head of the body that gave it."""
    licence = Licence.objects.select_for_update().filter(pk=licence_id).first()
    if licence is None or not may_end(actor, licence):
        raise NotFound
    _check_ending(licence, ending, on=shanghai_date(at))
    case = licence.versions.select_related("case__item_version", "case__body").latest("version").case
    paper = issue(
        case,
        DocumentKind.LICENCE_END,
        {
            "applicant": licence.holder_name,
            "how": SAID[ending.how],
            "licence": licence.document.number,
            "identifier": licence.identifier,
            "revoked": [licence.document.number],
            "facts": ending.facts.strip(),
            "reasons": ending.reasons.strip(),
            "heard_on": ending.heard_on.isoformat() if ending.heard_on else "",
            "compensation": ending.compensation.strip(),
            "basis": [GROUNDS[ending.how]],
            "remedies": remedies_for(case),
            "decided_at": day_fact(at),
        },
        actor=actor,
        at=at,
    )
    mark_ended(licence, ending.how, paper, at=at)
    event = LicenceEnded(
        case_id=case.pk,
        number=case.number,
        licence=licence.identifier,
        how=ending.how.value,
        document_number=paper.number,
    )
    append_events(case, [event], actor=actor, at=at)
    tell_applicant(
        case,
        _("您的“%(item)s”证照已被%(how)s，理由和救济途径见决定书")
        % {"item": case.item_version.name, "how": Ended(ending.how).label},
        at=at,
    )
    return paper


def mark_ended(licence: Licence, how: Ended, paper: OfficialDocument, *, at: datetime) -> None:
    licence.ended, licence.ended_at, licence.end_document = how.value, at, paper
    licence.save(update_fields=["ended", "ended_at", "end_document"])


def _check_ending(licence: Licence, ending: Ending, *, on: date) -> None:
    how = Ended(ending.how)
    asked = _("%(how)s证照 %(licence)s") % {"how": how.label, "licence": licence.identifier}
    stands = standing(licence.ended, licence.valid_from, licence.valid_to, on=on)
    if licence.ended:
        raise Refusal(
            asked=asked,
            rule=_("这份证照%(standing)s，不能再次处理") % {"standing": stands.label},
            way_out=_("请刷新页面查看最新状态"),
        )
    if stands is Standing.EXPIRED and how is not Ended.CANCELLED:
        raise Refusal(
            asked=asked,
            rule=_("有效期届满未延续的，应当注销（行政许可法第七十条第一项）"),
            way_out=_("请选择注销"),
        )
    if not ending.facts.strip() or not ending.reasons.strip():
        raise Refusal(
            asked=asked,
            rule=_("决定应当写明事实、理由和依据，并告知复议和诉讼的权利（行政许可法第三十八条）"),
            way_out=_("请写明事实和理由；依据和救济途径由系统写入"),
        )
    if how is not Ended.CANCELLED and (ending.heard_on is None or ending.heard_on > on):
        raise Refusal(
            asked=asked,
            rule=_("作出不利决定前应当告知并听取陈述、申辩（行政许可法第七条、行政处罚法第四十五条）"),
            way_out=_("请填写听取陈述、申辩的日期（不晚于今天）"),
        )
    if how is Ended.WITHDRAWN and not ending.compensation.strip():
        raise Refusal(
            asked=asked,
            rule=_("因公共利益撤回许可，造成财产损失的应当依法补偿（行政许可法第八条第二款）"),
            way_out=_("请写明补偿的办法；没有损失的写明“无”"),
        )


def follow_revocation(case_id: int, *, at: datetime) -> None:
    """The decision behind a licence was taken back: the licence ends with it."""
    licence = Licence.objects.select_for_update().filter(case_id=case_id, ended="").first()
    papers = documents.documents_of(stream_of(case_id), kinds=[DocumentKind.REVOCATION])
    if licence is not None and papers:
        mark_ended(licence, Ended.REVOKED, papers[-1], at=at)
