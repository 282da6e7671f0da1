"""对账: a day's books held against the provider's statement; every difference is listed, and the supervisor hears of it."""

from datetime import date, datetime

from django.db import transaction

from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.law.time_limits import end_of_day, start_of_day

from ..events import PaymentDiffers, StrayPayment
from ..fees import Difference, Entry, differences
from ..models import Case, PaymentOrder, Reconciliation, ReconciliationDifference, Refund
from ..payments import PaymentProvider
from .record import append_events

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
    """Compare one day once; returns how many lines differ. A day already compared is left as it stands (0 returned)."""
    theirs = by.statement(day)
    with transaction.atomic():
        ours = books_of(day)
        sums = {"ours_cents": _sum(ours), "theirs_cents": _sum(theirs), "checked_at": at}
        done, new = Reconciliation.objects.get_or_create(day=day, defaults=sums)
        if not new:
            return 0
        found = list(differences(ours, theirs))
        ReconciliationDifference.objects.bulk_create(_row(done, one) for one in found)
        for one in found:
            _report(day, one, at)
    return len(found)


def _sum(entries: list[Entry]) -> int:
    return sum(entry.amount_cents if entry.kind == PAYMENT else -entry.amount_cents for entry in entries)


def _row(done: Reconciliation, one: Difference) -> ReconciliationDifference:
    return ReconciliationDifference(
        reconciliation=done,
        order_number=one.order_number,
        entry=one.entry,
        kind=one.kind.value,
        ours_cents=one.ours_cents,
        theirs_cents=one.theirs_cents,
    )


def _report(day: date, one: Difference, at: datetime) -> None:
    """Into the stream of the case; money for an order that nobody here knows goes into a stream of its own."""
    case = Case.objects.filter(fee_notice__orders__number=one.order_number).first()
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
