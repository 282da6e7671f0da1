"""The library as lists: cards of items, themes, departments and what a place serves."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound

from .models import ItemVersion
from .reading import EntryCard, adapted_versions, definition_of, serving_entries, versions_in_force
from .search import find_versions
from .themes import themes


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCard:
    """An item in a list. ``entry`` is the body that serves the place asked for, None when it has to be chosen."""

    key: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    kind: str
    case_kind: str
    department: str
    department_name: str
    department_name_en: str
    levels: tuple[Level, ...]
    promised_limit: str
    statutory_limit: str
    free: bool
    visits: int
    depth: str
    entry: EntryCard | None = None

    @property
    def on_application(self) -> bool:
        return PowerKind(self.kind).on_application


@dataclass(frozen=True, slots=True)
class ThemeCard:
    key: str
    name: str
    name_en: str
    audience: str  # natural_person | legal_person
    items: int


@dataclass(frozen=True, slots=True)
class DepartmentWithItems:
    key: str
    name: str
    name_en: str
    items: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """``decided`` are items a body of the place exercises itself, ``taken_in`` those it hands up (全程代办); ``powers``
    are exercised there of the bodies' own motion."""

    place: organisations.PlaceCard
    trail: tuple[organisations.PlaceCard, ...]
    below: tuple[organisations.PlaceCard, ...]
    centre: organisations.CentreCard | None
    decided: tuple[ItemCard, ...]
    taken_in: tuple[ItemCard, ...]
    powers: tuple[ItemCard, ...]


@dataclass(frozen=True, slots=True)
class ItemPlaces:
    """Where an item is exercised, seen from a place: the entry that serves it, or the places below to choose from."""

    item: ItemCard
    place: organisations.PlaceCard
    trail: tuple[organisations.PlaceCard, ...]
    choices: tuple[organisations.PlaceCard, ...]


def search(typed: str, *, on: date, theme: str = "", department: str = "", place: str = "") -> list[ItemCard]:
    """Items that answer a query, best first, with the entry that serves ``place`` (a division code) where there is one."""
    hits = find_versions(typed, on=on, theme=theme, department=department)
    versions = (
        ItemVersion.objects.defer("search_text", "search_vector", "content")  # read once per process
        .select_related("item")
        .in_bulk([hit.version_id for hit in hits])
    )
    return _cards([versions[hit.version_id] for hit in hits], place=place, on=on)


def item_cards(keys: Sequence[str], *, on: date, fill_to: int = 0, place: str = "") -> list[ItemCard]:
    """Cards of the items named, in that order, filled up to ``fill_to`` with what people apply for, in the order of the
    catalogue."""
    versions = {version.item_id: version for version in _light(on)}
    chosen = [key for key in dict.fromkeys(keys) if key in versions]
    others = (
        key
        for key, version in versions.items()
        if key not in chosen and PowerKind(version.item.kind).on_application
    )
    chosen += islice(others, max(0, fill_to - len(chosen)))
    return _cards([versions[key] for key in chosen], place=place, on=on)


def theme_cards(*, on: date) -> list[ThemeCard]:
    """Themes with the number of items in force; themes without any are left out."""
    counts = Counter(
        theme for row in versions_in_force(on=on).values_list("themes", flat=True) for theme in row
    )
    return [
        ThemeCard(theme.key, theme.name, theme.name_en, theme.audience, counts[theme.key])
        for theme in themes()
        if counts[theme.key]
    ]


def departments_with_items(division_code: str | None = None, *, on: date) -> list[DepartmentWithItems]:
    """Lines of work that hold items, with how many; at one place, those whose body there exercises some."""
    in_force = versions_in_force(on=on)
    if division_code is not None:
        in_force = in_force.filter(item_id__in=_items_at([division_code], on=on))
    counts = Counter(in_force.values_list("item__department_id", flat=True))
    return [
        DepartmentWithItems(one.key, one.name, one.name_en, counts[one.key])
        for one in organisations.department_cards()
        if counts[one.key]
    ]


