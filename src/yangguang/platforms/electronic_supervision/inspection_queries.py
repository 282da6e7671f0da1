"""Plans and inspections for those who may read them; the figures of S12."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.time_limits import shanghai_date

from .checklist import ChecklistItem, checklist
from .drawing import Candidate, draw, pool_hash
from .inspection_access import inspection_to_read, plan_to_read, visible_inspections, visible_plans
from .inspection_models import Inspection, InspectionPhoto, InspectionPlan


def plan_list(actor: Actor) -> QuerySet[InspectionPlan]:
    """Plans with how many of their windows have been inspected, newest first."""
    done = Count("inspections", filter=Q(inspections__done_at__isnull=False))
    return (
        visible_plans(actor)
        .select_related("place")
        .annotate(drawn=Count("inspections"), done=done)
        .order_by("-drawn_at", "-pk")
    )


def to_inspect(actor: Actor, *, at: datetime) -> list[Inspection]:
    """Windows that this person was drawn for and nobody has inspected yet, in plans that have not run out."""
    drawn = Inspection.objects.filter(
        inspectors__account_id=actor.account_id, done_at=None, until_date__gt=shanghai_date(at)
    )
    return list(drawn.select_related("plan", "window__centre").order_by("until_date", "pk"))


def done_at_my_place(actor: Actor) -> QuerySet[Inspection]:
    """What was found at windows one answers for, newest first."""
    done = visible_inspections(actor).filter(done_at__isnull=False)
    return done.select_related("plan", "window__centre", "order").order_by("-done_at", "-pk")


@dataclass(frozen=True, slots=True)
class PlanPage:
    """``agrees``: whether the draw, made again from seed and pool, gives the same windows and inspectors."""

    plan: InspectionPlan
    inspections: list[Inspection]
    windows: int
    inspectors: int
    agrees: bool


def plan_page(actor: Actor, number: str) -> PlanPage:
    """Raises `NotFound` when the plan is absent or not this person's."""
    plan = plan_to_read(actor, number)
    inspections = list(
        plan.inspections.select_related("window__centre", "order")
        .prefetch_related("inspectors__account", "inspectors__post__body")
        .order_by("ordinal")
    )
    return PlanPage(
        plan, inspections, len(plan.pool["windows"]), len(plan.pool["inspectors"]), drawn_as_recorded(plan)
    )


def drawn_as_recorded(plan: InspectionPlan) -> bool:
    """Draw again from what the plan keeps, and compare with what was laid down."""
    windows = {int(key): place for key, place in plan.pool["windows"].items()}
    candidates = [Candidate(post, place) for post, place in plan.pool["inspectors"]]
    if pool_hash(windows, candidates) != plan.pool_sha256:
        return False
    again = [
        (one.window_id, set(one.posts)) for one in draw(plan.seed, windows, candidates, plan.windows_wanted)
    ]
    kept = [
        (one.window_id, {inspector.post_id for inspector in one.inspectors.all()})
        for one in plan.inspections.prefetch_related("inspectors").order_by("ordinal")
    ]
    # One person may hold two of the posts drawn; then fewer inspectors were laid down, and no others.
    return [window for window, _posts in again] == [window for window, _posts in kept] and all(
        kept_posts and kept_posts <= posts for (_w, posts), (_v, kept_posts) in zip(again, kept, strict=True)
    )


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    item: ChecklistItem
    found: str
    note: str
    photos: list[InspectionPhoto]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    inspection: Inspection
    mine: bool
    answered: list[AnsweredItem]
    inspectors: list[str]


def inspection_page(actor: Actor, number: str, ordinal: int) -> InspectionPage:
    """Raises `NotFound` when the inspection is absent or not this person's."""
    inspection = inspection_to_read(actor, number, ordinal)
    drawn = list(inspection.inspectors.select_related("account", "post__body"))
    return InspectionPage(
        inspection=inspection,
        mine=any(one.account_id == actor.account_id for one in drawn),
        answered=_answered(inspection),
        inspectors=[f"{one.post.body.name}{one.post.title} {one.account.name}" for one in drawn],
    )


def _answered(inspection: Inspection) -> list[AnsweredItem]:
    if inspection.answers is None:
        return []
    photos = list(inspection.photos.select_related("file").order_by("pk"))
    return [
        AnsweredItem(
            item,
            inspection.answers[item.key]["found"],
            inspection.answers[item.key].get("note", ""),
            [photo for photo in photos if photo.item == item.key],
        )
        for item in checklist().items
        if item.key in inspection.answers
    ]


# ── S12 ──────────────────────────────────────────────────────────────────────────────────


def inspections_done(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Inspection]:
    """Windows inspected in a period at a place and below."""
    done = Inspection.objects.filter(
        at_or_below(path, field="place_path"), done_at__gte=from_at, done_at__lt=to_at
    )
    return done.select_related("plan", "window__centre", "order")


def inspections_missed(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Inspection]:
    """Windows drawn and not inspected although the plan ran out in the period."""
    missed = Inspection.objects.filter(
        at_or_below(path, field="place_path"),
        done_at=None,
        until_date__gt=shanghai_date(from_at),
        until_date__lte=shanghai_date(to_at),
    )
    return missed.select_related("plan", "window__centre", "order")
