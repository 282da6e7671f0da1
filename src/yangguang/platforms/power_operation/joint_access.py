"""Who may see a joint case, who leads it, and who speaks for a member."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound

from .access import INTAKE_ROLES, OVERSEEING_ROLES, REVIEW_ROLES, at_or_below
from .joint_models import JointCase, JointMember


def visible_joint_cases(actor: Actor | None) -> QuerySet[JointCase]:
    """One's own; those of one's window; those in which one's body leads or has a part; those of the place below."""
    if actor is None:
        return JointCase.objects.none()
    post = actor.post
    if post is None:
        return JointCase.objects.filter(Q(applicant_id=actor.account_id) | Q(agent_id=actor.account_id))
    if post.role in OVERSEEING_ROLES:
        return JointCase.objects.filter(at_or_below(post.path))
    members = JointMember.objects.filter(joint=OuterRef("pk"))
    if post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        at_centre = members.filter(entry__division_id=post.centre_code)
        return JointCase.objects.filter(
            Q(centre_id=post.centre_code) | Q(received_in_id=post.division_code) | Exists(at_centre)
        )
    if post.role in REVIEW_ROLES:
        own = members.filter(entry__body_id=post.body_id)
        return JointCase.objects.filter(Q(lead_body_id=post.body_id) | Exists(own))
    return JointCase.objects.none()


def joint_to_read(actor: Actor | None, number: str) -> JointCase:
    """Raises `NotFound` when it is absent or not this person's."""
    joint = (
        visible_joint_cases(actor)
        .select_related("lead_body", "centre", "place", "received_in", "applicant")
        .filter(number=number)
        .first()
    )
    if joint is None:
        raise NotFound
    return joint


def lock_joint(joint_id: int) -> JointCase:
    """Held against other joint acts until the transaction ends. Members' cases are locked after it, never before."""
    joint = (
        JointCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("lead_body", "centre")
        .filter(pk=joint_id)
        .first()
    )
    if joint is None:
        raise NotFound
    return joint


def leads(actor: Actor, joint: JointCase) -> bool:
    """The window of the lead's centre, or the lead's chief representative."""
    post = actor.post
    if post is None or post.role not in INTAKE_ROLES:
        return False
    if post.role == Role.CHIEF_REPRESENTATIVE:
        return bool(post.body_id == joint.lead_body_id)
    return bool(post.centre_code == joint.centre_id)


def require_lead(actor: Actor, joint: JointCase) -> None:
    if not leads(actor, joint):
        raise NotFound


def speaks_for(actor: Actor, member: JointMember) -> bool:
    """Reviewers and deciders of the member's body."""
    return bool(actor.post and actor.holds(*REVIEW_ROLES) and actor.post.body_id == member.entry.body_id)


def may_read_joint_documents(actor: Actor, subject: str) -> bool:
    return visible_joint_cases(actor).filter(pk=int(subject.removeprefix("joint:"))).exists()
