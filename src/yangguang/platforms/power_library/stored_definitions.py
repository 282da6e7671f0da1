"""Published definitions out of the database, quickly: what was checked when it was written is not checked again.

A list of 10,000 entries opens as many definitions. Whatever does not fit is read by `item_files`, which says what is wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from .item_definitions import ItemDefinition
from .item_files import definition_from_json

Maker = Callable[[Any], Any]


def stored_definition(content: Mapping[str, Any]) -> ItemDefinition:
    """The definition that was stored as ``content``; raises as `item_files.definition_from_json` does."""
    try:
        made: ItemDefinition = _record(ItemDefinition)(content)
    except (TypeError, ValueError, KeyError, AttributeError):
        return definition_from_json(content)
    return made


@cache
def _record(kind: Any) -> Maker:
    hints = get_type_hints(kind)
    makers = [(one.name, _maker(hints[one.name])) for one in fields(kind)]

    def made(table: Mapping[str, Any]) -> Any:
        return kind(
            **{name: make(table[name]) if make else table[name] for name, make in makers if name in table}
        )

    return made


def _maker(hint: Any) -> Maker | None:
    """What turns a stored value into one of this type; None where it is one already."""
    if get_origin(hint) is tuple:
        member = _maker(get_args(hint)[0])
        return (lambda values: tuple(map(member, values))) if member else tuple
    if is_dataclass(hint):
        return _record(hint)  # type: ignore[arg-type]
    if hint is date:
        return date.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum) else None
