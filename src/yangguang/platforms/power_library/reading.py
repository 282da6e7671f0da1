"""Versions and entries: what is in force on a day, what a case was filed under, who serves a place."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.wording import in_language
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound, Refusal

from .item_definitions import ItemDefinition
from .item_files import ItemFilesError
from .models import Ending, ImplementingEntry, ItemVersion, VersionState
from .stored_definitions import stored_definition

MOST_BELOW = 200  # entries listed when a place has to choose among the bodies below it


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An implementing list entry: this body exercises this item. ``code`` is its stable public name."""

    id: int
    code: str
    item_key: str
    level: Level
    body_id: int
    body_name: str
    body_name_en: str
    division_code: str
    division_name: str
    division_name_en: str


@dataclass(frozen=True, slots=True)
class FilingTerms:
    """What an application made today is judged by: the entry, the version in force, its definition."""

    entry: ImplementingEntry
    version: ItemVersion
    definition: ItemDefinition

    @property
    def entry_code(self) -> str:
        return self.entry.code

    @property
    def name(self) -> str:
        return self.version.name


@dataclass(frozen=True, slots=True)
class PinnedVersion:
    """A version with its item, read together."""

    version: ItemVersion
    definition: ItemDefinition


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored definition; two with the same digest are the same, so that each is read once per process."""

    sha256: str
    version: ItemVersion

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stored) and other.sha256 == self.sha256


def definition_of(version: ItemVersion) -> ItemDefinition:
    """The whole definition of a stored version."""
    return _opened(_Stored(version.content_sha256, version))


@lru_cache(maxsize=4096)
def _opened(stored: _Stored) -> ItemDefinition:
    return stored_definition(stored.version.content)


@lru_cache(maxsize=4096)
def pinned(version_id: int) -> PinnedVersion:
    """The version a case was filed under, in force or not. Raises `NotFound`.

    Read once per process: what a published version says never changes (trigger), only the end of its period does.
    """
    kept = ItemVersion.objects.filter(pk=version_id).exclude(state=VersionState.DRAFT)
    version = kept.select_related("item").first()
    if version is None:
        raise NotFound
    return PinnedVersion(version, definition_of(version))


@dataclass(frozen=True, slots=True)
class Unreadable:
    item: str
    number: int
    why: str


def unreadable_versions() -> Iterator[Unreadable]:
    """Stored versions that this release cannot open, each with what is wrong. Asked after every migration."""
    stored = ItemVersion.objects.order_by("item_id", "number", "pk")
    for version in stored.defer("search_text", "search_vector").iterator():
        try:
            stored_definition(version.content)
        except ItemFilesError as error:
            yield Unreadable(version.item_id, version.number, str(error))


def versions_in_force(*, on: date) -> QuerySet[ItemVersion]:
    """Published versions whose period holds the day ``on``, without what only the search reads."""
    return ItemVersion.objects.filter(state=VersionState.PUBLISHED, in_force__contains=on).defer(
        "search_text", "search_vector"
    )


def version_in_force(item_key: str, *, on: date) -> ItemVersion:
    """The version that governs applications made on the day ``on``. Raises `NotFound`."""
    version = versions_in_force(on=on).filter(item_id=item_key).select_related("item").first()
    if version is None:
        raise NotFound
    return version


def version_for(entry: ImplementingEntry, *, on: date) -> ItemVersion:
    """What the entry's body goes by: its own improved version, else the unified one. Raises `NotFound`."""
    return adapted_versions([entry.pk], on=on).get(entry.pk) or version_in_force(entry.item_id, on=on)


def adapted_versions(entry_ids: Collection[int], *, on: date) -> dict[int, ItemVersion]:
    """Entry → the version with its body's improvements, for those that have one in force."""
    found = ItemVersion.objects.filter(
        entry_id__in=entry_ids, state=VersionState.ADAPTED, in_force__contains=on
    ).defer("search_text", "search_vector")
    return {version.entry_id: version for version in found.select_related("item") if version.entry_id}


def entry_in_force(code_or_id: str | int, *, on: date) -> ImplementingEntry:
    """The entry, by its 31-character code or its id, if its body exercises the item on that day. Raises `NotFound`."""
    named = {"pk": code_or_id} if isinstance(code_or_id, int) else {"code": code_or_id}
    entry = (
        ImplementingEntry.objects.select_related("item", "body", "division")
        .filter(**named, in_force__contains=on)
        .first()
    )
    if entry is None:
        raise NotFound
    return entry


def entry_id_of(code: str) -> int:
    """Raises `NotFound` for a code that no body ever had."""
    entry_id = (
        ImplementingEntry.objects.filter(code=code).order_by("-pk").values_list("pk", flat=True).first()
    )
    if entry_id is None:
        raise NotFound
    return entry_id


_FILED: list[Any] = [
    ImplementingEntry,
    *(ImplementingEntry._meta.get_field(name).related_model for name in ("body", "division")),
]
_FILING = f"""
SELECT coalesce((
    SELECT id FROM power_library_itemversion AS own
    WHERE own.entry_id = entry.id AND own.state = '{VersionState.ADAPTED.value}' AND own.in_force @> %(on)s::date
), (
    SELECT id FROM power_library_itemversion AS unified
    WHERE unified.item_id = entry.item_id AND unified.state = '{VersionState.PUBLISHED.value}'
        AND unified.in_force @> %(on)s::date
)), entry.in_force @> %(on)s::date, {", ".join(map(rows.columns, _FILED, ("entry", "body", "division")))}
FROM power_library_implementingentry AS entry
JOIN organisations_body AS body ON body.id = entry.body_id
JOIN organisations_division AS division ON division.code = entry.division_id
WHERE entry.id = %(entry)s
"""  # noqa: S608 - columns of our own models


