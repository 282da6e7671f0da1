"""The implementing lists in figures: what the bodies at a place and below exercise on a day, on which terms.

A province has hundreds of thousands of entries and some hundred versions, so entries are counted by the version that they
go by, and each version is judged once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from yangguang.foundations.organisations.levels import BodyKind, Level
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.law.powers import PowerKind

from .hall_models import Authority, HallEntry, HallExemption
from .hall_rules import ENTERING_LEVELS
from .item_definitions import ItemDefinition
from .matters import matter_cards
from .models import AdjustmentRound, ImplementingEntry, ItemVersion, PowerItem, RoundState, VersionState
from .reading import pinned

_GROUPS = """
SELECT split_part(p.path, '.', %(depth)s), v.id, e.level, b.consult_phone <> '' AND b.complaint_phone <> '', count(*)
FROM power_library_implementingentry e
JOIN organisations_division p ON p.code = e.division_id
JOIN organisations_body b ON b.id = e.body_id
LEFT JOIN power_library_itemversion a ON a.entry_id = e.id AND a.state = 'adapted' AND a.in_force @> %(on)s::date
JOIN power_library_itemversion u ON u.item_id = e.item_id AND u.state = 'published' AND u.in_force @> %(on)s::date
JOIN power_library_itemversion v ON v.id = coalesce(a.id, u.id)
WHERE e.in_force @> %(on)s::date AND (p.path = %(path)s OR p.path LIKE %(below)s)
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Entries of one version at one level.

    ``part`` is the last piece of the path of the child place in which they lie, empty for the place itself;
    ``reachable``: whether their bodies say where to ask and to complain.
    """

    part: str
    version: ItemVersion
    definition: ItemDefinition
    level: Level
    reachable: bool
    number: int


def entry_groups(path: str, *, on: date) -> list[EntryGroup]:
    """Every entry in force at a place and below it, by the version that its body goes by."""
    groups = []
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"on": on, "path": path, "below": path + ".%", "depth": path.count(".") + 2})
        for part, version_id, level, reachable, number in cursor.fetchall():
            inside = pinned(version_id)
            groups.append(
                EntryGroup(part, inside.version, inside.definition, Level(level), reachable, number)
            )
    return groups


def joint_items(*, on: date) -> frozenset[str]:
    """Items that are part of a matter whose departments review side by side (并联审批)."""
    return frozenset(member.item for matter in matter_cards(on=on) for member in matter.members)


def reviewed_side_by_side(definition: ItemDefinition) -> bool:
    """Whether one group of parallel steps names at least two departments."""
    groups: dict[str, set[str]] = {}
    for step in definition.steps:
        if step.parallel_group:
            groups.setdefault(step.parallel_group, set()).add(step.department or definition.department)
    return any(len(departments) > 1 for departments in groups.values())


# ── rounds ───────────────────────────────────────────────────────────────────────────────


def first_round_on() -> date | None:
    """The day from which the first published round was in force; None before there was one."""
    return (
        AdjustmentRound.objects.filter(state=RoundState.PUBLISHED)
        .order_by("in_force_on")
        .values_list("in_force_on", flat=True)
        .first()
    )


def rounds_until(day: date) -> int:
    return AdjustmentRound.objects.filter(state=RoundState.PUBLISHED, in_force_on__lte=day).count()


def items_named(keys: Collection[str]) -> QuerySet[PowerItem]:
    """These items with their names, in the order of their codes."""
    return _named(PowerItem.objects.filter(pk__in=keys), "pk").order_by("basic_code")


# ── the entries behind the figures ───────────────────────────────────────────────────────


def entries_of(
    path: str, items: Collection[str], versions: Collection[int], *, on: date
) -> QuerySet[ImplementingEntry]:
    """Entries of these items whose body goes by the unified terms, and those that go by one of these adapted versions."""
    own = ItemVersion.objects.filter(entry=OuterRef("pk"), state=VersionState.ADAPTED, in_force__contains=on)
    here = ImplementingEntry.objects.filter(at_or_below(path, field="division__path"), in_force__contains=on)
    unified = Q(item_id__in=items) & ~Exists(own)
    return _shown(here.filter(unified | Exists(own.filter(pk__in=versions))))


def entries_that_must_enter(path: str, *, authorised: bool, on: date) -> QuerySet[ImplementingEntry]:
    """S3: the items that must be in their centre, by whether their window has authority; those kept out left aside."""
    inside = HallEntry.objects.filter(
        entry=OuterRef("pk"), in_force__contains=on, authority=Authority.DECIDES
    )
    kept_out = HallExemption.objects.filter(entry=OuterRef("pk"), in_force__contains=on)
    entries = ImplementingEntry.objects.filter(
        at_or_below(path, field="division__path"),
        in_force__contains=on,
        level__in=ENTERING_LEVELS,
        body__kind=BodyKind.DEPARTMENT,
        item__kind__in=[kind for kind in PowerKind if kind.on_application],
    )
    return _shown(entries.filter(~Exists(kept_out), Exists(inside) if authorised else ~Exists(inside)))


def unreachable(entries: QuerySet[ImplementingEntry], *, whether: bool) -> QuerySet[ImplementingEntry]:
    """Of the entries those whose body lacks a number to ask at or to complain to, or the others."""
    lacking = Q(body__consult_phone="") | Q(body__complaint_phone="")
    return entries.filter(lacking if whether else ~lacking)


def _shown(entries: QuerySet[ImplementingEntry]) -> QuerySet[ImplementingEntry]:
    return _named(entries, "item_id").select_related("body", "division").order_by("level", "code")


def _named(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    """With ``item_name`` and ``item_name_en`` of the newest published version."""
    newest = ItemVersion.objects.filter(item_id=OuterRef(key), state=VersionState.PUBLISHED).order_by(
        "-number"
    )
    named: QuerySet[Any] = rows.annotate(
        item_name=Subquery(newest.values("name")[:1]), item_name_en=Subquery(newest.values("name_en")[:1])
    )
    return named
