"""The extraction's rules for names: committee to place, Chinese to English."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[3] / "tools" / "place_names.py"


@pytest.fixture(scope="session")
def names() -> ModuleType:
    spec = importlib.util.spec_from_file_location("place_names", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("published", "place"),
    [
        ("许坝村委会", "许坝村"),
        ("晏庄村村民委员会", "晏庄村"),
        ("新村村委会", "新村"),
        ("临江口村", "临江口村"),
        ("玉盘村村民居委会", "玉盘村"),
        ("潘台队委会", "潘台队"),
        ("巴河镇居委会村民委员会", "巴河镇社区"),
        ("香炉山生产队", "香炉山生产队"),
        ("铁机社区居民委员会", "铁机社区"),
        ("绿景苑社区社区居委会", "绿景苑社区"),
        ("乌龙巷居委会（社区）", "乌龙巷社区"),
        ("长丰村委会（藏鹤亭）", "长丰村（藏鹤亭）"),
        ("高\ue170村委会", "高〓村"),
    ],
)
def test_a_committee_gives_its_place(names: ModuleType, published: str, place: str) -> None:
    assert names.village_name(published) == place


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("江岸区", "Jiang'an District"),
        ("芭蕉侗族乡", "Bajiao Dong Ethnic Township"),
        ("长丰村（藏鹤亭）", "Changfeng Village (Cangheting)"),
        ("卢湾村（长阳社区）", "Luwan Village (Changyang Community)"),
        ("吕墩村", "Lyudun Village"),
        ("方略村", "Fanglue Village"),
        ("701社区", "701 Community"),
        ("110街社区", "110 Jie Community"),
        ("开发区", "Development Zone"),
        ("高〓村", "Gao Village"),
    ],
)
def test_english_names(names: ModuleType, place: str, english: str) -> None:
    assert names.english_name(place) == english


def test_larger_places_in_front_are_words_of_their_own(names: ModuleType) -> None:
    english = names.english_name("湖北保康经济开发区", ("湖北", "襄阳", "保康县", "保康"))
    assert english == "Hubei Baokang Economic Development Zone"


def test_generic_parts_of_a_zone_are_all_translated(names: ModuleType) -> None:
    assert names.english_zone_name("高庙原种场生活区") == "Gaomiao Seed Farm Residential Area"


@pytest.mark.parametrize(
    ("published", "ordinary", "name"),
    [
        ("当阳市玉阳街道", True, "玉阳街道"),
        ("东山办事处街道", True, "东山街道"),
        ("当阳市某经济开发区", False, "当阳市某经济开发区"),
    ],
)
def test_a_township_does_not_repeat_its_county(
    names: ModuleType, published: str, ordinary: bool, name: str
) -> None:
    assert names.township_name(published, "当阳市", ordinary=ordinary) == name


def test_syllables_are_plain_and_apart(names: ModuleType) -> None:
    assert names.syllables("长阳土家族自治县") == "chang yang tu jia zu zi zhi xian"
    assert names.syllables("绿化村（四合沟）") == "lv hua cun si he gou"
