"""Who may see a case and who may act on it. Nobody loads a case any other way."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import NotFound, Refusal

from .case_file import CaseFile, read_file
from .models import Case, CaseStep
from .states import StepState

INTAKE_ROLES = frozenset({Role.WINDOW_CLERK, Role.CHIEF_REPRESENTATIVE, Role.VILLAGE_AGENT})
REVIEW_ROLES = frozenset({Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD, Role.CHIEF_REPRESENTATIVE})
OVERSEEING_ROLES = frozenset({Role.SUPERVISOR, Role.LEGAL_OFFICER, Role.GOVERNMENT_HEAD, Role.CENTRE_MANAGER})


def visible_cases(actor: Actor | None) -> QuerySet[Case]:
    """The cases whose file ``actor`` may read: the applicant's own, those of his window, body, or place below."""
    if actor is None:
        return Case.objects.none()
    post = actor.post
    if post is None:
        return Case.objects.filter(Q(applicant_id=actor.account_id) | Q(agent_id=actor.account_id))
    if post.role in OVERSEEING_ROLES:
        return Case.objects.filter(at_or_below(post.path))
    if post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return Case.objects.filter(Q(centre_id=post.centre_code) | Q(received_in_id=post.division_code))
    if post.role in REVIEW_ROLES:
        own_steps = CaseStep.objects.filter(case=OuterRef("pk"), body_id=post.body_id)
        return Case.objects.filter(Q(body_id=post.body_id) | Exists(own_steps))
    return Case.objects.none()


def at_or_below(path: str, *, field: str = "place_path") -> Q:
    """Rows whose place is ``path`` or lies below it."""
    return Q(**{field: path}) | Q(**{f"{field}__startswith": path + "."})


def case_to_read(actor: Actor | None, number: str) -> Case:
    """The case ``number`` with what its page shows; NotFound when it is absent or not this person's."""
    case = (
        visible_cases(actor)
        .select_related("item_version", "entry", "body", "centre", "received_in", "applicant", "agent")
        .filter(number=number)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def lock_case(case_id: int) -> CaseFile:
    """The case with its steps and clocks, locked against other acts until the transaction ends. Raises `NotFound`."""
    file = read_file(case_id)
    if file is None:
        raise NotFound
    return file


def require_intake(actor: Actor, case: Case) -> None:
    """Acts of the window: in the centre of the case; at village level the agent is the window."""
    post = actor.post
    if post and post.role in INTAKE_ROLES:
        at_centre = post.centre_code == case.centre_id
        if post.role == Role.WINDOW_CLERK and at_centre:
            return
        if post.role == Role.CHIEF_REPRESENTATIVE and post.body_id == case.body_id:
            return
        if post.role == Role.VILLAGE_AGENT and at_centre and case.level == Level.VILLAGE:
            return
    raise NotFound


def step_in_hand(actor: Actor, file: CaseFile, *, decides: bool) -> CaseStep:
    """The active step of the case that the actor's post holds; refused when it is another's or not yet due."""
    for step in file.active_steps:
        if step.decides == decides and _holds(actor, step, file.case):
            return step
    raise Refusal(
        asked=_("办理办件 %(number)s 的当前环节") % {"number": file.case.number},
        rule=_("环节按事项公布的流程依次办理，由该环节的岗位办理（事项实施清单·办理流程）"),
        way_out=_("请在收件箱中办理分配给您岗位的环节"),
    )


def steps_held_by(actor: Actor) -> QuerySet[CaseStep]:
    """Active steps that wait for the actor's post."""
    return CaseStep.objects.filter(_held_by(actor), state=StepState.ACTIVE)


def _held_by(actor: Actor) -> Q:
    post = actor.post
    if post is None:
        return Q(pk__in=[])
    if post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return Q(role=post.role, case__centre_id=post.centre_code)
    return Q(role=post.role, body_id=post.body_id)


def _holds(actor: Actor, step: CaseStep, case: Case) -> bool:
    """What `_held_by` asks of the database, of a step in hand."""
    post = actor.post
    if post is None or step.role != post.role:
        return False
    if post.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return bool(case.centre_id == post.centre_code)
    return step.body_id == post.body_id


def require_reviewer_of(actor: Actor, file: CaseFile) -> None:
    """Acts on the clock of a case: by a reviewer or decider whose body has a step in hand."""
    bodies = {file.case.body_id, *(step.body_id for step in file.active_steps)}
    if not (actor.post and actor.post.body_id in bodies and actor.holds(*REVIEW_ROLES)):
        raise NotFound


def require_applicant(actor: Actor, case: Case) -> None:
    """Acts of the applicant or of the agent whom the applicant authorised."""
    if actor.account_id not in {case.applicant_id, case.agent_id}:
        raise NotFound


def may_read_documents(actor: Actor, subject: str) -> bool:
    """Documents of a case are for those who may read the case (``subject`` is ``case:<id>``)."""
    return visible_cases(actor).filter(pk=int(subject.removeprefix("case:"))).exists()


def may_read_evidence(actor: Actor, file_id: UUID) -> bool:
    """Evidence is for those who may read a case that it belongs to."""
    return visible_cases(actor).filter(Q(materials__file_id=file_id) | Q(authorisation_id=file_id)).exists()
