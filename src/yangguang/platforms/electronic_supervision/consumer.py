"""Reads operation's acts off the ledger: keeps the watch over clocks and opens the cards that an act itself earns."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow

from .models import Card
from .services.breaches import ACTS_WATCHED, breaches_among, case_of
from .services.cards import Found, issue_card
from .services.clues import RATED, take_in_ratings
from .services.procedures import watch_procedures
from .services.recipients import Directory
from .services.watch import watch_cases

NAME = "electronic_supervision"
BATCH = 1000
# Acts that start, stop or move a clock.
MOVES_CLOCKS = frozenset(
    f"operation.{name}"
    for name in (
        "CaseReceived",
        "CorrectionRequested",
        "CorrectionSubmitted",
        "CaseAccepted",
        "CaseDeclined",
        "OpinionSubmitted",
        "StepsStarted",
        "ClockSuspended",
        "ClockResumed",
        "ClockExtended",
        "ClocksRedated",
        "CaseDecided",
        "CaseWithdrawn",
        "CaseDelivered",
        "CommitmentChecked",
    )
)


def read_ledger(at: datetime) -> int:
    """Take in everything that is new on the ledger; returns how many events were read."""
    return consumers.consume_all(
        NAME, lambda rows: _take_in(rows, at), limit=BATCH, kinds=MOVES_CLOCKS | ACTS_WATCHED | {RATED}
    )


def _take_in(rows: Sequence[LedgerRow], at: datetime) -> None:
    """Each case is read once, however many of its events are in the batch."""
    watch_cases({case_of(row) for row in rows if row.kind in MOVES_CLOCKS})
    watch_procedures(rows)
    _give_cards(breaches_among(rows), at)
    take_in_ratings(rows, at)


def _give_cards(found: Sequence[Found], at: datetime) -> None:
    if not found:
        return
    given = cards_given(one.event_sequence for one in found)
    directory = Directory(at)
    # Lower levels first, as the sweep does: two of them at once then take the series of numbers in one order.
    for one in sorted(found, key=lambda one: one.rule.level):
        if (one.event_sequence, one.rule.matter) not in given:
            issue_card(one, at=at, directory=directory)


def cards_given(sequences: Iterable[int | None]) -> set[tuple[int | None, str]]:
    """Acts among these for which there is a card, and the matter of each card."""
    cards = Card.objects.filter(event_sequence__in=[one for one in sequences if one is not None])
    return set(cards.values_list("event_sequence", "matter"))
