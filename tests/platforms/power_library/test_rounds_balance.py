"""The arithmetic of a round: whatever the lines, the balance closes, and what they move is what really changed."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.platforms.power_library.rounds_balance import (
    Column,
    Line,
    LineKind,
    Standing,
    balance,
    plan_of,
    total,
)

PROVINCE, CITY, COUNTY, TOWNSHIP = 2, 3, 4, 5
ITEMS = [f"item_{number}" for number in range(6)]
DEPARTMENTS = ["health", "justice", "transport"]
levels = st.frozensets(st.integers(PROVINCE, 6), min_size=1)
standings = st.builds(Standing, st.sampled_from(DEPARTMENTS), levels)
level = st.integers(PROVINCE, 6)
lines = st.builds(
    Line,
    st.sampled_from(LineKind),
    st.sampled_from(ITEMS),
    level=st.none() | level,
    to_level=st.none() | level,
    target=st.sampled_from(["", *ITEMS]),
    brings=st.none() | standings,
)


@given(st.dictionaries(st.sampled_from(ITEMS), standings), st.lists(lines, max_size=12))
def test_the_balance_closes_whatever_is_proposed(before: dict[str, Standing], proposed: list[Line]) -> None:
    """``after`` is counted from what stands in the end, independently of the columns."""
    plan = plan_of(before, proposed)
    rows = balance(plan)
    assert all(row.closes for row in rows)
    former, latter = _counted(before), _counted(plan.after)
    told = {(row.department, row.level): (row.before, row.after) for row in rows}
    for place in former.keys() | latter.keys():
        assert told.get(place, (former[place], former[place])) == (former[place], latter[place])


@given(st.dictionaries(st.sampled_from(ITEMS), standings), st.lists(lines, max_size=8), st.randoms())
def test_the_order_of_sound_lines_does_not_matter(
    before: dict[str, Standing], proposed: list[Line], random: object
) -> None:
    plan = plan_of(before, proposed)
    if plan.objections:
        return
    shuffled = list(proposed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = plan_of(before, shuffled)
    assert other.after == plan.after
    assert balance(other) == balance(plan)


def _counted(standing: dict[str, Standing]) -> Counter[tuple[str, int]]:
    return Counter((one.department, at) for one in standing.values() for at in one.levels)


def test_a_balance_that_does_not_close_says_so() -> None:
    plan = plan_of(BEFORE, [Line(LineKind.CANCEL, "permit")])
    row, untouched = balance(plan)
    assert (row.department, row.cells) == ("health", [2, 0, 0, 1, 0, 0, 0, 1])
    assert (untouched.department, untouched.cells) == ("justice", [1, 0, 0, 0, 0, 0, 0, 1])
    assert row.closes
    assert not replace(row, after=row.after + 1).closes


BEFORE = {
    "permit": Standing("health", frozenset({PROVINCE})),
    "register": Standing("health", frozenset({PROVINCE, CITY})),
    "review": Standing("justice", frozenset({PROVINCE})),
}


def test_every_kind_moves_its_column() -> None:
    proposed = [
        Line(LineKind.DELEGATE, "permit", level=PROVINCE, to_level=CITY),
        Line(LineKind.MERGE, "review", target="register"),
        Line(LineKind.TAKE_OVER, "register", to_level=COUNTY),
        Line(LineKind.ADD, "new", brings=Standing("health", frozenset({PROVINCE, CITY}))),
    ]
    plan = plan_of(BEFORE, proposed)
    assert plan.objections == []
    rows = {(row.department, row.level): row for row in balance(plan)}
    #                      before, added, taken over, cancelled, delegated, merged, converted, after
    assert rows["health", PROVINCE].cells == [2, 1, 0, 0, 1, 0, 0, 2]
    assert rows["health", CITY].cells == [1, 1, 1, 0, 0, 0, 0, 3]
    assert rows["health", COUNTY].cells == [0, 0, 1, 0, 0, 0, 0, 1]
    assert rows["justice", PROVINCE].cells == [1, 0, 0, 0, 0, 1, 0, 0]
    assert total(rows.values(), PROVINCE).cells == [3, 1, 0, 0, 1, 1, 0, 2]


def test_a_delegation_to_where_it_is_decided_already_moves_one_side_only() -> None:
    plan = plan_of(BEFORE, [Line(LineKind.DELEGATE, "register", level=PROVINCE, to_level=CITY)])
    assert [(one.column, one.level) for one in plan.movements] == [(Column.DELEGATED, PROVINCE)]
    assert plan.after["register"].levels == {CITY}


@pytest.mark.parametrize(
    ("proposed", "at"),
    [
        ([Line(LineKind.CANCEL, "unknown")], 0),
        ([Line(LineKind.CANCEL, "permit", level=COUNTY)], 0),
        ([Line(LineKind.CANCEL, "permit"), Line(LineKind.CONVERT, "permit")], 1),
        ([Line(LineKind.DELEGATE, "register", level=CITY, to_level=PROVINCE)], 0),
        ([Line(LineKind.DELEGATE, "permit", level=PROVINCE)], 0),
        ([Line(LineKind.TAKE_OVER, "permit", to_level=PROVINCE)], 0),
        ([Line(LineKind.TAKE_OVER, "unknown", to_level=CITY)], 0),
        ([Line(LineKind.ADD, "new")], 0),
        ([Line(LineKind.ADD, "permit", brings=BEFORE["permit"])], 0),
        ([Line(LineKind.MERGE, "permit", target="permit")], 0),
        ([Line(LineKind.MERGE, "register", target="permit")], 0),
        ([Line(LineKind.CANCEL, "review"), Line(LineKind.MERGE, "permit", target="review")], 1),
    ],
)
def test_what_cannot_stand_is_objected_to(proposed: list[Line], at: int) -> None:
    objections = plan_of(BEFORE, proposed).objections
    assert [one.at for one in objections] == [at]
    assert objections[0].rule
    assert objections[0].way_out
