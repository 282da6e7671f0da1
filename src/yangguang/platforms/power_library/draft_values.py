"""Between what is typed in the editor and what a draft keeps.

Nothing typed is ever lost: what does not fit its field (a word where a number belongs) is kept as it was typed, shown
again, and named by the checks. Names of inputs are the places of the values with dashes: ``materials-0-basis``.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Protocol

from .form_plan import SECTIONS, Field, Kind, Section, Table

MOST_ROWS = 200  # of one table; a form of more is no form that a person filled in
LIMIT = re.compile(r"(?s)(.*?)(wd|nd|mo)?")
Content = dict[str, Any]


class Posted(Protocol):
    """What `django.http.QueryDict` offers."""

    def get(self, name: str, /) -> Any: ...
    def getlist(self, name: str, /) -> list[str]: ...


def blank(table: Table) -> Content:
    """A row with every column, as yet empty."""
    row: Content = {table.key_column: ""} if table.key else {}
    for column in table.columns:
        row[column.name] = [] if isinstance(column, Table) else empty(column)
        if isinstance(column, Field) and column.english:
            row[f"{column.name}_en"] = ""
    return row


def empty(field: Field) -> Any:
    if field.default is not None:
        return deepcopy(field.default)
    if field.kind in (Kind.LINES, Kind.MANY, Kind.NUMBERS):
        return []
    if field.kind is Kind.YES:
        return False
    return 0 if field.kind in (Kind.INTEGER, Kind.YUAN) and field.optional else ""


def section_of(content: Mapping[str, Any], section: Section) -> Content:
    """The part of the content that belongs to a section; what was never filled in is absent."""
    return {name: deepcopy(content[name]) for name in section.names if name in content}


def read(section: Section, posted: Posted, content: Mapping[str, Any], *, is_new: bool) -> Content:
    """The section as typed. What the form does not show (the identity of a published item) stays as it was."""
    kept = section_of(content, section)
    for part in section.parts:
        if isinstance(part, Table):
            kept[part.name] = _rows(part, posted, part.name)
        elif is_new or not part.new_items_only:
            for name, value in _values(part, posted, ""):
                several = part.kind in (Kind.MANY, Kind.NUMBERS)
                _put(kept, name, _in_their_order(value, get(kept, name)) if several else value)
    return kept


def _in_their_order(chosen: list[Any], before: Any) -> list[Any]:
    """What was chosen already stays where it stood; pages have an order of their own."""
    standing = before if isinstance(before, list) else []
    kept = [one for one in standing if one in chosen]
    return kept + [one for one in chosen if one not in kept]


def _rows(table: Table, posted: Posted, prefix: str) -> list[Content]:
    count = posted.get(f"{prefix}-count") or "0"
    most = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() and len(count) < 5 else 0
    rows = [_row(table, posted, f"{prefix}-{at}-") for at in range(most)]
    return keyed(table, rows)


def _row(table: Table, posted: Posted, prefix: str) -> Content:
    row: Content = {}
    if table.key:
        row[table.key_column] = (posted.get(f"{prefix}{table.key_column}") or "")[:60]
    for column in table.columns:
        if isinstance(column, Table):
            row[column.name] = _rows(column, posted, f"{prefix}{column.name}")
        else:
            row |= dict(_values(column, posted, prefix))
    return row


def keyed(table: Table, rows: list[Content]) -> list[Content]:
    """Give every row without a key the next free one: a key is for programs, nobody should have to think one up."""
    if not table.key:
        return rows
    used = {row[table.key_column] for row in rows}
    number = 1
    for row in rows:
        while not row[table.key_column]:
            proposed, number = f"{table.key}_{number}", number + 1
            if proposed not in used:
                row[table.key_column] = proposed
                used.add(proposed)
    return rows


def _values(field: Field, posted: Posted, prefix: str) -> Iterator[tuple[str, Any]]:
    named = prefix + input_name(field.name)
    yield field.name, _value(field, posted, named)
    if field.english:
        twin = posted.get(f"{named}_en") or ""
        yield f"{field.name}_en", _lines(twin) if field.kind is Kind.LINES else _text(twin)


def input_name(place: str) -> str:
    return place.replace(".", "-")


def _value(field: Field, posted: Posted, named: str) -> Any:
    if field.kind in (Kind.MANY, Kind.NUMBERS):
        chosen = posted.getlist(named)
        return [_integer(one) for one in chosen] if field.kind is Kind.NUMBERS else chosen
    written = posted.get(named) or ""
    if field.kind is Kind.YES:
        return bool(written)
    if field.kind is Kind.LINES:
        return _lines(written)
    if field.kind is Kind.LIMIT:
        amount = _text(written)
        return amount + (posted.get(f"{named}-unit") or "wd") if amount else ""
    if field.kind is Kind.INTEGER:
        return 0 if field.optional and not written.strip() else _integer(written)
    return _cents(written) if field.kind is Kind.YUAN else _text(written)


def _text(written: str) -> str:
    return written.replace("\r\n", "\n").strip()


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


def _integer(written: str) -> int | str:
    plain = written.strip()
    return int(plain) if re.fullmatch(r"\d{1,9}", plain, re.ASCII) else plain


def _cents(written: str) -> int | str:
    plain = written.strip().removeprefix("¥").replace(",", "")
    found = re.fullmatch(r"(\d{1,10})(?:\.(\d{1,2}))?", plain, re.ASCII)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else written.strip()


def shown(field: Field, value: Any) -> str:
    """A stored value as its input shows it; of a limit, the amount."""
    if value is None:
        return ""
    if field.kind is Kind.LINES:
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    if field.kind is Kind.YUAN and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}" if value % 100 else str(value // 100)
    return limit_typed(str(value))[0] if field.kind is Kind.LIMIT else str(value)


def limit_typed(value: str) -> tuple[str, str]:
    """("20", "wd") of "20wd"; what is no limit is all amount."""
    found = LIMIT.fullmatch(value)
    return (found[1], found[2] or "wd") if found else (value, "wd")


def get(content: Mapping[str, Any], place: str) -> Any:
    """The value at ``limits.promised``; None where there is none yet."""
    value: Any = content
    for name in place.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _put(content: Content, place: str, value: Any) -> None:
    *above, last = place.split(".")
    for name in above:
        content = content.setdefault(name, {})
    content[last] = value


# ── rows: add, remove, move ──────────────────────────────────────────────────────────────


def rearrange(section: Section, kept: Content, act: str) -> str:
    """Do to a typed section what a button of a row asks for; returns the id of the place to go on at, "" for none.

    Acts are written ``add:materials``, ``remove:materials:2``, ``up:…``, ``down:…`` and ``move:materials:2:0`` (drag).
    Whatever is none of these, or names a row that is not there, does nothing.
    """
    verb, _, rest = act.partition(":")
    address, *numbers = rest.split(":")
    found = _table_at(section, kept, address)
    if found is None or not all(re.fullmatch(r"\d{1,4}", one, re.ASCII) for one in numbers):
        return ""
    table, rows = found
    at, *to = map(int, numbers) if numbers else (len(rows),)
    if verb == "add" and len(rows) < MOST_ROWS:
        rows.append(blank(table))
        keyed(table, rows)
        return f"row-{address}-{len(rows) - 1}"
    target = {"up": at - 1, "down": at + 1, "move": to[0] if to else -1}.get(verb, -1)
    if not 0 <= at < len(rows):
        return ""
    if verb == "remove":
        del rows[at]
        return f"table-{address}"
    if 0 <= target < len(rows):
        rows.insert(target, rows.pop(at))
        return f"row-{address}-{target}"
    return ""


def _table_at(section: Section, kept: Content, address: str) -> tuple[Table, list[Content]] | None:
    """``materials``, or ``fields-2-choices`` for the choices of the third field."""
    outer, *inner = address.split("-")
    table = next((one for one in section.parts if isinstance(one, Table) and one.name == outer), None)
    if table is None:
        return None
    rows = kept.get(outer, [])
    if not inner:
        return table, rows
    below = {one.name: one for one in table.columns if isinstance(one, Table)}
    if len(inner) != 2 or inner[1] not in below or not inner[0].isdigit() or int(inner[0]) >= len(rows):
        return None
    return below[inner[1]], rows[int(inner[0])][inner[1]]


def blank_item() -> Content:
    """An item in which nothing is said yet but what holds for most."""
    content: Content = {"key": "", "department": "", "version": 0, "in_force_from": ""}
    for section in SECTIONS.values():
        for part in section.parts:
            _put(content, part.name, [] if isinstance(part, Table) else empty(part))
            if isinstance(part, Field) and part.english:
                _put(content, f"{part.name}_en", [] if part.kind is Kind.LINES else "")
    return merged(content, STANDING_TEXTS)


def merged(content: Content, texts: Mapping[str, str]) -> Content:
    for place, text in texts.items():
        _put(content, place, text)
    return content


# 行政复议法第二十条、行政诉讼法第四十六条: the periods are the law's, and the same for every item.
STANDING_TEXTS = {
    "help.consult_phone": "12345、{department_phone}",
    "help.complaint_phone": "12345",
    "help.reconsideration": "自知道该行政行为之日起六十日内，可以向{level_government}申请行政复议。",
    "help.reconsideration_en": "Administrative reconsideration may be sought from {level_government}"
    " within 60 days of learning of the act.",
    "help.litigation": "自知道或者应当知道该行政行为之日起六个月内，可以向{court}提起行政诉讼。",
    "help.litigation_en": "A suit may be brought before {court} within six months of the day on which"
    " the act was, or should have been, known.",
}
