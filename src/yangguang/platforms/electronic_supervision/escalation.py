"""The parameters above the red card, as data of each rule set: days for an answer, and what comes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from yangguang.foundations.calendars import queries as calendars
from yangguang.law.time_limits import TimeLimit, due_date, shanghai_date
from yangguang.law.working_days import UnannouncedYear

from .orders import OrderKind
from .rule_set import rule_sets

DEFAULT = "default-1"


@dataclass(frozen=True, slots=True)
class Escalation:
    """``answers``: by kind of order; ``clues``: by source; ``automatic``: an unanswered red card becomes an order."""

    automatic: bool
    answers: Mapping[str, TimeLimit]
    clues: Mapping[str, TimeLimit]
    root: str


@cache
def escalations() -> Mapping[str, Escalation]:
    """By version of the rule set. Raises `LookupError` when a rule set has none."""
    read = loads((files(__package__) / "escalation.toml").read_text(encoding="utf-8"))
    missing = {rules.version for rules in rule_sets()} - set(read)
    if missing:
        raise LookupError(f"escalation.toml says nothing of {sorted(missing)}")
    return {version: _escalation(entry) for version, entry in read.items()}


def escalation_of(rule_version: str) -> Escalation:
    """The parameters that go with a card's rule version, the default's where nothing else is known."""
    return escalations().get(rule_version, escalations()[DEFAULT])


def due_on(at: datetime, limit: TimeLimit, place_code: str) -> date:
    """The last day of a limit that begins at ``at``, by the calendar of the place."""
    _version, everywhere = calendars.calendar_in_force()
    calendar = everywhere.for_region(place_code)
    try:
        return due_date(shanghai_date(at), limit, calendar)
    except UnannouncedYear:
        return due_date(shanghai_date(at), limit, calendar.provisional())


def _escalation(entry: Mapping[str, Any]) -> Escalation:
    return Escalation(
        automatic=entry["automatic"],
        answers={kind: TimeLimit.parse(entry[kind]) for kind in OrderKind.values},
        clues={source: TimeLimit.parse(limit) for source, limit in entry["clue"].items()},
        root=entry["root"],
    )