def place_view(code: str, *, on: date) -> PlaceView:
    """What a place serves and where. Raises `NotFound`."""
    trail = organisations.places_to(code)
    if not trail:
        raise NotFound
    place = trail[-1]
    held = _items_at([code], on=on)
    cards = _cards(_light(on), place=code, on=on)
    exercised = [card for card in cards if card.key in held]
    decided = tuple(card for card in exercised if card.on_application)
    receiving = _taken_in_at(place.level, on)
    taken = tuple(card for card in cards if card.entry and card.key in receiving - held)
    return PlaceView(
        place,
        tuple(trail),
        tuple(organisations.places_in(code)),
        organisations.centre_cards([code]).get(code),
        decided,
        taken,
        tuple(card for card in exercised if not card.on_application),
    )


def item_places(item_key: str, place_code: str, *, on: date) -> ItemPlaces:
    """For whoever knows the item and not yet the place. Raises `NotFound`."""
    trail = organisations.places_to(place_code)
    cards = item_cards([item_key], on=on, place=place_code)
    if not trail or not cards:
        raise NotFound
    below = organisations.places_in(place_code)
    exercised = _places_with(item_key, [place.path for place in below], on=on)
    choices = tuple(place for place in below if place.path in exercised)
    return ItemPlaces(cards[0], trail[-1], tuple(trail), choices)


def _light(on: date) -> list[ItemVersion]:
    """Versions in force, in the order of the catalogue, without what only the search reads."""
    return list(
        versions_in_force(on=on)
        .defer("search_text", "search_vector", "content")
        .select_related("item")
        .order_by("item__department__ordinal", "item__basic_code")
    )


def _cards(versions: Iterable[ItemVersion], *, place: str, on: date) -> list[ItemCard]:
    versions = list(versions)
    serving = serving_entries([version.item_id for version in versions], place, on=on) if place else {}
    own = adapted_versions([entry.id for entry in serving.values()], on=on) if serving else {}
    better = {version.item_id: version for version in own.values()}
    names = {one.key: one for one in organisations.department_cards()}
    return [
        _card(
            better.get(version.item_id, version),
            names[version.item.department_id],
            serving.get(version.item_id),
        )
        for version in versions
    ]


def _card(
    version: ItemVersion, department: organisations.DepartmentCard, entry: EntryCard | None
) -> ItemCard:
    definition = definition_of(version)
    return ItemCard(
        key=definition.key,
        name=definition.name,
        name_en=definition.name_en,
        summary=definition.summary,
        summary_en=definition.summary_en,
        kind=definition.kind,
        case_kind=definition.case_kind,
        department=department.key,
        department_name=department.name,
        department_name_en=department.name_en,
        levels=tuple(Level(level) for level in definition.levels),
        promised_limit=definition.limits.promised,
        statutory_limit=definition.limits.statutory,
        free=not definition.fees,
        visits=definition.visits,
        depth=definition.depth,
        entry=entry,
    )


def _taken_in_at(level: Level, on: date) -> set[str]:
    return {version.item_id for version in _light(on) if level in definition_of(version).accepted_at}


def _items_at(codes: Collection[str], *, on: date) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT item_id FROM power_library_implementingentry"
            " WHERE division_id = ANY(%s) AND in_force @> %s::date",
            [list(codes), on],
        )
        return {item for (item,) in cursor}


def _places_with(item_key: str, paths: Sequence[str], *, on: date) -> set[str]:
    """Those of ``paths`` at or below which a body exercises the item."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted FROM unnest(%s::text[]) AS wanted WHERE EXISTS ("
            " SELECT 1 FROM power_library_implementingentry e JOIN organisations_division d ON d.code = e.division_id"
            " WHERE e.item_id = %s AND (d.path = wanted OR d.path LIKE wanted || '.%%') AND e.in_force @> %s::date)",
            [list(paths), item_key, on],
        )
        return {path for (path,) in cursor}
