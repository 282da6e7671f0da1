"""One indicator of one place, with what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .definitions import Indicator


@dataclass(frozen=True, slots=True)
class Aside:
    """A count that stands beside an indicator because it must not be inside."""

    label: str
    count: int
    of: int | None = None  # the whole that the count is a part of, where there is one


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one place. ``asides`` are shown apart."""

    indicator: Indicator
    numerator: int
    denominator: int
    asides: Sequence[Aside] = ()

    @property
    def share(self) -> float | None:
        """Per cent for rates, per ten thousand for counts; None when there is nothing to divide by."""
        if not self.denominator:
            return None
        return self.numerator * (100 if self.indicator.rate else 10_000) / self.denominator
