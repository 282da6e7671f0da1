"""四轮清理 as an example: 2,203 items of the province become 286 in four rounds, through the very services that officials use.

It fills the list with made-up items up to the number the first round began with, and must therefore run in a transaction
that its caller rolls back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import cycle, islice
from tomllib import loads

from django.db.backends.postgresql.psycopg_any import DateRange

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.time_limits import shanghai_date

from .item_files import ItemDefinition, definition_as_json
from .models import AdjustmentRound, ItemVersion, PowerItem, VersionState
from .proposals import approve, find_lawful, save_proposal, submit
from .rounds import approve_round, find_round_lawful, open_round, submit_round
from .rounds_balance import BalanceRow, LineKind, total
from .rounds_lines import NewLine, add_lines
from .rounds_planning import standing_on
from .rounds_publishing import from_json, publish_due_rounds

BETWEEN_ROUNDS = timedelta(days=14)
UNTIL_PUBLISHED = timedelta(days=7)
DECISION = "示例，不是真实文件"
LINE_OF = {
    "cancelled": LineKind.CANCEL,
    "delegated": LineKind.DELEGATE,
    "merged": LineKind.MERGE,
    "converted": LineKind.CONVERT,
}

# Who holds a post of that role at the province, in that department where one is named.
Officer = Callable[[Role, str | None], Actor]


@dataclass(frozen=True, slots=True)
class ExampleRound:
    """The figures of one round; ``source`` says where ``before`` and ``after`` are from."""

    title: str
    before: int
    cancelled: int
    delegated: int
    merged: int
    converted: int
    added: int
    taken_over: int
    after: int
    source: str


@dataclass(frozen=True, slots=True)
class PlayedRound:
    """What a round was to be, and what the library says of the province after it."""

    figures: ExampleRound
    province: BalanceRow
    rows: Sequence[BalanceRow]


@cache
def example_rounds() -> tuple[ExampleRound, ...]:
    text = (files(__package__) / "rounds_example.toml").read_text(encoding="utf-8")
    return tuple(ExampleRound(**entry) for entry in loads(text)["round"])


def play_rounds(
    template: ItemDefinition, departments: Sequence[str], officer: Officer, *, at: datetime
) -> Iterator[PlayedRound]:
    """Play every round of the example, the first at ``at``, two weeks apart.

    ``template`` is an item of the province whose terms all made-up items share; ``departments`` hold them in turn.
    """
    stage = _Stage(template, departments, officer, shanghai_date(at))
    stage.fill(example_rounds()[0].before, sum(one.taken_over for one in example_rounds()))
    for number, figures in enumerate(example_rounds()):
        yield stage.play(figures, at + number * BETWEEN_ROUNDS)


class _Stage:
    """The made-up items, by number: those of the province and, to be taken over, those of the cities."""

    def __init__(
        self, template: ItemDefinition, departments: Sequence[str], officer: Officer, today: date
    ) -> None:
        self._template, self._officer, self._today = template, officer, today
        self._content = definition_as_json(template)
        self._departments = cycle(departments)
        self._made = 0
        self._province: list[tuple[str, str]] = []  # (item, department), next to leave first
        self._cities: list[tuple[str, str]] = []

    def fill(self, wanted: int, of_cities: int) -> None:
        """Up to ``wanted`` items of the province, with those that are really there."""
        there = sum(Level.PROVINCE in one.levels for one in standing_on(self._today).values())
        self._province = self._lay(wanted - there, Level.PROVINCE)
        self._cities = self._lay(of_cities, Level.CITY)

    def play(self, figures: ExampleRound, at: datetime) -> PlayedRound:
        publish_at = at + UNTIL_PUBLISHED
        organiser = self._officer(Role.ADMINISTRATOR, None)
        day = shanghai_date(publish_at)
        one = open_round(
            title=figures.title,
            decision=DECISION,
            publish_on=day,
            in_force_on=day + timedelta(days=1),
            actor=organiser,
            at=at,
        )
        for department, lines in self._lines(figures, at).items():
            add_lines(one.pk, lines, actor=self._officer(Role.REVIEWER, department), at=at)
        submit_round(one.pk, actor=organiser, at=at)
        find_round_lawful(one.pk, opinion="合法", actor=self._officer(Role.LEGAL_OFFICER, None), at=at)
        approve_round(one.pk, actor=self._officer(Role.GOVERNMENT_HEAD, None), at=at)
        publish_due_rounds(publish_at)
        return _played(one.pk, figures)

    def _lines(self, figures: ExampleRound, at: datetime) -> dict[str, list[NewLine]]:
        by_department: dict[str, list[NewLine]] = {}
        leaving = iter(self._province)
        kept = self._province[-1][0]  # what others are merged into; it stays to the end
        for column, kind in LINE_OF.items():
            for item, department in islice(leaving, getattr(figures, column)):
                by_department.setdefault(department, []).append(_leaving(kind, item, kept))
        self._province = list(leaving)
        taken, self._cities = self._cities[: figures.taken_over], self._cities[figures.taken_over :]
        for item, department in taken:
            line = NewLine(kind=LineKind.TAKE_OVER, item_key=item, to_level=Level.PROVINCE, basis=DECISION)
            by_department.setdefault(department, []).append(line)
        for _number in range(figures.added):
            item, department = self._approved(at)
            line = NewLine(kind=LineKind.ADD, item_key=item, basis=DECISION)
            by_department.setdefault(department, []).append(line)
        return by_department

    def _approved(self, at: datetime) -> tuple[str, str]:
        """A new item, drafted, checked and approved as any other."""
        definition = self._next(Level.PROVINCE)
        drafter = self._officer(Role.REVIEWER, definition.department)
        proposal = save_proposal(definition_as_json(definition), actor=drafter, at=at)
        submit(proposal.pk, actor=self._officer(Role.AGENCY_HEAD, definition.department), at=at)
        find_lawful(proposal.pk, opinion="合法", actor=self._officer(Role.LEGAL_OFFICER, None), at=at)
        approve(proposal.pk, actor=self._officer(Role.GOVERNMENT_HEAD, None), at=at)
        return definition.key, definition.department

    def _lay(self, number: int, level: Level) -> list[tuple[str, str]]:
        made = [self._next(level) for _number in range(number)]
        PowerItem.objects.bulk_create(
            PowerItem(key=one.key, basic_code=one.basic_code, kind=one.kind, department_id=one.department)
            for one in made
        )
        ItemVersion.objects.bulk_create(self._version(one) for one in made)
        return [(one.key, one.department) for one in made]

    def _next(self, level: Level) -> ItemDefinition:
        self._made += 1
        return replace(
            self._template,
            key=f"example_{self._made:04d}",
            name=f"示例事项{self._made:04d}",
            name_en=f"Example item {self._made:04d}",
            basic_code=f"420199{self._made:06d}",
            department=next(self._departments),
            levels=(int(level),),
            accepted_at=(int(level),),
            version=1,
            in_force_from=self._today,
        )

    def _version(self, one: ItemDefinition) -> ItemVersion:
        changed = ("key", "name", "name_en", "basic_code", "department", "version")
        content = self._content | {field: getattr(one, field) for field in changed}
        content |= {
            "levels": list(one.levels),
            "accepted_at": list(one.accepted_at),
            "in_force_from": one.in_force_from.isoformat(),
        }
        return ItemVersion(
            item_id=one.key,
            number=1,
            state=VersionState.PUBLISHED,
            in_force=DateRange(self._today, None),
            name=one.name,
            name_en=one.name_en,
            case_kind=one.case_kind,
            statutory_limit=one.limits.statutory,
            promised_limit=one.limits.promised,
            content=content,
            content_sha256=sha256(canonical_json(content)).hexdigest(),
            search_text="",
        )


def _leaving(kind: LineKind, item: str, kept: str) -> NewLine:
    return NewLine(
        kind=kind,
        item_key=item,
        basis=DECISION,
        level=Level.PROVINCE,
        to_level=Level.COUNTY if kind is LineKind.DELEGATE else None,
        target_key=kept if kind is LineKind.MERGE else "",
        becomes="行业自律" if kind is LineKind.CONVERT else "",
    )


def _played(round_id: int, figures: ExampleRound) -> PlayedRound:
    one = AdjustmentRound.objects.get(pk=round_id)
    if one.balance is None:
        raise RuntimeError(f"{figures.title} was held up: {one.obstacles[:3]}")
    rows = [from_json(row) for row in one.balance]
    return PlayedRound(figures, total(rows, Level.PROVINCE), rows)
