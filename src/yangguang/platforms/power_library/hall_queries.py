"""What a centre shows of itself: the eight unifications, and how each item that must enter stands. By any day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import BodyKind, Level
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound

from .hall import unity_of
from .hall_models import HallEntry, Unity, UnityFinding
from .hall_rules import ENTERING_LEVELS, AspectFound, Standing, standing, unified_since

_MUST_ENTER = """
    e.in_force @> %(on)s::date AND e.level = ANY(%(levels)s) AND b.kind = %(department)s AND i.kind = ANY(%(kinds)s)
"""
# The entries of the place first, by their index: a planner without statistics would begin at the other end.
_STANDINGS = f"""
WITH here AS MATERIALIZED (
    SELECT * FROM power_library_implementingentry WHERE division_id = %(place)s
)
SELECT e.id, e.code, e.item_id, v.name, v.name_en, b.id, b.name, b.name_en,
       h.authority, h.letter, lower(h.in_force), x.ground, x.decision
FROM here e
JOIN organisations_body b ON b.id = e.body_id
JOIN organisations_department d ON d.key = b.department_id
JOIN power_library_poweritem i ON i.key = e.item_id
JOIN power_library_itemversion v ON v.item_id = e.item_id AND v.state = 'published' AND v.in_force @> %(on)s::date
LEFT JOIN power_library_hallentry h ON h.entry_id = e.id AND h.in_force @> %(on)s::date
LEFT JOIN power_library_hallexemption x ON x.entry_id = e.id AND x.in_force @> %(on)s::date
WHERE {_MUST_ENTER}
ORDER BY d.ordinal, e.code
"""  # noqa: S608 - our own words
# Everything at a place and below it; again from the places on.
_COUNTED = f"""
WITH p AS MATERIALIZED (
    SELECT code, path FROM organisations_division
    WHERE (path = %(path)s OR path LIKE %(below)s) AND level = ANY(%(levels)s)
), e AS MATERIALIZED (
    SELECT h.*, p.path FROM p JOIN power_library_implementingentry h ON h.division_id = p.code
)
SELECT split_part(e.path, '.', %(depth)s), e.level, e.body_id, h.authority, x.id IS NOT NULL,
       coalesce(c.unified_on <= %(on)s, false), count(*)
FROM e
LEFT JOIN organisations_servicecentre c ON c.division_id = e.division_id
JOIN organisations_body b ON b.id = e.body_id
JOIN power_library_poweritem i ON i.key = e.item_id
LEFT JOIN power_library_hallentry h ON h.entry_id = e.id AND h.in_force @> %(on)s::date
LEFT JOIN power_library_hallexemption x ON x.entry_id = e.id AND x.in_force @> %(on)s::date
WHERE {_MUST_ENTER}
GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - our own words
_UNIFIED = """
SELECT split_part(p.path, '.', %(depth)s), count(*), count(c.unified_on)
FROM organisations_division p JOIN organisations_servicecentre c ON c.division_id = p.code
WHERE p.path LIKE %(below)s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class HallItem:
    """One item that must enter a centre. ``name`` and ``body`` have their English beside them."""

    entry_id: int
    code: str
    item_key: str
    name: str
    name_en: str
    body_id: int
    body_name: str
    body_name_en: str
    standing: Standing
    letter: str
    since: date | None
    ground: str
    decision: str


@dataclass(slots=True)
class HallCount:
    """Items, and bodies, by how they stand; ``unified`` are the bodies whose centre meets all eight unifications."""

    items: Counter[Standing] = field(default_factory=Counter)
    bodies: dict[int, set[Standing]] = field(default_factory=dict)
    unified: set[int] = field(default_factory=set)

    def add(self, body_id: int, how: Standing, number: int, *, unified: bool = False) -> None:
        self.items[how] += number
        self.bodies.setdefault(body_id, set()).add(how)
        if unified:
            self.unified.add(body_id)

    @classmethod
    def together(cls, counts: Iterable["HallCount"]) -> "HallCount":
        whole = cls()
        for one in counts:
            whole.items.update(one.items)
            whole.unified |= one.unified
            for body_id, hows in one.bodies.items():
                whole.bodies.setdefault(body_id, set()).update(hows)
        return whole

    @property
    def must(self) -> int:
        """What has to be in: everything but what the government keeps out."""
        return self.items.total() - self.items[Standing.EXEMPT]

    @property
    def authorised(self) -> int:
        return self.items[Standing.AUTHORISED]

    @property
    def unauthorised(self) -> int:
        return self.items[Standing.UNAUTHORISED]

    @property
    def outside(self) -> int:
        return self.items[Standing.OUTSIDE]

    @property
    def exempt(self) -> int:
        return self.items[Standing.EXEMPT]

    @property
    def bodies_that_must(self) -> int:
        return sum(hows != {Standing.EXEMPT} for hows in self.bodies.values())

    @property
    def bodies_inside(self) -> int:
        """Bodies with a window that has authority for at least one of their items."""
        return sum(Standing.AUTHORISED in hows for hows in self.bodies.values())

    @property
    def bodies_served(self) -> int:
        """Those of `bodies_inside` whose centre meets all eight unifications (S1 by departments)."""
        return sum(
            body_id in self.unified and Standing.AUTHORISED in hows for body_id, hows in self.bodies.items()
        )


@dataclass(frozen=True, slots=True)
class DepartmentAtHall:
    body_name: str
    body_name_en: str
    items: tuple[HallItem, ...]
    count: HallCount


@dataclass(frozen=True, slots=True)
class AspectShown:
    """``found`` is None where nobody has looked yet."""

    aspect: Unity
    found: AspectFound | None


@dataclass(frozen=True, slots=True)
class PlaceBelow:
    """A child place; everything in it and below it is counted. ``unified`` of ``centres`` have all eight."""

    place: organisations.PlaceCard
    count: HallCount
    centres: int
    unified: int


@dataclass(frozen=True, slots=True)
class HallView:
    place: organisations.PlaceCard
    trail: tuple[organisations.PlaceCard, ...]
    centre: organisations.CentreCard
    on: date
    unity: tuple[AspectShown, ...]
    unified_since: date | None
    departments: tuple[DepartmentAtHall, ...]
    count: HallCount
    below: tuple[PlaceBelow, ...]

    @property
    def items(self) -> list[HallItem]:
        return [one for department in self.departments for one in department.items]

    @property
    def authorised(self) -> list[HallItem]:
        return [one for one in self.items if one.standing is Standing.AUTHORISED]

    @property
    def amiss(self) -> list[HallItem]:
        """What is not in, or in without authority, and why where there is a reason."""
        return [one for one in self.items if one.standing is not Standing.AUTHORISED]


def hall_view(division_code: str, *, on: date) -> HallView:
    """Everything about one centre on a day. Raises `NotFound` for a place that has none."""
    trail = organisations.places_to(division_code)
    centre = organisations.centre_cards([division_code]).get(division_code)
    if not trail or centre is None:
        raise NotFound
    found = unity_of(division_code)
    departments = _departments(hall_items(division_code, on=on))
    whole = HallCount()
    for department in departments:
        for one in department.items:
            whole.add(one.body_id, one.standing, 1)
    return HallView(
        place=trail[-1],
        trail=tuple(trail),
        centre=centre,
        on=on,
        unity=tuple(AspectShown(aspect, found.get(aspect)) for aspect in Unity),
        unified_since=unified_since(found),
        departments=tuple(departments),
        count=whole,
        below=tuple(_below(trail[-1], on)),
    )


def hall_items(division_code: str, *, on: date) -> list[HallItem]:
    """The items of the place that must enter its centre, each with how it stands, body by body."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"place": division_code, **_must(on)})
        return [_item(*row) for row in cursor]


