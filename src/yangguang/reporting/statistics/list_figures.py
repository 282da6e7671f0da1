"""The figures of the lists themselves: S2, S3, S4, S5, S8 and S15, as they stand on the last day of the period."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations.levels import Level
from yangguang.law.time_limits import TimeLimit, working_days_in
from yangguang.law.working_days import WorkingCalendar
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.queries import EntryGroup, HallCount
from yangguang.platforms.power_operation import queries as operation

from .definitions import COMPRESSION, DISCLOSED, ENTRY, FEE_ITEMS, ITEMS, PARALLEL
from .figure import Aside, Figure
from .periods import Period

KEYS = frozenset({"S2", "S3", "S4", "S5", "S8", "S15"})


@dataclass(frozen=True, slots=True)
class Cut:
    """What is promised and what the law allows, in working days, summed over ``entries``."""

    statutory: Fraction = Fraction(0)
    saved: Fraction = Fraction(0)
    rates: Fraction = Fraction(0)
    entries: int = 0

    def __add__(self, other: "Cut") -> "Cut":
        return Cut(
            self.statutory + other.statutory,
            self.saved + other.saved,
            self.rates + other.rates,
            self.entries + other.entries,
        )


class ListReading:
    """What the figures of a place, and of each child place, are counted from: read once for all of them."""

    def __init__(self, path: str, period: Period) -> None:
        self.path, self.period = path, period
        self.groups = library.entry_groups(path, on=period.last)
        first = library.first_round_on()
        self.before = library.entry_groups(path, on=first - timedelta(days=1)) if first else []
        self.halls = library.hall_counts(path, on=period.last)

    def figures(self, child: str = "") -> dict[str, Figure]:
        """Of the whole place, or of the child whose path is given."""
        part = child.rsplit(".", 1)[-1]
        groups, before = (
            [one for one in read if not part or one.part == part] for read in (self.groups, self.before)
        )
        return {
            "S2": _items(groups, before, self.period),
            "S3": _entry(self.halls_by_level(part)),
            "S4": _compression(groups, self.period),
            "S5": _parallel(groups, self.period),
            "S8": _fee_items(groups, child or self.path, self.period),
            "S15": _disclosed(groups),
        }

    def halls_by_level(self, part: str) -> dict[Level, HallCount]:
        """Of the whole place, or of the child whose last piece of path is given."""
        halls: dict[Level, list[HallCount]] = {}
        for (where, level), count in sorted(self.halls.items()):
            if not part or where == part:
                halls.setdefault(level, []).append(count)
        return {level: HallCount.together(counts) for level, counts in halls.items()}


def _items(groups: Iterable[EntryGroup], before: Iterable[EntryGroup], period: Period) -> Figure:
    rounds = Aside("rounds", library.rounds_until(period.last))
    return Figure(ITEMS, len(_distinct(groups)), len(_distinct(before)), (rounds,))


def _distinct(groups: Iterable[EntryGroup]) -> set[str]:
    return {one.version.item_id for one in groups}


def _entry(counts: Mapping[Level, HallCount]) -> Figure:
    whole = HallCount.together(counts.values())
    return Figure(
        ENTRY,
        whole.authorised,
        whole.must,
        (
            *(Aside(f"level_{level:d}", one.authorised, one.must) for level, one in sorted(counts.items())),
            Aside("departments", whole.bodies_inside, whole.bodies_that_must),
            Aside("unauthorised", whole.unauthorised),
            Aside("kept_out", whole.exempt),
        ),
    )


def _compression(groups: Iterable[EntryGroup], period: Period) -> Figure:
    calendar = calendars.calendar_in_force()[1]
    by_level: dict[Level, Cut] = {}
    for group in groups:
        by_level[group.level] = by_level.get(group.level, Cut()) + cut_of(group, period.last.year, calendar)
    whole = sum(by_level.values(), Cut())
    per_mille = round(whole.rates / whole.entries * 1000) if whole.entries else 0
    return Figure(
        COMPRESSION,
        round(whole.saved),
        round(whole.statutory),
        (
            *(
                Aside(f"level_{level:d}", round(one.saved), round(one.statutory))
                for level, one in sorted(by_level.items())
            ),
            Aside("mean_of_rates", per_mille),
        ),
    )


def cut_of(group: EntryGroup, year: int, calendar: WorkingCalendar) -> Cut:
    """Nothing for items without both limits, or whose law leaves no time that could be cut."""
    limits = group.definition.limits
    if not limits.statutory or not limits.promised:
        return Cut()
    statutory, promised = (
        working_days_in(TimeLimit.parse(written), year, calendar)
        for written in (limits.statutory, limits.promised)
    )
    if not statutory:
        return Cut()
    saved = statutory - promised
    number = group.number
    return Cut(statutory * number, saved * number, saved / statutory * number, number)


def _parallel(groups: Iterable[EntryGroup], period: Period) -> Figure:
    chosen = _jointly(period)
    return Figure(PARALLEL, sum(one.number for one in groups if chosen(one)), 0)


def _fee_items(groups: Iterable[EntryGroup], path: str, period: Period) -> Figure:
    charged, waived = operation.fees_between(path, period.begins_at, period.ends_at)
    numbered = [one for one in groups if one.definition.fees]
    return Figure(
        FEE_ITEMS,
        sum(one.number for one in numbered),
        0,
        (
            Aside("distinct_items", len(_distinct(numbered))),
            Aside("charged_cents", charged),
            Aside("waived_cents", waived),
        ),
    )


def _disclosed(groups: Iterable[EntryGroup]) -> Figure:
    groups = list(groups)
    whole = [one for one in groups if one.reachable and library.discloses_all_eight(one.definition)]
    return Figure(DISCLOSED, sum(one.number for one in whole), sum(one.number for one in groups))


def _jointly(period: Period) -> Callable[[EntryGroup], bool]:
    members = library.joint_items(on=period.last)
    return lambda group: group.version.item_id in members or library.reviewed_side_by_side(group.definition)


# ── the rows behind ──────────────────────────────────────────────────────────────────────


def rows_behind_lists(key: str, path: str, period: Period, *, inside: bool) -> QuerySet[Any]:
    """Items for S2, implementing entries for the others; ordered."""
    if key == "S2":
        read = ListReading(path, period)
        now = _distinct(read.groups)
        return library.items_named(now if inside else _distinct(read.before) - now)
    if key == "S3":
        return library.entries_that_must_enter(path, authorised=inside, on=period.last)
    groups = library.entry_groups(path, on=period.last)
    if key == "S15":
        return _behind_disclosure(groups, path, period, inside=inside)
    chosen = _chosen(key, period)
    return _entries([one for one in groups if chosen(one) is inside], path, period)


def _chosen(key: str, period: Period) -> Callable[[EntryGroup], bool]:
    if key == "S5":
        return _jointly(period)
    if key == "S8":
        return lambda group: bool(group.definition.fees)
    calendar = calendars.calendar_in_force()[1]
    return lambda group: cut_of(group, period.last.year, calendar).saved > 0


def _behind_disclosure(
    groups: Iterable[EntryGroup], path: str, period: Period, *, inside: bool
) -> QuerySet[Any]:
    groups = list(groups)
    whole = [one for one in groups if library.discloses_all_eight(one.definition)]
    told = _entries(whole, path, period)
    if inside:
        return library.unreachable(told, whether=False)
    silent = _entries([one for one in groups if one not in whole], path, period)
    return silent | library.unreachable(told, whether=True)


def _entries(groups: Iterable[EntryGroup], path: str, period: Period) -> QuerySet[Any]:
    groups = list(groups)
    items = {one.version.item_id for one in groups if one.version.entry_id is None}
    adapted = {one.version.pk for one in groups if one.version.entry_id is not None}
    return library.entries_of(path, items, adapted, on=period.last)
