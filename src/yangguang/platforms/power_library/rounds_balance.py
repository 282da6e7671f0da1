"""The arithmetic of an adjustment round (清理): who holds which power before, what each line moves, who holds it after.

A power is counted once for every level that decides it. For each department and level
before + added + taken over − cancelled − delegated − merged − converted = after; ``after`` is counted from what stands
in the end and not from the columns, so that the sum proves the lines.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _


class LineKind(StrEnum):
    CANCEL = "cancel"
    DELEGATE = "delegate"
    MERGE = "merge"
    CONVERT = "convert"
    ADD = "add"
    TAKE_OVER = "take_over"


class Column(StrEnum):
    """A column of the balance, and the sign with which it counts."""

    ADDED = "added"
    TAKEN_OVER = "taken_over"
    CANCELLED = "cancelled"
    DELEGATED = "delegated"
    MERGED = "merged"
    CONVERTED = "converted"

    @property
    def sign(self) -> int:
        return 1 if self in (Column.ADDED, Column.TAKEN_OVER) else -1


LEAVES_BY = {
    LineKind.CANCEL: Column.CANCELLED,
    LineKind.DELEGATE: Column.DELEGATED,
    LineKind.MERGE: Column.MERGED,
    LineKind.CONVERT: Column.CONVERTED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which levels (2 province … 6 village) decide an item of ``department``."""

    department: str
    levels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a round does to ``item``.

    ``level``: where it leaves; None: every level that decides it. ``to_level``: where a delegated or taken over item is
    decided from then on. ``target``: the item into which it is merged. ``brings``: what an added item is.
    """

    kind: LineKind
    item: str
    level: int | None = None
    to_level: int | None = None
    target: str = ""
    brings: Standing | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    column: Column
    department: str
    level: int
    item: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One department at one level. ``after`` is counted, not computed; `closes` compares the two."""

    department: str
    level: int
    before: int
    moved: Mapping[Column, int]
    after: int

    @property
    def closes(self) -> bool:
        return self.after == self.before + sum(column.sign * self.moved[column] for column in Column)

    @property
    def cells(self) -> list[int]:
        """Before, the columns in their order, after."""
        return [self.before, *(self.moved[column] for column in Column), self.after]


@dataclass(frozen=True, slots=True)
class Objection:
    """Why line number ``at`` (from 0) cannot stand, and what to do."""

    at: int
    rule: str
    way_out: str


@dataclass
class Plan:
    """What the lines come to. ``after`` holds every item, those that nobody decides any more with no levels."""

    before: Mapping[str, Standing]
    after: dict[str, Standing] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    @property
    def changed(self) -> dict[str, Standing]:
        return {item: standing for item, standing in self.after.items() if standing != self.before.get(item)}


def plan_of(before: Mapping[str, Standing], lines: Sequence[Line]) -> Plan:
    """Apply all lines at once; their order does not matter. Lines that cannot stand are left out and objected to."""
    plan = Plan(before)
    gone: dict[str, set[int]] = {}
    come: dict[str, set[int]] = {}
    for at, line in enumerate(lines):
        if line.kind in LEAVES_BY:
            _take_away(plan, gone, at, line)
    plan.after = {
        item: Standing(one.department, one.levels - gone.get(item, set())) for item, one in before.items()
    }
    for at, line in enumerate(lines):
        if line.kind is LineKind.ADD:
            _add(plan, at, line)
        elif line.to_level is not None:
            _arrive(plan, gone, come, at, line)
    for at, line in enumerate(lines):
        if line.kind is LineKind.MERGE:
            _require_target(plan, at, line)
    return plan


