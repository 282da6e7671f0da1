"""The register of licences follows the ledger: what was granted is entered, what was taken back ends."""

from collections.abc import Sequence

from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow

from .services.licences import follow_revocation, register

NAME = "licences"
_GRANTED, _REVOKED = "operation.CaseDecided", "operation.CommitmentRevoked"


def follow_ledger() -> int:
    """Take in everything that is new; returns how many events were stepped over."""
    return consumers.consume_all(NAME, _follow, kinds=[_GRANTED, _REVOKED])


def _follow(rows: Sequence[LedgerRow]) -> None:
    for row in rows:
        case_id = int(row.payload["case_id"])
        if row.kind == _GRANTED:
            register(case_id)
        else:
            follow_revocation(case_id, at=row.occurred_at)
