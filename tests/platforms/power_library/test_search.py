"""Finding items. The queries of everyday life stand in everyday_queries.toml."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cast import AT, BAOCHENG, HUBEI, JIANGAN, MAWANG, TODAY, XIANTAO, Library, definition
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.organisations.models import Department
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.indexing import refresh_index
from yangguang.platforms.power_library.item_files import read_items
from yangguang.platforms.power_library.models import ItemVersion
from yangguang.platforms.power_library.services import publish_version

EVERYDAY = tomllib.loads(Path(__file__).with_name("everyday_queries.toml").read_text("utf-8"))["query"]


def keys(typed: str, **narrowed: str) -> list[str]:
    return [card.key for card in queries.search(typed, on=TODAY, **narrowed)]


def test_everyday_queries_find_the_item_meant_among_the_first_three(db: None) -> None:
    """95 of 100, over every item that ships with the product."""
    items = read_items()
    for ordinal, key in enumerate({department for item in items for department in _departments(item)}):
        Department.objects.create(key=key, name=key, name_en=key, ordinal=ordinal)
    for item in items:
        publish_version(item, actor=SystemActor(), at=AT)
    assert {key for query in EVERYDAY for key in query["wanted"]} <= {item.key for item in items}
    missed = {
        q["typed"]: found for q in EVERYDAY if not set(q["wanted"]) & set(found := keys(q["typed"])[:3])
    }
    assert len(EVERYDAY) >= 80
    assert len(missed) <= 0.05 * len(EVERYDAY), missed


def _departments(item: queries.ItemDefinition) -> set[str]:
    return {item.department, *(step.department for step in item.steps if step.department)}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("食品经营许可证", "food_business"),
        ("shipinjy", "food_business"),
        ("kfd", "food_business"),
        ("低保", "subsistence_allowance"),
        ("dibao", "subsistence_allowance"),
        ("DI BAO", "subsistence_allowance"),
        ("底保", "subsistence_allowance"),
        ("law firm", "law_firm"),
        ("law frim", "law_firm"),
    ],
)
def test_the_same_thing_is_found_by_word_sound_initials_and_slip(
    library: Library, typed: str, wanted: str
) -> None:
    assert keys(typed)[0] == wanted


def test_a_restaurant_finds_both_the_licence_and_the_joint_item(library: Library) -> None:
    assert set(keys("开饭店")[:2]) == {"food_business", "restaurant_opening"}


@pytest.mark.parametrize("typed", ["量子纠缠", "& | ! :*", "\\", "''", "x" * 5000])
def test_nonsense_finds_nothing(library: Library, typed: str) -> None:
    assert keys(typed) == []


def test_what_looks_like_a_statement_is_only_words(library: Library) -> None:
    keys("'; DELETE FROM power_library_itemversion; --")
    keys("低保' | !'a")
    assert keys("低保")[0] == "subsistence_allowance"


def test_an_empty_query_lists_everything_narrowed_by_theme_and_department(library: Library) -> None:
    assert len(keys("")) == 9
    assert set(keys("", theme="food_catering")) == {"food_business", "restaurant_opening"}
    assert keys("", department="justice") == ["law_firm"]
    assert keys("低保", department="justice") == []
    assert keys("", theme="' OR 1=1") == []


@pytest.mark.parametrize(
    ("place", "serving"), [(BAOCHENG, JIANGAN), (MAWANG, XIANTAO), (JIANGAN, JIANGAN), (HUBEI, None)]
)
def test_a_place_gets_the_entry_that_serves_it(library: Library, place: str, serving: str | None) -> None:
    card = next(c for c in queries.search("开饭店", on=TODAY, place=place) if c.key == "food_business")
    assert (card.entry.division_code if card.entry else None) == serving


def test_only_versions_in_force_on_the_day_are_found(library: Library) -> None:
    item = replace(
        definition("food_business"),
        version=2,
        in_force_from=date(2026, 7, 1),
        name="食品经营许可和备案",
        aliases=("夜宵摊",),
    )
    publish_version(item, actor=SystemActor(), at=AT)
    assert "food_business" not in [card.key for card in queries.search("夜宵摊", on=date(2026, 6, 30))]
    assert queries.search("夜宵摊", on=date(2026, 7, 1))[0].key == "food_business"
    assert queries.search("开饭店", on=date(2025, 1, 1)) == []


def test_the_index_can_be_built_anew(library: Library) -> None:
    assert refresh_index() == 0
    ItemVersion.objects.update(search_vector=None, search_text="")
    assert keys("开饭店") == []
    assert refresh_index() == 9
    assert "food_business" in keys("开饭店")
