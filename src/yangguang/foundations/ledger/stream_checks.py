"""Every stream from its first event to its head: nothing missing, nothing changed, nothing moved."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from .canonical import NotCanonical, event_hash, sha256_of
from .problems import Problem, read_rows

GENESIS = bytes(32)  # what the first event of a stream names as the one before it

_EVENTS = """
SELECT e.sequence, e.stream, e.position, e.kind, e.version, e.actor_id, e.post_id, e.place_path, e.occurred_at,
    e.recorded_at, e.payload::text, e.payload_hash, e.previous_hash, e.event_hash, h.position, h.event_hash
FROM ledger_ledgerevent e LEFT JOIN ledger_streamhead h USING (stream)
ORDER BY e.stream, e.position
"""
_EMPTY_STREAMS = """
SELECT stream, position FROM ledger_streamhead h
WHERE position > 0 AND NOT EXISTS (SELECT FROM ledger_ledgerevent e WHERE e.stream = h.stream) ORDER BY stream
"""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row as it lies in the table, with the head of its stream beside it."""

    sequence: int
    stream: str
    position: int
    kind: str
    version: int
    actor_id: int | None
    post_id: int | None
    place_path: str
    occurred_at: datetime
    recorded_at: datetime
    payload: str
    payload_hash: bytes
    previous_hash: bytes
    event_hash: bytes
    head_position: int | None
    head_hash: bytes | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> "StoredEvent":
        plain: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
        return cls(*plain)

    @property
    def where(self) -> str:
        return f"{self.stream} #{self.position}"


def stream_problems() -> Iterator[Problem]:
    """Every problem of every stream, in the order of streams and positions."""
    for stream, position in read_rows(_EMPTY_STREAMS):
        yield Problem(stream, _("整条流缺失：应有 %(count)d 条记录，一条也没有") % {"count": position})
    events = (StoredEvent.of(row) for row in read_rows(_EVENTS))
    for _stream, rows in groupby(events, key=lambda event: event.stream):
        yield from _problems_of_stream(rows)


def _problems_of_stream(rows: Iterator[StoredEvent]) -> Iterator[Problem]:
    before: StoredEvent | None = None
    for event in rows:
        yield from _content_problems(event)
        yield from _order_problems(before, event)
        before = event
    if before is not None:
        yield from _head_problems(before)


def _content_problems(event: StoredEvent) -> Iterator[Problem]:
    if not _payload_holds(event):
        yield Problem(event.where, _("内容被改动：与内容哈希不符"))
    recomputed = event_hash(
        previous_hash=event.previous_hash,
        stream=event.stream,
        position=event.position,
        kind=event.kind,
        version=event.version,
        actor_id=event.actor_id,
        post_id=event.post_id,
        place_path=event.place_path,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        payload_hash=event.payload_hash,
    )
    if recomputed != event.event_hash:
        yield Problem(event.where, _("记录被改动：与记录哈希不符"))


def _payload_holds(event: StoredEvent) -> bool:
    try:
        return sha256_of(json.loads(event.payload)) == event.payload_hash
    except NotCanonical:
        return False


def _order_problems(before: StoredEvent | None, event: StoredEvent) -> Iterator[Problem]:
    last = before.position if before else 0
    if event.position != last + 1:
        missing = f"#{last + 1}" if event.position == last + 2 else f"#{last + 1}–#{event.position - 1}"
        yield Problem(f"{event.stream} {missing}", _("记录缺失：%(next)s 之前断开") % {"next": event.where})
        return
    if event.previous_hash != (before.event_hash if before else GENESIS):
        yield Problem(event.where, _("与前一条记录不相接"))
    if before is not None and event.sequence <= before.sequence:
        yield Problem(event.where, _("顺序被调换：总序号不在前一条之后"))


def _head_problems(last: StoredEvent) -> Iterator[Problem]:
    if last.head_position is None:
        yield Problem(last.stream, _("流的末端登记缺失"))
    elif last.head_position > last.position:
        missing = f"#{last.position + 1}–#{last.head_position}"
        yield Problem(
            f"{last.stream} {missing}", _("末尾记录缺失：登记到 #%(head)d") % {"head": last.head_position}
        )
    elif last.head_position < last.position or last.head_hash != last.event_hash:
        yield Problem(last.where, _("与流的末端登记不符"))
