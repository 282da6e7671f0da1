"""What waits for a legal review, and what was found so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Case as Choice

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case, CaseFile
from yangguang.platforms.power_operation.states import CaseState

from .access import reviewable_cases
from .models import LegalReview

# A version that demands a review says so in one of its steps.
DEMANDS_REVIEW = {"steps": [{"legal_review": True}]}
ALL_POINTS = Q(competence_ok=True, evidence_ok=True, law_applied_ok=True, procedure_ok=True)


def awaiting_review(actor: Actor) -> QuerySet[Case]:
    """Cases under review at the officer's place or below that demand a legal review and have not passed their latest.

    ``latest_passed`` is None where there was none yet. What is due first stands on top.
    """
    latest = (
        LegalReview.objects.filter(case=OuterRef("pk"))
        .order_by("-reviewed_at", "-pk")
        .values(passed_all=Choice(When(ALL_POINTS, then=True), default=False, output_field=BooleanField()))
    )
    return (
        reviewable_cases(actor)
        .filter(state=CaseState.UNDER_REVIEW, item_version__content__contains=DEMANDS_REVIEW)
        .annotate(latest_passed=Subquery(latest[:1]))
        .filter(Q(latest_passed__isnull=True) | Q(latest_passed=False))
        .select_related("item_version", "body")
        .defer("form", "item_version__content")
        .order_by("promised_due_at", "pk")
    )


def reviews_done(actor: Actor) -> QuerySet[LegalReview]:
    """Reviews of cases at the officer's place or below, newest first."""
    return (
        LegalReview.objects.filter(case__in=reviewable_cases(actor).values("pk"))
        .select_related("case__item_version", "case__body", "reviewed_by", "post")
        .order_by("-reviewed_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """``open``: the case can be reviewed now; ``demanded``: the item's published steps ask for it."""

    file: CaseFile
    reviews: Sequence[LegalReview]
    open: bool
    demanded: bool


def review_page(actor: Actor, number: str, *, at: datetime) -> ReviewPage:
    """Raises `NotFound` when the case is absent or not this officer's."""
    if not reviewable_cases(actor).filter(number=number).exists():
        raise NotFound
    case = operation.case_to_read(actor, number)
    file = operation.case_file(case, at=at)
    reviews = LegalReview.objects.filter(case=case).select_related("reviewed_by", "post")
    return ReviewPage(
        file=file,
        reviews=list(reviews.order_by("-reviewed_at", "-pk")),
        open=case.state == CaseState.UNDER_REVIEW,
        demanded=any(step.legal_review for step in file.definition.steps),
    )
