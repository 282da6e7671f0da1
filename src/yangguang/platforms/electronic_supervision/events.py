"""What happened to a card, as the ledger keeps it in stream ``card:<id>``. Never a person, never free text.

Texts are named by their SHA-256, so that a later change of them would show.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEvent:
    card_id: int
    number: str
    level: int

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"supervision.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIssued(CardEvent):
    """``fell_due_at`` is ISO 8601 in UTC; ``clock_id`` or ``event_sequence`` says what the card rests on."""

    case_id: int
    case_number: str
    rule: str
    rule_version: str
    matter: str
    clock_id: int | None
    event_sequence: int | None
    fell_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswered(CardEvent):
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardConfirmed(CardEvent):
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRevoked(CardEvent):
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAppealed(CardEvent):
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUpheld(CardEvent):
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReportedUp(CardEvent):
    text_sha256: str
