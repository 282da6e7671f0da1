"""Loading the item files that ship with the product, and giving each item to the bodies that exercise it.

Repeatable: what is already there is left alone, what is missing is added, so that a second run writes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.law.identifiers import build_implementing_code, parse_item
from yangguang.law.time_limits import shanghai_date

from .events import EntriesChanged
from .indexing import refresh_index
from .item_files import ItemDefinition, read_items
from .models import ItemVersion
from .publishing import publish_version, record
from .rules import BodyInPlace, exercises

_COPY = """
COPY power_library_implementingentry (code, item_id, body_id, division_id, level, in_force) FROM STDIN
"""
_HELD = "SELECT item_id, body_id FROM power_library_implementingentry WHERE upper_inf(in_force)"
_END = """
UPDATE power_library_implementingentry SET in_force = daterange(lower(in_force), %s)
WHERE item_id = %s AND body_id = ANY(%s) AND upper_inf(in_force)
"""
_END_ALL = """
UPDATE power_library_implementingentry SET in_force = daterange(lower(in_force), %s)
WHERE item_id = ANY(%s) AND upper_inf(in_force) AND lower(in_force) < %s
"""


@dataclass(frozen=True, slots=True)
class LoadedItems:
    """What a load did: items in the files, versions newly published, entries added and ended."""

    items: int
    published: int
    added: int
    ended: int

    def __str__(self) -> str:
        return _("事项:%(items)d 项,新公布 %(published)d 版,实施清单新增 %(added)d 条、终止 %(ended)d 条") % {
            "items": self.items,
            "published": self.published,
            "added": self.added,
            "ended": self.ended,
        }


@transaction.atomic
def load_items(at: datetime, definitions: Iterable[ItemDefinition] | None = None) -> LoadedItems:
    """Publish the item files (or ``definitions``) and bring the implementing lists to them, all or nothing.

    Bodies must be loaded before. Raises `ItemFilesError` or `Refusal`; then nothing is written.
    """
    items = tuple(
        read_items(departments=organisations.department_keys()) if definitions is None else definitions
    )
    known = set(ItemVersion.objects.values_list("item_id", "number"))
    versions = [publish_version(item, actor=SystemActor(), at=at) for item in items]
    published = sum((version.item_id, version.number) not in known for version in versions)
    if published < len(versions):  # those just published were indexed by the same words
        refresh_index()
    added, ended = bring_entries(items, versions, at)
    return LoadedItems(len(items), published, added, ended)


@dataclass(frozen=True, slots=True)
class _Holder:
    """A body as its entries need it."""

    body_id: int
    uscc: str
    division: str
    level: int


Alike = dict[BodyInPlace, list[_Holder]]  # bodies by what decides which powers they hold


def bring_entries(
    items: Sequence[ItemDefinition], versions: Sequence[ItemVersion], at: datetime
) -> tuple[int, int]:
    """Give each item to the bodies that exercise it as its version says, and to no others; (added, ended)."""
    bodies = _bodies()
    held = _held_entries()
    heads: dict[int, str] = {}
    added = ended = 0
    for item, version in zip(items, versions, strict=True):
        wanted = {one.body_id: one for one in _exercising(item, bodies)}
        present = held.get(item.key, set())
        missing = [one for body_id, one in wanted.items() if body_id not in present]
        surplus = present - wanted.keys()
        if missing or surplus:
            begins = version.in_force.lower
            _copy_entries(_entry_rows(item, missing, begins, heads))
            _end_entries(item, surplus, max(begins, shanghai_date(at)))
            change = EntriesChanged(
                item=item.key, from_date=begins.isoformat(), added=len(missing), ended=len(surplus)
            )
            record(item.key, change, actor=SystemActor(), at=at)
        added += len(missing)
        ended += len(surplus)
    return added, ended


def end_entries_of(item_keys: Sequence[str], day: date) -> None:
    """Nobody exercises the items any more from ``day``."""
    with connection.cursor() as cursor:
        cursor.execute(_END_ALL, [day, list(item_keys), day])


def _exercising(item: ItemDefinition, bodies: Alike) -> Iterator[_Holder]:
    for place, holders in bodies.items():
        if exercises(place, department=item.department, levels=item.levels):
            yield from holders


def _bodies() -> Alike:
    alike: Alike = {}
    for row in organisations.bodies_in_being():
        place = BodyInPlace(row.department, Level(row.level), row.has_counties)
        alike.setdefault(place, []).append(_Holder(row.id, row.uscc, row.division_code, int(row.level)))
    return alike


def _held_entries() -> dict[str, set[int]]:
    held: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        for item_key, body_id in cursor:
            held.setdefault(item_key, set()).add(body_id)
    return held


def _copy_entries(rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)


def _entry_rows(
    item: ItemDefinition, holders: Iterable[_Holder], begins: date, heads: dict[int, str]
) -> Iterator[tuple[object, ...]]:
    """``heads`` keeps what the codes of one body begin with, so that each is checked once and not once per item."""
    period = f"[{begins.isoformat()},)"
    basic = parse_item(item.basic_code).basic
    for one in holders:
        if one.body_id not in heads:
            heads[one.body_id] = build_implementing_code(one.uscc, one.level, basic).removesuffix(basic)
        yield heads[one.body_id] + basic, item.key, one.body_id, one.division, one.level, period


def _end_entries(item: ItemDefinition, body_ids: Iterable[int], day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_END, [day, item.key, list(body_ids)])
