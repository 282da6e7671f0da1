"""法定期限: every period that the law sets, as dated values with their articles, read from ``texts/*.toml``.

Names are ``<file>.<limit>``: ``licensing.decision``, ``petition.finish``. A value that changed keeps both rows, each in
force from its day.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from .clocks import Approver
from .time_limits import TimeLimit

LAWS = (
    "licensing",
    "disclosure",
    "petition",
    "hotline",
    "reconsideration",
    "litigation",
    "penalty",
    "coercion",
    "publicity",
)


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """One period. ``starts`` says what starts it; ``restarts`` whether this law begins anew after a correction."""

    name: str
    limit: TimeLimit
    starts: str
    citation: str
    in_force_from: date
    in_force_to: date | None = None
    extension: TimeLimit | None = None
    extension_approver: Approver | None = None
    restarts: bool = False
    note: str = ""


class UnknownLimit(LookupError):
    """No law text gives this limit on that day."""


@cache
def all_limits() -> Mapping[str, tuple[LegalLimit, ...]]:
    """Every limit by name, oldest value first."""
    found: dict[str, list[LegalLimit]] = {}
    for law in LAWS:
        text = (resources.files("yangguang.law") / "texts" / f"{law}.toml").read_text("utf-8")
        for key, rows in tomllib.loads(text).items():
            name = f"{law}.{key}"
            found[name] = sorted((_read(name, row) for row in rows), key=lambda row: row.in_force_from)
    return {name: tuple(rows) for name, rows in found.items()}


def _read(name: str, row: Mapping[str, Any]) -> LegalLimit:
    return LegalLimit(
        name=name,
        limit=TimeLimit.parse(row["limit"]),
        starts=row["starts"],
        citation=row["citation"],
        in_force_from=row["in_force_from"],
        in_force_to=row.get("in_force_to"),
        extension=TimeLimit.parse(row["extension"]) if "extension" in row else None,
        extension_approver=Approver(row["extension_approver"]) if "extension_approver" in row else None,
        restarts=row.get("restarts", False),
        note=row.get("note", ""),
    )


def limit_in_force(name: str, *, on: date) -> LegalLimit:
    """The value of a limit on a day. Raises `UnknownLimit` naming what is known."""
    rows = all_limits().get(name)
    if rows is None:
        raise UnknownLimit(f"没有名为“{name}”的法定期限;已载入:{'、'.join(sorted(all_limits()))}")
    for row in reversed(rows):
        if row.in_force_from <= on and (row.in_force_to is None or on < row.in_force_to):
            return row
    raise UnknownLimit(f"“{name}”在 {on} 没有生效的规定;最早自 {rows[0].in_force_from} 起")
