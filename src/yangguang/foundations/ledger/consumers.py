"""Reading the ledger: each consumer keeps its own position, saved in the transaction of its effect.

The order of reading is (transaction, sequence), and only what lies below every transaction still running is read. A row
that commits late is therefore never stepped over, and nothing is read twice.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from .events import LedgerRow

Effect = Callable[[Sequence[LedgerRow]], None]
Place = tuple[int, int]  # transaction, sequence

HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_CLAIM = "SELECT transaction_id, sequence FROM ledger_consumerposition WHERE name = %s FOR UPDATE SKIP LOCKED"
_ENTER = """
INSERT INTO ledger_consumerposition (name, transaction_id, sequence) VALUES (%s, 0, 0)
ON CONFLICT (name) DO NOTHING RETURNING transaction_id, sequence
"""
_SAVE = "UPDATE ledger_consumerposition SET transaction_id = %s, sequence = %s WHERE name = %s"
_WINDOW = """
SELECT count(*), max(transaction_id), (array_agg(sequence ORDER BY transaction_id DESC, sequence DESC))[1]
FROM (
    SELECT transaction_id, sequence FROM ledger_ledgerevent
    WHERE (transaction_id, sequence) > (%s, %s) AND transaction_id < {horizon}
    ORDER BY transaction_id, sequence LIMIT %s
) AS coming
"""
_ROWS = """
SELECT sequence, transaction_id, stream, position, kind, version, actor_id, post_id, place_path,
    occurred_at, recorded_at, payload::text
FROM ledger_ledgerevent
WHERE (transaction_id, sequence) > (%s, %s) AND (transaction_id, sequence) <= (%s, %s) {kinds}
ORDER BY transaction_id, sequence
"""


def consume(name: str, effect: Effect, *, limit: int = 500, kinds: Collection[str] | None = None) -> int:
    """Give the next rows to ``effect`` and move on, both or neither. Returns how many rows were stepped over.

    With ``kinds`` the rows of other kinds are stepped over unread, and ``effect`` is not called for a batch without
    any of these. Returns 0 when there is nothing new or another process is reading under the same name.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        start = claim(cursor, name)
        if start is None:
            return 0
        count, end = window(cursor, start, limit)
        if count == 0:
            return 0
        rows = _rows(cursor, start, end, kinds)
        if rows:
            effect(rows)
        save(cursor, name, end)
        return count


def consume_all(name: str, effect: Effect, *, limit: int = 500, kinds: Collection[str] | None = None) -> int:
    """`consume` until nothing is left; one transaction a batch. Returns how many rows were stepped over."""
    total = 0
    while count := consume(name, effect, limit=limit, kinds=kinds):
        total += count
    return total


def claim(cursor: CursorWrapper, name: str) -> Place | None:
    """Lock a consumer's position and return it; None while another process holds it."""
    cursor.execute(_CLAIM, [name])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(_ENTER, [name])
        found = cursor.fetchone()
    return found and (found[0], found[1])


def window(cursor: CursorWrapper, start: Place, limit: int) -> tuple[int, Place]:
    """How many of the next ``limit`` rows can be read, and the place of the last of them."""
    cursor.execute(_WINDOW.format(horizon=HORIZON), [*start, limit])
    count, transaction_id, sequence = cursor.fetchone()
    return count, (transaction_id, sequence)


def save(cursor: CursorWrapper, name: str, place: Place) -> None:
    """Record how far a consumer has read."""
    cursor.execute(_SAVE, [*place, name])


def _rows(cursor: CursorWrapper, start: Place, end: Place, kinds: Collection[str] | None) -> list[LedgerRow]:
    parameters: list[Any] = [*start, *end]
    if kinds is not None:
        parameters.append(list(kinds))
    cursor.execute(_ROWS.format(kinds="" if kinds is None else "AND kind = ANY(%s)"), parameters)
    return [LedgerRow.read(row) for row in cursor.fetchall()]
