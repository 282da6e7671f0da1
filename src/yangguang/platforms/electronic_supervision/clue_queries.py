"""Clues for the supervisors who may read them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, QuerySet, When

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.time_limits import shanghai_date

from .clue_access import clue_to_read, visible_clues
from .clue_models import Clue, ClueAct
from .clues import LEADS_TO, OPEN, ClueSource, ClueState, ClueStep

OFFERED = 10


def clue_list(actor: Actor, *, source: str = "", state: str = "", wanted: str = "") -> QuerySet[Clue]:
    """Open ones first, the earliest day on top; unknown choices are as none."""
    clues = visible_clues(actor).select_related("body", "place")
    if source in ClueSource.values:
        clues = clues.filter(source=source)
    if state in ClueState.values:
        clues = clues.filter(state=state)
    if wanted:
        clues = clues.filter(Q(number__contains=wanted.upper()) | Q(title__contains=wanted))
    return clues.order_by(Case(When(state__in=OPEN, then=0), default=1), "due_date", "-pk")


def overdue_clues(actor: Actor, *, at: datetime) -> QuerySet[Clue]:
    """Clues whose day for an answer is over, the oldest first."""
    clues = visible_clues(actor).filter(state__in=OPEN, due_date__lt=shanghai_date(at))
    return clues.select_related("body").order_by("due_date", "pk")


@dataclass(frozen=True, slots=True)
class CluePage:
    """``alike``: open clues about the same case or body, with which it could be merged."""

    clue: Clue
    acts: list[ClueAct]
    steps: list[ClueStep]
    alike: list[Clue]
    merged: list[Clue]


def clue_page(actor: Actor, number: str) -> CluePage:
    """Raises `NotFound` when the clue is absent or not this person's."""
    clue = clue_to_read(actor, number)
    steps = [step for step in ClueStep if (ClueState(clue.state), step) in LEADS_TO]
    return CluePage(
        clue=clue,
        acts=list(clue.acts.select_related("account", "post__body").order_by("acted_at", "pk")),
        steps=steps,
        alike=_alike(actor, clue) if ClueStep.MERGE in steps else [],
        merged=list(clue.merged.order_by("pk")),
    )


def _alike(actor: Actor, clue: Clue) -> list[Clue]:
    same = Q(case_id=clue.case_id) if clue.case_id else Q(pk=None)
    same |= Q(body_id=clue.body_id) if clue.body_id else Q(place_id=clue.place_id)
    found = visible_clues(actor).filter(same, state__in=OPEN).exclude(pk=clue.pk)
    return list(found.order_by("-received_at", "-pk")[:OFFERED])
