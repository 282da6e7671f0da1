"""Reads of electronic supervision: cards as lists, as one page, and as the figures of any place and period."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.clocks import ClockReading
from yangguang.platforms.power_operation import queries as operation

from .access import card_to_read, may_answer, may_judge, visible_cards
from .board import UNSETTLED, Board, board, burning_cases, in_words, place_within
from .health_view import HealthView, health_view, open_incidents
from .history_export import write_ocel, write_xes
from .inspection_queries import inspections_done, inspections_missed
from .levels import AlertLevel, CardState, Matter
from .models import Card, CardAct, SupervisionOrder
from .order_access import visible_orders
from .order_queries import measures_taken
from .questions_view import cases_behind_view, questions_view
from .rule_set import LevelLabel, Rule, rules_of_version
from .rules_view import rules_view
from .services.cards import stream_of
from .services.findings import differs

__all__ = [
    "Board",
    "CardCounts",
    "CardPage",
    "HealthView",
    "addressed_to",
    "attempts",
    "board",
    "burning_cases",
    "card_counts",
    "card_list",
    "card_page",
    "card_to_read",
    "cards_counted",
    "cards_of_case",
    "cards_revoked",
    "cases_behind_view",
    "health_view",
    "in_words",
    "inspections_done",
    "inspections_missed",
    "label_of",
    "may_answer",
    "measures_taken",
    "open_incidents",
    "place_within",
    "questions_view",
    "rule_of",
    "rules_view",
    "visible_cards",
    "warnings_issued",
    "write_ocel",
    "write_xes",
]


# ── figures ──────────────────────────────────────────────────────────────────────────────


def warnings_issued(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Card]:
    """Early warnings issued in a period at a place or below (S10); ``to_at`` is exclusive."""
    return _issued(path, from_at, to_at).filter(level=AlertLevel.WARN)


def cards_counted(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Card]:
    """Yellow and red cards of a period that count (S11): of one case and matter only the highest, none revoked.

    Judged as of the end of the period, so that a figure once published stays what it was: a red card of April does not
    take the yellow card of March out of March, and a revocation in April is shown in April.
    """
    cards = _issued(path, from_at, to_at).filter(level__gt=AlertLevel.WARN).filter(_standing_at(to_at))
    higher = Card.objects.filter(
        _standing_at(to_at), case=OuterRef("case"), matter=OuterRef("matter"), issued_at__lt=to_at
    )
    same_level_before = higher.filter(level=OuterRef("level"), pk__lt=OuterRef("pk"), issued_at__gte=from_at)
    return cards.exclude(Exists(higher.filter(level__gt=OuterRef("level")))).exclude(
        Exists(same_level_before)
    )


def cards_revoked(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Card]:
    """Yellow and red cards revoked in a period, whenever they were issued."""
    return Card.objects.filter(
        at_or_below(path, field="place_path"),
        level__gt=AlertLevel.WARN,
        revoked_at__gte=from_at,
        revoked_at__lt=to_at,
    )


@dataclass(frozen=True, slots=True)
class CardCounts:
    warnings: int
    yellow: int
    red: int
    revoked: int


def card_counts(path: str, from_at: datetime, to_at: datetime) -> CardCounts:
    """The figures S10 and S11 of a place and a period."""
    counted = cards_counted(path, from_at, to_at).aggregate(
        yellow=Count("pk", filter=Q(level=AlertLevel.YELLOW)), red=Count("pk", filter=Q(level=AlertLevel.RED))
    )
    return CardCounts(
        warnings=warnings_issued(path, from_at, to_at).count(),
        yellow=counted["yellow"],
        red=counted["red"],
        revoked=cards_revoked(path, from_at, to_at).count(),
    )


def _issued(path: str, from_at: datetime, to_at: datetime) -> QuerySet[Card]:
    return Card.objects.filter(
        at_or_below(path, field="place_path"), issued_at__gte=from_at, issued_at__lt=to_at
    )


def _standing_at(at: datetime) -> Q:
    return Q(revoked_at__isnull=True) | Q(revoked_at__gte=at)


# ── lists ────────────────────────────────────────────────────────────────────────────────


def card_list(
    actor: Actor,
    *,
    path: str = "",
    level: str = "",
    state: str = "",
    matter: str = "",
    wanted: str = "",
    unsettled: bool = False,
) -> QuerySet[Card]:
    """The cards that the actor may read, newest first; unknown choices are as none.

    ``wanted`` is part of a number; ``unsettled`` leaves those that somebody still has to do something about.
    """
    cards = visible_cards(actor).select_related("case__item_version", "body").order_by("-issued_at", "-pk")
    if path:
        cards = cards.filter(at_or_below(path, field="place_path"))
    if level in {str(one.value) for one in AlertLevel}:
        cards = cards.filter(level=int(level))
    if state in CardState.values:
        cards = cards.filter(state=state)
    if state == CardState.ISSUED:  # a warning waits for nobody
        cards = cards.filter(level__gt=AlertLevel.WARN)
    if matter in Matter.values:
        cards = cards.filter(matter=matter)
    if unsettled:
        cards = cards.filter(UNSETTLED)
    if wanted:
        cards = cards.filter(Q(number__contains=wanted.upper()) | Q(case__number__contains=wanted.upper()))
    return cards


def addressed_to(actor: Actor) -> QuerySet[Card]:
    """`card_list` with what waits for an answer on top, the earliest day first."""
    waits = Case(When(state=CardState.ISSUED, level__gt=AlertLevel.WARN, then=0), default=1)
    return card_list(actor).order_by(waits, "answer_due_date", "-issued_at", "-pk")


def attempts(actor: Actor) -> QuerySet[Card]:
    """Breaches that are acts: papers demanded outside the list, second corrections, late entries."""
    return card_list(actor).filter(matter__in=[Matter.LIST, Matter.CORRECTION, Matter.LATE_ENTRY])


def cards_of_case(actor: Actor, case_id: int) -> list[Card]:
    """The cards of one case that the actor may read, newest first."""
    return list(card_list(actor).filter(case_id=case_id))


# ── one card ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CardPage:
    """Everything that the page of a card shows.

    ``reading`` is the clock read again at the moment at which the rule first held; ``agrees`` whether it still says what
    the card says. Both are None for a card that rests on an act.
    """

    card: Card
    rule: Rule
    label: LevelLabel
    acts: list[CardAct]
    documents: list[OfficialDocument]
    reading: ClockReading | None
    agrees: bool | None
    may_answer: bool
    may_judge: bool
    may_appeal: bool
    may_rule: bool
    may_take_up: bool
    orders: list[SupervisionOrder]


def card_page(actor: Actor, number: str) -> CardPage:
    """Raises `NotFound` when the card is absent or not this person's."""
    card = card_to_read(actor, number)
    reading = _read_again(card)
    return CardPage(
        card=card,
        rule=rule_of(card),
        label=label_of(card),
        acts=list(
            CardAct.objects.filter(card=card)
            .select_related("account", "post__body")
            .order_by("acted_at", "pk")
        ),
        documents=documents.documents_of(stream_of(card.pk)),
        reading=reading,
        agrees=None if reading is None else not differs(card.facts, reading),
        may_answer=may_answer(actor, card) and _open_to_answer(card),
        may_judge=may_judge(actor, card) and card.state in OPEN_TO_JUDGEMENT,
        may_appeal=may_answer(actor, card) and card.state == CardState.CONFIRMED,
        may_rule=may_judge(actor, card) and card.state == CardState.APPEALED,
        may_take_up=may_judge(actor, card) and card.level > AlertLevel.WARN and card.state in TO_TAKE_UP,
        orders=list(visible_orders(actor).filter(cards__card=card).order_by("pk")),
    )


TO_TAKE_UP = frozenset({CardState.ISSUED, CardState.ANSWERED, CardState.CONFIRMED, CardState.UPHELD})


OPEN_TO_JUDGEMENT = frozenset({CardState.ISSUED, CardState.ANSWERED, CardState.CONFIRMED})


def _open_to_answer(card: Card) -> bool:
    return card.level > AlertLevel.WARN and card.state in {CardState.ISSUED, CardState.ANSWERED}


def _read_again(card: Card) -> ClockReading | None:
    if card.clock_id is None:
        return None
    records = operation.clock_records(clock_ids=[card.clock_id])
    return records[0].read(at=card.fell_due_at) if records else None


def rule_of(card: Card) -> Rule:
    """The rule as it stood in the version that the card names."""
    return rules_of_version(card.rule_version).rule(card.matter, card.level)


def label_of(card: Card) -> LevelLabel:
    return rules_of_version(card.rule_version).levels[AlertLevel(card.level)]
