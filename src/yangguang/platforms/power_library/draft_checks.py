"""A draft as far as it goes: read with gaps for the preview, and checked with every finding at its place.

`readable` puts nothing where something is missing or does not fit, so that the checks on entry (`item_checks`) say all
they have to say while half of the draft is unwritten; of a gap itself only the gap is told. Places are written with
positions throughout (``materials.0.basis``), as the inputs of the editor are named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast, get_args, get_origin, get_type_hints

from .item_checks import Finding, file_of, validate
from .item_definitions import ItemDefinition

SHAPE = "实施清单要素"
NUMBERED = re.compile(r"\[(\d+)\]")
# Set when the draft begins or when it is published; nobody types them.
GIVEN = frozenset({"key", "department", "version", "in_force_from"})
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Readable:
    """``gaps``: place → why nothing stands there."""

    definition: ItemDefinition
    gaps: Mapping[str, str]


def readable(content: Content) -> Readable:
    reader = _Reader()
    definition = cast(ItemDefinition, reader.record(ItemDefinition, content, ""))
    return Readable(definition, {place: why for place, why in reader.gaps.items() if place not in GIVEN})


def findings_of(
    content: Content, *, departments: Iterable[str], themes: Iterable[str] | None
) -> list[Finding]:
    """Everything that keeps a draft from being published; none means that it may be submitted."""
    read = readable(content)
    found = missing_in(read)
    for one in validate(read.definition, departments=departments, themes=themes):
        place = positioned(one.field, content)
        if place not in read.gaps and place not in GIVEN:
            found.append(Finding(one.file, place, one.rule, one.article, one.remedy))
    return found


def missing_in(read: Readable) -> list[Finding]:
    file = file_of(read.definition)
    return [Finding(file, place, why, SHAPE, "填写或者改正这一项") for place, why in read.gaps.items()]


def positioned(named: str, content: Content) -> str:
    """``materials.licence.basis`` and ``fees[0].basis_kind`` as the place they mean in ``content``."""
    value: Any = content
    place = []
    for name in NUMBERED.sub(r".\1", named).split("."):
        step = name
        if isinstance(value, list):
            keys = [row.get("key") if isinstance(row, Mapping) else None for row in value]
            step = str(keys.index(name)) if name in keys else name
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(name) if isinstance(value, Mapping) else None
        place.append(step)
    return ".".join(place)


@dataclass
class _Reader:
    """Builds records from whatever is there. Required texts that are empty are gaps; those with a default may be."""

    gaps: dict[str, str] = field(default_factory=dict)

    def record(self, kind: type, table: object, path: str) -> object:
        hints = get_type_hints(kind)
        known = table if isinstance(table, Mapping) else {}
        values = {}
        for one in fields(kind):
            required = one.default is MISSING
            if one.name in known:
                value = self._value(hints[one.name], known[one.name], f"{path}{one.name}", required)
            elif required:
                value = self._value(hints[one.name], None, f"{path}{one.name}", required)
            else:
                value = one.default
            values[one.name] = value
        return kind(**values)

    def _value(self, hint: Any, value: object, place: str, required: bool) -> object:
        if get_origin(hint) is tuple:
            return tuple(self._members(get_args(hint)[0], value, place))
        if is_dataclass(hint) and isinstance(hint, type):
            return self.record(hint, value, f"{place}.")
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._one_of(hint, value, place)
        if hint is date:
            return self._day(value, place)
        if type(value) is hint and (value != "" or not required):
            return value
        self.gaps[place] = (
            "还没有填写" if value in (None, "") else f"“{value}”不是{_NAMES.get(hint, '所要的值')}"
        )
        return hint()

    def _members(self, hint: Any, value: object, place: str) -> Iterator[object]:
        for at, member in enumerate(value if isinstance(value, list) else ()):
            yield self._value(hint, member, f"{place}.{at}", True)

    def _one_of(self, choices: type[StrEnum], value: object, place: str) -> object:
        if value in list(choices):
            return choices(cast(str, value))
        self.gaps[place] = "还没有选择" if value in (None, "") else f"“{value}”不在可选值之内"
        return next(iter(choices))

    def _day(self, value: object, place: str) -> date:
        try:
            return date.fromisoformat(cast(str, value))
        except (ValueError, TypeError):
            self.gaps[place] = "应为日期"
            return date.min


_NAMES = {int: "整数", str: "文本", bool: "是或者否"}
