"""Sealing the ledger: committed rows become leaves of one Merkle tree, whose head is signed.

Acts do not wait for this. One sealer works at a time; a second finds the position taken and leaves.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from . import consumers
from .checkpoints import TreeHead, sign
from .merkle import leaf_hash, root
from .models import Checkpoint, SealedLeaf, SealedSubtree
from .tree_store import TreeStore

SEALER = "ledger.sealing"
_EVENTS = """
SELECT sequence, event_hash FROM ledger_ledgerevent
WHERE (transaction_id, sequence) > (%s, %s) AND (transaction_id, sequence) <= (%s, %s)
ORDER BY transaction_id, sequence
"""


def seal(at: datetime, limit: int = 10_000) -> int:
    """Seal everything that can be read, ``limit`` rows and one checkpoint a transaction. Returns how many rows."""
    total = 0
    while sealed := _seal_batch(at, limit):
        total += sealed
    return total


def _seal_batch(at: datetime, limit: int) -> int:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        start = consumers.claim(cursor, SEALER)
        if start is None:
            return 0
        count, end = consumers.window(cursor, start, limit)
        if count == 0:
            return 0
        cursor.execute(_EVENTS, [*start, *end])
        events = [(sequence, bytes(event_hash)) for sequence, event_hash in cursor.fetchall()]
        _add_leaves(cursor, events, at)
        consumers.save(cursor, SEALER, end)
        return count


def _add_leaves(cursor: CursorWrapper, events: list[tuple[int, bytes]], at: datetime) -> None:
    first = _sealed_size()
    hashes = [leaf_hash(event_hash) for _, event_hash in events]
    tree = TreeStore()
    subtrees = tree.extend(first, hashes)
    with cursor.copy("COPY ledger_sealedleaf (leaf_index, event_sequence, leaf_hash) FROM STDIN") as copy:
        for index, ((sequence, _), node) in enumerate(zip(events, hashes, strict=True), start=first):
            copy.write_row((index, sequence, node))
    SealedSubtree.objects.bulk_create(subtrees)
    size = first + len(events)
    head = TreeHead(size, root(tree, size), at)
    signer, signature = sign(head)
    Checkpoint.objects.create(
        tree_size=size, root_hash=head.root_hash, sealed_at=at, key_id=signer, signature=signature
    )


def _sealed_size() -> int:
    newest = SealedLeaf.objects.order_by("-leaf_index").values_list("leaf_index", flat=True).first()
    return 0 if newest is None else newest + 1
