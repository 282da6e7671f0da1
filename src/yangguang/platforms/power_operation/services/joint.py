"""Filing a joint case (联办) and carrying it on: members are ordinary cases, filed when their turn comes.

Parallel members are received at the same moment; a sequential one is deemed received when the decision it waits for
has been made, for the later body then gets the earlier body's written notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents import services as evidence
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.law.limits import limit_in_force
from yangguang.law.procedures import Act
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit, shanghai_date
from yangguang.platforms.power_library import queries as library

from ..access import lock_case
from ..joint_access import lock_joint, require_lead
from ..joint_clock import JOINT_LIMIT, end_of_limit, restate_joint
from ..joint_events import JointAccepted, JointConcluded, JointMemberDropped, JointMemberFiled, JointReceived
from ..joint_models import JointCase, JointMember, JointState
from ..joint_rules import joint_terms
from ..models import Case
from ..order import move
from ..states import CaseState, Channel, Outcome
from .acceptance import begin_review, require_materials
from .joint_record import append_joint_events, tell_joint_applicant
from .receipt import (
    Applicant,
    Intake,
    ReceivedCase,
    answered_before,
    check_door,
    next_serial,
    remember_answer,
    take_in,
)
from .record import stream_of

ENDED = frozenset({CaseState.CONCLUDED, CaseState.DELIVERED})
Terms = Mapping[str, library.FilingTerms]


@dataclass(frozen=True, slots=True)
class ReceivedJoint:
    joint_id: int
    number: str
    cases: list[str]  # numbers of the members that start at once


@transaction.atomic
def file_joint(
    *,
    actor: Actor,
    matter_key: str,
    place: str,
    applicant: Applicant,
    answers: Mapping[str, Any],
    intake: Intake,
    at: datetime,
    request_key: UUID | None = None,
) -> ReceivedJoint:
    """Take in one application for a matter at a place: the members that wait for nobody are filed in this transaction.

    ``answers`` and the materials of ``intake`` go by the keys of the matter (`library.merged`). A repeat with the same
    ``request_key`` returns the first answer and does nothing.
    """
    answered = answered_before(request_key, actor)
    if answered is not None:
        return ReceivedJoint(**answered)
    matter = library.matter_of(matter_key)
    terms = library.matter_terms(matter, place, on=shanghai_date(at))
    whole = _whole(matter, terms, place)
    needed = whole.members_needed(answers)
    for member in needed:
        check_door(actor, intake, applicant, terms[member.item])
    _check_asked(whole, answers, intake)
    joint = _new_joint(actor, whole, terms, place, applicant, answers, intake, at)
    members = _members(joint, needed, terms)
    received = JointReceived(
        joint_id=joint.pk, number=joint.number, matter=matter.key, members=[one.item for one in needed]
    )
    append_joint_events(joint, [received], actor=actor, at=at)
    filed = [_file(joint, one, whole, terms[one.item], actor, at) for one in members if not one.after]
    tell_joint_applicant(
        joint, _("已收到您的“%(matter)s”申请，编号 %(number)s") % _named(joint, matter), at=at
    )
    answer = ReceivedJoint(joint.pk, joint.number, [one.number for one in filed])
    remember_answer(request_key, actor, "file_joint", asdict(answer), at)
    return answer


def _named(joint: JointCase, matter: library.Matter) -> dict[str, str]:
    return {"matter": matter.name, "number": joint.number}


def _whole(matter: library.Matter, terms: Terms, place: str) -> library.MergedMatter:
    absent = [member.item for member in matter.members if member.item not in terms]
    if absent:
        raise Refusal(
            asked=_("在 %(place)s 一次办理“%(matter)s”") % {"place": place, "matter": matter.name},
            rule=_("其中有事项在该地没有办理机关（实施清单·办理地点）"),
            way_out=_("请选择全部事项都能办理的地方，例如所在的乡镇、街道"),
        )
    return library.merged(matter, {item: filed.definition for item, filed in terms.items()})


def _check_asked(whole: library.MergedMatter, answers: Mapping[str, Any], intake: Intake) -> None:
    """Nothing beyond what the members ask (art. 31)."""
    fields = {one.field.key for one in whole.fields}
    materials = {one.material.key for one in whole.materials}
    unlisted = [*(set(answers) - fields), *({*intake.files, *intake.on_paper} - materials)]
    if unlisted:
        raise Refusal(
            asked=_("提交清单之外的内容：%(keys)s") % {"keys": "、".join(sorted(unlisted))},
            rule=_("不得要求申请人提交与申请事项无关的材料（行政许可法第三十一条）"),
            way_out=_("请只填写和提交办事指南列明的内容"),
        )


def _new_joint(
    actor: Actor,
    whole: library.MergedMatter,
    terms: Terms,
    place: str,
    applicant: Applicant,
    answers: Mapping[str, Any],
    intake: Intake,
    at: datetime,
) -> JointCase:
    version, _calendar = calendars.calendar_in_force()
    today = shanghai_date(at)
    lead = next(
        terms[one.item].entry
        for one in whole.matter.members
        if terms[one.item].definition.department == whole.matter.lead
    )
    serial = next_serial(f"joint:{lead.division_id}", today.isoformat())
    return JointCase.objects.create(
        number=f"L{lead.division_id}{today:%Y%m%d}{serial:04d}",
        matter_key=whole.matter.key,
        matter=library.matter_as_json(whole.matter),
        place_id=place,
        place_path=lead.division.path,
        lead_body=lead.body,
        centre_id=lead.division_id,
        received_in_id=actor.post.division_code if actor.post else lead.division_id,
        channel=intake.channel,
        applicant_id=applicant.account_id,
        applicant_kind=applicant.kind,
        applicant_name=applicant.name,
        applicant_identity=applicant.identity,
        applicant_phone=applicant.phone,
        agent_id=actor.account_id if intake.channel == Channel.AGENT else None,
        authorisation_id=intake.authorisation,
        electronic_service=intake.electronic_service,
        answers=dict(answers),
        files={key: str(file) for key, file in intake.files.items()},
        on_paper=sorted(intake.on_paper - set(intake.files)),
        limit=str(limit_in_force(JOINT_LIMIT, on=today).limit),
        calendar_version_id=version.pk,
        received_at=at,
    )


def _members(joint: JointCase, needed: Sequence[library.Member], terms: Terms) -> list[JointMember]:
    """A member waits only for those that are part of this case."""
    here = {one.item for one in needed}
    return JointMember.objects.bulk_create(
        JointMember(
            joint=joint,
            item=one.item,
            ordinal=ordinal,
            entry=terms[one.item].entry,
            after=[before for before in one.after if before in here],
        )
        for ordinal, one in enumerate(needed)
    )


def _file(
    joint: JointCase,
    member: JointMember,
    whole: library.MergedMatter,
    filed: library.FilingTerms,
    actor: Actor | SystemActor,
    at: datetime,
) -> ReceivedCase:
    """The member's own case, with its part of the one form and the one set of materials."""
    listed = {one.key for one in filed.definition.fields}
    answers = whole.answers_for(member.item, joint.answers)
    received = take_in(
        filed,
        actor=actor,
        applicant=_applicant(joint),
        form={key: value for key, value in answers.items() if key in listed},
        intake=_intake(joint, member, whole, filed, at),
        agent_id=joint.agent_id,
        at=at,
    )
    member.case_id = received.case_id
    member.save(update_fields=["case"])
    event = JointMemberFiled(
        joint_id=joint.pk,
        number=joint.number,
        item=member.item,
        case_id=received.case_id,
        case_number=received.number,
    )
    append_joint_events(joint, [event], actor=actor, at=at)
    return received


