"""一件事 as the public sees it: which matters there are, and the merged guide of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.wording import either_language
from yangguang.law.limits import limit_in_force
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import TimeLimit, Unit

from .item_definitions import ItemDefinition
from .matters_definitions import Matter, Member
from .matters_files import matters
from .matters_merging import MergedMatter, merged
from .reading import EntryCard, FilingTerms, definition_of, filing_terms, serving_entries, versions_in_force
from .search_terms import plain

JOINT_LIMIT = "licensing.joint_decision"
SHORTEST = 2  # characters that a query needs before a name may merely contain it


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One item of a matter, as the guide shows it. ``entry`` is the body that serves the place asked for."""

    member: Member
    item: ItemDefinition
    entry: EntryCard | None
    department: organisations.DepartmentCard
    after: tuple[ItemDefinition, ...]
    condition: str  # in the reader's language; empty where everybody needs it


@dataclass(frozen=True, slots=True)
class MatterGuide:
    """The merged guide. Limits are written as everywhere ("45wd"); ``single_*`` are the members' added up."""

    matter: Matter
    whole: MergedMatter
    rows: tuple[MemberRow, ...]
    joint_limit: str
    joint_extension: str
    single_statutory: str
    single_promised: str
    longest_promised: str

    @property
    def complete_here(self) -> bool:
        """Whether every member is exercised for the place asked for."""
        return all(row.entry for row in self.rows)

    @property
    def single_materials(self) -> int:
        """What the members would ask for one by one."""
        return sum(len(row.item.materials) for row in self.rows)


def matter_of(key: str) -> Matter:
    """Raises `NotFound`."""
    found = next((one for one in matters() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def matter_cards(*, on: date) -> list[Matter]:
    """The matters all of whose items are in force on that day."""
    in_force = set(versions_in_force(on=on).values_list("item_id", flat=True))
    return [one for one in matters() if {member.item for member in one.members} <= in_force]


def find_matters(typed: str, *, on: date) -> list[Matter]:
    """Matters whose name, or one of its everyday names, is in what was typed, or holds it."""
    wanted = plain(typed).replace(" ", "")
    if len(wanted) < SHORTEST:
        return []
    return [one for one in matter_cards(on=on) if any(_meets(wanted, name) for name in _names(one))]


def _names(matter: Matter) -> Iterable[str]:
    names = (matter.name, matter.name_en, *matter.aliases)
    return (plain(name).replace(" ", "") for name in names)


def _meets(wanted: str, name: str) -> bool:
    return name in wanted or wanted in name


def matter_guide(key: str, place_code: str, *, on: date) -> MatterGuide:
    """The guide of one matter, with the bodies that serve a place when one is named. Raises `NotFound`."""
    matter = matter_of(key)
    items = [member.item for member in matter.members]
    entries = serving_entries(items, place_code, on=on) if place_code else {}
    definitions = {one.item_id: definition_of(one) for one in versions_in_force(on=on).filter(item__in=items)}
    for item, entry in entries.items():
        definitions[item] = filing_terms(entry.id, on=on).definition
    if not set(items) <= definitions.keys():
        raise NotFound
    return _guide(merged(matter, definitions), entries, on)


def matter_terms(matter: Matter, place_code: str, *, on: date) -> dict[str, FilingTerms]:
    """Item → what an application of today is judged by, for every member that serves the place."""
    entries = serving_entries([member.item for member in matter.members], place_code, on=on)
    return {item: filing_terms(entry.id, on=on) for item, entry in entries.items()}


def _guide(whole: MergedMatter, entries: dict[str, EntryCard], on: date) -> MatterGuide:
    limit = limit_in_force(JOINT_LIMIT, on=on)
    definitions = [whole.definitions[member.item] for member in whole.matter.members]
    names = {one.key: one for one in organisations.department_cards()}
    return MatterGuide(
        matter=whole.matter,
        whole=whole,
        rows=tuple(_row(whole, member, entries, names) for member in whole.matter.members),
        joint_limit=str(limit.limit),
        joint_extension=str(limit.extension) if limit.extension else "",
        single_statutory=_working_days(_days(one.limits.statutory) for one in definitions),
        single_promised=_working_days(_days(one.limits.promised) for one in definitions),
        longest_promised=_working_days([_longest(whole)]),
    )


def _row(
    whole: MergedMatter,
    member: Member,
    entries: dict[str, EntryCard],
    names: dict[str, organisations.DepartmentCard],
) -> MemberRow:
    item = whole.definitions[member.item]
    return MemberRow(
        member,
        item,
        entries.get(member.item),
        names[item.department],
        tuple(whole.definitions[key] for key in member.after),
        condition_words(whole.matter, member.when),
    )


def condition_words(matter: Matter, when: str) -> str:
    """A condition as people read it, in their language; empty for none."""
    key, _equals, value = when.partition("=")
    asked = next((one for one in matter.asks if one.key == key.strip()), None)
    if asked is None:
        return ""
    answers = {"yes": ("是", "yes"), "no": ("否", "no")}
    answers |= {choice.value: (choice.label, choice.label_en) for choice in asked.choices}
    chinese, english = answers[value.strip()]
    return either_language(f"{asked.label}：{chinese}", f"{asked.label_en} {english}")


def _days(limit: str) -> int:
    """Working days; a limit in another unit counts as none, for it cannot be added to them."""
    parsed = TimeLimit.parse(limit)
    return parsed.amount if parsed.unit is Unit.WORKING_DAY else 0


def _working_days(days: Iterable[int]) -> str:
    return f"{sum(days)}wd"


def _longest(whole: MergedMatter) -> int:
    """The promised days of the longest chain of members that wait for one another."""
    until: dict[str, int] = {}
    for member in whole.matter.members:
        own = _days(whole.definitions[member.item].limits.promised)
        until[member.item] = own + max((until[before] for before in member.after), default=0)
    return max(until.values())
