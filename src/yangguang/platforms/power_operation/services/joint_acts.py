"""Acts within joint handling: opinions, the visit and the meeting held together, the extension, one hand-over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.limits import limit_in_force
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, shanghai_date

from ..access import INTAKE_ROLES, REVIEW_ROLES, lock_case
from ..joint_access import leads, lock_joint, require_lead, speaks_for
from ..joint_clock import JOINT_LIMIT, restate_joint
from ..joint_events import JointActRecorded, JointDelivered, JointExtended, JointOpinionGiven
from ..joint_models import JointAct, JointActKind, JointCase, JointMember, JointOpinion, JointState
from ..joint_rules import joint_terms
from ..models import Case
from ..states import CaseState, Outcome
from .decision import hand_over
from .joint_record import append_joint_events, joint_stream, tell_joint_applicant
from .record import moment_fact


@transaction.atomic
def give_joint_opinion(
    *, actor: Actor, joint_id: int, item: str, opinion: JointOpinion, text: str, at: datetime
) -> None:
    """One office tells the others what it thinks: agree, disagree with reasons, or agree and send up.

    An opinion among offices; the licence still needs the decision in the member's own case.
    """
    joint = lock_joint(joint_id)
    member = _member(joint, item)
    if not speaks_for(actor, member):
        raise NotFound
    _check_opinion(joint, member, opinion, text)
    member.opinion, member.opinion_text = opinion, text.strip()
    member.opinion_at, member.opinion_by_id = at, actor.account_id
    _keep_opinion(joint, member, actor=actor, at=at)


def _member(joint: JointCase, item: str) -> JointMember:
    member = joint.members.select_related("entry").filter(item=item).first()
    if member is None:
        raise NotFound
    return member


def _check_opinion(joint: JointCase, member: JointMember, opinion: JointOpinion, text: str) -> None:
    asked = _("对 %(number)s 提出联合审查意见") % {"number": joint.number}
    _require_review(joint, asked)
    if member.opinion:
        raise Refusal(
            asked=asked,
            rule=_("一个部门提出一次意见，逾期的按地方规定处理（联合审查）"),
            way_out=_("情况有变化的，请在本部门办件的审查意见和决定中写明"),
        )
    if opinion == JointOpinion.DISAGREE and not text.strip():
        raise Refusal(
            asked=asked,
            rule=_("不同意的应当说明理由（行政许可法第三十八条第二款）"),
            way_out=_("请写明事实、理由和依据"),
        )


def _require_review(joint: JointCase, asked: str) -> None:
    if joint.state != JointState.UNDER_REVIEW:
        raise Refusal(
            asked=asked,
            rule=_("联合办理在受理之后、全部办结之前进行（行政许可法第二十六条第二款）"),
            way_out=_("请刷新页面查看最新状态"),
        )


def _keep_opinion(joint: JointCase, member: JointMember, *, actor: Actor | SystemActor, at: datetime) -> None:
    member.save(update_fields=["opinion", "opinion_text", "opinion_at", "opinion_by", "opinion_deemed"])
    event = JointOpinionGiven(
        joint_id=joint.pk,
        number=joint.number,
        item=member.item,
        opinion=member.opinion,
        deemed=member.opinion_deemed,
    )
    append_joint_events(joint, [event], actor=actor, at=at, occurred_at=member.opinion_at)


@transaction.atomic
def deem_joint_opinions(*, joint_id: int, at: datetime) -> int:
    """Where the local rule says so, who has not answered in time is taken to agree. Returns how many.

    No member's case is touched: silence is an opinion and never a licence.
    """
    joint = lock_joint(joint_id)
    due = joint.opinions_due_at
    if not joint_terms().silence_agrees or joint.state != JointState.UNDER_REVIEW or due is None or due > at:
        return 0
    silent = list(joint.members.filter(opinion="", dropped_at__isnull=True).order_by("ordinal"))
    for member in silent:
        member.opinion, member.opinion_deemed, member.opinion_at = JointOpinion.AGREE, True, due
        _keep_opinion(joint, member, actor=SystemActor(), at=at)
    return len(silent)


@transaction.atomic
def record_joint_act(
    *,
    actor: Actor,
    joint_id: int,
    kind: JointActKind,
    held_on: date,
    with_officer: str,
    present: Sequence[str],
    protocol: str,
    at: datetime,
) -> int:
    """Record a site visit or meeting of several offices: by two officers, with its day and protocol."""
    joint = lock_joint(joint_id)
    _require_part(actor, joint)
    _check_act(actor, joint, kind, held_on, with_officer, present, protocol, at)
    act = JointAct.objects.create(
        joint=joint,
        kind=kind,
        held_on=held_on,
        present=list(present),
        protocol=protocol.strip(),
        recorded_by_id=actor.account_id,
        recorded_with=with_officer.strip(),
        recorded_at=at,
    )
    event = JointActRecorded(
        joint_id=joint.pk,
        number=joint.number,
        act=kind,
        held_on=held_on.isoformat(),
        present=list(present),
    )
    append_joint_events(joint, [event], actor=actor, at=at)
    return act.pk


def _require_part(actor: Actor, joint: JointCase) -> None:
    """The lead and the members' reviewers and deciders."""
    post = actor.post
    bodies = {joint.lead_body_id, *joint.members.values_list("entry__body_id", flat=True)}
    of_member = post is not None and post.body_id in bodies and actor.holds(*REVIEW_ROLES)
    if not (of_member or (actor.holds(*INTAKE_ROLES) and leads(actor, joint))):
        raise NotFound


