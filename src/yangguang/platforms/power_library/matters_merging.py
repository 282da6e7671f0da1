"""The form and the materials of a matter: the union of its members', the same thing asked once.

Two questions (or materials) of members are the same when key, name and kind agree, or when the matter file says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .item_definitions import FormField, ItemDefinition, Material, Necessity
from .matters_definitions import Matter, Member, Shared

Definitions = Mapping[str, ItemDefinition]
Origins = tuple[tuple[str, str], ...]

# Between item and key, where two members use one key and the file does not say whether they mean the same.
NOT_TOLD_APART = "__"


@dataclass(frozen=True, slots=True)
class MergedField:
    """``origins``: the (item, key) that the answer is for; none for the matter's own question."""

    field: FormField
    origins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MergedMaterial:
    """``needed_by`` are its items; ``when`` is empty where some member that everybody needs asks for it.

    ``later``: only members that wait for another's decision need it, so that it may come with them.
    """

    material: Material
    origins: tuple[tuple[str, str], ...]
    when: str
    later: bool

    @property
    def needed_by(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for item, _key in self.origins))


@dataclass(frozen=True, slots=True)
class MergedMatter:
    """A matter over certain versions of its members."""

    matter: Matter
    definitions: Definitions
    fields: tuple[MergedField, ...]
    materials: tuple[MergedMaterial, ...]

    @property
    def form(self) -> ItemDefinition:
        """The shared form in the shape in which the pages draw any item's form."""
        first = self.definitions[self.matter.members[0].item]
        return replace(
            first,
            key=self.matter.key,
            name=self.matter.name,
            name_en=self.matter.name_en,
            fields=tuple(one.field for one in self.fields),
            materials=tuple(one.material for one in self.materials),
            commitments=(),
        )

    def members_needed(self, answers: Mapping[str, Any]) -> list[Member]:
        """The members whose condition the answers meet, in the order of the file."""
        return [member for member in self.matter.members if applies(member.when, answers)]

    def answers_for(self, item: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What the shared form says to one member, under the member's own keys."""
        given = {
            one.field.partition(".")[2]: one.value
            for one in self.matter.given
            if one.field.startswith(f"{item}.")
        }
        said = {
            key: answers[merged.field.key]
            for merged in self.fields
            if not merged.field.group and merged.field.key in answers
            for owner, key in merged.origins
            if owner == item
        }
        return {**said, **given}

    def materials_for(self, item: str, held: Iterable[str]) -> dict[str, str]:
        """Key of the member → key of the matter, for the materials that are ``held`` (keys of the matter)."""
        have = set(held)
        return {
            key: merged.material.key
            for merged in self.materials
            if merged.material.key in have
            for owner, key in merged.origins
            if owner == item
        }

    def missing(self, held: Iterable[str], answers: Mapping[str, Any]) -> list[MergedMaterial]:
        """Required materials that are not held, of the members that the answers call for and that start at once."""
        have, needed = set(held), {member.item for member in self.members_needed(answers)}
        return [
            one
            for one in self.materials
            if one.material.necessity == Necessity.REQUIRED
            and not one.later
            and one.material.key not in have
            and needed & set(one.needed_by)
        ]


def applies(when: str, answers: Mapping[str, Any]) -> bool:
    """Whether the answers meet a condition "question=answer"; the empty one is always met."""
    key, _equals, value = when.partition("=")
    return not when or str(answers.get(key.strip(), "")) == value.strip()


def merged(matter: Matter, definitions: Definitions) -> MergedMatter:
    """The matter over ``definitions`` (item → version to go by), which hold every member."""
    return MergedMatter(
        matter, definitions, tuple(_fields(matter, definitions)), tuple(_materials(matter, definitions))
    )


def _fields(matter: Matter, definitions: Definitions) -> Iterator[MergedField]:
    yield from (MergedField(one, ()) for one in matter.asks)
    keys, told = _field_keys(matter, definitions), {one.field: one.value for one in matter.given}
    done: set[str] = set()
    for member in matter.members:
        for field in definitions[member.item].fields:
            if f"{member.item}.{field.key}" in told or _ruled_out(member.item, field.show_if, told):
                continue
            key = keys[member.item, field.key]
            if key not in done:
                done.add(key)
                origins = tuple(origin for origin, given in keys.items() if given == key)
                yield MergedField(_field(matter, member, field, key, keys, origins), origins)


def _ruled_out(item: str, show_if: str, told: Mapping[str, str]) -> bool:
    """Whether a question depends on another answer than the one that the matter gives."""
    key, _equals, value = show_if.partition("=")
    return told.get(f"{item}.{key.strip()}", value.strip()) != value.strip()


def _field_keys(matter: Matter, definitions: Definitions) -> dict[tuple[str, str], str]:
    """(item, key) → key in the shared form."""
    rows = [
        (member.item, field.key, (field.label, field.kind, field.group, field.choices))
        for member in matter.members
        for field in definitions[member.item].fields
    ]
    taken = {one.key for one in matter.asks}
    return _shared_keys(rows, matter.questions, taken)


def _shared_keys(
    rows: list[tuple[str, str, Any]], shared: Iterable[Shared], taken: set[str]
) -> dict[tuple[str, str], str]:
    """Keys by which the same is asked once; what only has its key in common with another keeps its item's name."""
    said = {origin: one.key for one in shared for origin in one.stands_for}
    first: dict[str, Any] = dict.fromkeys({*taken, *said.values()})
    keys = {}
    for item, key, likeness in rows:
        if given := said.get(f"{item}.{key}"):
            keys[item, key] = given
        elif first.setdefault(key, likeness) == likeness:
            keys[item, key] = key
        else:
            keys[item, key] = f"{item}{NOT_TOLD_APART}{key}"
    return keys


def _field(
    matter: Matter,
    member: Member,
    field: FormField,
    key: str,
    keys: Mapping[tuple[str, str], str],
    origins: Origins,
) -> FormField:
    named = next((one for one in matter.questions if one.key == key), None)
    asked_by = _members(matter, origins)
    told = {one.field for one in matter.given}
    decided = f"{member.item}.{field.show_if.partition('=')[0].strip()}" in told
    show_if = "" if decided or not field.show_if else _translated(member.item, field.show_if, keys)
    return replace(
        field,
        key=key,
        label=(named and named.name) or field.label,
        label_en=(named and named.name_en) or field.label_en,
        group=keys[member.item, field.group] if field.group else "",
        show_if=show_if or _condition(asked_by),
        required=field.required and not all(one.after for one in asked_by),
    )


def _translated(item: str, condition: str, keys: Mapping[tuple[str, str], str]) -> str:
    key, _equals, value = condition.partition("=")
    return f"{keys[item, key.strip()]}={value.strip()}"


def _members(matter: Matter, origins: Origins) -> list[Member]:
    items = {item for item, _key in origins}
    return [member for member in matter.members if member.item in items]


def _condition(asked_by: Iterable[Member]) -> str:
    """The one condition of those that ask; none where somebody asks always or they differ."""
    conditions = {member.when for member in asked_by}
    return conditions.pop() if len(conditions) == 1 else ""


def _materials(matter: Matter, definitions: Definitions) -> Iterator[MergedMaterial]:
    passed = {target for one in matter.passed for target in one.serves}
    keys = material_keys(matter, definitions)
    done: set[str] = set()
    for member in matter.members:
        for material in definitions[member.item].materials:
            key = keys[member.item, material.key]
            if f"{member.item}.{material.key}" in passed or key in done:
                continue
            done.add(key)
            origins = tuple(origin for origin, given in keys.items() if given == key)
            yield _material(matter, definitions, material, key, origins)


def material_keys(matter: Matter, definitions: Definitions) -> dict[tuple[str, str], str]:
    """(item, key) → key among the shared materials."""
    rows = [
        (member.item, material.key, material.name)
        for member in matter.members
        for material in definitions[member.item].materials
    ]
    return _shared_keys(rows, matter.materials, set())


def _material(
    matter: Matter, definitions: Definitions, material: Material, key: str, origins: Origins
) -> MergedMaterial:
    named = next((one for one in matter.materials if one.key == key), None)
    asked_by = _members(matter, origins)
    each = [m for item, own in origins for m in definitions[item].materials if m.key == own]
    strictest = next(
        (one for one in each if one.necessity == Necessity.REQUIRED),
        next((one for one in each if one.necessity == Necessity.TOLERABLE), material),
    )
    asked_once = replace(
        strictest,
        key=key,
        name=(named and named.name) or material.name,
        name_en=(named and named.name_en) or material.name_en,
        originals=max(one.originals for one in each),
        photocopies=max(one.photocopies for one in each),
    )
    later = all(member.after for member in asked_by)
    return MergedMaterial(asked_once, origins, _condition(asked_by), later)
