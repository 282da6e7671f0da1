"""A body betters its own implementing list. What it wants is read against the unified terms and refused as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_adapter
from .adapted import adapted_version, drawn_up
from .comparison import Difference, Direction
from .events import EntryAdapted
from .item_checks import validate
from .item_definitions import ItemDefinition
from .local_terms import Improvements, improved, improvements_of, refused_changes
from .models import Ending, ImplementingEntry, ItemVersion, May, PowerItem, VersionState
from .publishing import NotPublishable, record
from .publishing_rights import require_right
from .reading import definition_of, entry_in_force, version_in_force


class NotAnImprovement(Refusal):
    """Some changes worsen what was unified, or touch what is not the body's; ``changes`` has all of them."""

    def __init__(self, name: str, changes: Sequence[Difference]) -> None:
        super().__init__(
            asked=_("优化“%(name)s”的实施清单") % {"name": name},
            rule="\n".join(_rule(one) for one in changes),
            way_out=_(
                "只能在全省统一标准上缩短时限、减少材料、环节、费用和到现场次数；其余要素请向省级主管部门提出"
            ),
        )
        self.changes = tuple(changes)


def _rule(one: Difference) -> str:
    values = {"label": one.label, "before": one.before or "—", "after": one.after or "—"}
    if one.direction is Direction.WORSE:
        return (
            _(
                "%(label)s:“%(before)s”不得改为“%(after)s”，没有法律、法规、规章依据不得增设条件和环节(优化营商环境条例第三十五条)"
            )
            % values
        )
    return _("%(label)s:由全省统一，不得在本地更改(优化营商环境条例第三十五条)") % values


@transaction.atomic
def adapt_entry(
    code_or_id: str | int, local: ItemDefinition, *, from_date: date, actor: Actor, at: datetime
) -> ItemVersion | None:
    """Hold the entry's body to the better terms of ``local`` from ``from_date``, at the earliest tomorrow.

    ``local`` is the whole list as the body wants it. The improvements hold on over versions to come, as far as they are
    still better then. Where ``local`` says what the unified version says, the body returns to it and None is returned.
    Raises `NotAnImprovement` with every change that may not be made, `NotPublishable`, `NotFound`, `Refusal`.
    """
    if from_date <= shanghai_date(at):
        raise _too_early(local)
    entry = entry_in_force(code_or_id, on=from_date)
    require_adapter(actor, entry.body_id)
    require_right(actor, May.ADAPT, entry.body.department_id, at=at)
    PowerItem.objects.select_for_update(no_key=True).get(pk=entry.item_id)
    unified = version_in_force(entry.item_id, on=from_date)
    better = _improvements(definition_of(unified), local)
    _end_own([entry.pk], from_date)
    version = adapted_version(unified, entry.pk, better, starts=from_date) if better else None
    record(entry.item_id, _adapted(Bettered(entry, unified, better), from_date), actor=actor, at=at)
    return version


@dataclass(frozen=True, slots=True)
class Bettered:
    """An entry whose improvements were judged already."""

    entry: ImplementingEntry
    unified: ItemVersion
    improvements: Improvements


def adapt_entries(bettered: Sequence[Bettered], *, from_date: date, actor: Actor, at: datetime) -> None:
    """As `adapt_entry`, for the whole list of a body: locked by `lock_items` and then judged, by the caller.

    Raises `Refusal` as `adapt_entry` does.
    """
    if from_date <= shanghai_date(at):
        raise _too_early(definition_of(bettered[0].unified))
    for body_id in {one.entry.body_id for one in bettered}:
        require_adapter(actor, body_id)
    if actor.post is not None:  # whoever has none was refused above
        require_right(actor, May.ADAPT, actor.post.department, at=at)
    _end_own([one.entry.pk for one in bettered], from_date)
    ItemVersion.objects.bulk_create(
        (
            drawn_up(one.unified, one.entry.pk, one.improvements, starts=from_date)
            for one in bettered
            if one.improvements
        ),
        batch_size=500,
    )
    for one in bettered:
        record(one.entry.item_id, _adapted(one, from_date), actor=actor, at=at)


def lock_items(body_id: int) -> None:
    """Until the end of the transaction nobody publishes what this body exercises.

    In the order of the keys, so that two bodies with the same items do not wait for each other in a circle.
    """
    exercised = ImplementingEntry.objects.filter(body_id=body_id).values("item_id")
    items = PowerItem.objects.select_for_update(no_key=True).filter(key__in=exercised)
    list(items.order_by("key").values_list("key"))


def _adapted(one: Bettered, from_date: date) -> EntryAdapted:
    return EntryAdapted(
        item=one.entry.item_id,
        entry_code=one.entry.code,
        number=one.unified.number,
        from_date=from_date.isoformat(),
        improvements=one.improvements.as_json(),
    )


def _improvements(unified: ItemDefinition, local: ItemDefinition) -> Improvements:
    wrong = refused_changes(unified, local)
    if wrong:
        raise NotAnImprovement(unified.name, wrong)
    better = improvements_of(unified, local)
    result = improved(unified, better)
    findings = validate(result)
    if findings:
        raise NotPublishable(result, findings)
    return better


def _end_own(entry_ids: Sequence[int], day: date) -> None:
    """What the body promised before ends; a promise that was to begin later is taken back."""
    running = ItemVersion.objects.filter(
        entry_id__in=entry_ids, state=VersionState.ADAPTED, in_force__overlap=DateRange(day, None)
    )
    for one in running:
        one.in_force = DateRange(one.in_force.lower, max(day, one.in_force.lower))
        one.ended_by = Ending.CANCELLED
        one.save(update_fields=["in_force", "ended_by"])


def _too_early(local: ItemDefinition) -> Refusal:
    return Refusal(
        asked=_("优化“%(name)s”的实施清单") % {"name": local.name},
        rule=_("已经开始的一天不能改变：当天已经申请的，应按当天公布的清单办理(行政许可法第八条)"),
        way_out=_("最早自明天起"),
    )