def _applicant(joint: JointCase) -> Applicant:
    return Applicant(
        kind=joint.applicant_kind,
        name=joint.applicant_name,
        identity=joint.applicant_identity,
        phone=joint.applicant_phone,
        account_id=joint.applicant_id,
    )


def _intake(
    joint: JointCase,
    member: JointMember,
    whole: library.MergedMatter,
    filed: library.FilingTerms,
    at: datetime,
) -> Intake:
    """Online, each body takes in its own; at a window, the window did."""
    listed = {one.key for one in filed.definition.materials}
    held = whole.materials_for(member.item, [*joint.files, *joint.on_paper])
    own = {key: shared for key, shared in held.items() if key in listed}
    files = {key: UUID(joint.files[shared]) for key, shared in own.items() if shared in joint.files}
    return Intake(
        channel=Channel(joint.channel),
        received_in=filed.entry.division_id if joint.channel == Channel.ONLINE else joint.received_in_id,
        files={**files, **_passed_on(joint, member, whole.matter, listed, at)},
        on_paper=frozenset(key for key, shared in own.items() if shared in joint.on_paper),
        authorisation=joint.authorisation_id,
        electronic_service=joint.electronic_service,
    )


def _passed_on(
    joint: JointCase, member: JointMember, matter: library.Matter, listed: set[str], at: datetime
) -> dict[str, UUID]:
    """The decisions that stand for materials of this member, as the earlier body issued them."""
    passed: dict[str, UUID] = {}
    for one in matter.passed:
        keys = [key for item, _dot, key in (to.partition(".") for to in one.serves) if item == member.item]
        earlier = Case.objects.filter(joint_member__joint=joint, joint_member__item=one.of).first()
        if earlier and keys and set(keys) <= listed:
            passed |= dict.fromkeys(keys, _result_of(earlier, at))
    return passed


