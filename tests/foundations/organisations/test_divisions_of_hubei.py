"""The five levels of Hubei: how many places, where the exceptional ones stand, and that nothing hangs in the air."""

import re
from collections import Counter

import pytest

from yangguang.foundations.organisations.division_data import DivisionRow
from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.organisation_data import OrganisationData

ANSWERING_TO_THE_PROVINCE = {
    "429004000000": "仙桃市",
    "429005000000": "潜江市",
    "429006000000": "天门市",
    "429021000000": "神农架林区",
}


@pytest.fixture(scope="session")
def places(hubei: OrganisationData) -> dict[str, DivisionRow]:
    return {row.code: row for row in hubei.divisions}


def test_each_level_has_the_published_number_of_places(places: dict[str, DivisionRow]) -> None:
    assert Counter(row.level for row in places.values()) == {
        Level.PROVINCE: 1,
        Level.CITY: 17,
        Level.COUNTY: 101,
        Level.TOWNSHIP: 1_475,
        Level.VILLAGE: 27_057,
    }


def test_the_103_county_units_of_the_code_book_are_99_counties_and_four_at_city_level(
    places: dict[str, DivisionRow],
) -> None:
    counties = [row for row in places.values() if row.level is Level.COUNTY]
    assert sum(row.kind == "official" for row in counties) + len(ANSWERING_TO_THE_PROVINCE) == 103
    assert {row.name for row in counties if row.kind == "zone"} == {"荆州经济技术开发区", "龙感湖管理区"}


@pytest.mark.parametrize(("code", "name"), ANSWERING_TO_THE_PROVINCE.items())
def test_a_unit_with_a_county_code_may_stand_at_city_level(
    places: dict[str, DivisionRow], code: str, name: str
) -> None:
    unit = places[code]
    assert (unit.name, unit.level) == (name, Level.CITY)
    assert unit.parent is places["420000000000"]
    below = [row for row in places.values() if row.parent is unit]
    assert below
    assert {row.level for row in below} == {Level.TOWNSHIP}


def test_the_heading_of_the_code_book_is_no_place(places: dict[str, DivisionRow]) -> None:
    assert "429000000000" not in places


def test_townships_of_a_kind_are_as_many_as_published(places: dict[str, DivisionRow]) -> None:
    official = [row for row in places.values() if row.level is Level.TOWNSHIP and row.kind == "official"]
    endings = Counter(re.sub(r".*(镇|乡|街道|街)$", r"\1", row.name) for row in official)
    assert endings == {"镇": 760, "乡": 160, "街道": 338, "街": 1}


def test_one_township_has_its_villages(places: dict[str, DivisionRow]) -> None:
    """Counts of 宜昌 as the code book has them."""
    yichang = [row for row in places.values() if row.path.startswith("42.4205.")]
    assert Counter(row.level for row in yichang) == {
        Level.COUNTY: 13,
        Level.TOWNSHIP: 113,
        Level.VILLAGE: 1_650,
    }


def test_paths_and_full_names_run_from_the_province_down(places: dict[str, DivisionRow]) -> None:
    community = places["420102002003"]
    assert community.path == "42.4201.420102.420102002.420102002003"
    assert community.full_name == "湖北省武汉市江岸区大智街道保成社区"
    assert places["429021105000"].path == "42.429021.429021105"
    assert len({row.path for row in places.values()}) == len(places)


def test_a_path_is_the_parents_path_and_its_own_digits(places: dict[str, DivisionRow]) -> None:
    for row in places.values():
        if row.parent:
            own = row.path.removeprefix(row.parent.path + ".")
            assert row.code == own.ljust(12, "0")


def test_places_are_named_as_places_not_as_committees(places: dict[str, DivisionRow]) -> None:
    committees = [
        row.name for row in places.values() if re.search("村委会|居委会|村民委员|居民委员", row.name)
    ]
    assert committees == []


@pytest.mark.parametrize(
    ("code", "english", "pinyin"),
    [
        ("420102000000", "Jiang'an District", "jiang an qu"),
        ("420104000000", "Qiaokou District", "qiao kou qu"),
        ("420116000000", "Huangpi District", "huang pi qu"),
        ("420528000000", "Changyang Tujia Autonomous County", "chang yang tu jia zu zi zhi xian"),
        ("420581000000", "Yidu City", "yi du shi"),
        ("421303000000", "Zengdu District", "zeng du qu"),
        (
            "422800000000",
            "Enshi Tujia and Miao Autonomous Prefecture",
            "en shi tu jia zu miao zu zi zhi zhou",
        ),
        ("429021000000", "Shennongjia Forestry District", "shen nong jia lin qu"),
    ],
)
def test_readings_are_those_of_hubei(
    places: dict[str, DivisionRow], code: str, english: str, pinyin: str
) -> None:
    assert (places[code].name_en, places[code].pinyin) == (english, pinyin)


def test_every_place_says_where_it_is_from(places: dict[str, DivisionRow]) -> None:
    assert {(row.source, row.as_of.isoformat()) for row in places.values()} == {("nbs-2023", "2023-06-30")}
