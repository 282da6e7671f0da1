"""An item that is suspended or cancelled: its version ends, and what was filed before is carried through under it.

A suspended item returns by publishing a version that follows (`proposals`), so that the days between stay empty for
ever and can be asked for.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_publisher
from .events import ItemCancelled, ItemSuspended
from .models import Ending, ItemVersion, May, PowerItem, VersionState
from .publishing import end_version, record
from .publishing_rights import require_right


@transaction.atomic
def suspend_item(
    item_key: str, *, from_date: date, reason: str, actor: Actor | SystemActor, at: datetime
) -> ItemVersion:
    """Nobody takes the item in from ``from_date``, which must lie ahead. ``reason`` names the decision.

    Raises `NotFound`, and `Refusal` without the right, without a reason or for a day that has begun.
    """
    version = _ended(item_key, from_date, Ending.SUSPENDED, reason, actor, at)
    happened = ItemSuspended(
        item=item_key, number=version.number, from_date=from_date.isoformat(), reason=reason
    )
    record(item_key, happened, actor=actor, at=at)
    return version


@transaction.atomic
def cancel_item(
    item_key: str, *, from_date: date, reason: str, actor: Actor | SystemActor, at: datetime
) -> ItemVersion:
    """As `suspend_item`, for good: no version may follow."""
    version = _ended(item_key, from_date, Ending.CANCELLED, reason, actor, at)
    happened = ItemCancelled(
        item=item_key, number=version.number, from_date=from_date.isoformat(), reason=reason
    )
    record(item_key, happened, actor=actor, at=at)
    return version


def _ended(
    item_key: str, from_date: date, how: Ending, reason: str, actor: Actor | SystemActor, at: datetime
) -> ItemVersion:
    require_publisher(actor)
    department = PowerItem.objects.filter(key=item_key).values_list("department_id", flat=True).first()
    if department is None:
        raise NotFound
    require_right(actor, May.PUBLISH, department, at=at)
    # The lock that publishing takes too: otherwise a version could follow while this one is being ended.
    PowerItem.objects.select_for_update(no_key=True).get(key=item_key)
    version = (
        ItemVersion.objects.filter(item_id=item_key, state=VersionState.PUBLISHED).order_by("-number").first()
    )
    if version is None:
        raise NotFound
    _check(version, from_date, how, reason, at)
    until = version.in_force.upper
    end_version(version, min(until, from_date) if until else from_date, how, reason.strip())
    return version


def _check(version: ItemVersion, from_date: date, how: Ending, reason: str, at: datetime) -> None:
    asked = _("%(how)s“%(name)s”") % {"how": how.label, "name": version.name}
    if not reason.strip():
        raise Refusal(
            asked=asked,
            rule=_("暂停、取消事项应有依据并公布(行政许可法第八条、第二十一条)"),
            way_out=_("写明作出决定的文件和条款"),
        )
    if from_date <= shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("已经开始的一天不能改变：当天已经申请的，应按当天公布的清单办理(行政许可法第八条)"),
            way_out=_("最早自明天起"),
        )
    if from_date <= version.in_force.lower:
        raise Refusal(
            asked=asked,
            rule=_("第 %(number)d 版自 %(day)s 起施行，在此之前没有可以停止的")
            % {"number": version.number, "day": version.in_force.lower},
            way_out=_("把日期定在施行日之后"),
        )
    if version.ended_by == Ending.CANCELLED or version.ended_by == how:
        raise Refusal(
            asked=asked,
            rule=_("该事项已经%(how)s") % {"how": Ending(version.ended_by).label},
            way_out=_("无需再次办理"),
        )
