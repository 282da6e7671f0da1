"""What invented applicants type is what the product's own forms accept, and sounds like the field it stands in."""

from datetime import date
from random import Random
from typing import Any

import pytest

from yangguang.law.identifiers import parse_citizen_id, parse_uscc
from yangguang.platforms.power_library.item_files import ItemDefinition, read_items
from yangguang.platforms.power_operation.forms import application_form
from yangguang_sim.applications import filled_form
from yangguang_sim.people import company, person

TODAY = date(2026, 5, 27)
ITEMS = sorted(read_items(), key=lambda item: item.key)


def as_typed(value: Any, *, money: bool) -> Any:
    """As a person types it: yuan for cents, and the rows of a group as they come."""
    if isinstance(value, list):
        return value
    return str(value // 100) if money else str(value)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_every_form_accepts_what_is_typed(item: ItemDefinition) -> None:
    for seed in range(6):
        rng = Random(seed)
        who = person(rng) if "natural_person" in item.service_object else company(rng)
        answers = filled_form(item, who, rng, TODAY)
        money = {field.key for field in item.fields if field.kind == "money_cents"}
        typed = {key: as_typed(value, money=key in money) for key, value in answers.items()}
        form = application_form(item, typed)
        assert form.is_valid(), (item.key, form.errors)
        assert {key: form.cleaned_data[key] for key in money & set(answers)} == {
            key: answers[key] for key in money & set(answers)
        }


def test_the_same_seed_invents_the_same_people() -> None:
    assert person(Random(5)) == person(Random(5))
    assert company(Random(5)) == company(Random(5))
    for seed in range(50):
        assert parse_citizen_id(person(Random(seed)).identity)
        assert parse_uscc(company(Random(seed)).identity)


def test_answers_suit_their_labels() -> None:
    by_key = {item.key: item for item in ITEMS}
    rng = Random(2)
    mother = person(rng)
    birth = by_key["newborn_one_thing"]
    answers = filled_form(birth, mother, rng, TODAY)
    born = next(field.key for field in birth.fields if field.label == "出生日期")
    assert 0 < (TODAY - date.fromisoformat(answers[born])).days < 28
    works = by_key["construction_permit"]
    answers = filled_form(works, company(rng), rng, TODAY)
    begins = next(field.key for field in works.fields if field.label == "计划开工日期")
    assert answers[begins] > TODAY.isoformat()
