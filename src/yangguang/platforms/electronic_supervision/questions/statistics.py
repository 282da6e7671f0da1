"""Does a share stand out from that of others? Fisher's exact test, one-sided. Pure.

Exact, so that ten cases are judged as fairly as ten thousand; the other side's own uncertainty is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma


@dataclass(frozen=True, slots=True)
class Tally:
    """``marked`` of ``cases`` show the pattern."""

    marked: int
    cases: int

    @property
    def share(self) -> float:
        return self.marked / self.cases if self.cases else 0.0

    def without(self, other: "Tally") -> "Tally":
        return Tally(self.marked - other.marked, self.cases - other.cases)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a share has to clear before anybody is asked about it.

    ``times``: how many times the share of the others; ``chance``: how often chance alone may ask, over all tallies that
    are looked at together.
    """

    least_cases: int
    least_marked: int
    times: float
    chance: float
    least_others: int = 20


def chance_of(own: Tally, others: Tally) -> float:
    """How likely so many marked cases or more would fall to ``own``, were the marks dealt out blindly."""
    total, marked = own.cases + others.cases, own.marked + others.marked
    most = min(own.cases, marked)
    return min(
        1.0,
        sum(
            exp(
                _log_choose(marked, one)
                + _log_choose(total - marked, own.cases - one)
                - _log_choose(total, own.cases)
            )
            for one in range(own.marked, most + 1)
            if own.cases - one <= total - marked
        ),
    )


def stands_out(own: Tally, others: Tally, bar: Bar, *, looked_at: int) -> float | None:
    """The chance of it where the share clears the bar, else None. ``looked_at`` tallies share the chance allowed."""
    if own.cases < bar.least_cases or own.marked < bar.least_marked or others.cases < bar.least_others:
        return None
    if own.share < bar.times * others.share:
        return None
    chance = chance_of(own, others)
    return chance if chance * max(looked_at, 1) <= bar.chance else None


def total(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(one.marked for one in tallies), sum(one.cases for one in tallies))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