def _item(*row: Any) -> HallItem:
    *entry, authority, letter, since, ground, decision = row
    how = standing(authority, exempt=bool(ground))
    return HallItem(*[*entry, how, letter or "", since, ground or "", decision or ""])


def places_begun() -> set[str]:
    """Codes of the places of which somebody has registered what is in their centre."""
    return set(HallEntry.objects.values_list("entry__division_id", flat=True))


def unity_was_looked_at() -> bool:
    return UnityFinding.objects.exists()


def hall_counts(path: str, *, on: date) -> dict[tuple[str, Level], HallCount]:
    """How the items that must enter stand, over every centre at a place and below it.

    By the child place, named by the last piece of its path and empty for the place itself, and by level.
    """
    counts: dict[tuple[str, Level], HallCount] = {}
    depth = path.count(".") + 2  # of the children, counted from one
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"path": path, "below": path + ".%", "depth": depth, **_must(on)})
        for part, level, body_id, authority, exempt, unified, number in cursor:
            counts.setdefault((part, Level(level)), HallCount()).add(
                body_id, standing(authority, exempt=exempt), number, unified=unified
            )
    return counts


def _below(place: organisations.PlaceCard, on: date) -> Iterable[PlaceBelow]:
    counts = hall_counts(place.path, on=on)
    with connection.cursor() as cursor:
        cursor.execute(_UNIFIED, {"depth": place.path.count(".") + 2, "below": place.path + ".%"})
        centres = {part: (many, unified) for part, many, unified in cursor}
    for child in organisations.places_in(place.code):
        part = child.path.rsplit(".", 1)[-1]
        whole = HallCount.together(one for (where, _level), one in counts.items() if where == part)
        yield PlaceBelow(child, whole, *centres.get(part, (0, 0)))


def _must(on: date) -> dict[str, Any]:
    """What `hall_rules.must_enter` says, for the database."""
    return {
        "on": on,
        "levels": [int(level) for level in ENTERING_LEVELS],
        "department": BodyKind.DEPARTMENT.value,
        "kinds": [kind.value for kind in PowerKind if kind.on_application],
    }


def _departments(items: Iterable[HallItem]) -> list[DepartmentAtHall]:
    grouped: dict[int, list[HallItem]] = {}
    for one in items:
        grouped.setdefault(one.body_id, []).append(one)
    departments = []
    for held in grouped.values():
        count = HallCount()
        for one in held:
            count.add(one.body_id, one.standing, 1)
        departments.append(DepartmentAtHall(held[0].body_name, held[0].body_name_en, tuple(held), count))
    return departments
