"""The day of a round: everything it says comes into force together, or nothing does and it is said why.

Each item keeps its own history: what is cancelled, merged or converted ends; what is delegated or taken over goes on in a
new version of the same content at other levels; what is added is the version that was approved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .events import ItemCancelled
from .item_files import ItemDefinition, definition_from_json
from .loading import bring_entries, end_entries_of
from .models import (
    AdjustmentRound,
    Ending,
    ItemVersion,
    PowerItem,
    Proposal,
    ProposalState,
    RoundLine,
    RoundState,
)
from .publishing import end_version, put_in_force, record
from .reading import definition_of, version_in_force
from .rounds_access import require_program
from .rounds_balance import BalanceRow, Column, LineKind, Plan, Standing, balance
from .rounds_consequences import consequences_of
from .rounds_deadlines import tell
from .rounds_events import RoundHeldUp, RoundPublished
from .rounds_planning import lines_of, objections_in_words, obstacle, planned, standing_on, written
from .rules import Act, leads_to

Obstacles = list[dict[str, str]]


class RoundObstructed(Refusal):
    """A round cannot be published whole, so that nothing of it is; ``obstacles`` has everything in its way."""

    def __init__(self, one: AdjustmentRound, obstacles: Obstacles) -> None:
        super().__init__(
            asked=_("公布“%(title)s”") % {"title": one.title},
            rule=written(obstacles, "rule"),
            way_out=written(obstacles, "way_out"),
        )
        self.obstacles = obstacles


def publish_due_rounds(at: datetime) -> list[int]:
    """Publish the approved rounds whose day has come; returns which. One that is obstructed is held up and tried again."""
    due = AdjustmentRound.objects.filter(
        state=RoundState.APPROVED, publish_on__lte=shanghai_date(at)
    ).order_by("publish_on", "pk")
    published = []
    for round_id in list(due.values_list("pk", flat=True)):
        try:
            publish_round(round_id, actor=SystemActor(), at=at)
        except RoundObstructed as refused:
            _hold_up(round_id, refused.obstacles, at)
        else:
            published.append(round_id)
    return published


@transaction.atomic
def publish_round(round_id: int, *, actor: Actor | SystemActor, at: datetime) -> AdjustmentRound:
    """All of the round, in force from its day, at the earliest tomorrow.

    Raises `RoundObstructed` with everything in the way, and then changes nothing; `Refusal` before its day, `NotFound`.
    """
    require_program(actor)
    one = AdjustmentRound.objects.select_for_update().filter(pk=round_id).first()
    if one is None:
        raise NotFound
    _require_its_day(one, at)
    begins = max(one.in_force_on, shanghai_date(at) + timedelta(days=1))
    lines = lines_of(one)
    plan = planned(lines, standing_on(begins - timedelta(days=1)))
    obstacles = obstacles_to(lines, plan, on=begins - timedelta(days=1))
    if not obstacles:
        obstacles = _carry_out(lines, plan, begins, at)
    if obstacles:
        raise RoundObstructed(one, obstacles)
    return _close(one, plan, begins, at)


def obstacles_to(lines: Sequence[RoundLine], plan: Plan, *, on: date) -> Obstacles:
    """What can be known before anything is tried: objections, versions under way, items that depend on what ends."""
    found = objections_in_words(lines, plan)
    by_item = {line.item_key: line for line in lines}
    under_way = Proposal.objects.filter(
        item_key__in=by_item,
        state__in=[ProposalState.SUBMITTED, ProposalState.LAWFUL, ProposalState.APPROVED],
    ).exclude(pk__in=[line.proposal_id for line in lines if line.proposal_id])
    found += [
        obstacle(
            by_item[one.item_key], _("该事项的新版本正在报批，会与本次调整相抵触"), _("先公布或者退回新版本")
        )
        for one in under_way.order_by("item_key")
    ]
    found += [
        obstacle(by_item[one.item_key], one.said, one.way_out)
        for one in consequences_of(plan, on=on)
        if one.blocking
    ]
    return found


def _carry_out(lines: Sequence[RoundLine], plan: Plan, begins: date, at: datetime) -> Obstacles:
    """Change every item, each in a savepoint, so that all refusals come to light at once."""
    of_item: dict[str, list[RoundLine]] = {}
    for line in lines:
        of_item.setdefault(line.item_key, []).append(line)
    standing = plan.changed
    items = sorted(standing)
    # One order of locks, the order that publishing a single version takes too: item before version.
    locked = PowerItem.objects.select_for_update(no_key=True).filter(key__in=items).order_by("key")
    versions = _current_versions([item.key for item in locked], begins)
    obstacles: Obstacles = []
    moved: list[tuple[ItemDefinition, ItemVersion]] = []
    for item in items:
        try:
            with transaction.atomic():
                version = _change(versions.get(item), of_item[item], standing[item], begins, at)
        except Refusal as refused:
            obstacles.append(obstacle(of_item[item][0], refused.rule, refused.way_out))
        else:
            if version is not None:
                moved.append((definition_of(version), version))
    if not obstacles:
        end_entries_of([item for item in items if not standing[item].levels], begins)
        bring_entries([one for one, _version in moved], [version for _one, version in moved], at)
    return obstacles


def _current_versions(items: Sequence[str], begins: date) -> dict[str, ItemVersion]:
    found = ItemVersion.objects.filter(
        item_id__in=items, state="published", in_force__contains=begins - timedelta(days=1)
    ).defer("search_text", "search_vector")
    return {version.item_id: version for version in found}


def _change(
    version: ItemVersion | None, lines: Sequence[RoundLine], standing: Standing, begins: date, at: datetime
) -> ItemVersion | None:
    """The version that governs from ``begins``; None where none does."""
    if version is None:
        return _publish_added(lines[0], begins, at)
    if not standing.levels:
        _end(version, lines, begins, at)
        return None
    definition = definition_of(version)
    levels = tuple(sorted(standing.levels))
    taken_in = (
        set(levels) | {level for level in definition.accepted_at if level >= levels[0]}
        if definition.on_application
        else set()
    )
    moved = replace(
        definition,
        levels=levels,
        accepted_at=tuple(sorted(taken_in)),
        version=version.number + 1,
        in_force_from=begins,
    )
    return put_in_force(moved, actor=SystemActor(), at=at)


def _publish_added(line: RoundLine, begins: date, at: datetime) -> ItemVersion:
    assert line.proposal_id is not None  # a line that adds has one (constraint)
    proposal = Proposal.objects.select_for_update().get(pk=line.proposal_id)
    definition = definition_from_json({**proposal.content, "in_force_from": begins.isoformat()})
    state = leads_to(Act.PUBLISH, proposal.state)
    if state is None:
        raise _not_approved(line)
    proposal.version = put_in_force(definition, actor=SystemActor(), at=at)
    proposal.state, proposal.changed_at = state, at
    proposal.save()
    return proposal.version


def _end(version: ItemVersion, lines: Sequence[RoundLine], begins: date, at: datetime) -> None:
    until = version.in_force.upper
    if until is not None and until > begins:
        raise Refusal(
            asked=_("取消“%(name)s”") % {"name": version.name},
            rule=_("该事项已有定于 %(day)s 施行的新版本") % {"day": until},
            way_out=_("待新版本施行后，列入下一轮清理"),
        )
    reason = "；".join(_reason(line) for line in lines)
    end_version(version, begins, Ending.CANCELLED, reason)
    happened = ItemCancelled(
        item=version.item_id, number=version.number, from_date=begins.isoformat(), reason=reason
    )
    record(version.item_id, happened, actor=SystemActor(), at=at)


def _reason(line: RoundLine) -> str:
    """Stored for good and shown to everybody: in Chinese, whoever happens to be reading when it is written."""
    words = {
        LineKind.MERGE: f"并入“{_name_of(line.target_key, line)}”",
        LineKind.CONVERT: f"转为{line.becomes}",
    }
    return f"{words.get(LineKind(line.kind), str(RoundLine.Kind(line.kind).label))}，{line.basis}"


def _name_of(key: str, line: RoundLine) -> str:
    try:
        return version_in_force(key, on=line.round.in_force_on - timedelta(days=1)).name if key else ""
    except NotFound:
        return key


def _close(one: AdjustmentRound, plan: Plan, begins: date, at: datetime) -> AdjustmentRound:
    """Count what stands now, and keep the balance only when it closes."""
    really = standing_on(begins)
    nobody = {item: Standing(standing.department, frozenset()) for item, standing in plan.changed.items()}
    after = {**plan.before, **{item: really.get(item, nobody[item]) for item in plan.changed}}
    rows = balance(plan, after)
    if not all(row.closes for row in rows):
        raise RuntimeError(f"the balance of round {one.pk} does not close; nothing was published")
    one.state, one.published_at, one.in_force_on = RoundState.PUBLISHED, at, begins
    one.obstacles, one.balance, one.changed_at = [], [as_json(row) for row in rows], at
    one.save()
    ended = sum(not standing.levels for standing in plan.changed.values())
    added = len({m.item for m in plan.movements if m.column is Column.ADDED})
    published = RoundPublished(
        round=one.pk,
        in_force_on=begins.isoformat(),
        cancelled=ended,
        changed=len(plan.changed) - ended - added,
        added=added,
    )
    tell(published, actor=None, at=at)
    return one


def as_json(row: BalanceRow) -> dict[str, Any]:
    moved = {column.value: row.moved[column] for column in Column}
    return {
        "department": row.department,
        "level": row.level,
        "before": row.before,
        **moved,
        "after": row.after,
    }


def from_json(row: Mapping[str, Any]) -> BalanceRow:
    moved = {column: int(row[column.value]) for column in Column}
    return BalanceRow(row["department"], row["level"], row["before"], moved, row["after"])


def _require_its_day(one: AdjustmentRound, at: datetime) -> None:
    if leads_to(Act.PUBLISH, one.state) is None or shanghai_date(at) < one.publish_on:
        raise Refusal(
            asked=_("公布“%(title)s”") % {"title": one.title},
            rule=_("只有经批准的清理，在批准的公布日（%(day)s）公布；现在的状态是“%(state)s”")
            % {"day": one.publish_on, "state": one.get_state_display()},
            way_out=_("等到公布日；需要改期的，先退回"),
        )


def _not_approved(line: RoundLine) -> Refusal:
    return Refusal(
        asked=_("新增“%(key)s”") % {"key": line.item_key},
        rule=_("新增的事项应先审核合法性并批准(国办发〔2018〕115号)"),
        way_out=_("先报送事项，批准后再列入清理"),
    )


@transaction.atomic
def _hold_up(round_id: int, obstacles: Obstacles, at: datetime) -> None:
    """Say on the ledger what is in the way; again only when that has changed."""
    one = AdjustmentRound.objects.select_for_update().get(pk=round_id)
    if one.state != RoundState.APPROVED or one.obstacles == obstacles:
        return
    one.obstacles, one.changed_at = obstacles, at
    one.save(update_fields=["obstacles", "changed_at"])
    tell(RoundHeldUp(round=one.pk, obstacles=obstacles), actor=None, at=at)
