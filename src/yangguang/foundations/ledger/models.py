"""台账: every act of the province as one append-only row, chained per stream and sealed in a Merkle tree."""

from django.db import models


class LedgerEvent(models.Model):
    """One fact. ``stream`` is the subject (``case:4711``); ``position`` counts from 1 within it.

    ``occurred_at`` is business time, ``recorded_at`` system time: the gap shows back-dated entry. ``transaction_id`` is
    PostgreSQL's own (never below that of the event before it in the stream), so that a consumer never steps over a row
    that commits late and meets every stream in its own order.
    """

    sequence = models.BigAutoField(primary_key=True)
    transaction_id = models.BigIntegerField()  # the database puts pg_current_xact_id()
    stream = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    actor_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    place_path = models.CharField(max_length=60, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    payload = models.JSONField()
    payload_hash = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    event_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(name="ledger_stream_position", fields=["stream", "position"])]
        indexes = [
            models.Index(fields=["transaction_id", "sequence"], name="ledger_reading_order"),
            models.Index(fields=["kind", "occurred_at"], name="ledger_kind_time"),
        ]


class StreamHead(models.Model):
    """The last position and hash of each stream: what a truncated stream is caught by.

    ``transaction_id`` is the greatest that wrote to the stream; what follows carries at least this one.
    """

    stream = models.CharField(primary_key=True, max_length=60)
    position = models.PositiveIntegerField()
    event_hash = models.BinaryField(max_length=32)
    transaction_id = models.BigIntegerField(default=0)


class ConsumerPosition(models.Model):
    """How far a consumer has read, written in the same transaction as its effect."""

    name = models.CharField(primary_key=True, max_length=60)
    transaction_id = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)


class SealedLeaf(models.Model):
    """The place of one event in the Merkle tree (RFC 6962)."""

    leaf_index = models.BigIntegerField(primary_key=True)
    event_sequence = models.BigIntegerField(unique=True)
    leaf_hash = models.BinaryField(max_length=32)


class SealedSubtree(models.Model):
    """The hash of a full subtree of 256, 65,536 … leaves (``height`` 8, 16 …), so that no proof rereads the log."""

    height = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    node_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_subtree_hash", fields=["height", "index"])]


class Checkpoint(models.Model):
    """A signed tree head: size, root, moment, signature (Ed25519)."""

    tree_size = models.BigIntegerField(primary_key=True)
    root_hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)
