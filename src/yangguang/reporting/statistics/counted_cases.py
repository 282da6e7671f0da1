"""Which cases each figure counts, as rows: what is counted and what opens behind a figure are the same."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yangguang.foundations.organisations.queries import at_or_below
from yangguang.platforms.power_operation.queries import Case, Clock
from yangguang.platforms.power_operation.states import ClockKind, Outcome

from .periods import Period

DECIDED = (Outcome.GRANTED, Outcome.REFUSED)


def received(path: str, period: Period) -> QuerySet[Case]:
    """Cases received in the period at a place or below."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        received_at__gte=period.begins_at,
        received_at__lt=period.ends_at,
    )


def concluded(path: str, period: Period) -> QuerySet[Case]:
    """Cases decided in the period (granted or refused)."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        concluded_at__gte=period.begins_at,
        concluded_at__lt=period.ends_at,
        outcome__in=DECIDED,
    )


def concluded_otherwise(path: str, period: Period) -> QuerySet[Case]:
    """Cases that ended in the period without a decision: withdrawn, never corrected, turned away."""
    return Case.objects.filter(
        at_or_below(path, field="place_path"),
        concluded_at__gte=period.begins_at,
        concluded_at__lt=period.ends_at,
    ).exclude(outcome__in=DECIDED)


def on_time(path: str, period: Period) -> QuerySet[Case]:
    return concluded(path, period).filter(concluded_at__lte=F("promised_due_at"))


def open_past_promise(path: str, period: Period, *, at: datetime) -> QuerySet[Case]:
    """Open at the end of the period (or now, if that is earlier) with the promise passed; held clocks excepted."""
    end = min(period.ends_at, at)
    return Case.objects.filter(
        Q(concluded_at__isnull=True) | Q(concluded_at__gte=end),
        at_or_below(path, field="place_path"),
        promised_due_at__lt=end,
        accepted_at__lt=end,
        suspended=False,
    )


def early(path: str, period: Period) -> QuerySet[Case]:
    """Decided at least one working day before the promise, immediate items left out."""
    promise = Clock.objects.filter(case=OuterRef("pk"), kind=ClockKind.PROMISED, left_days__gte=1)
    return concluded(path, period).exclude(item_version__case_kind="immediate").filter(Exists(promise))
