"""对账: a day's books held against the provider's statement; every difference is listed, and the supervisor hears of it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import end_of_day, start_of_day

from ..events import DifferenceSettled, PaymentDiffers, StrayPayment
from ..fees import Difference, Entry, across_midnight, differences
from ..models import Case, PaymentOrder, Reconciliation, ReconciliationDifference, Refund
from ..payments import PaymentProvider
from ..states import DifferenceKind
from .record import append_events, reference

PAYMENT, REFUND = "payment", "refund"


def books_of(day: date) -> list[Entry]:
    """Our payments and refunds of one Shanghai day."""
    span = (start_of_day(day), end_of_day(day))
    paid = PaymentOrder.objects.filter(paid_at__gte=span[0], paid_at__lt=span[1])
    given_back = Refund.objects.filter(refunded_at__gte=span[0], refunded_at__lt=span[1])
    return [
        *(Entry(number, PAYMENT, cents) for number, cents in paid.values_list("number", "amount_cents")),
        *(
            Entry(number, REFUND, cents)
            for number, cents in given_back.values_list("order__number", "order__amount_cents")
        ),
    ]


def reconcile(day: date, *, by: PaymentProvider, at: datetime) -> int:
    """Compare one day once; returns how many lines differ. A day already compared is left as it stands (0 returned).

    What the other side has a day earlier or later is listed and is no difference of money: nobody is told of it.
    """
    theirs = by.statement(day)
    with transaction.atomic():
        ours = books_of(day)
        sums = {"ours_cents": _sum(ours), "theirs_cents": _sum(theirs), "checked_at": at}
        done, new = Reconciliation.objects.get_or_create(day=day, defaults=sums)
        if not new:
            return 0
        found = _judged(list(differences(ours, theirs)), day, by)
        cases = _cases_of({one.order_number for one in found})
        ReconciliationDifference.objects.bulk_create(
            _row(done, one, cases.get(one.order_number)) for one in found
        )
        wrong = [one for one in found if one.kind != DifferenceKind.NEXT_DAY]
        for one in wrong:
            _report(day, one, cases.get(one.order_number), at)
    return len(wrong)


def _judged(found: list[Difference], day: date, by: PaymentProvider) -> list[Difference]:
    """The neighbouring days are asked for only where something is missing."""
    if not found:
        return []
    near = (day - timedelta(days=1), day + timedelta(days=1))
    ours = {entry for one in near for entry in books_of(one)}
    theirs = {entry for one in near for entry in by.statement(one)}
    return [across_midnight(one, ours=ours, theirs=theirs) for one in found]


def _cases_of(numbers: set[str]) -> dict[str, Case]:
    orders = PaymentOrder.objects.filter(number__in=numbers).select_related("notice__case")
    return {order.number: order.notice.case for order in orders}


@transaction.atomic
def settle_difference(*, actor: Actor, difference_id: int, reasons: str, at: datetime) -> None:
    """The manager of the place's centre says what a difference was and what was done; once, in writing.

    Money for an order that nobody here knows is settled at the province.
    """
    found = (
        ReconciliationDifference.objects.select_for_update(of=("self",))
        .select_related("case", "reconciliation")
        .filter(pk=difference_id)
        .first()
    )
    if found is None or not may_settle(actor, found):
        raise NotFound
    if found.settled_at is not None or found.kind == DifferenceKind.NEXT_DAY or not reasons.strip():
        raise Refusal(
            asked=_("处理订单 %(order)s 的对账差异") % {"order": found.order_number},
            rule=_("对账差异逐笔查明，写明原因和处理结果，每笔处理一次（行政许可法第五十九条）"),
            way_out=_("请写明原因和处理结果；已经处理的请刷新页面查看"),
        )
    found.settled_at, found.settled_by_id, found.settled_why = at, actor.account_id, reasons.strip()
    found.save(update_fields=["settled_at", "settled_by", "settled_why"])
    settled = DifferenceSettled(
        case_id=found.case_id or 0,
        number=found.case.number if found.case else "",
        day=found.reconciliation.day.isoformat(),
        order_number=found.order_number,
        entry=found.entry,
    )
    if found.case:
        append_events(found.case, [settled], actor=actor, at=at)
    else:
        ledger.append("payments", [settled.as_event()], actor=reference(actor), at=at, place_path="")


def may_settle(actor: Actor, found: ReconciliationDifference) -> bool:
    if not actor.holds(Role.CENTRE_MANAGER):
        return False
    if found.case is None:
        return actor.post is not None and actor.post.level == Level.PROVINCE
    return actor.answers_for(found.case.place_path)


def _sum(entries: list[Entry]) -> int:
    return sum(entry.amount_cents if entry.kind == PAYMENT else -entry.amount_cents for entry in entries)


def _row(done: Reconciliation, one: Difference, case: Case | None) -> ReconciliationDifference:
    return ReconciliationDifference(
        reconciliation=done,
        case=case,
        order_number=one.order_number,
        entry=one.entry,
        kind=one.kind.value,
        ours_cents=one.ours_cents,
        theirs_cents=one.theirs_cents,
    )


def _report(day: date, one: Difference, case: Case | None, at: datetime) -> None:
    """Into the stream of the case; money for an order that nobody here knows goes into a stream of its own."""
    event = (PaymentDiffers if case else StrayPayment)(
        case_id=case.pk if case else 0,
        number=case.number if case else "",
        day=day.isoformat(),
        order_number=one.order_number,
        entry=one.entry,
        difference=one.kind.value,
        ours_cents=one.ours_cents,
        theirs_cents=one.theirs_cents,
    )
    if case:
        append_events(case, [event], actor=SystemActor(), at=at)
    else:
        ledger.append("payments", [event.as_event()], actor=None, at=at, place_path="")
