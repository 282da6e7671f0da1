"""Alarms about supervision itself. One open incident for each kind and subject; it closes when its cause has gone."""

from datetime import datetime

from django.db import IntegrityError, transaction

from ..models import HealthIncident

NO_CALENDAR = "no_calendar"
UNANNOUNCED_YEAR = "unannounced_year"
NO_RULES = "no_rules"
NO_OFFICE_HOURS = "no_office_hours"
CONSUMER_LAG = "consumer_lag"
CLOCK_DIFFERS = "clock_differs"
WATCH_DIFFERS = "watch_differs"
CARD_DIFFERS = "card_differs"
CARD_NOT_ISSUED = "card_not_issued"


def open_incident(kind: str, subject: str, detail: str, *, at: datetime) -> bool:
    """Raise an alarm unless the same one is open already. Returns whether it is new."""
    if HealthIncident.objects.filter(kind=kind, subject=subject, closed_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            HealthIncident.objects.create(kind=kind, subject=subject, detail=detail, opened_at=at)
    except IntegrityError:  # another worker was first
        return False
    return True


def close_incident(kind: str, subject: str, *, at: datetime) -> bool:
    """The cause has gone. Returns whether an alarm was open."""
    open_ones = HealthIncident.objects.filter(kind=kind, subject=subject, closed_at__isnull=True)
    return bool(open_ones.update(closed_at=at))


def set_incident(kind: str, subject: str, *, wrong: bool, detail: str, at: datetime) -> None:
    """Open or close, whichever the check has found."""
    if wrong:
        open_incident(kind, subject, detail, at=at)
    else:
        close_incident(kind, subject, at=at)
