"""What happened to a centre, as the ledger keeps it in stream ``hall:<division>``.

Each dataclass is the payload, version 1, of the ledger event of its name. Days are ISO 8601.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class HallEvent:
    division: str

    @property
    def stream(self) -> str:
        return f"hall:{self.division}"

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"library.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsEnteredHall(HallEvent):
    """The items of these entries are taken in at the centre from ``from_date``; ``letter`` gives its window authority."""

    entries: list[str]
    authority: str
    letter: str
    from_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsLeftHall(HallEvent):
    entries: list[str]
    from_date: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsKeptOutOfHall(HallEvent):
    """By ``decision`` of the government of the place these stay outside from ``from_date``."""

    entries: list[str]
    decision: str
    ground: str
    from_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnityFound(HallEvent):
    """Some of the eight unifications were found in place at the centre, or found missing."""

    aspects: list[str]
    met: bool
    found_on: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CentresAccepted(HallEvent):
    """验收: all eight were found in place at ``centres`` centres of the place and below; ``sha256`` is of their codes."""

    centres: int
    sha256: str
    found_on: str
    evidence: str
