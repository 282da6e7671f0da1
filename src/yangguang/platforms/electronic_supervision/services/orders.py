"""督办 and 监察建议: demands above the cards, each with its document, its recipients up the line and its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from ..access import may_judge, visible_cards
from ..escalation import DEFAULT, due_on, escalation_of, escalations
from ..levels import AlertLevel, CardState, Told
from ..models import Card, OrderCard, SupervisionOrder
from ..order_events import OrderEvent, OrderIssued, text_hash
from ..orders import OrderKind
from ..rule_set import rules_of_version
from ..wording import finding
from .recipients import Breach, Directory, recipients
from .serials import next_number

UP_THE_LINE = (Told.AGENCY_HEAD, Told.CENTRE_MANAGER, Told.SUPERVISOR, Told.GOVERNMENT_HEAD)
LETTERS = {OrderKind.ORDER: "D", OrderKind.RECOMMENDATION: "J", OrderKind.RECTIFICATION: "Z"}
DOCUMENTS = {
    OrderKind.ORDER: DocumentKind.SUPERVISION_ORDER,
    OrderKind.RECOMMENDATION: DocumentKind.RECOMMENDATION,
    OrderKind.RECTIFICATION: DocumentKind.INSPECTION_ORDER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What an order demands of whom, and on what it rests. ``answer_due``: None for the day that the rule set gives."""

    kind: OrderKind
    body_id: int
    body_name: str
    place: Division
    text: str
    rule_version: str = DEFAULT
    by_window: bool = False
    cards: Sequence[Card] = ()
    findings: Sequence[str] = ()
    follows: SupervisionOrder | None = None
    answer_due: date | None = None
    judged_from: str = ""


@dataclass(slots=True)
class _Written:
    """An order with what its document needs beside it."""

    order: SupervisionOrder
    demand: Demand
    basis: str
    directory: Directory = field(repr=False)


@transaction.atomic
def issue_order(
    actor: Actor,
    *,
    kind: OrderKind,
    card_ids: Sequence[int],
    text: str,
    at: datetime,
    answer_due: date | None = None,
    follows: int | None = None,
) -> SupervisionOrder:
    """A supervisor demands rectification of what one or several cards of a body found."""
    asked = _("发出%(kind)s") % {"kind": OrderKind(kind).label}
    cards = _cards_to_take_up(actor, card_ids, asked)
    _require_text(text, asked)
    _require_day_ahead(answer_due, asked, at)
    demand = Demand(
        kind=OrderKind(kind),
        body_id=cards[0].body_id,
        body_name=cards[0].body.name,
        place=Division.objects.get(path=cards[0].place_path),
        text=text.strip(),
        rule_version=cards[0].rule_version,
        by_window=all(card.by_window for card in cards),
        cards=cards,
        follows=_followed(actor, follows, cards[0].body_id),
        answer_due=answer_due,
    )
    return put_out(demand, actor=actor, at=at)


def escalate_unanswered(at: datetime) -> int:
    """Orders on the red cards left unanswered, where the rule set issues them by itself; returns how many."""
    automatic = [version for version, terms in escalations().items() if terms.automatic]
    cards = list(overdue_red_cards(at).filter(rule_version__in=automatic).values_list("pk", flat=True))
    return sum(_issue_by_rule(card, at) is not None for card in cards)


def overdue_red_cards(at: datetime) -> QuerySet[Card]:
    """Red cards without an answer in time on which no order rests, the oldest first."""
    return Card.objects.filter(
        level=AlertLevel.RED,
        state=CardState.ISSUED,
        answer_due_date__lt=shanghai_date(at),
        orders__isnull=True,
    ).order_by("answer_due_date", "pk")