def _result_of(case: Case, at: datetime) -> UUID:
    issued = documents.documents_of(stream_of(case.pk), kinds=[DocumentKind.GRANT, DocumentKind.LICENCE])
    document = issued[-1]
    owner = case.decision.decided_by_id
    assert owner
    file = evidence.store_evidence(
        owner_id=owner, name=f"{document.number}.pdf", data=documents.render_pdf(document), at=at
    )
    return file.pk


@transaction.atomic
def accept_joint(*, actor: Actor, joint_id: int, at: datetime) -> None:
    """Accept all parallel members at the same moment, by the lead; the joint clock and each member's own begin.

    Refused as a whole while a member is incomplete: what is missing is told once for all.
    """
    joint = lock_joint(joint_id)
    require_lead(actor, joint)
    waiting = Case.objects.filter(
        joint_member__joint=joint, state__in=[CaseState.RECEIVED, CaseState.AWAITING_CORRECTION]
    )
    to_accept = list(waiting.order_by("joint_member__ordinal").values_list("pk", flat=True))
    if not to_accept:
        raise Refusal(
            asked=_("受理 %(number)s") % {"number": joint.number},
            rule=_("同时开始的各项一并受理，受理一次（行政许可法第二十六条第二款）"),
            way_out=_("请刷新页面查看各项的最新状态"),
        )
    for case_id in to_accept:
        file = lock_case(case_id)
        move(file.case, Act.ACCEPT)
        require_materials(file.case)
        begin_review(file, accepted_at=at, at=at, actor=actor, deemed=False, occurred_at=at)
    _start_clock(joint, actor=actor, at=at)


def _start_clock(joint: JointCase, *, actor: Actor | SystemActor, at: datetime) -> None:
    """From the earliest acceptance among the members; silent when it runs already."""
    accepted = (
        Case.objects.filter(joint_member__joint=joint, accepted_at__isnull=False)
        .order_by("accepted_at")
        .values_list("accepted_at", flat=True)
        .first()
    )
    if accepted is None or joint.accepted_at is not None:
        return
    joint.accepted_at, joint.state = accepted, JointState.UNDER_REVIEW
    joint.opinions_due_at = end_of_limit(
        joint, TimeLimit.parse(f"{joint_terms().opinion_days}wd"), since=accepted
    )
    restate_joint(joint, at=at)
    joint.save(update_fields=["accepted_at", "state", "opinions_due_at", "due_at", "provisional"])
    assert joint.due_at
    event = JointAccepted(
        joint_id=joint.pk,
        number=joint.number,
        accepted_at=accepted.isoformat(),
        due_at=joint.due_at.isoformat(),
        opinions_due_at=joint.opinions_due_at.isoformat(),
    )
    append_joint_events(joint, [event], actor=actor, at=at, occurred_at=accepted)


