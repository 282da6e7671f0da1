"""What an adjustment brings with it, listed before it is published.

The library itself knows entries, forms and items that depend on one another. What platforms above know (open cases) they
add with `register_consequences`, so that the library never learns of them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Level

from .models import ImplementingEntry
from .reading import versions_in_force
from .rounds_balance import Column, Plan
from .rules import decides


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
    """All of them, what blocks first, then in the order of the items. ``on``: the last day before the adjustment."""
    leaving = _leaving(plan)
    found = [*_dependent_items(plan, on), *lasting_consequences(plan, on=on)]
    for asked in _askers:
        found += asked(leaving)
    return sorted(found, key=lambda one: (not one.blocking, one.item_key))


def lasting_consequences(plan: Plan, *, on: date) -> list[Consequence]:
    """What the library's own history still tells when the round is long past."""
    return sorted([*_entries(plan, on), *_forms(_ending(plan), on)], key=lambda one: one.item_key)


def _leaving(plan: Plan) -> list[str]:
    return sorted({one.item for one in plan.movements if one.column.sign < 0})


def _ending(plan: Plan) -> list[str]:
    return [item for item in _leaving(plan) if not plan.after[item].levels]


def _entries(plan: Plan, on: date) -> Iterator[Consequence]:
    """Implementing lists that end, and with them the windows of those bodies."""
    held = ImplementingEntry.objects.filter(item_id__in=_leaving(plan), in_force__contains=on)
    counties = ImplementingEntry.objects.filter(pk=OuterRef("pk"), division__children__level=Level.COUNTY)
    rows = (
        held.annotate(has_counties=Exists(counties))
        .values_list("item_id", "level", "has_counties")
        .annotate(bodies=Count("pk"))
        .order_by("item_id", "level")
    )
    ended: Counter[str] = Counter()
    for item, level, has_counties, bodies in rows:
        if not decides(Level(level), levels=plan.after[item].levels, has_counties=has_counties):
            ended[item] += bodies
    for item, bodies in ended.items():
        yield Consequence(item, _("%(n)d 个实施机关的实施清单终止，其窗口不再受理") % {"n": bodies})


def _forms(ending: Collection[str], on: date) -> Iterator[Consequence]:
    rows = (
        versions_in_force(on=on)
        .filter(item_id__in=ending)
        .annotate(asked=_length("content__fields"), brought=_length("content__materials"))
        .values_list("item_id", "asked", "brought")
    )
    for item, asked, brought in rows:
        if asked or brought:
            said = _("申请表（%(fields)d 栏）和材料清单（%(materials)d 件）停用") % {
                "fields": asked,
                "materials": brought,
            }
            yield Consequence(item, said)


def _length(array: str) -> Func:
    return Func(F(array), function="jsonb_array_length", output_field=IntegerField())


def _dependent_items(plan: Plan, on: date) -> Iterator[Consequence]:
    """Items that stay and ask for the paper that an ending item issues: nobody could bring it any more."""
    ending = _ending(plan)
    versions = versions_in_force(on=on)
    issued = {
        paper: item
        for item, paper in versions.filter(item_id__in=ending).values_list("item_id", "content__result__name")
    }
    merged = {one.item for one in plan.movements if one.column is Column.MERGED}
    staying = versions.exclude(item_id__in=ending).order_by("item_id") if issued else versions.none()
    for name, materials in staying.values_list("name", "content__materials"):
        for paper in sorted({material["name"] for material in materials} & issued.keys()):
            said = _("“%(other)s”仍要求提交它核发的“%(paper)s”") % {"other": name, "paper": paper}
            way_out = _("先修改“%(other)s”的材料清单") % {"other": name}
            item = issued[paper]
            yield Consequence(item, said, blocking=item not in merged, way_out=way_out)
