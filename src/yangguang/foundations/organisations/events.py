"""What happened to the organisation, as the ledger keeps it in the stream ``organisations``."""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.services import NewEvent

STREAM = "organisations"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationsLoaded:
    """Rows of one table were brought to their data files.

    ``files`` maps each file read to its SHA-256, so that the rows can be traced to the very text they came from.
    """

    table: str
    files: dict[str, str]
    inserted: int
    updated: int

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"organisations.{type(self).__name__}", payload=asdict(self))
