"""Reads of the ledger that are not consumption."""

from datetime import datetime

from django.db.models import Q, TextField
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
    rows = (
        LedgerEvent.objects.filter(stream=stream)
        .order_by("position")
        .annotate(payload_text=Cast("payload", TextField()))
        .values_list(*_FIELDS, "payload_text")
    )
    return [LedgerRow.read(row) for row in rows]


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
