"""Orders and records of accountability for those who may read them, and what an overdue answer asks of the supervisor."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.time_limits import shanghai_date

from .access import visible_cards
from .clue_models import Clue
from .clue_queries import overdue_clues
from .levels import AlertLevel, CardState
from .models import AccountabilityMeasure, AccountabilityRecord, Card, OrderAct, OrderCard, SupervisionOrder
from .order_access import may_answer, may_judge, order_to_read, visible_orders
from .orders import BY_DEPARTMENT, WAITING, Measure, OrderKind, OrderState, OrderStep, steps_open
from .services.accountability import answerable
from .services.orders import overdue_red_cards, stream_of

OFFERED = 20


def order_list(
    actor: Actor, *, kind: str = "", state: str = "", wanted: str = ""
) -> QuerySet[SupervisionOrder]:
    """What the actor may read; what waits for an answer on top, the earliest day first. Unknown choices are as none."""
    orders = visible_orders(actor).select_related("body", "place")
    if kind in OrderKind.values:
        orders = orders.filter(kind=kind)
    if state in OrderState.values:
        orders = orders.filter(state=state)
    if wanted:
        orders = orders.filter(number__contains=wanted.upper())
    waits = Case(When(state__in=WAITING, then=0), When(settled_at__isnull=True, then=1), default=2)
    return orders.order_by(waits, "answer_due_date", "-pk")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """``steps``: what this reader may do now. ``people``: whom a record of accountability can name."""

    order: SupervisionOrder
    cards: list[Card]
    acts: list[OrderAct]
    documents: list[OfficialDocument]
    steps: list[OrderStep]
    records: list[AccountabilityRecord]
    people: list[Actor]
    may_judge: bool
    followed_by: list[SupervisionOrder]

    @property
    def open_record(self) -> AccountabilityRecord | None:
        return next((record for record in self.records if record.closed_at is None), None)


def order_page(actor: Actor, number: str, *, at: datetime) -> OrderPage:
    """Raises `NotFound` when the order is absent or not this person's."""
    order = order_to_read(actor, number)
    judges = may_judge(actor, order)
    records = list(
        order.accountability.prefetch_related("measures__person", "measures__person_post").order_by("pk")
    )
    return OrderPage(
        order=order,
        cards=[one.card for one in order.cards.select_related("card__case__item_version", "card__body")],
        acts=list(order.acts.select_related("account", "post__body").order_by("acted_at", "pk")),
        documents=documents.documents_of(stream_of(order.pk)),
        steps=_steps(actor, order),
        records=records,
        people=answerable(order, at) if judges and any(one.closed_at is None for one in records) else [],
        may_judge=judges,
        followed_by=list(order.followed_by.order_by("pk")),
    )


def _steps(actor: Actor, order: SupervisionOrder) -> list[OrderStep]:
    appealed = order.acts.filter(kind=OrderStep.APPEAL).exists()
    answers, judges = may_answer(actor, order), may_judge(actor, order)
    open_steps = steps_open(order.state, appealed_before=appealed)
    return [step for step in open_steps if (answers if step in BY_DEPARTMENT else judges)]


# ── what a supervisor could take up, and what overdue answers ask of him ──────────────────


def cards_to_take_up(actor: Actor, numbers: list[str]) -> QuerySet[Card]:
    """The standing yellow and red cards of one body: those named, and the others that could go with them."""
    standing = [CardState.ISSUED, CardState.ANSWERED, CardState.CONFIRMED, CardState.UPHELD]
    cards = visible_cards(actor).filter(level__gt=AlertLevel.WARN, state__in=standing)
    named = cards.filter(number__in=numbers)
    bodies = list(named.values_list("body_id", flat=True).distinct()[:2])
    if len(bodies) != 1:
        return named.none()
    taken_up = Exists(OrderCard.objects.filter(card=OuterRef("pk")))
    others = Q(number__in=numbers) | Q(~taken_up, body_id=bodies[0])
    first = Case(When(number__in=numbers, then=0), default=1)
    return (
        cards.filter(others)
        .select_related("case__item_version", "body")
        .order_by(first, "-level", "-issued_at")
    )


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Red cards, orders and clues whose day for an answer is over: what now?"""

    cards: list[Card]
    orders: list[SupervisionOrder]
    clues: list[Clue]

    def __bool__(self) -> bool:
        return bool(self.cards or self.orders or self.clues)


def next_steps(actor: Actor, *, at: datetime) -> NextSteps:
    """The questions that overdue answers put to this supervisor, the oldest first."""
    if not actor.holds(Role.SUPERVISOR):
        return NextSteps([], [], [])
    cards = overdue_red_cards(at).filter(pk__in=visible_cards(actor).values("pk"))
    orders = visible_orders(actor).filter(
        state__in=WAITING, answer_due_date__lt=shanghai_date(at), followed_by__isnull=True
    )
    found = [
        one
        for one in orders.select_related("body").order_by("answer_due_date", "pk")
        if may_judge(actor, one)
    ]
    return NextSteps(
        list(cards.select_related("body", "case__item_version")[:OFFERED]),
        found[:OFFERED],
        list(overdue_clues(actor, at=at)[:OFFERED]),
    )


# ── accountability and S12 ───────────────────────────────────────────────────────────────


def records_visible(actor: Actor) -> QuerySet[AccountabilityRecord]:
    """Records of accountability on the orders that the actor may read, open ones first."""
    records = AccountabilityRecord.objects.filter(order__in=visible_orders(actor))
    still_open = Case(When(closed_at__isnull=True, then=0), default=1)
    return records.select_related("order__body").order_by(still_open, "-opened_at", "-pk")


def measures_taken(path: str, from_at: datetime, to_at: datetime) -> QuerySet[AccountabilityMeasure]:
    """Persons and bodies held to account at a place and below, by the day of the decision (S12)."""
    return (
        AccountabilityMeasure.objects.filter(
            at_or_below(path, field="record__order__place_path"),
            decided_on__gte=shanghai_date(from_at),
            decided_on__lt=shanghai_date(to_at),
        )
        .exclude(measure=Measure.NONE)
        .select_related("record__order__body", "person", "person_post")
        .order_by("decided_on", "pk")
    )
