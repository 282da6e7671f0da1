"""What a check of the ledger finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """``where`` names the row (``case:4711 #3``, ``leaf 12``, ``checkpoint 500``), ``what`` says what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def read_rows(query: str, parameters: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, read in batches so that the whole log never lies in memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(_BATCH):
            yield from rows
