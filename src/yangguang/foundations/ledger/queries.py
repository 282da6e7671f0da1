"""Reads of the ledger that are not consumption."""

from django.db.models import TextField
from django.db.models.functions import Cast

from .events import LedgerRow
from .models import LedgerEvent

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
