"""How often one client may do one thing. A leaking bucket in one PostgreSQL statement (docs/decisions/0003).

Every call adds one to the bucket of ``name`` and ``key``; the bucket leaks ``limit`` per ``per_seconds``, evenly. What
would overflow it is refused and not added, so that whoever waits is let in again at a moment we can name.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from .page_requests import PageRequest

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]

# `fill` after leaking, before this call, is computed once per branch by PostgreSQL; %(step)s is one call.
_SPEND = """
INSERT INTO web_rate_limit AS bucket (name, key, fill, measured_at, accepted)
VALUES (%(name)s, %(key)s, 1, %(at)s, true)
ON CONFLICT (name, key) DO UPDATE SET
    (fill, measured_at, accepted) = (
        SELECT left_in + CASE WHEN left_in + 1 <= %(limit)s THEN 1 ELSE 0 END,
               greatest(bucket.measured_at, excluded.measured_at),
               left_in + 1 <= %(limit)s
        FROM (SELECT greatest(0, bucket.fill - greatest(0, extract(epoch FROM excluded.measured_at - bucket.measured_at))
                                 * %(limit)s / %(per_seconds)s) AS left_in) AS leaked)
RETURNING accepted, fill
"""
_FORGET = "DELETE FROM web_rate_limit WHERE measured_at < %s"
KEPT_FOR = timedelta(days=1)  # longer than any bucket takes to run empty


@dataclass(frozen=True, slots=True)
class Allowance:
    """``again_at`` is the first moment at which a refused call would be let in."""

    allowed: bool
    again_at: datetime


class TooMany(Exception):
    """Answered with the 429 page, which says when to try again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


def within_limit(name: str, key: str, *, limit: int, per_seconds: int, at: datetime) -> bool:
    """Count one call at ``at``; whether it stays within ``limit`` calls per ``per_seconds``."""
    return spend(name, key, limit=limit, per_seconds=per_seconds, at=at).allowed


def spend(name: str, key: str, *, limit: int, per_seconds: int, at: datetime) -> Allowance:
    parameters: dict[str, str | float | datetime] = {
        "name": name, "key": _disguise(key), "at": at, "limit": float(limit), "per_seconds": float(per_seconds),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, parameters)
        accepted, fill = cursor.fetchone()
    wait = 0.0 if accepted else (fill + 1 - limit) * per_seconds / limit
    return Allowance(bool(accepted), at + timedelta(seconds=max(0.0, wait)))


def limited(name: str, *, limit: int, per_seconds: int) -> Callable[[View[P]], View[P]]:
    """A view decorator: per signed-in account, else per address. Stands below the access rule."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            allowance = spend(name, client_key(request), limit=limit, per_seconds=per_seconds, at=request.now)
            if not allowance.allowed:
                raise TooMany(allowance.again_at)
            return view(request, *args, **kwargs)

        return cast("View[P]", counted)

    return decorate


def client_key(request: PageRequest) -> str:
    if request.actor is not None:
        return f"account:{request.actor.account_id}"
    return f"address:{client_address(request)}"


def client_address(request: HttpRequest) -> str:
    """The address that our own outermost proxy saw. What a client writes into the header itself is never believed."""
    hops: int = settings.PROXY_HOPS
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def forget_idle_clients(*, at: datetime) -> int:
    """Delete buckets that have long run empty; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - KEPT_FOR])
        return int(cursor.rowcount)


def _disguise(key: str) -> str:
    """The table must not tell who called: names and addresses are kept as keyed hashes."""
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]
