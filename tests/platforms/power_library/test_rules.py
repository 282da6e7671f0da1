"""Who exercises an item, and from which day a version is in force."""

from datetime import date

import pytest

from yangguang.foundations.organisations.levels import Level
from yangguang.platforms.power_library.rules import BodyInPlace, begins_on, exercises

COUNTY_BUREAU = BodyInPlace("market_regulation", Level.COUNTY, has_counties=False)
CITY_BUREAU = BodyInPlace("market_regulation", Level.CITY, has_counties=True)
DIRECT_CITY_BUREAU = BodyInPlace("market_regulation", Level.CITY, has_counties=False)
TOWNSHIP = BodyInPlace("township_government", Level.TOWNSHIP, has_counties=False)
VILLAGE = BodyInPlace("village_committee", Level.VILLAGE, has_counties=False)


@pytest.mark.parametrize(
    ("body", "department", "levels", "expected"),
    [
        (COUNTY_BUREAU, "market_regulation", [4], True),
        (COUNTY_BUREAU, "health", [4], False),
        (COUNTY_BUREAU, "market_regulation", [2, 3], False),
        (CITY_BUREAU, "market_regulation", [4], False),
        (DIRECT_CITY_BUREAU, "market_regulation", [4], True),
        (DIRECT_CITY_BUREAU, "market_regulation", [3], True),
        (DIRECT_CITY_BUREAU, "market_regulation", [2], False),
        (TOWNSHIP, "township_government", [5], True),
        (TOWNSHIP, "civil_affairs", [4, 5], True),
        (TOWNSHIP, "civil_affairs", [4], False),
        (VILLAGE, "village_committee", [6], True),
        (VILLAGE, "township_government", [5], False),
    ],
)
def test_who_exercises_an_item(body: BodyInPlace, department: str, levels: list[int], expected: bool) -> None:
    assert exercises(body, department=department, levels=levels) is expected


def test_a_first_version_may_describe_the_past_but_a_successor_may_not() -> None:
    published_on = date(2026, 3, 2)
    assert begins_on(date(2026, 1, 1), published_on=published_on, follows=False) == date(2026, 1, 1)
    assert begins_on(date(2026, 1, 1), published_on=published_on, follows=True) == date(2026, 3, 3)
    assert begins_on(date(2026, 7, 1), published_on=published_on, follows=True) == date(2026, 7, 1)
