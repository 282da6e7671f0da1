"""One written form for every value, and a clear no to what has none."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.foundations.ledger.canonical import NotCanonical, canonical_json, microseconds


def test_keys_are_ordered_and_nothing_is_escaped_or_spaced() -> None:
    assert (
        canonical_json({"b": [1, None, True], "a": "办件“甲”"})
        == '{"a":"办件“甲”","b":[1,null,true]}'.encode()
    )


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"fee": 1.5}, "$.fee is the fraction 1.5"),
        ({"rows": [1, {"x": float("nan")}]}, "$.rows[1].x is the fraction"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "$.at is a datetime"),
        ({"day": date(2026, 1, 1)}, "$.day is a date"),
        ({1: "a"}, "keys are text"),
        ({"a": "x\x00y"}, "U+0000"),
        ({"a": "\ud800"}, "surrogate"),
        (b"bytes", "$ is a bytes"),
    ],
)
def test_what_has_no_single_form_is_refused_by_place(value: Any, names: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical_json(value)
    assert names in str(refusal.value)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES))
def test_the_order_of_keys_in_memory_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(value) == canonical_json(turned)


def test_microseconds_do_not_depend_on_the_zone_and_need_one() -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=8)))
    assert microseconds(moment) == microseconds(elsewhere) == 1_772_366_400_000_001
    with pytest.raises(NotCanonical, match="names no time zone"):
        microseconds(moment.replace(tzinfo=None))
