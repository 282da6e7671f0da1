"""The steps of an item as a picture: where its boxes and lines lie, in the units of an SVG.

One stage below the other, the steps of a stage side by side. Pure geometry; colours and letters are the style sheet's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

BOX, GAP, RISE = 208, 20, 36  # width of a box, between boxes, between stages
LINE, PADDING = 22, 14  # height of a line of letters; around the letters
LETTERS = 23  # half-width letters that a line of a box holds
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class StepBox:
    """What is written in a box: a name of any length, and what stands below it in smaller letters."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """``kind``: step, or end for the two ends of the way. Lines are (x, y, text, whether it is the note)."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    lines: tuple[tuple[int, int, str, bool], ...]

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Diagram:
    """``paths`` are the ``d`` of lines from stage to stage; ``said`` is the picture in words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    said: str


def diagram(stages: Sequence[Sequence[StepBox]], *, begins: str, ends: str) -> Diagram:
    rows = [
        ("end", [StepBox(begins)]),
        *(("step", list(stage)) for stage in stages),
        ("end", [StepBox(ends)]),
    ]
    most = max(len(steps) for _kind, steps in rows)
    width = most * BOX + (most - 1) * GAP + 4
    drawn: list[list[Box]] = []
    top = 2
    for kind, steps in rows:
        row = _row(kind, steps, width=width, top=top)
        drawn.append(row)
        top += row[0].height + RISE
    paths = [path for above, below in pairwise(drawn) for path in _joined(above, below)]
    said = " → ".join(" + ".join(step.name for step in steps) for _kind, steps in rows)
    return Diagram(width, top - RISE + 2, tuple(box for row in drawn for box in row), tuple(paths), said)


def _row(kind: str, steps: Sequence[StepBox], *, width: int, top: int) -> list[Box]:
    texts = [_text(step) for step in steps]
    height = max(len(lines) for lines in texts) * LINE + 2 * PADDING
    left = (width - len(steps) * BOX - (len(steps) - 1) * GAP) // 2
    return [_box(kind, left + at * (BOX + GAP), top, height, lines) for at, lines in enumerate(texts)]


def _box(kind: str, x: int, y: int, height: int, texts: Sequence[tuple[str, bool]]) -> Box:
    first = y + (height - len(texts) * LINE) // 2 + LINE - 6
    lines = tuple((x + BOX // 2, first + at * LINE, text, note) for at, (text, note) in enumerate(texts))
    return Box(x, y, BOX, height, kind, lines)


def _text(step: StepBox) -> list[tuple[str, bool]]:
    lines = [(line, False) for line in wrapped(step.name or "—")]
    return lines + [(line, True) for note in step.notes for line in wrapped(note)]


def wrapped(text: str) -> list[str]:
    """At most three lines; a word of Latin letters is not torn, what does not fit ends in …."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and _length(line + piece.rstrip()) > LETTERS:
            lines.append(line.strip())
            line = ""
        line += piece
    lines += [line.strip()] if line.strip() else []
    if len(lines) > MOST_LINES:
        return [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LETTERS // 2] + "…"]
    return lines


def _pieces(text: str) -> list[str]:
    """Han characters one by one, words of other letters with the space behind them, long ones in parts."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and _length(letter) == 1 and _length(pieces[-1][-1]) == 1 and pieces[-1][-1] != " "
        if joins and _length(pieces[-1]) < LETTERS:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _length(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _joined(above: Sequence[Box], below: Sequence[Box]) -> list[str]:
    """From every box of a stage down to one line, and from it to every box of the next."""
    bottom, top = above[0].y + above[0].height, below[0].y
    between = (bottom + top) // 2
    ends = [box.middle for box in (*above, *below)]
    paths = [f"M{box.middle} {bottom}V{between}" for box in above]
    if min(ends) != max(ends):
        paths.append(f"M{min(ends)} {between}H{max(ends)}")
    return paths + [f"M{box.middle} {between}V{top}m-5 -7l5 7l5 -7" for box in below]
