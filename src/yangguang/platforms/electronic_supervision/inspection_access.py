"""Who may read plans and inspections. An inspection is unannounced: the inspected learn of it when it is done."""

from uuid import UUID

from django.db.models import Q, QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.refusals import NotFound

from .access import OVERSEEING_ROLES
from .inspection_models import Inspection, InspectionPlan
from .order_access import visible_orders

INSPECTING_ROLES = (Role.SUPERVISOR, Role.CENTRE_MANAGER)


def visible_plans(actor: Actor) -> QuerySet[InspectionPlan]:
    """Plans at the place of the supervisor and below."""
    if actor.post is None or not actor.holds(Role.SUPERVISOR):
        return InspectionPlan.objects.none()
    return InspectionPlan.objects.filter(at_or_below(actor.post.path, field="place_path"))


def visible_inspections(actor: Actor) -> QuerySet[Inspection]:
    """Those of plans one may read, those one was drawn for, and what was done at places one answers for."""
    if actor.post is None or not actor.holds(*OVERSEEING_ROLES):
        return Inspection.objects.none()
    mine = Q(inspectors__account_id=actor.account_id) | Q(plan__in=visible_plans(actor))
    done = Q(at_or_below(actor.post.path, field="place_path"), done_at__isnull=False)
    return Inspection.objects.filter(Q(pk__in=Inspection.objects.filter(mine).values("pk")) | done)


def plan_to_read(actor: Actor, number: str) -> InspectionPlan:
    plan = visible_plans(actor).select_related("place", "account", "post__body").filter(number=number).first()
    if plan is None:
        raise NotFound
    return plan


def inspection_to_read(actor: Actor, number: str, ordinal: int) -> Inspection:
    inspection = (
        visible_inspections(actor)
        .select_related("plan", "window__centre", "order", "account")
        .filter(plan__number=number, ordinal=ordinal)
        .first()
    )
    if inspection is None:
        raise NotFound
    return inspection


def inspection_to_do(actor: Actor, inspection_id: int) -> Inspection:
    """The inspection, locked, for one of those drawn for it."""
    inspection = (
        Inspection.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan", "window__centre__division")
        .filter(pk=inspection_id, inspectors__account_id=actor.account_id)
        .first()
    )
    if inspection is None:
        raise NotFound
    return inspection


def may_read_evidence(actor: Actor, file_id: UUID) -> bool:
    """Photographs are for those who may read the inspection, and for the department that must rectify."""
    seen = Q(pk__in=visible_inspections(actor).values("pk")) | Q(order__in=visible_orders(actor))
    return Inspection.objects.filter(seen, photos__file_id=file_id).exists()