@transaction.atomic
def follow_member(*, case_id: int, at: datetime) -> bool:
    """After an act on a member (``at``): start the joint clock, file who waited, conclude when all are.

    Returns False for a case that belongs to no joint case. To do it again changes nothing.
    """
    found = JointMember.objects.filter(case_id=case_id).values_list("joint_id", flat=True).first()
    if found is None:
        return False
    joint = lock_joint(found)
    _start_clock(joint, actor=SystemActor(), at=at)
    members = list(joint.members.select_related("case", "entry").order_by("ordinal"))
    for member in members:
        if member.case_id is None and member.dropped_at is None:
            _carry_on(joint, member, members, at)
    if joint.accepted_at and joint.concluded_at is None:
        restate_joint(joint, at=at)
        joint.save(update_fields=["due_at", "provisional"])
    _conclude(joint, members, at)
    _close_if_delivered(joint, members)
    return True


def _carry_on(joint: JointCase, member: JointMember, members: Sequence[JointMember], at: datetime) -> None:
    """File a waiting member whose ground is laid; drop it where it has fallen away."""
    before = [one for one in members if one.item in member.after]
    failed = [
        one
        for one in before
        if one.dropped_at or (one.case and one.case.state in ENDED and one.case.outcome != Outcome.GRANTED)
    ]
    if failed:
        _drop(joint, member, failed, at)
    elif all(one.case and one.case.state in ENDED for one in before):
        decided = [one.case.concluded_at for one in before if one.case and one.case.concluded_at]
        _file_next(joint, member, max(decided))


def _file_next(joint: JointCase, member: JointMember, notified_at: datetime) -> None:
    matter = library.matter_from_json(joint.matter)
    on = shanghai_date(notified_at)
    terms = library.matter_terms(matter, joint.place_id, on=on)
    if not {one.item for one in matter.members} <= terms.keys():
        _drop(joint, member, [member], notified_at)
        return
    whole = library.merged(matter, {item: filed.definition for item, filed in terms.items()})
    received = _file(joint, member, whole, terms[member.item], SystemActor(), notified_at)
    member.case = Case.objects.get(pk=received.case_id)


def _drop(joint: JointCase, member: JointMember, because: Sequence[JointMember], at: datetime) -> None:
    names = {
        card.key: card.name
        for card in library.item_cards([one.item for one in because], on=shanghai_date(at))
    }
    member.dropped_at = at
    member.dropped_why = (
        _("该事项在当地已不再办理")
        if member in because
        else _("前置事项未获准予：%(names)s") % {"names": "、".join(names.values())}
    )
    member.save(update_fields=["dropped_at", "dropped_why"])
    event = JointMemberDropped(
        joint_id=joint.pk, number=joint.number, item=member.item, because_of=[one.item for one in because]
    )
    append_joint_events(joint, [event], actor=SystemActor(), at=at)
    tell_joint_applicant(joint, member.dropped_why, at=at)


def _conclude(joint: JointCase, members: Sequence[JointMember], at: datetime) -> None:
    over = [one.dropped_at or (one.case and one.case.state in ENDED) for one in members]
    if joint.concluded_at is not None or not all(over):
        return
    ends = [one.case.concluded_at for one in members if one.case and one.case.concluded_at]
    joint.concluded_at, joint.state = (
        max([*ends, *filter(None, (one.dropped_at for one in members))]),
        JointState.CONCLUDED,
    )
    restate_joint(joint, at=at)
    joint.save(update_fields=["concluded_at", "state", "due_at", "provisional"])
    outcomes = {one.item: one.case.outcome if one.case else "dropped" for one in members}
    event = JointConcluded(joint_id=joint.pk, number=joint.number, outcomes=outcomes)
    append_joint_events(joint, [event], actor=SystemActor(), at=at, occurred_at=joint.concluded_at)
    tell_joint_applicant(
        joint, _("您的“%(matter)s”各项均已办结，结果将一并送达") % {"matter": joint.matter["name"]}, at=at
    )


def _close_if_delivered(joint: JointCase, members: Sequence[JointMember]) -> None:
    """When every result went out case by case, nothing is left to hand over."""
    with_result = [
        one.case for one in members if one.case and one.case.outcome in {Outcome.GRANTED, Outcome.REFUSED}
    ]
    done = [one.delivered_at for one in with_result if one.delivered_at]
    if joint.state == JointState.CONCLUDED and with_result and len(done) == len(with_result):
        joint.state, joint.delivered_at = JointState.DELIVERED, max(done)
        joint.save(update_fields=["state", "delivered_at"])
