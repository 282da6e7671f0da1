"""One way to write a value as bytes, so that its hash means the same everywhere and for ever.

Canonical JSON here is what RFC 8785 gives for the values we allow: objects with text keys in order, lists, text, whole
numbers, true, false, null; UTF-8, no blanks. Fractions are refused: money is counted in 分, time in microseconds.
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ABSENT = b"\xff\xff\xff\xff"
_DOMAIN = b"yangguang ledger event 1\n"


class NotCanonical(TypeError):
    """A value that has no single written form. The message names its place and the way out."""


def canonical_json(value: Any) -> bytes:
    """``value`` as canonical JSON. Raises `NotCanonical` for fractions, times, bytes and keys that are not text."""
    _check(value, "$")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"unpaired surrogate in {text[error.start - 10 : error.start]!r}…") from error


def sha256_of(value: Any) -> bytes:
    """The SHA-256 of a value's canonical JSON, 32 bytes."""
    return sha256(canonical_json(value)).digest()


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970-01-01 UTC to an aware moment."""
    if moment.tzinfo is None:
        raise NotCanonical(f"{moment!r} names no time zone: pass an aware datetime")
    return (moment - _EPOCH) // _MICROSECOND


def event_hash(
    *,
    previous_hash: bytes,
    stream: str,
    position: int,
    kind: str,
    version: int,
    actor_id: int | None,
    post_id: int | None,
    place_path: str,
    occurred_at: datetime,
    recorded_at: datetime,
    payload_hash: bytes,
) -> bytes:
    """The hash that chains one event to the one before it in its stream.

    SHA-256 over the line ``yangguang ledger event 1`` and then each argument in the order above, every one preceded by
    its length in bytes as four bytes, most significant first: hashes as they are, text in UTF-8, numbers in decimal,
    moments as decimal microseconds since 1970 UTC; what is absent is the length FF FF FF FF and no bytes.
    """
    fields = (
        previous_hash,
        stream.encode(),
        _number(position),
        kind.encode(),
        _number(version),
        _number(actor_id),
        _number(post_id),
        place_path.encode(),
        _number(microseconds(occurred_at)),
        _number(microseconds(recorded_at)),
        payload_hash,
    )
    framed = [_ABSENT if field is None else len(field).to_bytes(4, "big") + field for field in fields]
    return sha256(_DOMAIN + b"".join(framed)).digest()


def _number(value: int | None) -> bytes | None:
    return None if value is None else b"%d" % value


def _check(value: Any, place: str) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise NotCanonical(f"{place} contains U+0000, which the database cannot keep")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"{place} has the key {key!r}: keys are text")
            _check(key, place)
            _check(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            _check(inner, f"{place}[{index}]")
    elif isinstance(value, float):
        raise NotCanonical(f"{place} is the fraction {value!r}: store whole units (分, seconds, thousandths)")
    else:
        raise NotCanonical(f"{place} is a {type(value).__name__}: write it as text or a whole number")
