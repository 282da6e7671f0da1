"""What a card states: the facts as they were when the rule first held, in plain JSON, so that they never change.

A clock's facts: ``limit``, ``started_at``, ``due_at``, ``used``, ``left``, ``overdue_by`` (units of the limit),
``counting_rule``, ``thresholds_version``, ``calendar_version``, ``step`` and ``explanation`` (spans of like days up to
that moment, with reason and citation in both languages). An act's facts: ``acted_at`` and what the act said, or of one
that was entered late its kind as ``act`` and ``entered_at``. Both name ``responsible`` (roles, not persons). Moments are ISO 8601 in UTC.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from yangguang.law.clocks import ClockReading, ExplainedSpan
from yangguang.law.phrases import english_of
from yangguang.platforms.power_operation.queries import Case, ClockRecord

from ..acts import Act
from ..procedures import Procedure
from ..rule_set import ActCondition, Rule
from ..rules import Alert

PAYMENT_FACTS = ("day", "order_number", "entry", "difference", "ours_cents", "theirs_cents")


def clock_facts(record: ClockRecord, alert: Alert, *, responsible: Iterable[str]) -> dict[str, Any]:
    reading = record.read(at=alert.at)
    step = record.step
    return {
        "clock": record.clock.kind,
        "limit": record.clock.limit,
        "started_at": moment(record.clock.started_at),
        "due_at": moment(reading.due_at),
        "used": reading.used,
        "left": reading.left,
        "overdue_by": reading.overdue_by,
        "counting_rule": record.case.counting_rule,
        "thresholds_version": record.case.thresholds_version,
        "calendar_version": record.case.calendar_version_id,
        "step": step.name if step else "",
        "step_en": step.name_en if step else "",
        "responsible": list(responsible),
        "explanation": [_span(span) for span in reading.explanation],
    }


def procedure_facts(
    case: Case, procedure: Procedure, reading: ClockReading, *, responsible: Iterable[str]
) -> dict[str, Any]:
    """A special procedure's facts are those of a clock, with its kind as ``procedure``."""
    return {
        "clock": "procedure",
        "procedure": procedure.kind,
        "limit": procedure.limit,
        "started_at": moment(procedure.started_at),
        "due_at": moment(reading.due_at),
        "used": reading.used,
        "left": reading.left,
        "overdue_by": reading.overdue_by,
        "counting_rule": "whole_working_days",
        "thresholds_version": case.thresholds_version,
        "calendar_version": case.calendar_version_id,
        "step": "",
        "step_en": "",
        "responsible": list(responsible),
        "explanation": [_span(span) for span in reading.explanation],
    }


def act_facts(act: Act, rule: Rule, *, responsible: Iterable[str]) -> dict[str, Any]:
    """The facts of a breach that is an act: what the event on the ledger says of it."""
    facts = {"acted_at": moment(act.occurred_at), "responsible": list(responsible)}
    if rule.condition == ActCondition.ENTERED_LATE:
        return facts | {"act": act.kind, "entered_at": moment(act.recorded_at)}
    said = ("round", "materials", "override_reason", "demanded", *PAYMENT_FACTS)
    return facts | {key: act.payload[key] for key in said if key in act.payload}


def differs(facts: Mapping[str, Any], reading: ClockReading) -> bool:
    """Whether a clock read again no longer says what the card says."""
    return bool(
        datetime.fromisoformat(facts["due_at"]) != reading.due_at
        or facts["used"] != reading.used
        or facts["overdue_by"] != reading.overdue_by
    )


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _span(span: ExplainedSpan) -> dict[str, Any]:
    return {
        "first_date": span.first_date.isoformat(),
        "last_date": span.last_date.isoformat(),
        "counted": span.counted,
        "why": str(span.why),
        "why_en": english_of(span.why),
        "citation": str(span.citation),
        "citation_en": english_of(span.citation),
    }
