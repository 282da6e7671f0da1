"""How a right to publish comes down the levels: each place takes what is above it and may only narrow it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .publishing_right_models import May


@dataclass(frozen=True, slots=True)
class Right:
    """``departments`` None: every line of work. ``until`` is the first day without it, None for no end."""

    may: frozenset[str]
    departments: frozenset[str] | None = None
    until: date | None = None

    def covers(self, act: str, department: str) -> bool:
        return act in self.may and (self.departments is None or department in self.departments)

    def beyond(self, above: "Right") -> "Beyond":
        """What of this right the one above does not hold."""
        lines: frozenset[str] = frozenset()
        if above.departments is not None:
            asked = frozenset({"*"}) if self.departments is None else self.departments
            lines = asked - above.departments
        longer = above.until is not None and (self.until is None or self.until > above.until)
        return Beyond(self.may - above.may, lines, longer)

    def within(self, other: "Right") -> "Right":
        """Both at once."""
        lines = [one for one in (self.departments, other.departments) if one is not None]
        ends = [one for one in (self.until, other.until) if one is not None]
        return Right(
            self.may & other.may,
            frozenset.intersection(*lines) if lines else None,
            min(ends) if ends else None,
        )


@dataclass(frozen=True, slots=True)
class Beyond:
    """Acts, lines of work ("*": all), and whether the period is longer."""

    may: frozenset[str]
    departments: frozenset[str]
    longer: bool

    def __bool__(self) -> bool:
        return bool(self.may or self.departments or self.longer)


# The law gives the province the lists (国办发〔2022〕2号), so that what nobody narrowed is whole.
WHOLE = Right(frozenset(May.values))
# Items are unified by the province; what a place below it publishes is its own improvements.
LOCAL = Right(frozenset({May.ADAPT.value}))


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of a place, from a day to a day."""

    first: date
    right: Right

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.right.until is None or on < self.right.until)


def effective(levels: Iterable[Sequence[Decided]], on: date) -> Right | None:
    """The right at the last of ``levels``, which begin at the province; None where it ended, or shrank to nothing.

    What has not begun by the day does not count, so that a right announced for later takes nothing away before.
    """
    right = WHOLE
    for depth, rows in enumerate(levels):
        right = right.within(LOCAL) if depth else right
        begun = [row for row in rows if row.first <= on]
        if not begun:
            continue
        now = next((row for row in begun if row.holds(on)), None)
        if now is None:
            return None
        right = now.right.within(right)
    return right if right.may and right.departments != frozenset() else None
