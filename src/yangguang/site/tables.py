"""Tables for a terminal, in which a Chinese character is two columns wide."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
    """Columns that ``text`` takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """``header`` over ``rows``, each column as wide as its widest cell."""
    lines = [header, *rows]
    widths = [max(width(cells[column]) for cells in lines) for column in range(len(header))]
    rule = ["─" * each for each in widths]
    return "\n".join(_line(cells, widths) for cells in (header, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
