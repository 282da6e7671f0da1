"""The hours that a centre posts, read for limits that are counted in them."""

from datetime import time

import pytest

from yangguang.foundations.organisations.queries import office_hours_in
from yangguang.law.axes import NoOfficeHours


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("周一至周五 8:30–12:00、14:00–17:30，法定节假日除外", [(8, 30, 12, 0), (14, 0, 17, 30)]),
        ("9：00-17：00", [(9, 0, 17, 0)]),
        ("工作日上午 09:00 至 11:45；下午 13:30 至 16:30", [(9, 0, 11, 45), (13, 30, 16, 30)]),
    ],
)
def test_spans_are_read_as_they_are_posted(written: str, spans: list[tuple[int, int, int, int]]) -> None:
    expected = tuple((time(a, b), time(c, d)) for a, b, c, d in spans)
    assert office_hours_in(written).spans == expected


@pytest.mark.parametrize("written", ["", "全天开放", "周一至周五"])
def test_no_hours_are_never_taken_for_whole_days(written: str) -> None:
    with pytest.raises(NoOfficeHours):
        office_hours_in(written)


def test_hours_that_run_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="in order"):
        office_hours_in("14:00–17:30、8:30–12:00")
