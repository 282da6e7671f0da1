"""What happened to the library, as the ledger keeps it in stream ``item:<key>``.

Each dataclass is the payload, version 1, of the ledger event of its name. Days are ISO 8601.
"""

from dataclasses import asdict, dataclass
from typing import Any

from yangguang.foundations.ledger.services import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEvent:
    item: str

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"library.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVersionPublished(LibraryEvent):
    """A version was put in force from ``from_date``; its predecessor, if any, ends on that day."""

    number: int
    from_date: str
    content_sha256: str
    follows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSubmitted(LibraryEvent):
    """The department put version ``number`` forward; what it says is fixed by ``content_sha256``."""

    number: int
    content_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFoundLawful(LibraryEvent):
    number: int
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionApproved(LibraryEvent):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReturned(LibraryEvent):
    """To the department that drafted it, for ``reason``; ``from_state`` says who returned it."""

    number: int
    from_state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionWithdrawn(LibraryEvent):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSuspended(LibraryEvent):
    """Nobody may take the item in from ``from_date`` until a version follows; ``reason`` names the decision."""

    number: int
    from_date: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCancelled(LibraryEvent):
    number: int
    from_date: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAdapted(LibraryEvent):
    """The body of ``entry_code`` holds itself to better terms than the unified version ``number`` from ``from_date``.

    ``improvements``: the fields improved and what they became; empty when it returned to the unified terms.
    """

    entry_code: str
    number: int
    from_date: str
    improvements: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesChanged(LibraryEvent):
    """Bodies were given the item, or ceased to exercise it, from ``from_date``."""

    from_date: str
    added: int
    ended: int


def stream_of(item_key: str) -> str:
    return f"item:{item_key}"
