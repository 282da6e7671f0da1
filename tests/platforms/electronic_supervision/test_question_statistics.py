"""The test behind the questions, against answers worked out by hand and by counting."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.platforms.electronic_supervision.questions.statistics import (
    Bar,
    Tally,
    chance_of,
    stands_out,
)

BAR = Bar(least_cases=10, least_marked=5, times=2.0, chance=0.01)


def test_the_lady_tasting_tea() -> None:
    """R. A. Fisher, The Design of Experiments, 1935: three of four cups right, 17 in 70; all four, 1 in 70."""
    assert chance_of(Tally(3, 4), Tally(1, 4)) == pytest.approx(17 / 70)
    assert chance_of(Tally(4, 4), Tally(0, 4)) == pytest.approx(1 / 70)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 15), st.integers(0, 15))
def test_it_is_the_exact_hypergeometric_tail(marked: int, rest: int, others: int, others_rest: int) -> None:
    own, other = Tally(marked, marked + rest), Tally(others, others + others_rest)
    every, dealt = own.cases + other.cases, marked + others
    exact = sum(
        Fraction(comb(dealt, one) * comb(every - dealt, own.cases - one), comb(every, own.cases))
        for one in range(marked, min(own.cases, dealt) + 1)
    )
    assert chance_of(own, other) == pytest.approx(float(exact), abs=1e-9)


def test_the_more_are_looked_at_the_more_it_takes() -> None:
    own, others = Tally(6, 12), Tally(8, 60)
    chance = stands_out(own, others, BAR, looked_at=1)
    assert chance == pytest.approx(chance_of(own, others))
    assert stands_out(own, others, BAR, looked_at=1000) is None


def test_each_part_of_the_bar_has_to_be_cleared() -> None:
    assert stands_out(Tally(9, 9), Tally(0, 60), BAR, looked_at=1) is None  # too few cases
    assert stands_out(Tally(4, 30), Tally(0, 600), BAR, looked_at=1) is None  # too few marked
    assert stands_out(Tally(9, 10), Tally(0, 19), BAR, looked_at=1) is None  # too few others
    assert stands_out(Tally(900, 1000), Tally(500, 1000), BAR, looked_at=1) is None  # not twice as often
    assert stands_out(Tally(9, 10), Tally(1, 20), BAR, looked_at=1) is not None
