"""Loading the item files: published, given to the bodies that exercise them, repeatable."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cast import (
    AT,
    BAOCHENG,
    DAZHI,
    DINGJIAHE,
    HUBEI,
    ITEMS,
    JIANGAN,
    MAWANG,
    TAINING,
    TODAY,
    WUHAN,
    XIANTAO,
    YICHANG,
    YILING,
    ZHANGCUNPING,
    ZHENGCHANG,
    Cast,
    Library,
    definition,
)
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.models import Body
from yangguang.law.identifiers import parse_item
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library.models import ImplementingEntry, ItemVersion
from yangguang.platforms.power_library.services import NotPublishable, load_items


def places_of(item: str) -> set[str]:
    return set(ImplementingEntry.objects.filter(item_id=item).values_list("division_id", flat=True))


def test_an_item_of_the_county_goes_to_counties_and_to_cities_without_counties(library: Library) -> None:
    assert definition("food_business").levels == (4,)
    assert places_of("food_business") == {JIANGAN, YILING, XIANTAO}
    assert library.entry("food_business", XIANTAO).level == 3


def test_items_of_other_levels_go_where_they_are_decided(library: Library) -> None:
    assert places_of("law_firm") == {HUBEI}
    assert places_of("construction_permit") == {WUHAN, YICHANG, JIANGAN, YILING, XIANTAO}
    assert places_of("resident_pension_enrolment") == {DAZHI, ZHANGCUNPING, ZHENGCHANG}
    assert places_of("village_mediation") == {BAOCHENG, TAINING, DINGJIAHE, MAWANG}


def test_codes_are_built_by_the_national_scheme(library: Library) -> None:
    for entry in ImplementingEntry.objects.select_related("body", "item"):
        code = parse_item(entry.code)
        assert code.body is not None
        assert (code.body.text, code.level, code.basic) == (
            entry.body.uscc,
            entry.level,
            entry.item.basic_code,
        )


def test_loading_again_writes_nothing(cast: Cast) -> None:
    first = load_items(AT, [definition(key) for key in ITEMS])
    assert (first.items, first.published, first.ended) == (len(ITEMS), len(ITEMS), 0)
    before = len(ledger.history("item:food_business"))
    again = load_items(AT + timedelta(days=1), [definition(key) for key in ITEMS])
    assert (again.items, again.published, again.added, again.ended) == (len(ITEMS), 0, 0, 0)
    assert len(ledger.history("item:food_business")) == before


def test_a_body_that_came_later_is_given_its_items(library: Library) -> None:
    entry = library.entry()
    ImplementingEntry.objects.filter(pk=entry.pk).delete()
    assert load_items(AT, [definition("food_business")]).added == 1
    assert library.entry().code == entry.code


def test_a_body_that_ceased_is_given_nothing_and_keeps_nothing(library: Library) -> None:
    Body.objects.filter(pk=library.entry().body_id).update(valid_to=date(2026, 6, 1))
    summary = load_items(AT + timedelta(days=100), [definition("food_business")])
    assert (summary.added, summary.ended) == (0, 1)
    ended = ImplementingEntry.objects.get(item_id="food_business", division_id=JIANGAN)
    assert (ended.in_force.lower, ended.in_force.upper) == (date(2026, 1, 1), TODAY + timedelta(days=100))


def test_an_item_handed_down_changes_hands_on_its_first_day(library: Library) -> None:
    permit = definition("construction_permit")
    down = replace(
        permit, version=permit.version + 1, in_force_from=date(2026, 7, 1), levels=(4,), accepted_at=(4,)
    )
    summary = load_items(AT, [down])
    assert (summary.published, summary.added, summary.ended) == (1, 0, 2)
    wuhan = ImplementingEntry.objects.get(item_id="construction_permit", division_id=WUHAN)
    assert wuhan.in_force.upper == date(2026, 7, 1)
    event = ledger.history("item:construction_permit")[-1]
    assert (event.kind, event.payload["ended"]) == ("library.EntriesChanged", 2)


def test_a_changed_file_under_the_same_number_stops_the_whole_load(library: Library) -> None:
    item = definition("food_business")
    with pytest.raises(Refusal, match="已公布的版本不得修改"):
        load_items(AT, [definition("pharmacy"), replace(item, summary=item.summary + "。")])
    assert not ItemVersion.objects.filter(item_id="pharmacy").exists()


def test_an_unknown_department_is_named_with_the_way_out(cast: Cast) -> None:
    with pytest.raises(NotPublishable) as refused:
        load_items(AT, [definition("tobacco_retail")])
    (finding,) = refused.value.findings
    assert finding.field == "department"
    assert "tobacco" in finding.rule