def filing_terms(entry_id: int, *, on: date) -> FilingTerms:
    """What governs an application for an entry on a day.

    Raises `NotFound` for an unknown entry and `Refusal` where there is one but it, or its item, is not in force: outside
    the published list nobody may take anything in. `Refusal` also for what bodies do of their own motion.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FILING, {"on": on, "entry": entry_id})
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    version_id, in_force, *columns = found
    entry, body, division = rows.parted(_FILED, columns)
    known = rows.row(ImplementingEntry, entry)
    known.body, known.division = rows.row(_FILED[1], body), rows.row(_FILED[2], division)
    if version_id is None or not in_force:
        raise _not_in_force(known, on)
    inside = pinned(version_id)
    if not inside.definition.on_application:
        raise _not_on_application(known, inside.definition)
    return FilingTerms(known, inside.version, inside.definition)


def _not_on_application(entry: ImplementingEntry, item: ItemDefinition) -> Refusal:
    return Refusal(
        asked=_("向%(body)s申请“%(item)s”") % {"body": entry.body.name, "item": in_language(item)},
        rule=_("%(kind)s由行政机关依职权行使，不依申请办理（权责清单）")
        % {"kind": PowerKind(item.kind).label},
        way_out=_(
            "要反映违法行为的，请投诉举报或者拨打 12345；对已作出的决定不服的，按指南所列的途径申请复议"
        ),
    )


def _not_in_force(entry: ImplementingEntry, on: date) -> Refusal:
    rule = _("清单之外不得办理、不得索要材料、不得收费(优化营商环境条例第四十条)")
    ended = ended_version(entry.item_id, on=on)
    if ended:
        rule = (
            _("%(how)s，自 %(day)s 起:%(reason)s。")
            % {
                "how": Ending(ended.ended_by).label,
                "day": ended.in_force.upper,
                "reason": ended.ended_reason,
            }
            + rule
        )
    return Refusal(
        asked=_("申请%(body)s的事项 %(code)s") % {"body": entry.body.name, "code": entry.code},
        rule=rule,
        way_out=_("请在办事指南中查找现行有效的事项"),
    )


def ended_version(item_key: str, *, on: date) -> ItemVersion | None:
    """The version by whose suspension or cancellation nothing is in force on the day; None where none was so ended."""
    last = (
        ItemVersion.objects.filter(
            item_id=item_key, state=VersionState.PUBLISHED, in_force__fully_lt=DateRange(on, None)
        )
        .order_by("-number")
        .first()
    )
    return last if last and last.ended_by in (Ending.SUSPENDED, Ending.CANCELLED) else None


# ── who serves a place ───────────────────────────────────────────────────────────────────

_CARD = """
SELECT e.id, e.code, e.item_id, e.level, b.id, b.name, b.name_en, d.code, d.name, d.name_en
FROM power_library_implementingentry e
JOIN organisations_body b ON b.id = e.body_id
JOIN organisations_division d ON d.code = e.division_id
"""
_SERVING = f"""
{_CARD} WHERE e.item_id = ANY(%(items)s) AND e.division_id = ANY(%(places)s) AND e.in_force @> %(on)s::date
ORDER BY e.item_id, e.level DESC
"""
_BELOW = f"""
{_CARD} WHERE e.item_id = %(item)s AND d.path LIKE %(below)s AND e.in_force @> %(on)s::date
ORDER BY e.level, d.code LIMIT {MOST_BELOW}
"""


@dataclass(frozen=True, slots=True)
class EntriesForPlace:
    """``serving`` is the body that a person there turns to; ``also`` others at or above; ``below`` only without one."""

    serving: EntryCard | None
    also: tuple[EntryCard, ...]
    below: tuple[EntryCard, ...]


def entries_for(item_key: str, division_code: str, *, on: date) -> EntriesForPlace:
    """The bodies that exercise an item for a place: its own or the nearest above; else those below it."""
    chain = organisations.places_to(division_code)
    if not chain:
        raise NotFound
    above = _cards(_SERVING, {"items": [item_key], "places": [place.code for place in chain], "on": on})
    if above:
        return EntriesForPlace(above[0], tuple(above[1:]), ())
    below = _cards(_BELOW, {"item": item_key, "below": chain[-1].path + ".%", "on": on})
    return EntriesForPlace(None, (), tuple(below))


def serving_entries(item_keys: Collection[str], division_code: str, *, on: date) -> dict[str, EntryCard]:
    """Item → the entry that serves the place, for the items that are decided there or above."""
    places = [place.code for place in organisations.places_to(division_code)]
    nearest: dict[str, EntryCard] = {}
    for card in _cards(_SERVING, {"items": list(item_keys), "places": places, "on": on}):
        nearest.setdefault(card.item_key, card)
    return nearest


def _cards(sql: str, parameters: dict[str, Any]) -> list[EntryCard]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [EntryCard(pk, code, item, Level(level), *names) for pk, code, item, level, *names in cursor]
