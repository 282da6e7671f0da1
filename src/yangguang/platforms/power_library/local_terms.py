"""What a lower body may do to terms unified above: improve them, never worsen them, and nothing else.

优化营商环境条例 art. 35: no conditions or steps may be added without a law; art. 36: localities may shorten limits
further. Pure: `improvements_of` reads what a body wants, `improved` lays it over whatever version is in force.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from yangguang.law.time_limits import TimeLimit

from .comparison import Difference, Direction, differences
from .item_checks import limit_parts, steps_length
from .item_definitions import Depth, Fee, ItemDefinition, Material, MaterialSource, Necessity, Step

# Elements a body may better. What the law sets (conditions, statutory limit, validity, who may apply) is not its own.
OPEN_TO_IMPROVEMENT = re.compile(
    r"limits\.promised|visits|depth|accepted_at|materials\..+|fees\..+|fields\..+|steps\..+"
)
OWN_CONTACTS = frozenset({"help.consult_phone", "help.complaint_phone"})


@dataclass(frozen=True, slots=True)
class Improvements:
    """What differs from the unified terms; empty values leave them. Laid over a version, each takes the better of both.

    ``materials``: key → (necessity, source, originals, photocopies); ``fees``: name → cents.
    """

    promised: str = ""
    visits: int | None = None
    depth: str = ""
    accepted_at: tuple[int, ...] = ()
    without_materials: tuple[str, ...] = ()
    materials: dict[str, tuple[str, str, int, int]] = field(default_factory=dict)
    without_fees: tuple[str, ...] = ()
    fees: dict[str, int] = field(default_factory=dict)
    without_fields: tuple[str, ...] = ()
    consult_phone: str = ""
    complaint_phone: str = ""

    def __bool__(self) -> bool:
        return self != Improvements()

    def as_json(self) -> dict[str, Any]:
        """Lists in place of tuples, empty values left out."""
        told = {name: value for name, value in asdict(self).items() if value not in (None, "", (), {})}
        plain: dict[str, Any] = json.loads(json.dumps(told))
        return plain

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Improvements":
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        values["materials"] = {key: tuple(row) for key, row in stored.get("materials", {}).items()}
        return cls(**values)


def refused_changes(unified: ItemDefinition, local: ItemDefinition) -> list[Difference]:
    """The differences that are no improvement a body may make."""
    return [one for one in differences(unified, local) if not _allowed(one)]


def _allowed(one: Difference) -> bool:
    if one.field in OWN_CONTACTS:
        return bool(one.after)
    return one.direction is Direction.BETTER and OPEN_TO_IMPROVEMENT.fullmatch(one.field) is not None


def improvements_of(unified: ItemDefinition, local: ItemDefinition) -> Improvements:
    """What makes ``local`` better. Ask `refused_changes` first: what is worse is not seen here."""
    return Improvements(
        promised=_changed(unified.limits.promised, local.limits.promised) or "",
        visits=_changed(unified.visits, local.visits),
        depth=_changed(unified.depth, local.depth) or "",
        accepted_at=tuple(sorted(set(local.accepted_at) - set(unified.accepted_at))),
        without_materials=_gone((row.key for row in unified.materials), (row.key for row in local.materials)),
        materials=_lighter(unified.materials, local.materials),
        without_fees=_gone((row.name for row in unified.fees), (row.name for row in local.fees)),
        fees=_cheaper(unified.fees, local.fees),
        without_fields=_gone((row.key for row in unified.fields), (row.key for row in local.fields)),
        consult_phone=_changed(unified.help.consult_phone, local.help.consult_phone) or "",
        complaint_phone=_changed(unified.help.complaint_phone, local.help.complaint_phone) or "",
    )


def improved(unified: ItemDefinition, better: Improvements) -> ItemDefinition:
    """The terms of a body: ``unified`` with its improvements, in each element whichever serves the applicant more.

    Steps are shortened until they fit the promise, the longest first.
    """
    promised = _shorter(unified.limits.promised, better.promised)
    visits = unified.visits if better.visits is None else min(unified.visits, better.visits)
    kept = tuple(row for row in unified.materials if row.key not in better.without_materials)
    return replace(
        unified,
        limits=replace(unified.limits, promised=promised),
        visits=visits,
        depth=_deeper(unified.depth, better.depth),
        accepted_at=tuple(sorted({*unified.accepted_at, *better.accepted_at})),
        materials=tuple(_lightened(row, better) for row in kept),
        fees=tuple(_lowered(row, better) for row in unified.fees if row.name not in better.without_fees),
        fields=tuple(row for row in unified.fields if row.key not in better.without_fields),
        steps=_fitted(unified.steps, promised),
        help=replace(
            unified.help,
            consult_phone=better.consult_phone or unified.help.consult_phone,
            complaint_phone=better.complaint_phone or unified.help.complaint_phone,
        ),
    )


def _changed(old: Any, new: Any) -> Any:
    return None if old == new else new


def _gone(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    kept = set(new)
    return tuple(key for key in old if key not in kept)


def _lighter(old: tuple[Material, ...], new: tuple[Material, ...]) -> dict[str, tuple[str, str, int, int]]:
    known = {row.key: row for row in old}
    return {
        row.key: _burden(row) for row in new if row.key in known and _burden(row) != _burden(known[row.key])
    }


def _burden(row: Material) -> tuple[str, str, int, int]:
    return row.necessity.value, row.source.value, row.originals, row.photocopies


def _cheaper(old: tuple[Fee, ...], new: tuple[Fee, ...]) -> dict[str, int]:
    known = {row.name: row.amount_cents for row in old}
    return {
        row.name: row.amount_cents for row in new if known.get(row.name, row.amount_cents) != row.amount_cents
    }


def _shorter(unified: str, promised: str) -> str:
    former, latter = limit_parts(unified), limit_parts(promised) if promised else None
    if former and latter and former[1] == latter[1] and latter[0] < former[0]:
        return promised
    return unified


def _deeper(unified: Depth, depth: str) -> Depth:
    order = list(Depth)
    return max(unified, Depth(depth), key=order.index) if depth else unified


_WEIGHT = {Necessity.CONDITIONAL: 0, Necessity.TOLERABLE: 1, Necessity.REQUIRED: 2}


def _lightened(row: Material, better: Improvements) -> Material:
    if row.key not in better.materials:
        return row
    necessity, source, originals, photocopies = better.materials[row.key]
    government = MaterialSource.GOVERNMENT in (row.source, source)
    return replace(
        row,
        necessity=min(row.necessity, Necessity(necessity), key=_WEIGHT.__getitem__),
        source=MaterialSource.GOVERNMENT if government else row.source,
        originals=min(row.originals, originals),
        photocopies=min(row.photocopies, photocopies),
    )


def _lowered(fee: Fee, better: Improvements) -> Fee:
    return replace(fee, amount_cents=min(fee.amount_cents, better.fees.get(fee.name, fee.amount_cents)))


def _fitted(steps: tuple[Step, ...], promised: str) -> tuple[Step, ...]:
    most = TimeLimit.parse(promised).amount
    rows = list(steps)
    while steps_length(rows) > most:
        at = max(range(len(rows)), key=lambda place: TimeLimit.parse(rows[place].limit).amount)
        limit = TimeLimit.parse(rows[at].limit)
        rows[at] = replace(rows[at], limit=str(TimeLimit(limit.amount - 1, limit.unit)))
    return tuple(rows)
