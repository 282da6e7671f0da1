"""The limits that the law sets, each dated and cited: ``limit_in_force("licensing.decision", on=…)``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .axes import CountingRule, OfficeHours
from .citations import parse_citation
from .clock_events import Approver, Consultation, PauseKind, SpecialProcedure
from .clocks import ClockTerms
from .phrases import Phrase
from .sources import UnreadableLaw, load_text
from .time_limits import TimeLimit

TEXTS = (
    "licensing.toml",
    "disclosure.toml",
    "petition.toml",
    "hotline.toml",
    "reconsideration.toml",
    "litigation.toml",
    "penalty.toml",
    "coercion.toml",
    "publicity.toml",
    "joint.toml",
    "rating.toml",
    "library.toml",
)


class UnknownLimit(LookupError):
    """No limit of that name, or none in force on that day."""


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """A limit as the law has it on a day.

    ``starts`` names the event it runs from; ``backwards`` that it runs back from that event ("at least seven days
    before"); ``lapse`` what the law makes of its passing, if anything; ``in_force_until`` is exclusive.
    """

    id: str
    name: Phrase
    limit: TimeLimit
    extension: TimeLimit | None
    extension_approver: Approver | None
    citation: str
    starts: str
    rolls: bool
    backwards: bool
    restarts: bool
    pauses: frozenset[PauseKind]
    pause_citation: str
    lapse: str
    note: str
    in_force_from: date
    in_force_until: date | None

    def terms(
        self, rule: CountingRule = CountingRule.WHOLE_WORKING_DAYS, office_hours: OfficeHours | None = None
    ) -> ClockTerms:
        """The terms by which a clock of this limit is replayed."""
        return ClockTerms(
            limit=self.limit,
            rule=rule,
            extension=self.extension,
            extension_approver=self.extension_approver,
            restarts=self.restarts,
            citation=self.citation,
            pauses=self.pauses,
            pause_citation=self.pause_citation,
            rolls=self.rolls,
            office_hours=office_hours,
        )


def limit_in_force(limit_id: str, *, on: date) -> LegalLimit:
    """The limit of that name on a day. Raises `UnknownLimit`."""
    versions = all_limits().get(limit_id)
    if versions is None:
        raise UnknownLimit(f"no limit {limit_id!r}; known are {', '.join(sorted(all_limits()))}")
    for legal in versions:
        if legal.in_force_from <= on and (legal.in_force_until is None or on < legal.in_force_until):
            return legal
    raise UnknownLimit(f"no version of {limit_id!r} is in force on {on}")


@cache
def all_limits() -> dict[str, tuple[LegalLimit, ...]]:
    """Every limit by name, its versions in order of date. Raises `UnreadableLaw`."""
    limits: dict[str, tuple[LegalLimit, ...]] = {}
    for name in TEXTS:
        for entry in load_text(name)["limit"]:
            try:
                legal = _legal_limit(entry)
            except (KeyError, ValueError, TypeError) as error:
                raise UnreadableLaw(name, f"limit {entry.get('id')!r}: {error!r}") from error
            earlier = limits.get(legal.id, ())
            if earlier and earlier[-1].in_force_until != legal.in_force_from:
                raise UnreadableLaw(name, f"limit {legal.id!r}: versions leave a gap or overlap")
            limits[legal.id] = (*earlier, legal)
    return limits


FIELDS = {
    "id", "name", "english", "limit", "extension", "extension_approver", "citation", "starts", "rolls", "backwards",
    "restarts", "pauses", "pause_citation", "lapse", "note", "in_force_from", "in_force_until",
}  # fmt: skip


def _legal_limit(entry: Mapping[str, Any]) -> LegalLimit:
    if unknown := set(entry) - FIELDS:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    citation = parse_citation(entry["citation"]).in_words()
    extension = entry.get("extension")
    return LegalLimit(
        id=entry["id"],
        name=Phrase(entry["name"], entry["english"]),
        limit=TimeLimit.parse(entry["limit"]),
        extension=TimeLimit.parse(extension) if extension else None,
        extension_approver=Approver(entry["extension_approver"]) if "extension_approver" in entry else None,
        citation=citation,
        starts=entry["starts"],
        rolls=entry.get("rolls", True),
        backwards=entry.get("backwards", False),
        restarts=entry.get("restarts", False),
        pauses=frozenset(_pause(value) for value in entry.get("pauses", ())),
        pause_citation=parse_citation(entry["pause_citation"]).in_words()
        if "pause_citation" in entry
        else citation,
        lapse=entry.get("lapse", ""),
        note=entry.get("note", ""),
        in_force_from=entry["in_force_from"],
        in_force_until=entry.get("in_force_until"),
    )


def _pause(value: str) -> PauseKind:
    if value in {kind.value for kind in Consultation}:
        return Consultation(value)
    return SpecialProcedure(value)
