"""What is in force, what a case was filed under, and who serves a place."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import (
    AT,
    BAOCHENG,
    DAZHI,
    HUBEI,
    JIANGAN,
    MAWANG,
    TODAY,
    WUHAN,
    XIANTAO,
    YILING,
    Library,
    definition,
)
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.services import publish_version


def test_an_entry_is_found_by_code_and_by_id(library: Library) -> None:
    entry = library.entry()
    assert queries.entry_in_force(entry.code, on=TODAY) == entry
    assert queries.entry_in_force(entry.pk, on=TODAY) == entry
    assert queries.entry_id_of(entry.code) == entry.pk
    with pytest.raises(NotFound):
        queries.entry_in_force(entry.code, on=date(2025, 12, 31))
    with pytest.raises(NotFound):
        queries.entry_id_of("0" * 31)


def test_filing_terms_hold_what_judges_the_case(library: Library) -> None:
    entry = library.entry()
    terms = queries.filing_terms(entry.pk, on=TODAY)
    assert (terms.entry, terms.entry_code, terms.name) == (entry, entry.code, "食品经营许可")
    assert terms.definition == definition("food_business")


def test_outside_the_list_nothing_can_be_filed(library: Library) -> None:
    with pytest.raises(Refusal, match="清单之外不得办理"):
        queries.filing_terms(library.entry().pk, on=date(2025, 12, 31))
    with pytest.raises(NotFound):
        queries.filing_terms(10**9, on=TODAY)


def test_a_definition_is_read_from_the_database_once(library: Library) -> None:
    item = replace(definition("food_business"), version=2, summary="只在这个测试里出现的说明")
    version = publish_version(item, actor=SystemActor(), at=AT)
    light = type(version).objects.defer("content").get(pk=version.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert queries.definition_of(light).summary == item.summary
        assert queries.definition_of(light).summary == item.summary
    assert len(asked) <= 1


@pytest.mark.parametrize(
    ("item", "asked_from", "serving"),
    [
        ("food_business", BAOCHENG, JIANGAN),
        ("food_business", JIANGAN, JIANGAN),
        ("food_business", MAWANG, XIANTAO),
        ("construction_permit", DAZHI, JIANGAN),
        ("construction_permit", WUHAN, WUHAN),
        ("law_firm", BAOCHENG, HUBEI),
        ("village_mediation", BAOCHENG, BAOCHENG),
    ],
)
def test_a_place_is_served_by_its_own_body_or_the_nearest_above(
    library: Library, item: str, asked_from: str, serving: str
) -> None:
    found = queries.entries_for(item, asked_from, on=TODAY)
    assert found.serving is not None
    assert found.serving.division_code == serving


def test_others_above_are_told_too(library: Library) -> None:
    found = queries.entries_for("construction_permit", DAZHI, on=TODAY)
    assert [card.division_code for card in found.also] == [WUHAN]


def test_where_no_body_serves_those_below_are_offered(library: Library) -> None:
    found = queries.entries_for("food_business", HUBEI, on=TODAY)
    assert found.serving is None
    assert [card.division_code for card in found.below] == [XIANTAO, JIANGAN, YILING]
    with pytest.raises(NotFound):
        queries.entries_for("food_business", "999999999999", on=TODAY)


def test_the_places_to_choose_from_are_those_that_lead_somewhere(library: Library) -> None:
    chosen = queries.item_places("food_business", HUBEI, on=TODAY)
    assert chosen.item.entry is None
    assert {place.name for place in chosen.choices} == {"武汉市", "宜昌市", "仙桃市"}
    assert queries.item_places("food_business", JIANGAN, on=TODAY).choices == ()


def test_a_place_shows_what_it_decides_and_what_it_hands_up(library: Library) -> None:
    village = queries.place_view(BAOCHENG, on=TODAY)
    assert [item.key for item in village.decided] == ["village_mediation"]
    handed_up = {item.key for item in village.taken_in}
    assert handed_up == {
        key
        for key in (
            "subsistence_allowance",
            "old_age_allowance",
            "resident_pension_enrolment",
            "food_business",
        )
        if 6 in definition(key).accepted_at
    }
    assert handed_up
    assert village.centre is not None


def test_a_guide_names_this_places_bodies_and_people(library: Library) -> None:
    chief = library.cast.officer(Role.CHIEF_REPRESENTATIVE, JIANGAN, "market_regulation")
    guide = queries.guide(library.entry("restaurant_opening").code, at=AT)
    assert chief.name in {name for one in guide.responsible for name in one.names}
    together = [{view.body.name for view in stage} for stage in guide.stages if len(stage) > 1]
    assert together
    assert all("江岸区" in name for stage in together for name in stage)
    assert "江岸区人民政府" in guide.remedies.reconsideration
    assert "Jiang'an District" in guide.remedies.reconsideration_en
    assert "{" not in "".join(getattr(guide.remedies, name) for name in guide.remedies.__slots__)


def test_what_to_bring_leaves_out_what_the_window_fetches(library: Library) -> None:
    guide = queries.guide(library.entry().code, at=AT)
    assert "business_licence" in {material.key for material in guide.item.materials}
    assert "business_licence" not in {material.key for material in guide.to_bring}
    assert guide.shortened_by == 60


def test_themes_and_departments_count_what_is_in_force(library: Library) -> None:
    assert {theme.key: theme.items for theme in queries.theme_cards(on=TODAY)}["food_catering"] == 2
    assert queries.theme_cards(on=date(2025, 1, 1)) == []
    rows = {row.key: row.items for row in queries.departments_with_items(on=TODAY)}
    assert rows["market_regulation"] == 2
    at_village = queries.departments_with_items(BAOCHENG, on=TODAY)
    assert [row.key for row in at_village] == ["village_committee"]


def test_cards_keep_the_order_asked_for_and_fill_up(library: Library) -> None:
    cards = queries.item_cards(["law_firm", "nothing_like_it", "food_business"], on=TODAY, fill_to=4)
    assert [card.key for card in cards[:2]] == ["law_firm", "food_business"]
    assert len({card.key for card in cards}) == 4
