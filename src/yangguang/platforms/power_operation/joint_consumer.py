"""Reads acts on members off the ledger and carries the joint case on; acts on single cases know nothing of it."""

from collections.abc import Sequence

from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow

from .services.joint import follow_member

NAME = "joint_cases"
# What starts, stops or moves the joint clock, or lays the ground for the next member.
FOLLOWED = frozenset(
    f"operation.{name}"
    for name in (
        "CaseAccepted",
        "CaseDeclined",
        "CaseDecided",
        "CaseWithdrawn",
        "CaseDelivered",
        "ClockSuspended",
        "ClockResumed",
    )
)


def follow_ledger() -> int:
    """Take in everything that is new; returns how many events were stepped over."""
    return consumers.consume_all(NAME, _follow, kinds=FOLLOWED)


def _follow(rows: Sequence[LedgerRow]) -> None:
    for row in rows:
        follow_member(case_id=row.payload["case_id"], at=row.occurred_at)
