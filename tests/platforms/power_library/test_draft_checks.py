"""The editor's plan covers the whole item; a draft half written is read and checked as far as it goes."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from cast import definition
from yangguang.platforms.power_library import wording
from yangguang.platforms.power_library.draft_checks import findings_of, missing_in, positioned, readable
from yangguang.platforms.power_library.draft_values import blank_item
from yangguang.platforms.power_library.form_plan import GIVEN, SECTIONS, Field, Table
from yangguang.platforms.power_library.item_checks import DEPARTMENTS
from yangguang.platforms.power_library.item_definitions import (
    DueBefore,
    FieldKind,
    ItemDefinition,
    StepRole,
)
from yangguang.platforms.power_library.item_files import definition_as_json, read_items

Content = dict[str, Any]


def checked(content: Content) -> dict[str, str]:
    found = findings_of(content, departments=DEPARTMENTS, themes=None)
    return {one.field: one.rule for one in found}


def changed(place: str, value: object) -> Content:
    content = definition_as_json(definition("food_business"))
    inside: Any = content
    *above, last = place.split(".")
    for name in above:
        inside = inside[int(name)] if isinstance(inside, list) else inside[name]
    inside[last] = value
    return content


def _planned(parts: tuple[Field | Table, ...], path: str) -> set[str]:
    names = set()
    for part in parts:
        if isinstance(part, Table):
            names |= _planned(part.columns, f"{path}{part.name}.")
            names |= {f"{path}{part.name}.{part.key_column}"} if part.key else set()
        else:
            names |= {path + part.name} | ({f"{path}{part.name}_en"} if part.english else set())
    return names


def _defined(kind: type, path: str) -> set[str]:
    names = set()
    for one in fields(kind):
        hint = get_type_hints(kind)[one.name]
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if is_dataclass(inner) and isinstance(inner, type):
            names |= _defined(inner, f"{path}{one.name}.")
        else:
            names.add(path + one.name)
    return names


def test_every_field_of_an_item_is_asked_for_in_one_section() -> None:
    assert _planned(tuple(part for one in SECTIONS.values() for part in one.parts), "") == _defined(
        ItemDefinition, ""
    ) - set(GIVEN)
    owned = [name for one in SECTIONS.values() for name in one.names]
    assert len(owned) == len(set(owned))


def test_every_code_has_its_word() -> None:
    assert set(wording.STEP_ROLES) == set(StepRole)
    assert set(wording.FIELD_KINDS) == set(FieldKind)
    assert set(wording.DUE_BEFORE) == set(DueBefore)


def test_items_that_may_be_published_have_no_findings() -> None:
    for item in read_items():
        content = definition_as_json(item)
        assert findings_of(content, departments=DEPARTMENTS, themes=None) == [], item.key
        assert readable(content).definition == item


@pytest.mark.parametrize(
    ("place", "typed", "said"),
    [
        ("materials.1.basis", "", "还没有填写"),
        ("materials.1.basis", "按规定", "每份材料都要有依据,写明文件和条款"),
        ("materials.0.name", "其他材料", "不得设兜底性材料"),
        ("visits", "两次", "“两次”不是整数"),
        ("case_kind", "", "还没有选择"),
        ("case_kind", "quick", "“quick”不在可选值之内"),
        ("limits.promised", "30wd", "承诺期限长于法定期限"),
        ("limits.promised", "", "还没有填写"),
        ("steps.1.limit", "9d", "环节期限应与承诺期限同一单位"),
        ("fields.9.show_if", "business_form=ship", "show_if 应写作 题目标识=选项值"),
        ("fields.6.choices.0.label_en", "", "还没有填写"),
    ],
)
def test_a_fault_is_named_where_it_was_typed(place: str, typed: object, said: str) -> None:
    assert checked(changed(place, typed)).get(place) == said


def test_a_gap_is_told_once_and_hides_nothing_else() -> None:
    content = changed("limits.promised", "")
    content["materials"][0]["basis"] = "按规定"
    assert checked(content) == {
        "limits.promised": "还没有填写",
        "materials.0.basis": "每份材料都要有依据,写明文件和条款",
    }


def test_an_item_just_begun_says_what_is_missing() -> None:
    said = checked(blank_item())
    assert {"name", "kind", "case_kind", "levels", "legal_basis", "conditions", "result.name"} <= set(said)
    assert not set(said) & set(GIVEN)
    assert "help.litigation" not in said


@pytest.mark.parametrize("content", [{}, {"materials": "none"}, {"limits": [], "fields": [3, {}]}])
def test_whatever_is_stored_can_be_read(content: Content) -> None:
    assert missing_in(readable(content))


def test_places_by_key_and_by_number_mean_the_same() -> None:
    content = definition_as_json(definition("food_business"))
    assert positioned("materials.layout_plan.basis", content) == "materials.2.basis"
    assert positioned("legal_basis[1].article", content) == "legal_basis.1.article"
    assert positioned("fields.business_form.choices", content) == "fields.6.choices"
    assert positioned("steps", content) == "steps"
