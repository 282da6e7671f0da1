"""责任追究: opened on an order, filled with results on persons and bodies, closed with a conclusion."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from ..models import AccountabilityMeasure, AccountabilityRecord, SupervisionOrder
from ..order_access import may_judge, visible_orders
from ..order_events import AccountabilityClosed, AccountabilityOpened, MeasureRecorded, text_hash
from ..orders import Measure, OrderState
from .orders import keep, tell
from .serials import next_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was decided on whom. ``post_id``: the post of the person held to account; None for the body itself."""

    measure: Measure
    basis: str
    decided_by: str
    decided_on: date
    document_number: str = ""
    post_id: int | None = None


@transaction.atomic
def open_accountability(actor: Actor, order_id: int, reason: str, at: datetime) -> AccountabilityRecord:
    """Ask who answers for what an order found."""
    order = _order(actor, order_id)
    asked = _("就 %(number)s 追究责任") % {"number": order.number}
    if order.state == OrderState.REVOKED:
        raise Refusal(
            asked=asked,
            rule=_("文书已经撤销，不再有追究责任的事由（电子监察规则）"),
            way_out=_("有新的事实的，请另发文书"),
        )
    _require_text(reason, asked, _("请写明追究责任的事由"))
    if order.accountability.filter(closed_at=None).exists():
        raise Refusal(
            asked=asked, rule=_("本文书已有未结的责任追究（电子监察规则）"), way_out=_("请在原记录中登记结果")
        )
    assert actor.post
    record = AccountabilityRecord.objects.create(
        number=next_number("A", order.place_path, at),
        order=order,
        reason=reason.strip(),
        account_id=actor.account_id,
        post_id=actor.post.id,
        opened_at=at,
    )
    event = AccountabilityOpened(
        order_id=order.pk, number=order.number, record=record.number, text_sha256=text_hash(reason)
    )
    keep(order, event, actor, at)
    tell(order, asked, at)
    return record


@transaction.atomic
def record_measure(actor: Actor, number: str, result: Result, at: datetime) -> AccountabilityMeasure:
    """Enter a result. A person is named by the post in which he answers for the breach, and must hold it now."""
    record = _open_record(actor, number)
    order = record.order
    asked = _("登记 %(number)s 的追究结果") % {"number": record.number}
    _require_text(result.basis, asked, _("请写明依据的法律条文或者规定"))
    _require_text(result.decided_by, asked, _("请写明作出决定的机关"))
    if result.decided_on > shanghai_date(at):
        raise Refusal(
            asked=asked, rule=_("决定日期不能晚于今天（电子监察规则）"), way_out=_("请核对决定文书上的日期")
        )
    person = _person(order, result.post_id, at)
    measure = AccountabilityMeasure.objects.create(
        record=record,
        body_id=order.body_id,
        person_id=person.account_id if person else None,
        person_post_id=person.post.id if person and person.post else None,
        measure=result.measure,
        basis=result.basis.strip(),
        decided_by=result.decided_by.strip(),
        decided_on=result.decided_on,
        document_number=result.document_number.strip(),
        account_id=actor.account_id,
        recorded_at=at,
    )
    event = MeasureRecorded(
        order_id=order.pk,
        number=order.number,
        record=record.number,
        measure_id=measure.pk,
        measure=measure.measure,
        on_person=person is not None,
    )
    keep(order, event, actor, at)
    return measure


@transaction.atomic
def close_accountability(actor: Actor, number: str, conclusion: str, at: datetime) -> None:
    """The end of it: a conclusion over at least one result, be it that nobody is held to account."""
    record = _open_record(actor, number)
    asked = _("办结 %(number)s") % {"number": record.number}
    _require_text(conclusion, asked, _("请写明结论"))
    if not record.measures.exists():
        raise Refusal(
            asked=asked,
            rule=_("办结前应当登记至少一项结果，不予追究的也要登记（电子监察规则）"),
            way_out=_("请先登记结果"),
        )
    record.conclusion, record.closed_at, record.closed_by_id = conclusion.strip(), at, actor.account_id
    record.save(update_fields=["conclusion", "closed_at", "closed_by"])
    order = record.order
    event = AccountabilityClosed(
        order_id=order.pk, number=order.number, record=record.number, text_sha256=text_hash(conclusion)
    )
    keep(order, event, actor, at)
    tell(order, asked, at)


def answerable(order: SupervisionOrder, at: datetime) -> list[Actor]:
    """Who holds a post of the body now, each once: from among these a person is named."""
    return accounts.holders_in(list(order.body.posts.values_list("pk", flat=True)), at=at)


def _person(order: SupervisionOrder, post_id: int | None, at: datetime) -> Actor | None:
    if post_id is None:
        return None
    found = next((one for one in answerable(order, at) if one.post and one.post.id == post_id), None)
    if found is None:
        raise NotFound
    return found


def _order(actor: Actor, order_id: int) -> SupervisionOrder:
    """The order, locked, for a supervisor who may judge it."""
    order = (
        SupervisionOrder.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body")
        .filter(pk__in=visible_orders(actor).filter(pk=order_id).values("pk"))
        .first()
    )
    if order is None or not may_judge(actor, order):
        raise NotFound
    return order


def _open_record(actor: Actor, number: str) -> AccountabilityRecord:
    record = AccountabilityRecord.objects.filter(number=number).first()
    if record is None:
        raise NotFound
    record.order = _order(actor, record.order_id)
    record.refresh_from_db(
        fields=["closed_at"]
    )  # the lock on the order serialises what is done to its records
    if record.closed_at is not None:
        raise Refusal(
            asked=_("修改 %(number)s") % {"number": record.number},
            rule=_("责任追究已经办结，记录不再变动（电子监察规则）"),
            way_out=_("有新的事实的，请重新立项"),
        )
    return record


def _require_text(text: str, asked: str, way_out: str) -> None:
    if not text.strip():
        raise Refusal(
            asked=asked, rule=_("追究责任应当事由清楚、依据明确（行政许可法第七十四条）"), way_out=way_out
        )
