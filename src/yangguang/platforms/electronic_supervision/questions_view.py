"""The page of questions: for a place and a period, each with its figures, and the cases behind one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.queries import PlaceCard, at_or_below
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case

from .board import place_within
from .questions.asking import Question, cases_behind, questions
from .questions.catalogue import Signal, signal_of, signals

PERIODS = (30, 90, 365)  # days back
USUAL = 90


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with a case that names its body and item."""

    question: Question
    example: Case


@dataclass(frozen=True, slots=True)
class QuestionsView:
    place: PlaceCard
    days: int
    asked: Sequence[tuple[Signal, Sequence[Asked]]]
    quiet: Sequence[Signal]


@dataclass(frozen=True, slots=True)
class CasesBehind:
    signal: Signal
    days: int
    example: Case
    cases: QuerySet[Case]


def questions_view(actor: Actor, place_code: str, days: str, *, at: datetime) -> QuestionsView:
    """What there is to ask at a place at or below the actor's own. Raises `NotFound` for any other."""
    place, period = place_within(actor, place_code), _period(days)
    found = questions(place.path, at - timedelta(days=period), at)
    named = [Asked(question, _example(question.body_id, question.item)) for question in found]
    asked = [(signal, [one for one in named if one.question.signal == signal]) for signal in signals()]
    return QuestionsView(
        place=place,
        days=period,
        asked=[(signal, rows) for signal, rows in asked if rows],
        quiet=[signal for signal, rows in asked if not rows],
    )


def cases_behind_view(
    actor: Actor, signal_id: str, body: str, item: str, days: str, *, at: datetime
) -> CasesBehind:
    """The marked cases of one question; `NotFound` when there is no such signal, or none the actor may see."""
    signal, period = signal_of(signal_id), _period(days)
    if signal is None or not body.isdecimal() or len(body) > 18:
        raise NotFound
    marked = cases_behind(signal, int(body), item, at - timedelta(days=period), at)
    seen = (
        marked.filter(pk__in=operation.visible_cases(actor).values("pk"))
        .filter(at_or_below(actor.post.path if actor.post else "-", field="place_path"))
        .select_related("item_version", "body")
        .defer("form", "item_version__content")
        .order_by("-received_at", "-pk")
    )
    example = seen.first()
    if example is None:
        raise NotFound
    return CasesBehind(signal, period, example, seen)


def _period(days: str) -> int:
    return int(days) if days in {str(one) for one in PERIODS} else USUAL


def _example(body_id: int, item: str) -> Case:
    cases = Case.objects.filter(body_id=body_id).select_related("item_version", "body")
    if item:
        cases = cases.filter(item_version__item_id=item)
    example = cases.defer("form", "item_version__content").order_by("-pk").first()
    assert example
    return example
