"""What goes into the ledger and what comes out of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ActorRef:
    """Whoever acted, by the two numbers that the ledger keeps; the names stay with the accounts."""

    account_id: int | None
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact to be recorded. ``kind`` is its name in the past tense (``case.accepted``); ``payload`` holds no fractions."""

    kind: str
    payload: Mapping[str, Any]
    version: int = 1


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A recorded fact as consumers read it; moments are aware and in UTC."""

    sequence: int
    transaction_id: int
    stream: str
    position: int
    kind: str
    version: int
    actor_id: int | None
    post_id: int | None
    place_path: str
    occurred_at: datetime
    recorded_at: datetime
    payload: dict[str, Any]

    @classmethod
    def read(cls, row: Sequence[Any]) -> "LedgerRow":
        """A row as selected in the order of the fields, the payload still as JSON text."""
        fields: list[Any] = [*row[:-1], json.loads(row[-1])]
        return cls(*fields)
