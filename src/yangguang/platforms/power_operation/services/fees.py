"""The fees of a case: one notice for all of them, payment, and giving back (行政许可法 arts 58, 59).

No act here takes an amount: every cent comes from the pinned item version.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import SHANGHAI, shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.queries import DueBefore

from ..access import lock_case, require_applicant, require_intake
from ..events import (
    FeeCancelled,
    FeeNoticeIssued,
    FeePaid,
    FeeRefunded,
    RefundApproved,
    RefundRequested,
    UnlistedDemandRefused,
)
from ..fees import (
    FeeLine,
    Verdict,
    amount_due,
    fee_lines,
    judge_callback,
    unlisted_fees,
    waits_for_payment,
)
from ..models import Case, FeeNotice, PaymentOrder, Refund
from ..payments import Callback, NewOrder, PaymentProvider, provider
from ..states import FeeState, OrderState, RefundCause
from ..zero_fees import waivers_of_place
from .record import append_events, issue, moment_fact, tell_applicant

APPROVING_ROLES = (Role.DECIDER, Role.AGENCY_HEAD, Role.CHIEF_REPRESENTATIVE)
WHEN = {DueBefore.DECISION: "作出决定之前", DueBefore.DELIVERY: "送达结果之前"}


def yuan(cents: int) -> str:
    """Cents as documents print them: ``80.00元``."""
    return f"{cents // 100}.{cents % 100:02}元"


def issue_fee_notice(case: Case, *, actor: Actor | SystemActor, at: datetime) -> FeeNotice | None:
    """Tell every fee of an accepted case at once; None when its item charges nothing. Within the act of acceptance."""
    definition = library.definition_of(case.item_version)
    if not definition.fees:
        return None
    lines = fee_lines(definition, case.form, of_place=waivers_of_place(case.place_path, on=shanghai_date(at)))
    amount = amount_due(lines)
    held_up = max((fee.due_before for fee in definition.fees), key=list(DueBefore).index)
    document = issue(
        case,
        DocumentKind.FEE_NOTICE,
        {
            "applicant": case.applicant_name,
            "fees": _printed_lines(lines),
            "total": yuan(amount),
            "waiver": "；".join(dict.fromkeys(line.waiver for line in lines if line.waiver)),
            "due_before": WHEN.get(held_up, "") if amount else "",
        },
        actor=actor,
        at=at,
    )
    notice = FeeNotice.objects.create(
        case=case,
        document=document,
        lines=[line.as_json() for line in lines],
        amount_cents=amount,
        state=FeeState.DUE if amount else FeeState.WAIVED,
        issued_at=at,
    )
    event = FeeNoticeIssued(
        case_id=case.pk,
        number=case.number,
        amount_cents=amount,
        waived_cents=sum(line.amount_cents for line in lines if line.waiver),
        notice_number=document.number,
    )
    append_events(case, [event], actor=actor, at=at)
    if amount:
        text = _("您的“%(item)s”办件应缴费用 %(amount)s 元，可以在办件页面缴纳")
        said = {"item": case.item_version.name, "amount": f"{amount // 100}.{amount % 100:02}"}
        tell_applicant(case, text % said, at=at)
    return notice


def _printed_lines(lines: Sequence[FeeLine]) -> list[dict[str, str]]:
    return [
        {
            "name": line.name,
            "standard": line.standard,
            "basis": line.basis,
            "due": "免收" if line.waiver else yuan(line.amount_cents),
        }
        for line in lines
    ]


def demand_fees(*, actor: Actor, case_id: int, names: Sequence[str], at: datetime) -> None:
    """Somebody at the window asks for charges by name. What the published version does not name is refused, and seen.

    Charges of the list are already in the one notice, so that a lawful demand changes nothing.
    """
    with transaction.atomic():
        case = lock_case(case_id).case
        require_intake(actor, case)
        unlisted = unlisted_fees(library.definition_of(case.item_version), names)
        if unlisted:
            attempt = UnlistedDemandRefused(case_id=case.pk, number=case.number, demanded="、".join(unlisted))
            append_events(case, [attempt], actor=actor, at=at)
    if unlisted:
        raise Refusal(
            asked=_("向申请人收取：%(names)s") % {"names": "、".join(unlisted)},
            rule=_(
                "实施行政许可，除法律、行政法规另有规定外不得收费；收费应当按照公布的项目和标准（行政许可法第五十八条、第五十九条）"
            ),
            way_out=_("请只收取缴费通知书所列费用；本次要求已记入台账"),
        )


def require_paid(case: Case, before: DueBefore) -> None:
    """Refuse an act that the item lets wait for payment. Asks nothing of the database for other items."""
    definition = library.definition_of(case.item_version)
    if not waits_for_payment(definition, before):
        return
    if FeeNotice.objects.filter(case=case, state=FeeState.DUE).exists():
        raise Refusal(
            asked=_("继续办理办件 %(number)s") % {"number": case.number},
            rule=_("该事项公布的办事指南规定缴费之后方可进行这一步（办事指南·收费）"),
            way_out=_("请申请人在办件页面缴费，或者在窗口代为发起缴费"),
        )


def cancel_unpaid(case: Case, *, actor: Actor | SystemActor, at: datetime) -> None:
    """The case ends without a decision: what was not paid is no longer asked for."""
    if not library.definition_of(case.item_version).fees:
        return
    notice = FeeNotice.objects.select_for_update().filter(case=case, state=FeeState.DUE).first()
    if notice is not None:
        _settle(notice, FeeState.CANCELLED, at)
        append_events(case, [FeeCancelled(case_id=case.pk, number=case.number)], actor=actor, at=at)


def begin_payment(*, actor: Actor, case_id: int, at: datetime, by: PaymentProvider | None = None) -> str:
    """An order at the provider for the whole notice; returns where it is paid. A repeat returns the same order.

    By the applicant or his agent, or by the window of the case at its counter.
    """
    with transaction.atomic():
        order = _live_order(actor, case_id, at)
    address = (by or provider()).create(
        NewOrder(
            number=order.number,
            amount_cents=order.amount_cents,
            title=order.notice.case.item_version.name,
            return_address=f"{settings.PUBLIC_ADDRESS}/my/cases/{order.notice.case.number}/",
            callback_address=f"{settings.PUBLIC_ADDRESS}/api/v1/payments/callback",
        )
    )
    PaymentOrder.objects.filter(pk=order.pk).update(pay_address=address)
    return address


def _live_order(actor: Actor, case_id: int, at: datetime) -> PaymentOrder:
    case = lock_case(case_id).case
    if actor.post is None:
        require_applicant(actor, case)
    else:
        require_intake(actor, case)
    notice = FeeNotice.objects.filter(case=case).first()
    if notice is None or notice.state != FeeState.DUE:
        raise Refusal(
            asked=_("为办件 %(number)s 缴费") % {"number": case.number},
            rule=_("只按缴费通知书收费，缴清后不再收取（行政许可法第五十九条）"),
            way_out=_("本件现在没有待缴的费用，请刷新页面"),
        )
    notice.case = case
    order = PaymentOrder.objects.filter(notice=notice, state=OrderState.CREATED).first()
    if order is not None:
        order.notice = notice
        return order
    return PaymentOrder.objects.create(
        number=f"F{at.astimezone(SHANGHAI):%Y%m%d}{secrets.token_hex(8).upper()}",
        notice=notice,
        amount_cents=notice.amount_cents,
        at_counter=actor.post is not None,
        created_at=at,
        created_by_id=actor.account_id,
    )


@transaction.atomic
def record_callback(callback: Callback, *, at: datetime) -> Verdict:
    """The provider's signed word about an order; may come twice and in any order (see `fees.judge_callback`)."""
    known = PaymentOrder.objects.filter(number=callback.order_number).values("notice__case_id").first()
    if known is None:
        return Verdict.UNKNOWN_ORDER
    case = lock_case(known["notice__case_id"]).case
    order = PaymentOrder.objects.select_related("notice").get(number=callback.order_number)
    refund = Refund.objects.filter(order=order).first()
    verdict = judge_callback(
        stands=OrderState(order.state),
        said=callback.state,
        ours_cents=order.amount_cents,
        said_cents=callback.amount_cents,
        refund_approved=refund is not None and refund.approved_at is not None,
    )
    if verdict == Verdict.RECORDED:
        _record_word(case, order, refund, callback.state, at)
    return verdict