def _check_act(
    actor: Actor,
    joint: JointCase,
    kind: JointActKind,
    held_on: date,
    with_officer: str,
    present: Sequence[str],
    protocol: str,
    at: datetime,
) -> None:
    asked = _("记录 %(number)s 的%(act)s") % {"number": joint.number, "act": JointActKind(kind).label}
    _require_review(joint, asked)
    if kind == JointActKind.SITE_VISIT and not joint.matter["site_visit"]:
        raise Refusal(
            asked=asked,
            rule=_("这件事不需要现场踏勘（“一件事”目录）"),
            way_out=_("请不要增加申请人的负担；确需会商的，召开联审会议"),
        )
    if not with_officer.strip() or with_officer.strip() == actor.name:
        raise Refusal(
            asked=asked,
            rule=_("核查、踏勘应当指派两名以上工作人员进行（行政许可法第三十四条第三款）"),
            way_out=_("请填写另一名工作人员的姓名"),
        )
    members = set(joint.members.values_list("item", flat=True))
    if len(set(present)) < 2 or not set(present) <= members:
        raise Refusal(
            asked=asked,
            rule=_("联合踏勘、联审会议由两个以上事项的办理机关共同进行（行政许可法第二十六条第二款）"),
            way_out=_("请选择参加的事项，至少两项"),
        )
    accepted = joint.accepted_at
    assert accepted
    if not protocol.strip() or not shanghai_date(accepted) <= held_on <= shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("踏勘和会议应当有记录，日期在受理之日以后、登记之日以前（行政执法全过程记录）"),
            way_out=_("请写明经过和结论，并核对日期"),
        )


