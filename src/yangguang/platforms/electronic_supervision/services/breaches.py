"""Breaches that are acts, found among rows of the ledger: the same for what is new, for the recheck and for a replay."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case

from ..acts import Act, breached, may_be_breach
from ..rule_set import rule_sets, rules_for
from .cards import Found, found_in_act

# Every kind of act that some rule of some set watches.
ACTS_WATCHED = frozenset(kind for rules in rule_sets() for rule in rules.rules for kind in rule.events)
BATCH = 1000


def breaches_among(rows: Iterable[LedgerRow]) -> list[Found]:
    """The breaches among some rows, in their order; each case is read once."""
    suspects = [row for row in rows if row.kind in ACTS_WATCHED and _suspect(row)]
    if not suspects:
        return []
    cases = operation.cases_by_id({case_of(row) for row in suspects})
    return [breach for row in suspects for breach in _breaches(cases[case_of(row)], row)]


def breaches_between(from_at: datetime, to_at: datetime) -> Iterator[Found]:
    """The breaches recorded in ``[from_at, to_at)``, judged again from the ledger alone."""
    rows = ledger.recorded_between(ACTS_WATCHED, from_at, to_at)
    while batch := list(islice(rows, BATCH)):
        yield from breaches_among(batch)


def case_of(row: LedgerRow) -> int:
    return int(row.payload["case_id"])


def _suspect(row: LedgerRow) -> bool:
    """Most acts are in order by any rules: they are let pass before a case is read."""
    return any(may_be_breach(_act(row), rules) for rules in rule_sets())


def _breaches(case: Case, row: LedgerRow) -> Sequence[Found]:
    act, rules = _act(row), rules_for(case.thresholds_version)
    calendar = operation.calendar_of(case)
    return [found_in_act(case, rule, act, sequence=row.sequence) for rule in breached(act, rules, calendar)]


def _act(row: LedgerRow) -> Act:
    return Act(
        kind=row.kind,
        payload=row.payload,
        by_officer=row.actor_id is not None,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
    )
