"""Every public address of the library, and the day since which it says what it says: for search engines and archives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

_IN_FORCE = """
FROM power_library_implementingentry AS entry
JOIN power_library_itemversion AS version ON version.item_id = entry.item_id AND version.entry_id IS NULL
    AND version.state = 'published' AND version.in_force @> %(on)s::date
WHERE entry.in_force @> %(on)s::date
"""
_COUNT = f"SELECT count(*), max(greatest(lower(entry.in_force), lower(version.in_force))) {_IN_FORCE}"
_PART = f"""
SELECT entry.code, greatest(lower(entry.in_force), lower(version.in_force)) {_IN_FORCE}
ORDER BY entry.id LIMIT %(most)s OFFSET %(first)s
"""
_ITEMS = """
SELECT item_id, lower(in_force) FROM power_library_itemversion
WHERE entry_id IS NULL AND state = 'published' AND in_force @> %(on)s::date ORDER BY item_id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """How many guides there are, and the day of the newest."""

    guides: int
    newest: date | None


def listed(*, on: date) -> Listed:
    """What is in force on a Shanghai day."""
    return Listed(*next(_rows(_COUNT, {"on": on})))


def guide_codes(*, on: date, first: int, most: int) -> Iterator[tuple[str, date]]:
    """Implementing code of each guide in force, with its day, ``most`` of them from the ``first``."""
    return _rows(_PART, {"on": on, "first": first, "most": most})


def item_keys(*, on: date) -> Iterator[tuple[str, date]]:
    """Key of each item in force, with the first day of its version."""
    return _rows(_ITEMS, {"on": on})


def _rows(sql: str, parameters: dict[str, Any]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return iter(cursor.fetchall())