@transaction.atomic
def extend_joint(*, actor: Actor, joint_id: int, by: TimeLimit, reason: str, at: datetime) -> None:
    """Extend the joint clock once, before it has run out, by the head of the government (art. 42(2)); told with reasons."""
    joint = lock_joint(joint_id)
    if not (actor.post and actor.role == Role.GOVERNMENT_HEAD and actor.post.path == joint.place_path):
        raise NotFound
    _check_extension(joint, by, reason, at)
    old_due = joint.due_at
    assert old_due
    joint.extended_by_limit, joint.extension_reason = str(by), reason.strip()
    joint.extended_at, joint.extended_by_id = at, actor.account_id
    restate_joint(joint, at=at)
    joint.save()
    assert joint.due_at
    notice = documents.issue_document(
        kind=DocumentKind.EXTENSION,
        body_id=joint.lead_body_id,
        subject=joint_stream(joint.pk),
        addressee=joint.applicant_name,
        facts={
            "case_number": joint.number,
            "item": joint.matter["name"],
            "body": joint.lead_body.name,
            "consult_phone": joint.lead_body.consult_phone,
            "complaint_phone": joint.lead_body.complaint_phone,
            "handler": actor.name,
            "addressee_kind": joint.applicant_kind,
            "applicant": joint.applicant_name,
            "original_due": moment_fact(old_due),
            "new_due": moment_fact(joint.due_at),
            "by_limit": str(by),
            "reason": joint.extension_reason,
            "approver": actor.post.title,
        },
        at=at,
    )
    event = JointExtended(
        joint_id=joint.pk,
        number=joint.number,
        by_limit=str(by),
        due_at=joint.due_at.isoformat(),
        notice_number=notice.number,
    )
    append_joint_events(joint, [event], actor=actor, at=at)
    tell_joint_applicant(
        joint,
        _("您的“%(matter)s”经批准延长 %(by)s，理由见延期通知书")
        % {"matter": joint.matter["name"], "by": by.in_words()},
        at=at,
    )


def _check_extension(joint: JointCase, by: TimeLimit, reason: str, at: datetime) -> None:
    asked = _("延长 %(number)s 的联合办理时限") % {"number": joint.number}
    _require_review(joint, asked)
    legal = limit_in_force(JOINT_LIMIT, on=shanghai_date(at))
    most = legal.extension
    assert most
    if by.unit != most.unit or not 0 < by.amount <= most.amount:
        raise Refusal(
            asked=asked,
            rule=_("最多可以延长 %(most)s（%(citation)s）")
            % {"most": most.in_words(), "citation": legal.citation},
            way_out=_("请在法定幅度内填写延长的工作日数"),
        )
    if joint.extended_at is not None:
        raise Refusal(
            asked=asked,
            rule=_("只能延长一次（%(citation)s）") % {"citation": legal.citation},
            way_out=_("请在已延长的时限内作出决定"),
        )
    if joint.due_at is None or joint.due_at <= at:
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


@transaction.atomic
def deliver_joint(
    *,
    actor: Actor,
    joint_id: int,
    mode: ServiceMode,
    person: str,
    at: datetime,
    tracking_number: str = "",
) -> None:
    """The lead hands over every result at once when all members are concluded; each keeps its own documents."""
    joint = lock_joint(joint_id)
    require_lead(actor, joint)
    if joint.state != JointState.CONCLUDED:
        raise Refusal(
            asked=_("一并送达 %(number)s 的结果") % {"number": joint.number},
            rule=_("全部事项办结后，由牵头部门一并送达，送达一次（行政许可法第二十六条第二款、第四十四条）"),
            way_out=_("请等待其余事项办结；已作出的决定到期须送达的，可以在该办件中单独送达"),
        )
    cases = list(
        Case.objects.filter(
            joint_member__joint=joint,
            state=CaseState.CONCLUDED,
            outcome__in=[Outcome.GRANTED, Outcome.REFUSED],
        ).order_by("joint_member__ordinal")
    )
    for case in cases:
        hand_over(
            lock_case(case.pk), actor=actor, mode=mode, person=person, at=at, tracking_number=tracking_number
        )
    joint.state, joint.delivered_at = JointState.DELIVERED, at
    joint.save(update_fields=["state", "delivered_at"])
    event = JointDelivered(
        joint_id=joint.pk, number=joint.number, mode=mode, cases=[case.number for case in cases]
    )
    append_joint_events(joint, [event], actor=actor, at=at)