def _record_word(
    case: Case, order: PaymentOrder, refund: Refund | None, said: OrderState, at: datetime
) -> None:
    order.state = said
    if said == OrderState.PAID:
        _record_payment(case, order, at)
    elif said == OrderState.REFUNDED and refund is not None:
        Refund.objects.filter(pk=refund.pk).update(refunded_at=at)
        _settle(order.notice, FeeState.REFUNDED, at)
        event = FeeRefunded(
            case_id=case.pk, number=case.number, order_number=order.number, amount_cents=order.amount_cents
        )
        append_events(case, [event], actor=SystemActor(), at=at)
        tell_applicant(case, _("您缴纳的费用已全额退还"), at=at)
    order.save(update_fields=["state", "paid_at", "receipt"])


def _record_payment(case: Case, order: PaymentOrder, at: datetime) -> None:
    lines = [FeeLine(**line) for line in order.notice.lines]
    order.paid_at = at
    order.receipt = issue(
        case,
        DocumentKind.FEE_RECEIPT,
        {
            "applicant": case.applicant_name,
            "fees": _printed_lines([line for line in lines if not line.waiver]),
            "total": yuan(order.amount_cents),
            "order_number": order.number,
            "paid_at": moment_fact(at),
        },
        actor=SystemActor(),
        at=at,
    )
    _settle(order.notice, FeeState.PAID, at)
    event = FeePaid(
        case_id=case.pk, number=case.number, order_number=order.number, amount_cents=order.amount_cents
    )
    append_events(case, [event], actor=SystemActor(), at=at)
    tell_applicant(case, _("费用已缴清，缴费凭证在办件页面"), at=at)


