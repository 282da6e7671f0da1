"""The values that the components of a page are drawn from. The style page ``/design/`` shows each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# What a colour means, everywhere: ongoing, good, warn, bad, paused, yellow (card), red (card), "" for plain.
Tone = str


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` in the order of the columns; the first is the heading of the row and carries the link."""

    cells: Sequence[Any]
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class DrawnRow:
    pairs: Sequence[tuple[Column, Any]]
    url: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Table:
    """On narrow screens every row becomes a card, its cells labelled with their columns."""

    columns: Sequence[Column]
    data: Sequence[Row]
    caption: str = ""

    @property
    def rows(self) -> Iterator[DrawnRow]:
        for row in self.data:
            yield DrawnRow(list(zip(self.columns, row.cells, strict=True)), row.url, row.tone)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    title: str
    at: datetime | None = None
    by: str = ""
    text: str = ""
    tone: Tone = ""
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True, slots=True)
class PathStep:
    """``state``: pending, active, done or skipped. Stages are lists of steps that run at the same time."""

    name: str
    state: str
    body: str = ""
    detail: str = ""
