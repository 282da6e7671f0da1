"""What happened to a clue, as the ledger keeps it in stream ``clue:<id>``. Never a person, never free text."""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueEvent:
    clue_id: int
    number: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"supervision.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueReceived(ClueEvent):
    source: str
    source_ref: str
    due_date: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueMoved(ClueEvent):
    """``other``: the number of the clue it was merged into, or of the order that followed; empty else."""

    step: str
    state: str
    other: str
    text_sha256: str
