"""代码对照: one value here, other codes elsewhere. National and local sets conflict, so each is named and mapped.

The tables stand in ``codes.toml``. Writing never invents: a value that a set has no code for is refused, with the set.
"""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class Value:
    """What this system says."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a set; ``name`` in the words of the set. ``values``: what it stands for here, the first when read."""

    code: str
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeSet:
    key: str
    name: str
    name_en: str
    codes: tuple[Code, ...]

    def written(self, value: str) -> tuple[str, ...]:
        """The code of a value of ours; several for what a set says in parts, such as the online depth.

        Raises `Refusal` for a value that the set cannot say.
        """
        codes = [one.code for one in self.codes if value in one.values]
        if not codes:
            raise Refusal(
                asked=_("把“%(value)s”写成%(set)s的代码") % {"value": value, "set": in_language(self)},
                rule=_("对照表中没有这个值的代码，不得自行编造"),
                way_out=_("请在对照表中补充，或者换一套代码"),
            )
        first = codes[:1] if self._alternatives(value) else codes
        return tuple(first)

    def _alternatives(self, value: str) -> bool:
        """Whether codes are finer than the value, so that one of them is chosen, and do not add up to it."""
        said = [one for one in self.codes if value in one.values]
        return all(one.values == (value,) for one in said)


@dataclass(frozen=True, slots=True)
class CodeField:
    """``values`` from the least to the most, where there is an order."""

    key: str
    name: str
    name_en: str
    values: tuple[Value, ...]
    sets: tuple[CodeSet, ...]

    def set_named(self, key: str) -> CodeSet:
        """Raises `NotFound`."""
        found = next((one for one in self.sets if one.key == key), None)
        if found is None:
            raise NotFound
        return found

    def read(self, set_key: str, codes: Collection[str]) -> str | None:
        """Our value of what another system says; the furthest of several; None where nothing here stands for it.

        Raises `NotFound` for a set, and `Refusal` for a code, that does not exist.
        """
        chosen = self.set_named(set_key)
        known = {one.code: one for one in chosen.codes}
        unknown = sorted(set(codes) - known.keys())
        if unknown:
            raise Refusal(
                asked=_("读取%(set)s的代码“%(code)s”")
                % {"set": in_language(chosen), "code": "、".join(unknown)},
                rule=_("对照表中没有这个代码"),
                way_out=_("请核对代码，或者在对照表中补充"),
            )
        read = {known[code].values[0] for code in codes if known[code].values}
        order = [value.key for value in self.values]
        return max(read, key=order.index) if read else None


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the item codes of a locality look; ``pattern`` matches a whole code."""

    key: str
    name: str
    name_en: str
    pattern: str
    example: str

    def fits(self, code: str) -> bool:
        return re.fullmatch(self.pattern, code) is not None


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    file = resources.files("yangguang.platforms.power_library") / "codes.toml"
    return tomllib.loads(file.read_text("utf-8"))


@lru_cache(maxsize=1)
def code_fields() -> tuple[CodeField, ...]:
    """Everything that is coded, in the order of the file."""
    return tuple(
        CodeField(
            field["key"],
            field["name"],
            field["name_en"],
            tuple(Value(*value) for value in field["values"]),
            tuple(
                CodeSet(
                    one["key"],
                    one["name"],
                    one["name_en"],
                    tuple(Code(code, name, tuple(values)) for code, name, values in one["codes"]),
                )
                for one in field["set"]
            ),
        )
        for field in _tables()["field"]
    )


def code_field(key: str) -> CodeField:
    """Raises `NotFound`."""
    found = next((one for one in code_fields() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def side_by_side(key: str, value: str) -> dict[str, list[str]]:
    """Set → the codes of a value of ours, in every set that can say it."""
    field = code_field(key)
    return {
        one.key: list(one.written(value))
        for one in field.sets
        if any(value in code.values for code in one.codes)
    }


@lru_cache(maxsize=1)
def schemes() -> tuple[Scheme, ...]:
    return tuple(Scheme(**scheme) for scheme in _tables()["scheme"])


def scheme_named(key: str) -> Scheme:
    """Raises `NotFound`."""
    found = next((one for one in schemes() if one.key == key), None)
    if found is None:
        raise NotFound
    return found