def _settle(notice: FeeNotice, state: FeeState, at: datetime) -> None:
    notice.state, notice.settled_at = state, at
    notice.save(update_fields=["state", "settled_at"])


@transaction.atomic
def request_refund(*, actor: Actor, case_id: int, cause: RefundCause, reason: str, at: datetime) -> None:
    """The window asks that everything paid be given back; somebody else approves."""
    case = lock_case(case_id).case
    require_intake(actor, case)
    order = PaymentOrder.objects.filter(notice__case=case, state=OrderState.PAID).first()
    if order is None or not reason.strip() or Refund.objects.filter(order=order).exists():
        raise Refusal(
            asked=_("为办件 %(number)s 退费") % {"number": case.number},
            rule=_("退费应当有已经缴纳且尚未申请退还的费用，并写明理由"),
            way_out=_("请核对缴费情况，写明退费理由后再提交"),
        )
    Refund.objects.create(
        order=order, cause=cause, reason=reason.strip(), requested_by_id=actor.account_id, requested_at=at
    )
    event = RefundRequested(case_id=case.pk, number=case.number, cause=cause, order_number=order.number)
    append_events(case, [event], actor=actor, at=at)


@transaction.atomic
def approve_refund(*, actor: Actor, case_id: int, at: datetime) -> None:
    """By a decider or head of the case's body who did not ask for it. The worker then tells the provider."""
    case = lock_case(case_id).case
    if not (actor.post and actor.post.body_id == case.body_id and actor.holds(*APPROVING_ROLES)):
        raise NotFound
    refund = Refund.objects.filter(order__notice__case=case, approved_at__isnull=True).first()
    if refund is None or refund.requested_by_id == actor.account_id:
        raise Refusal(
            asked=_("批准为办件 %(number)s 退费") % {"number": case.number},
            rule=_("退费由申请退费以外的人员批准，每笔批准一次"),
            way_out=_("请由本机关另一名负责人批准"),
        )
    refund.approved_by_id, refund.approved_at = actor.account_id, at
    refund.save(update_fields=["approved_by", "approved_at"])
    event = RefundApproved(case_id=case.pk, number=case.number, order_number=refund.order.number)
    append_events(case, [event], actor=actor, at=at)


def send_refunds(by: PaymentProvider) -> int:
    """Tell the provider of every approved refund that it has not yet reported; repeatable. Returns how many were told."""
    waiting = Refund.objects.filter(approved_at__isnull=False, refunded_at__isnull=True).select_related(
        "order"
    )
    for refund in waiting:
        by.refund(refund.order.number, refund.order.amount_cents)
    return len(waiting)
