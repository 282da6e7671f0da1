"""Reads operation's acts off the ledger: keeps the watch over clocks and opens the cards that an act itself earns."""

from collections.abc import Sequence
from datetime import datetime

from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case

from .models import Card
from .rule_set import Rule, rules_for
from .services.cards import Found, found_in_act, issue_card
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
    )
)
MAY_BE_BREACHES = frozenset({"operation.CorrectionRequested", "operation.UnlistedDemandRefused"})


def read_ledger(at: datetime) -> int:
    """Take in everything that is new on the ledger; returns how many events were read."""
    return consumers.consume_all(
        NAME, lambda rows: _take_in(rows, at), limit=BATCH, kinds=MOVES_CLOCKS | MAY_BE_BREACHES
    )


def _take_in(rows: Sequence[LedgerRow], at: datetime) -> None:
    """Each case is read once, however many of its events are in the batch."""
    watch_cases({_case_id(row) for row in rows if row.kind in MOVES_CLOCKS})
    _give_cards([row for row in rows if row.kind in MAY_BE_BREACHES], at)


def _give_cards(rows: Sequence[LedgerRow], at: datetime) -> None:
    if not rows:
        return
    cases = operation.cases_by_id({_case_id(row) for row in rows})
    found = [breach for row in rows if (breach := _breach(cases[_case_id(row)], row))]
    given = set(
        Card.objects.filter(event_sequence__in=[one.event_sequence for one in found]).values_list(
            "event_sequence", flat=True
        )
    )
    directory = Directory(at)
    # Lower levels first, as the sweep does: two of them at once then take the series of numbers in one order.
    for one in sorted(found, key=lambda one: one.rule.level):
        if one.event_sequence not in given:
            issue_card(one, at=at, directory=directory)


def _breach(case: Case, row: LedgerRow) -> Found | None:
    rule = rules_for(case.thresholds_version).of_event(row.kind)
    if rule is None or not _is_breach(rule, row):
        return None
    return found_in_act(case, rule, row.payload, sequence=row.sequence, acted_at=row.occurred_at)


def _is_breach(rule: Rule, row: LedgerRow) -> bool:
    """A first correction notice is the law's own; a further one is what the rule is about."""
    return rule.event != "operation.CorrectionRequested" or row.payload["round"] > 1


def _case_id(row: LedgerRow) -> int:
    return int(row.payload["case_id"])