@transaction.atomic
def _issue_by_rule(card_id: int, at: datetime) -> SupervisionOrder | None:
    """One order; None when a supervisor or the department was quicker."""
    card = (
        Card.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__item_version", "body")
        .filter(pk=card_id, state=CardState.ISSUED)
        .first()
    )
    if card is None or card.orders.exists():
        return None
    demand = Demand(
        kind=OrderKind.ORDER,
        body_id=card.body_id,
        body_name=card.body.name,
        place=Division.objects.get(path=card.place_path),
        text="红牌逾期未反馈。请立即办理、查明责任，并在期限内书面答复整改情况。",
        rule_version=card.rule_version,
        by_window=card.by_window,
        cards=[card],
    )
    return put_out(demand, actor=None, at=at)


def put_out(demand: Demand, *, actor: Actor | None, at: datetime) -> SupervisionOrder:
    """Write the order with its document, its messages and its event. Runs inside the caller's transaction."""
    with override(
        settings.LANGUAGE_CODE
    ):  # what an order says is Chinese, in whatever language its writer reads
        written = _write(demand, actor, at)
    OrderCard.objects.bulk_create(OrderCard(order=written.order, card=card) for card in demand.cards)
    _issue_document(written, at)
    tell(written.order, _told(written), at)
    _record(written, actor, at)
    return written.order


def _write(demand: Demand, actor: Actor | None, at: datetime) -> _Written:
    directory = Directory(at)
    terms = escalation_of(demand.rule_version)
    breach = Breach(case_id=0, place_code=demand.place.code, body_id=demand.body_id, at=at, in_review=False)
    order = SupervisionOrder.objects.create(
        number=next_number(LETTERS[demand.kind], demand.place.path, at),
        kind=demand.kind,
        body_id=demand.body_id,
        by_window=demand.by_window,
        place=demand.place,
        place_path=demand.place.path,
        demand=demand.text,
        rule_version=demand.rule_version,
        facts={"cards": [_card_facts(card) for card in demand.cards], "findings": list(demand.findings)},
        recipients=recipients(UP_THE_LINE, breach, directory),
        follows=demand.follows,
        account_id=actor.account_id if actor else None,
        post_id=actor.post.id if actor and actor.post else None,
        issued_at=at,
        answer_due_date=demand.answer_due or due_on(at, terms.answers[demand.kind], demand.place.code),
        judged_from=_judged_from(demand, actor),
    )
    return _Written(order, demand, terms.root, directory)


def _judged_from(demand: Demand, actor: Actor | None) -> str:
    """The place that decides: the one named, else that of the breach, or of the supervisor above who took it up."""
    if demand.judged_from:
        return demand.judged_from
    return actor.post.path if actor and actor.post else demand.place.path


def _card_facts(card: Card) -> dict[str, Any]:
    return {
        "number": card.number,
        "level": rules_of_version(card.rule_version).levels[AlertLevel(card.level)].name,
        "item": card.case.item_version.name,
        "case_number": card.case.number,
        "finding": finding(card.matter, card.level, card.facts),
        "due_at": card.facts.get("due_at", ""),
    }


def _issue_document(written: _Written, at: datetime) -> None:
    order, demand = written.order, written.demand
    department = rules_of_version(demand.rule_version).supervising_department
    issuer = written.directory.supervising_body(department, demand.place.code) or demand.body_id
    documents.issue_document(
        kind=DOCUMENTS[demand.kind],
        body_id=issuer,
        subject=stream_of(order.pk),
        addressee=demand.body_name,
        facts={
            "addressee_kind": "body",
            "order_number": order.number,
            "body": demand.body_name,
            "demand": demand.text,
            "basis": written.basis,
            "recipients": [f"{one['body']}{one['post']}" for one in order.recipients] or [demand.body_name],
            "answer_due": order.answer_due_date.isoformat(),
            "cards": order.facts["cards"],
            "findings": order.facts["findings"],
            "follows": demand.follows.number if demand.follows else "",
            "clocks": [_clock(card) for card in demand.cards if card.facts.get("explanation")],
        },
        at=at,
    )


def _clock(card: Card) -> Mapping[str, Any]:
    """How the days of a card were counted, as the card keeps it."""
    rows = [
        {
            "first": span["first_date"],
            "last": span["last_date"],
            "counted": "计入" if span["counted"] else "不计入",
            "why": span["why"],
            "citation": span["citation"],
        }
        for span in card.facts["explanation"]
    ]
    return {"card": card.number, "item": card.case.item_version.name, "rows": rows}


