"""特别程序自身的计时: a special procedure stops the clock of the case, and is itself held to the time that was told (art. 45).

Read from the ledger alone: it begins with the notice of suspension and ends when the clock resumes or the case ends.
Pure; the live watch, the nightly recheck and a replay all ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yangguang.foundations.ledger.events import LedgerRow
from yangguang.law.axes import CountingRule
from yangguang.law.clocks import ClockReading, ClockTerms, SpecialProcedure, Started, replay
from yangguang.law.thresholds import Thresholds
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import UnannouncedYear, WorkingCalendar

from .rule_set import RuleSet
from .rules import Alert, Stretch, alerts_passed, alerts_to_come

BEGINS = "operation.ClockSuspended"
ENDS = frozenset({"operation.ClockResumed", "operation.CaseWithdrawn", "operation.CaseDecided"})
CLOCK = "procedure"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One special procedure. ``sequence``: the event on the ledger that began it; ``limit``: the time told."""

    sequence: int
    case_id: int
    kind: str
    limit: str
    started_at: datetime
    ended_at: datetime | None = None

    @property
    def label(self) -> str:
        return SpecialProcedure(self.kind).label

    def read(self, calendar: WorkingCalendar, *, at: datetime) -> ClockReading:
        """The time told, counted as art. 45 has it: whole working days from the day after."""
        terms = ClockTerms(limit=TimeLimit.parse(self.limit), rule=CountingRule.WHOLE_WORKING_DAYS)
        try:
            return replay([Started(self.started_at)], terms, calendar, at=at)
        except UnannouncedYear:
            return replay([Started(self.started_at)], terms, calendar.provisional(), at=at)

    def alerts(self, calendar: WorkingCalendar, thresholds: Thresholds, rules: RuleSet) -> list[Alert]:
        """What it has passed, or will pass if it does not end. One told to be short is not warned of as it begins."""
        reading = self.read(calendar, at=self.started_at)
        coming = alerts_to_come(
            CLOCK,
            reading.due_at,
            TimeLimit.parse(self.limit),
            calendar,
            thresholds,
            rules,
            provisional=reading.provisional,
        )
        running = [alert for alert in coming if alert.at > self.started_at]
        stretch = Stretch(self.started_at, None, held=False, alerts=running)
        return alerts_passed([stretch], stopped_at=self.ended_at)


def procedures_among(rows: Iterable[LedgerRow]) -> list[Procedure]:
    """The special procedures that begin among these rows, with their ends where those are among them too."""
    found: list[Procedure] = []
    open_ones: dict[int, int] = {}
    for row in rows:
        case_id = int(row.payload["case_id"])
        if row.kind == BEGINS:
            open_ones[case_id] = len(found)
            found.append(_begun(row, row.payload))
        elif row.kind in ENDS and case_id in open_ones:
            place = open_ones.pop(case_id)
            found[place] = replace(found[place], ended_at=row.occurred_at)
    return found


def _begun(row: LedgerRow, payload: Mapping[str, Any]) -> Procedure:
    return Procedure(
        sequence=row.sequence,
        case_id=int(payload["case_id"]),
        kind=payload["procedure"],
        limit=payload["expected_limit"],
        started_at=row.occurred_at,
    )
