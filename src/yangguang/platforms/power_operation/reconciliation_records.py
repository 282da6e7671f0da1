"""对账 as the manager of a centre sees it: each day's books of his place against the provider's statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import end_of_day, start_of_day

from .access import at_or_below
from .models import PaymentOrder, Reconciliation, ReconciliationDifference, Refund
from .states import DifferenceKind

DAYS_SHOWN = 31


@dataclass(frozen=True, slots=True)
class DayOfBooks:
    """Cents of the place's payments less refunds, by our books and by the provider's; ``open`` waits to be settled."""

    day: date
    ours_cents: int
    theirs_cents: int
    open: int
    listed: int


def days_of_books(actor: Actor, *, until: date) -> list[DayOfBooks]:
    """The last days that were compared, newest first."""
    path = _path(actor)
    done = list(Reconciliation.objects.filter(day__lte=until).order_by("-day")[:DAYS_SHOWN])
    rows = defaultdict(list)
    for row in _differences(actor, path).filter(reconciliation__in=done):
        rows[row.reconciliation_id].append(row)
    return [_day(one.day, path, rows[one.pk]) for one in done]


def differences_of(actor: Actor, day: date) -> list[ReconciliationDifference]:
    """The differences of a day in the actor's place, what waits first. Raises `NotFound` for a day not yet compared."""
    if not Reconciliation.objects.filter(day=day).exists():
        raise NotFound
    found = _differences(actor, _path(actor)).filter(reconciliation__day=day)
    return sorted(found.select_related("settled_by"), key=lambda one: (not waits(one), one.order_number))


def waits(one: ReconciliationDifference) -> bool:
    """Whether somebody has still to say what it was."""
    return one.settled_at is None and one.kind != DifferenceKind.NEXT_DAY


def _path(actor: Actor) -> str:
    if actor.post is None:
        raise NotFound
    return actor.post.path


def _differences(actor: Actor, path: str) -> QuerySet[ReconciliationDifference]:
    """Those of the place; an order that nobody here knows is the province's."""
    mine = at_or_below(path, field="case__place_path")
    if actor.post and actor.post.level == Level.PROVINCE:
        mine |= Q(case__isnull=True)
    return ReconciliationDifference.objects.filter(mine).select_related("case", "reconciliation")


def _day(day: date, path: str, found: Sequence[ReconciliationDifference]) -> DayOfBooks:
    """The provider's sum of a place is ours with the differences put in: every other line is the same in both."""
    ours = _booked(day, path)
    return DayOfBooks(
        day, ours, ours + _surplus(found), open=sum(waits(one) for one in found), listed=len(found)
    )


def _surplus(found: Iterable[ReconciliationDifference]) -> int:
    return sum((one.theirs_cents - one.ours_cents) * (1 if one.entry == "payment" else -1) for one in found)


def _booked(day: date, path: str) -> int:
    span = (start_of_day(day), end_of_day(day))
    paid = PaymentOrder.objects.filter(
        at_or_below(path, field="notice__case__place_path"), paid_at__gte=span[0], paid_at__lt=span[1]
    )
    given_back = Refund.objects.filter(
        at_or_below(path, field="order__notice__case__place_path"),
        refunded_at__gte=span[0],
        refunded_at__lt=span[1],
    )
    return sum(paid.values_list("amount_cents", flat=True)) - sum(
        given_back.values_list("order__amount_cents", flat=True)
    )
