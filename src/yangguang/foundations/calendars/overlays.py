"""Days that this province sets for itself, as they are stored with a calendar version."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from yangguang.law.phrases import Phrase
from yangguang.law.working_days import Overlay

_FIELDS = {"first_date", "last_date", "working", "name", "citation", "region"}


def overlay_days(stored: Iterable[Mapping[str, Any]]) -> tuple[Overlay, ...]:
    """The overlays in the JSON of a `CalendarVersion`; raises ``ValueError`` naming the row that is not one."""
    return tuple(_overlay(number, row) for number, row in enumerate(stored, start=1))


def stored_overlays(overlays: Iterable[Overlay]) -> list[dict[str, Any]]:
    """Overlays as JSON; their order is kept, because a later one wins. ``english`` is there when a name has its own."""
    return [
        {
            "first_date": days.first_date.isoformat(),
            "last_date": days.last_date.isoformat(),
            "working": days.working,
            "name": days.name,
            "citation": days.citation,
            "region": days.region,
        }
        | ({"english": days.name.english} if isinstance(days.name, Phrase) else {})
        for days in overlays
    ]


def _overlay(number: int, row: Mapping[str, Any]) -> Overlay:
    if set(row) - {"english"} != _FIELDS or not isinstance(row["working"], bool):
        raise ValueError(f"overlay {number}: expected {', '.join(sorted(_FIELDS))}, found {dict(row)!r}")
    return Overlay(
        date.fromisoformat(row["first_date"]),
        date.fromisoformat(row["last_date"]),
        row["working"],
        Phrase(row["name"], row["english"]) if "english" in row else str(row["name"]),
        str(row["citation"]),
        str(row["region"]),
    )