def _told(written: _Written) -> str:
    return _("%(kind)s %(number)s：请于%(day)s前答复整改情况") % {
        "kind": OrderKind(written.order.kind).label,
        "number": written.order.number,
        "day": day_text(written.order.answer_due_date),
    }


def _record(written: _Written, actor: Actor | None, at: datetime) -> None:
    order, demand = written.order, written.demand
    event = OrderIssued(
        order_id=order.pk,
        number=order.number,
        order_kind=order.kind,
        body_id=order.body_id,
        cards=[card.number for card in demand.cards],
        follows=demand.follows.number if demand.follows else "",
        answer_due_date=order.answer_due_date.isoformat(),
        rule_version=order.rule_version,
        text_sha256=text_hash(order.demand),
    )
    keep(order, event, actor, at)


# ── shared with what follows an order ────────────────────────────────────────────────────


def stream_of(order_id: int) -> str:
    return f"order:{order_id}"


def keep(order: SupervisionOrder, event: OrderEvent, actor: Actor | None, at: datetime) -> None:
    """Put an event about the order on the ledger."""
    ledger.append(
        stream_of(order.pk),
        [event.as_event()],
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id) if actor and actor.post else None,
        at=at,
        place_path=order.place_path,
    )


def tell(order: SupervisionOrder, text: str, at: datetime, *, accounts: Sequence[int] | None = None) -> None:
    """A message to the recipients of the order, or to ``accounts``."""
    told = [one["account"] for one in order.recipients] if accounts is None else list(accounts)
    notices.send_message(
        told, subject=stream_of(order.pk), text=text, link=f"/supervision/orders/{order.number}/", at=at
    )


# ── what an order may rest on ────────────────────────────────────────────────────────────


def _cards_to_take_up(actor: Actor, card_ids: Sequence[int], asked: str) -> list[Card]:
    """The cards, locked: of one body, standing, and the supervisor's to judge."""
    cards = list(
        Card.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__item_version", "body")
        .filter(pk__in=visible_cards(actor).filter(pk__in=card_ids).values("pk"))
        .order_by("pk")
    )
    if not cards or len(cards) != len(set(card_ids)) or not all(may_judge(actor, card) for card in cards):
        raise NotFound
    _require(
        len({card.body_id for card in cards}) == 1,
        asked,
        _("一份文书只对一个责任单位（电子监察规则）"),
        _("请按责任单位分别发出"),
    )
    standing = {CardState.ISSUED, CardState.ANSWERED, CardState.CONFIRMED, CardState.UPHELD}
    _require(
        all(card.level > AlertLevel.WARN and card.state in standing for card in cards),
        asked,
        _("督办和监察建议以有效的黄牌、红牌为据；预警、已撤销和申诉中的牌件不能作为依据（电子监察规则）"),
        _("请选择有效的黄牌或红牌，申诉中的等待决定"),
    )
    return cards


def _followed(actor: Actor, order_id: int | None, body_id: int) -> SupervisionOrder | None:
    """The order that is taken further; one of another body, or out of sight, is none."""
    if order_id is None:
        return None
    found = SupervisionOrder.objects.filter(pk=order_id, body_id=body_id).first()
    if found is None or not (actor.post and actor.answers_for(found.place_path)):
        raise NotFound
    return found


def _require_text(text: str, asked: str) -> None:
    _require(
        bool(text.strip()),
        asked,
        _("文书应当写明整改要求（电子监察规则）"),
        _("请写明要做什么、做到什么程度"),
    )


def _require_day_ahead(day: date | None, asked: str, at: datetime) -> None:
    _require(
        day is None or day > shanghai_date(at),
        asked,
        _("答复期限应当在发出之后（电子监察规则）"),
        _("请另选一日，或留空按规则计算"),
    )


def _require(holds: bool, asked: str, rule: str, way_out: str) -> None:
    if not holds:
        raise Refusal(asked=asked, rule=rule, way_out=way_out)
