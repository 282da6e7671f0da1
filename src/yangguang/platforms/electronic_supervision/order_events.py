"""What happened above the cards, as the ledger keeps it in stream ``order:<id>``. Never a person, never free text."""

from dataclasses import asdict, dataclass
from hashlib import sha256

from yangguang.foundations.ledger.services import NewEvent


def text_hash(text: str) -> str:
    """Texts stand on the ledger by their SHA-256, so that a later change of them would show."""
    return sha256(text.strip().encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    order_id: int
    number: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"supervision.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIssued(OrderEvent):
    order_kind: str
    body_id: int
    cards: list[str]
    follows: str
    answer_due_date: str
    rule_version: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(OrderEvent):
    """``step`` is one of `orders.OrderStep`; ``state`` where the order stands now."""

    step: str
    state: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityOpened(OrderEvent):
    record: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRecorded(OrderEvent):
    """``on_person``: whether a person or the body itself is held to account; who it is stays out of the ledger."""

    record: str
    measure_id: int
    measure: str
    on_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityClosed(OrderEvent):
    record: str
    text_sha256: str
