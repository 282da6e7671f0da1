"""When an act on the ledger is a breach of a rule. Pure; the live watch, the nightly recheck and a replay all ask here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yangguang.law.time_limits import TimeLimit, Unit, due_moment
from yangguang.law.working_days import WorkingCalendar

from .rule_set import ActCondition, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class Act:
    """What the ledger says of an act. ``by_officer``: a person did it, not the passing of time."""

    kind: str
    payload: Mapping[str, Any]
    by_officer: bool
    occurred_at: datetime
    recorded_at: datetime


def breached(act: Act, rules: RuleSet, calendar: WorkingCalendar) -> list[Rule]:
    """The rules that this act breaches."""
    return [rule for rule in rules.of_event(act.kind) if _holds(rule, act, calendar)]


def may_be_breach(act: Act, rules: RuleSet) -> bool:
    """Whether any rule can hold, judged without a calendar: what was entered at once was not entered late."""
    return any(
        rule.condition != ActCondition.ENTERED_LATE
        or act.recorded_at - act.occurred_at > timedelta(days=rule.after)
        for rule in rules.of_event(act.kind)
    )


def _holds(rule: Rule, act: Act, calendar: WorkingCalendar) -> bool:
    match rule.condition:
        case ActCondition.AGAIN:
            return bool(act.payload["round"] > 1)
        case ActCondition.ENTERED_LATE:
            return act.by_officer and act.recorded_at > _to_be_entered_by(act, rule, calendar)
        case ActCondition.ALWAYS:
            return True


def _to_be_entered_by(act: Act, rule: Rule, calendar: WorkingCalendar) -> datetime:
    """The end of the last working day for entering an act. Its year lies behind us, so nothing is guessed that matters."""
    return due_moment(act.occurred_at, TimeLimit(rule.after, Unit.WORKING_DAY), calendar.provisional())
