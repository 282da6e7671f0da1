"""Reads of the ledger that are not consumption."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from .events import LedgerRow
from .models import ConsumerPosition, LedgerEvent
from .sealing import SEALER

_FIELDS = (
    "sequence", "transaction_id", "stream", "position", "kind", "version",
    "actor_id", "post_id", "place_path", "occurred_at", "recorded_at",
)  # fmt: skip


def history(stream: str) -> list[LedgerRow]:
    """Every event of one stream, oldest first."""
    return list(_read(LedgerEvent.objects.filter(stream=stream).order_by("position")))


def recorded_between(kinds: Collection[str], from_at: datetime, to_at: datetime) -> Iterator[LedgerRow]:
    """The events of these kinds recorded in ``[from_at, to_at)``, in the order of their sequence, a few at a time."""
    events = LedgerEvent.objects.filter(kind__in=kinds, recorded_at__gte=from_at, recorded_at__lt=to_at)
    return _read(events.order_by("sequence"))


def of_sequences(sequences: Collection[int]) -> list[LedgerRow]:
    """The events with these numbers; one that is not there is left out."""
    return list(_read(LedgerEvent.objects.filter(sequence__in=sequences).order_by("sequence")))


def _read(events: QuerySet[LedgerEvent]) -> Iterator[LedgerRow]:
    rows = events.annotate(payload_text=Cast("payload", TextField())).values_list(*_FIELDS, "payload_text")
    return (LedgerRow.read(row) for row in rows.iterator(chunk_size=2000))


def unread_by(name: str) -> datetime | None:
    """When the oldest event was recorded that a consumer has not read; None when it has read everything."""
    place = ConsumerPosition.objects.filter(name=name).values_list("transaction_id", "sequence").first()
    transaction_id, sequence = place or (0, 0)
    unread = LedgerEvent.objects.filter(
        Q(transaction_id=transaction_id, sequence__gt=sequence) | Q(transaction_id__gt=transaction_id)
    )
    return unread.order_by("transaction_id", "sequence").values_list("recorded_at", flat=True).first()


def unsealed_since() -> datetime | None:
    """When the oldest event was recorded that no checkpoint covers; None when all are covered."""
    return unread_by(SEALER)
