"""Two definitions side by side: everything that differs, in words, and whom it serves."""

from dataclasses import fields, replace

import pytest
from django.utils.translation import override

from cast import definition
from yangguang.platforms.power_library.comparison import Difference, Direction, differences
from yangguang.platforms.power_library.item_definitions import (
    CaseKind,
    Depth,
    ItemDefinition,
    MaterialSource,
    Necessity,
)

ITEM = definition("food_business")
BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


def only(after: ItemDefinition, before: ItemDefinition = ITEM) -> Difference:
    (found,) = differences(before, after)
    return found


def limits(item: ItemDefinition = ITEM, **changed: str) -> ItemDefinition:
    return replace(item, limits=replace(item.limits, **changed))  # type: ignore[arg-type]


def material(key: str, **changed: object) -> ItemDefinition:
    rows = tuple(replace(row, **changed) if row.key == key else row for row in ITEM.materials)  # type: ignore[arg-type]
    return replace(ITEM, materials=rows)


def test_a_version_differs_from_itself_in_nothing() -> None:
    assert differences(ITEM, ITEM) == []
    assert differences(ITEM, replace(ITEM, version=7)) == []


def test_a_shorter_promise_is_told_in_words() -> None:
    found = only(limits(promised="5wd"))
    assert (found.label, found.before, found.after) == ("承诺期限", "8个工作日", "5个工作日")
    assert found.direction is BETTER
    assert found.field == "limits.promised"


def test_it_speaks_english_too() -> None:
    with override("en"):
        found = only(limits(promised="5wd"))
    assert (found.before, found.after) == ("8 working days", "5 working days")


@pytest.mark.parametrize(
    ("after", "direction"),
    [
        (limits(promised="9wd"), WORSE),
        (limits(promised="8nd"), WORSE),  # another unit hides the length
        (limits(promised="0wd"), BETTER),
        (replace(ITEM, visits=1), WORSE),
        (replace(ITEM, depth=Depth.III), WORSE),
        (replace(ITEM, accepted_at=(4, 5, 6)), BETTER),
        (replace(ITEM, accepted_at=(4,)), WORSE),
        (replace(ITEM, service_object=("legal_person",)), WORSE),
        (replace(ITEM, conditions=ITEM.conditions[:-1], conditions_en=ITEM.conditions_en[:-1]), BETTER),
        (replace(ITEM, conditions=(*ITEM.conditions, "另有担保人")), WORSE),
        (replace(ITEM, conditions=("有担保人", *ITEM.conditions[1:])), WORSE),
        (replace(ITEM, result=replace(ITEM.result, validity="10y")), BETTER),
        (replace(ITEM, result=replace(ITEM.result, validity="6mo")), WORSE),
        (replace(ITEM, result=replace(ITEM.result, validity="")), BETTER),
        (replace(ITEM, materials=ITEM.materials[1:]), BETTER),
        (replace(ITEM, materials=(*ITEM.materials, replace(ITEM.materials[0], key="more"))), WORSE),
        (material("layout_plan", necessity=Necessity.TOLERABLE), BETTER),
        (material("layout_plan", source=MaterialSource.GOVERNMENT), BETTER),
        (material("business_licence", source=MaterialSource.APPLICANT), WORSE),
        (material("layout_plan", originals=2), WORSE),
        # easier in one thing and harder in another is not easier
        (material("layout_plan", originals=2, necessity=Necessity.TOLERABLE), WORSE),
        (replace(ITEM, fields=ITEM.fields[:-1]), BETTER),
        (replace(ITEM, case_kind=CaseKind.SENT_UP), NEITHER),
    ],
)
def test_who_gains(after: ItemDefinition, direction: Direction) -> None:
    assert only(after).direction is direction


def test_fees() -> None:
    charged = definition("house_transfer_registration")
    fee = charged.fees[0]
    cheaper = replace(charged, fees=(replace(fee, amount_cents=fee.amount_cents - 1), *charged.fees[1:]))
    assert only(cheaper, charged).direction is BETTER
    assert only(charged, cheaper).direction is WORSE
    assert {one.direction for one in differences(charged, replace(charged, fees=()))} == {BETTER}
    assert {one.direction for one in differences(replace(charged, fees=()), charged)} == {WORSE}


def test_what_was_added_has_no_before_and_what_was_removed_no_after() -> None:
    removed = only(replace(ITEM, materials=ITEM.materials[1:]))
    added = only(ITEM, replace(ITEM, materials=ITEM.materials[1:]))
    assert removed.after == ""
    assert ITEM.materials[0].name in removed.before
    assert added.before == ""
    assert ITEM.materials[0].name in added.after


def test_no_field_of_a_definition_escapes() -> None:
    """Identity that cannot change and what nobody compares aside, every field changed is a difference told."""
    other = definition("law_firm")
    escaped = []
    for one in fields(ItemDefinition):
        value = getattr(other, one.name)
        if value == getattr(ITEM, one.name) or one.name in UNCOMPARED:
            continue
        if not differences(ITEM, replace(ITEM, **{one.name: value})):
            escaped.append(one.name)
    assert escaped == []


# What an item is never changes; its number and first day head the page; the rest is for finding it or its translation.
UNCOMPARED = {
    "key",
    "kind",
    "basic_code",
    "department",
    "version",
    "in_force_from",
    "aliases",
    "themes",
    "name_en",
    "summary_en",
    "conditions_en",
}
