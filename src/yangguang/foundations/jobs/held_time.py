"""While a simulated history is being lived, the worker's own clock must not act: it is months ahead of the story.

A lock that the database holds says so: the simulator takes it alone, every periodic run shares it. It ends with the
connection of its holder, however that ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TIME = 0x59_47_54_49_4D_45  # "YGTIME"


@contextmanager
def held_time() -> Iterator[None]:
    """Hold the worker's time: waits for runs under way, and lets none begin until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TIME])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TIME])


@contextmanager
def shared_time() -> Iterator[bool]:
    """Whether time may act now; while the block runs nobody can hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [TIME])
        (free,) = cursor.fetchone()
    try:
        yield bool(free)
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [TIME])
