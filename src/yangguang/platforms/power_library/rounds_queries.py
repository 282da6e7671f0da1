"""What is shown of rounds: their list, one with its balance and consequences, and the changes of law that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import NotFound

from .models import AdjustmentRound, ItemVersion, LegalChange, Proposal, ProposalState, RoundLine, RoundState
from .rounds_access import may_read_drafts, require_readable
from .rounds_balance import BalanceRow, Column, balance, total
from .rounds_consequences import Consequence, consequences_of, lasting_consequences
from .rounds_planning import day_before, lines_of, objections_in_words, planned, standing_on
from .rounds_publishing import from_json


@dataclass(frozen=True, slots=True)
class RoundCard:
    """``before`` and ``after`` count what the province's departments decide; None until the round is published."""

    id: int
    title: str
    decision: str
    state: str
    state_name: str
    publish_on: date
    in_force_on: date
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of the balance with its department; without one it is the sum of a level."""

    department: organisations.DepartmentCard | None
    level: Level
    row: BalanceRow

    @property
    def cells(self) -> list[int]:
        return self.row.cells


@dataclass(frozen=True, slots=True)
class NamedConsequence:
    item_name: str
    consequence: Consequence


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round as its page shows it. ``objections`` and ``obstacles``: tables of item, name, rule and way out."""

    round: AdjustmentRound
    lines: Sequence[RoundLine]
    rows: Sequence[NamedRow]
    totals: Sequence[NamedRow]
    consequences: Sequence[NamedConsequence]
    objections: Sequence[dict[str, str]]
    sees_drafts: bool

    @property
    def closes(self) -> bool:
        return all(one.row.closes for one in self.rows)

    @property
    def collecting(self) -> bool:
        return self.round.state == RoundState.DRAFT


def round_cards(actor: Actor | None) -> list[RoundCard]:
    """Latest first; what is not published only for those who take part."""
    rounds = AdjustmentRound.objects.order_by("-publish_on", "-pk")
    if not may_read_drafts(actor):
        rounds = rounds.filter(state=RoundState.PUBLISHED)
    return [_card(one) for one in rounds]


def round_view(round_id: int, actor: Actor | None) -> RoundView:
    """Raises `NotFound`, also for a round that the actor may not see yet."""
    one = AdjustmentRound.objects.filter(pk=round_id).first()
    if one is None:
        raise NotFound
    require_readable(actor, one)
    lines = lines_of(one)
    on = day_before(one)
    plan = planned(lines, standing_on(on))
    published = one.balance is not None
    rows = [from_json(row) for row in one.balance] if one.balance is not None else balance(plan)
    sees_drafts = may_read_drafts(actor)
    follows = consequences_of if sees_drafts and not published else lasting_consequences
    names = {line.item_key: line.item_name for line in lines}
    return RoundView(
        round=one,
        lines=lines,
        rows=named_rows(rows),
        totals=totals(rows),
        consequences=[
            NamedConsequence(names.get(found.item_key, found.item_key), found)
            for found in follows(plan, on=on)
        ],
        objections=[] if published else objections_in_words(lines, plan),
        sees_drafts=sees_drafts,
    )


def columns_of_balance() -> list[str]:
    """The headings of `BalanceRow.cells`, in their order."""
    words = {
        Column.ADDED: _("新增"),
        Column.TAKEN_OVER: _("承接"),
        Column.CANCELLED: _("取消"),
        Column.DELEGATED: _("下放"),
        Column.MERGED: _("合并"),
        Column.CONVERTED: _("转为"),
    }
    return [_("清理前"), *(words[column] for column in Column), _("清理后")]


def named_rows(rows: Sequence[BalanceRow]) -> list[NamedRow]:
    """In the order of the departments, then of the levels."""
    cards = {card.key: (at, card) for at, card in enumerate(organisations.department_cards())}
    ordered = sorted(rows, key=lambda row: (cards[row.department][0], row.level))
    return [NamedRow(cards[row.department][1], Level(row.level), row) for row in ordered]


def totals(rows: Sequence[BalanceRow]) -> list[NamedRow]:
    """One row for each level that the round touches."""
    return [NamedRow(None, Level(level), total(rows, level)) for level in sorted({row.level for row in rows})]


# ── for those who fill a round ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Adjustable:
    key: str
    name: str


def adjustable_items(department: str, *, on: date) -> list[Adjustable]:
    """The department's items in force, and those of its items that were approved and may be added."""
    current = ItemVersion.objects.filter(
        item__department=department, state="published", in_force__contains=on
    ).order_by("item__basic_code")
    found = [Adjustable(key, name) for key, name in current.values_list("item_id", "name")]
    known = {one.key for one in found}
    waiting = Proposal.objects.filter(department=department, state=ProposalState.APPROVED)
    for key, name in waiting.order_by("item_key").values_list("item_key", "content__name"):
        if key not in known:
            found.append(Adjustable(key, _("%(name)s（已批准，待新增）") % {"name": name}))
    return found


@dataclass(frozen=True, slots=True)
class OwedReport:
    """``late``: the day has passed, whether or not a report came since."""

    change: LegalChange
    department: organisations.DepartmentCard
    due_at: datetime
    late: bool

    @property
    def open(self) -> bool:
        return self.change.reported_at is None


def owed_reports(actor: Actor, *, at: datetime) -> list[OwedReport]:
    """Changes of law and the reports owed on them, open ones first. Raises `NotFound` for whoever takes no part."""
    if not may_read_drafts(actor):
        raise NotFound
    cards = {card.key: card for card in organisations.department_cards()}
    changes = LegalChange.objects.order_by("due_at", "pk")
    found = [
        OwedReport(
            change, cards[change.department_id], change.due_at, (change.reported_at or at) >= change.due_at
        )
        for change in changes
    ]
    return sorted(found, key=lambda one: not one.open)


def open_changes(department: str) -> list[LegalChange]:
    """What the department still has to report."""
    return list(
        LegalChange.objects.filter(department=department, reported_at__isnull=True).order_by("due_at")
    )


def may_record_changes(actor: Actor) -> bool:
    return may_read_drafts(actor) and actor.holds(Role.LEGAL_OFFICER, Role.ADMINISTRATOR)


def _card(one: AdjustmentRound) -> RoundCard:
    whole = (
        total([from_json(row) for row in one.balance], Level.PROVINCE) if one.balance is not None else None
    )
    return RoundCard(
        id=one.pk,
        title=one.title,
        decision=one.decision,
        state=one.state,
        state_name=str(RoundState(one.state).label),
        publish_on=one.publish_on,
        in_force_on=one.in_force_on,
        before=whole.before if whole else None,
        after=whole.after if whole else None,
    )
