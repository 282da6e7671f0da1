"""Writing to the ledger: the one door through which facts enter it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from .canonical import canonical_json, microseconds
from .events import ActorRef, NewEvent

__all__ = ["ActorRef", "NewEvent", "append"]

_APPEND = """
SELECT ledger_append(%s, %s::text[], %s::integer[], %s::text[], %s::bigint, %s::bigint, %s, %s::timestamptz,
    %s::timestamptz)
"""


def append(
    stream: str,
    events: Sequence[NewEvent],
    *,
    actor: ActorRef | None,
    at: datetime,
    occurred_at: datetime | None = None,
    place_path: str,
) -> int:
    """Chain ``events`` to the end of ``stream`` and return the position of the last one.

    ``at`` is the moment of recording, ``occurred_at`` the moment of the act where it was earlier; both aware. Must run
    inside the transaction of the act, and holds the stream until that ends: appends to one stream wait for each other,
    so that chain, positions and reading order agree. One statement, however many events. Raises `NotCanonical` for a
    payload that has no single written form (fractions, times) and for a moment without a time zone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("ledger.append runs inside the transaction of the act it records")
    if not events:
        raise ValueError("nothing to append")
    happened_at = occurred_at or at
    for moment in (at, happened_at):
        microseconds(moment)
    parameters = [
        stream,
        [event.kind for event in events],
        [event.version for event in events],
        [canonical_json(dict(event.payload)).decode() for event in events],
        actor.account_id if actor else None,
        actor.post_id if actor else None,
        place_path,
        happened_at,
        at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, parameters)
        (position,) = cursor.fetchone()
    return int(position)