def _take_away(plan: Plan, gone: dict[str, set[int]], at: int, line: Line) -> None:
    standing = plan.before.get(line.item)
    if standing is None or not standing.levels:
        _object(plan, at, _("事项不在现行清单上，无从调整"), _("核对事项标识；已经取消的不必再列"))
        return
    wanted = standing.levels if line.level is None else frozenset({line.level})
    if not wanted <= standing.levels:
        _object(plan, at, _("这一层级没有行使该事项"), _("选择现在行使该事项的层级"))
        return
    if wanted & gone.get(line.item, set()):
        _object(plan, at, _("同一层级的同一事项在一轮清理中只能调整一次"), _("保留其中一行，删除其余"))
        return
    if line.kind is LineKind.DELEGATE and not _goes_down(line):
        _object(plan, at, _("下放只能由上一级到下一级"), _("写明从哪一级下放到哪一级，后者应低于前者"))
        return
    gone.setdefault(line.item, set()).update(wanted)
    column = LEAVES_BY[line.kind]
    plan.movements += [Movement(column, standing.department, level, line.item) for level in sorted(wanted)]


def _goes_down(line: Line) -> bool:
    return line.level is not None and line.to_level is not None and line.level < line.to_level


def _arrive(plan: Plan, gone: dict[str, set[int]], come: dict[str, set[int]], at: int, line: Line) -> None:
    """The level that receives a delegated item, or takes one over; nothing moves where it decided already."""
    assert line.to_level is not None
    if line.kind is LineKind.DELEGATE and line.level not in gone.get(line.item, set()):
        return  # objected to above
    standing = plan.after.get(line.item)
    if standing is None:
        _object(plan, at, _("事项不在现行清单上，无从承接"), _("新承接的事项用“新增”并附已批准的事项"))
        return
    if line.to_level in standing.levels:
        if line.kind is LineKind.TAKE_OVER:
            _object(plan, at, _("这一层级已经行使该事项"), _("删除这一行"))
        return
    come.setdefault(line.item, set()).add(line.to_level)
    plan.after[line.item] = Standing(standing.department, standing.levels | {line.to_level})
    plan.movements.append(Movement(Column.TAKEN_OVER, standing.department, line.to_level, line.item))


def _add(plan: Plan, at: int, line: Line) -> None:
    if line.brings is None or not line.brings.levels:
        _object(plan, at, _("新增的事项应先审核合法性并批准"), _("先报送事项，批准后再列入清理"))
        return
    if line.item in plan.after:
        _object(plan, at, _("事项已在清单上，不是新增"), _("层级有变化的，用“下放”或者“承接”"))
        return
    plan.after[line.item] = line.brings
    plan.movements += [
        Movement(Column.ADDED, line.brings.department, level, line.item)
        for level in sorted(line.brings.levels)
    ]


def _require_target(plan: Plan, at: int, line: Line) -> None:
    source, target = plan.before.get(line.item), plan.after.get(line.target)
    if source is None:
        return  # objected to above
    wanted = source.levels if line.level is None else frozenset({line.level})
    if line.target == line.item or target is None or not wanted <= target.levels:
        _object(
            plan,
            at,
            _("并入的事项清理后应当仍在清单上，并由同样的层级行使"),
            _("选择另一个保留的事项，或者改为取消"),
        )


def _object(plan: Plan, at: int, rule: str, way_out: str) -> None:
    plan.objections.append(Objection(at, rule, way_out))


def balance(plan: Plan, after: Mapping[str, Standing] | None = None) -> list[BalanceRow]:
    """A row for each department at each level that the plan touches, those among them that it leaves alone too.

    ``after``: what really stands, where that is known; otherwise what the plan says.
    """
    former, latter = _count(plan.before.values()), _count((plan.after if after is None else after).values())
    touched = {one.level for one in plan.movements}
    places = sorted((department, level) for department, level in former.keys() | latter if level in touched)
    moved = Counter((one.department, one.level, one.column) for one in plan.movements)
    return [
        BalanceRow(
            department,
            level,
            former[department, level],
            {column: moved[department, level, column] for column in Column},
            latter[department, level],
        )
        for department, level in places
    ]


def total(rows: Iterable[BalanceRow], level: int) -> BalanceRow:
    """All departments at one level."""
    chosen = [row for row in rows if row.level == level]
    moved = {column: sum(row.moved[column] for row in chosen) for column in Column}
    return BalanceRow("", level, sum(r.before for r in chosen), moved, sum(r.after for r in chosen))


def _count(standings: Iterable[Standing]) -> Counter[tuple[str, int]]:
    return Counter((one.department, level) for one in standings for level in one.levels)
