"""Watching special procedures: one row for each, judged again from that row before any card is given."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.organisations.levels import Role
from yangguang.law.thresholds import thresholds_of_version
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case

from ..clocks_watched import next_alert
from ..models import WatchedProcedure
from ..procedures import BEGINS, ENDS, Procedure, procedures_among
from ..rule_set import rules_for
from ..rules import Alert
from .cards import Found, issue_card
from .findings import procedure_facts
from .recipients import Directory
from .sweep import PROVISIONAL_AGAIN

PROCEDURE_EVENTS = frozenset({BEGINS, *ENDS})


def watch_procedures(rows: Iterable[LedgerRow]) -> None:
    """Take in what began and what ended. Runs inside the transaction of the reading."""
    rows = [row for row in rows if row.kind in PROCEDURE_EVENTS]
    begun = procedures_among(rows)
    cases = operation.cases_by_id({one.case_id for one in begun})
    for one in begun:
        row = WatchedProcedure(case=cases[one.case_id])
        _write(row, one)
        WatchedProcedure.objects.bulk_create([row], ignore_conflicts=True)
    for ended in (row for row in rows if row.kind in ENDS):
        _end(int(ended.payload["case_id"]), ended.occurred_at)


def watch_lost_procedures(rows: Iterable[LedgerRow], procedures: Collection[Procedure]) -> None:
    """Watch those that have no row: begun before they were watched at all, or lost."""
    kept = WatchedProcedure.objects.filter(pk__in=[one.sequence for one in procedures])
    watched = set(kept.values_list("pk", flat=True))
    cases = {one.case_id for one in procedures if one.sequence not in watched}
    watch_procedures(row for row in rows if int(row.payload["case_id"]) in cases)


def sweep_procedures(at: datetime, *, limit: int = 500) -> list[str]:
    """Give the cards of every special procedure whose moment has come by ``at``; returns their numbers."""
    directory, numbers = Directory(at), list[str]()
    while due := _due(at, limit):
        for sequence in due:
            with transaction.atomic():
                numbers += _examine(sequence, at, directory)
    return numbers


def procedure_of(row: WatchedProcedure) -> Procedure:
    return Procedure(
        sequence=row.event_sequence,
        case_id=row.case_id,
        kind=row.kind,
        limit=row.limit,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def alerts_of_procedure(procedure: Procedure, case: Case) -> list[Alert]:
    version = case.thresholds_version
    return procedure.alerts(operation.calendar_of(case), thresholds_of_version(version), rules_for(version))


def found_by_procedure(case: Case, procedure: Procedure, alert: Alert) -> Found:
    """What a passed threshold comes to; whoever reviews the case answers for the procedure he began."""
    reading = procedure.read(operation.calendar_of(case), at=alert.at)
    return Found(
        case=case,
        rule=alert.rule,
        rules=rules_for(case.thresholds_version),
        body_id=case.body_id,
        by_window=False,
        facts=procedure_facts(case, procedure, reading, responsible=[Role.REVIEWER.value]),
        fell_due_at=alert.at,
        event_sequence=procedure.sequence,
    )


def _due(at: datetime, limit: int) -> list[int]:
    waiting = WatchedProcedure.objects.filter(next_alert_at__lte=at).order_by("next_alert_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


def _examine(sequence: int, at: datetime, directory: Directory) -> list[str]:
    row = WatchedProcedure.objects.select_for_update(no_key=True).get(pk=sequence)
    procedure, case = procedure_of(row), operation.cases_by_id({row.case_id})[row.case_id]
    alerts, numbers = alerts_of_procedure(procedure, case), []
    coming = next_alert(alerts, row.reached_level)
    while coming and coming.at <= at and not coming.provisional:
        card = issue_card(found_by_procedure(case, procedure, coming), at=at, directory=directory)
        row.reached_level = card.level
        numbers.append(card.number)
        coming = next_alert(alerts, row.reached_level)
    row.next_alert_at = coming.at if coming else None
    if coming and coming.provisional:
        row.next_alert_at = max(coming.at, at + PROVISIONAL_AGAIN)
    row.save(update_fields=["reached_level", "next_alert_at"])
    return numbers


def _end(case_id: int, ended_at: datetime) -> None:
    """What had passed by the end keeps its card, even where the sweep has not seen it yet."""
    still_open = WatchedProcedure.objects.select_for_update(no_key=True).filter(
        case_id=case_id, ended_at__isnull=True, started_at__lte=ended_at
    )
    for row in still_open.select_related("case"):
        row.ended_at = ended_at
        _write(row, procedure_of(row))
        row.save(update_fields=["ended_at", "next_alert_at"])


def _write(row: WatchedProcedure, procedure: Procedure) -> None:
    row.event_sequence, row.kind, row.limit = procedure.sequence, procedure.kind, procedure.limit
    row.started_at, row.ended_at = procedure.started_at, procedure.ended_at
    coming = next_alert(alerts_of_procedure(procedure, row.case), row.reached_level)
    row.next_alert_at = coming.at if coming else None
