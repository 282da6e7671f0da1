"""What an adjustment brings with it, listed before it is published.

The library itself knows entries, forms and items that depend on one another. What platforms above know (open cases) they
add with `register_consequences`, so that the library never learns of them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from .models import ImplementingEntry, ItemVersion
from .reading import definition_of, versions_in_force
from .rounds_balance import Column, Plan


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows for ``item_key``. ``blocking``: the round may not be published while it holds."""

    item_key: str
    said: str
    blocking: bool = False
    way_out: str = ""


Asked = Callable[[Collection[str]], list[Consequence]]
_askers: list[Asked] = []


def register_consequences(asked: Asked) -> None:
    """``asked(item_keys)`` is called with the items that lose a level. Repeating a registration is harmless."""
    if asked not in _askers:
        _askers.append(asked)


def consequences_of(plan: Plan, *, on: date) -> list[Consequence]:
    """In the order of the items; what blocks comes first. ``on``: the last day before the adjustment."""
    leaving = sorted({one.item for one in plan.movements if one.column.sign < 0})
    ending = {item for item in leaving if not plan.after[item].levels}
    versions = {
        version.item_id: version
        for version in versions_in_force(on=on).filter(item_id__in=leaving).select_related("item")
    }
    found = [
        *_dependent_items(plan, {key: versions[key] for key in ending if key in versions}, on),
        *_entries(plan, leaving, on),
        *_forms({key: versions[key] for key in ending if key in versions}),
    ]
    for asked in _askers:
        found += asked(leaving)
    return sorted(found, key=lambda one: (not one.blocking, one.item_key))


def _entries(plan: Plan, leaving: Collection[str], on: date) -> Iterator[Consequence]:
    """Implementing lists that end, and with them the windows of those bodies."""
    gone = {(one.item, one.level) for one in plan.movements if one.column.sign < 0}
    rows = (
        ImplementingEntry.objects.filter(item_id__in=leaving, in_force__contains=on)
        .values_list("item_id", "level")
        .annotate(bodies=Count("pk"))
        .order_by("item_id", "level")
    )
    counts: Counter[str] = Counter()
    for item, level, bodies in rows:
        if (item, level) in gone:
            counts[item] += bodies
    for item, bodies in counts.items():
        said = _("%(n)d 个实施机关的实施清单终止，其窗口不再受理") % {"n": bodies}
        yield Consequence(item, said)


def _forms(ending: dict[str, ItemVersion]) -> Iterator[Consequence]:
    for item, version in ending.items():
        definition = definition_of(version)
        if definition.fields or definition.materials:
            said = _("申请表（%(fields)d 栏）和材料清单（%(materials)d 件）停用") % {
                "fields": len(definition.fields),
                "materials": len(definition.materials),
            }
            yield Consequence(item, said)


def _dependent_items(plan: Plan, ending: dict[str, ItemVersion], on: date) -> Iterator[Consequence]:
    """Items that stay and ask for the paper that an ending item issues: nobody could bring it any more."""
    issued = {definition_of(version).result.name: item for item, version in ending.items()}
    merged = {one.item for one in plan.movements if one.column is Column.MERGED}
    if not issued:
        return
    staying = versions_in_force(on=on).exclude(item_id__in=ending)
    for version in staying.order_by("item_id"):
        for name in {material["name"] for material in version.content["materials"]} & issued.keys():
            item = issued[name]
            said = _("“%(other)s”仍要求提交它核发的“%(paper)s”") % {"other": version.name, "paper": name}
            way_out = _("先修改“%(other)s”的材料清单") % {"other": version.name}
            yield Consequence(item, said, blocking=item not in merged, way_out=way_out)
