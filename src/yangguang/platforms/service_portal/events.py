"""Facts of the portal on the ledger. The text of a rating stays out of it: only the level is a figure."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRated:
    case_id: int
    number: str
    stars: int

    def as_payload(self) -> dict[str, Any]:
        return asdict(self)
