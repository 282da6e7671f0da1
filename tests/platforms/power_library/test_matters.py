"""一件事: matter files, the merged form, and the public pages."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from cast import AT, DAZHI, JIANGAN, TODAY, Library, definition
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.item_files import read_items
from yangguang.platforms.power_library.matters_definitions import Given, Matter, Member, Passed, Shared
from yangguang.platforms.power_library.matters_files import (
    MatterFilesError,
    matter_as_json,
    matter_from_json,
    matters,
    read_matters,
)
from yangguang.platforms.power_library.matters_merging import MergedMatter, merged
from yangguang.platforms.power_library.services import load_items

RESTAURANT = ("food_business", "fire_check", "sewage_to_drainage", "outdoor_advertising")
SHIPPED = Path(queries.__file__).parent / "matters"


def whole(key: str) -> MergedMatter:
    matter = queries.matter_of(key)
    return merged(matter, {member.item: definition(member.item) for member in matter.members})


@pytest.mark.parametrize("matter", matters(), ids=lambda matter: matter.key)
def test_nothing_is_asked_for_twice(matter: Matter) -> None:
    asked = whole(matter.key)
    for names in (
        [one.material.name for one in asked.materials],
        [one.material.key for one in asked.materials],
    ):
        assert max(Counter(names).values()) == 1
    for asked_for in ([one.field.label for one in asked.fields], [one.field.key for one in asked.fields]):
        assert max(Counter(asked_for).values()) == 1


@pytest.mark.parametrize("matter", matters(), ids=lambda matter: matter.key)
def test_every_member_gets_every_answer_and_material_it_asks_for(matter: Matter) -> None:
    asked = whole(matter.key)
    answers = {one.field.key: f"answer to {one.field.key}" for one in asked.fields}
    passed = {target for one in matter.passed for target in one.serves}
    for member in matter.members:
        item = definition(member.item)
        unasked = {f.key for f in item.fields if f.show_if} - set(asked.answers_for(item.key, answers))
        assert set(asked.answers_for(item.key, answers)) | unasked == {f.key for f in item.fields}
        held = asked.materials_for(item.key, [one.material.key for one in asked.materials])
        wanted = {m.key for m in item.materials if f"{item.key}.{m.key}" not in passed}
        assert set(held) == wanted


def test_the_four_matters_ship() -> None:
    assert {"open_restaurant", "build_factory", "newborn", "retirement"} <= {one.key for one in matters()}


def test_a_stored_matter_opens_again() -> None:
    matter = queries.matter_of("open_restaurant")
    assert matter_from_json(matter_as_json(matter)) == matter


def test_what_choosing_the_matter_says_is_not_asked() -> None:
    asked = whole("open_restaurant")
    keys = {one.field.key for one in asked.fields}
    assert not keys & {"business_form", "venue", "trade", "diners"}
    assert asked.answers_for("food_business", {"floor_area": 80}) == {
        "floor_area": 80,
        "request_kind": "new",
        "business_form": "catering",
    }


def test_one_answer_reaches_every_member_that_asks() -> None:
    asked = whole("open_restaurant")
    assert asked.answers_for("fire_check", {"floor_area": 80})["floor_area"] == 80
    assert asked.materials_for("fire_check", ["layout_plan"]) == {"plan": "layout_plan"}


def test_a_member_is_needed_only_where_its_condition_is_met() -> None:
    asked = whole("open_restaurant")
    with_sign = [member.item for member in asked.members_needed({"sign": "yes"})]
    assert with_sign == list(RESTAURANT)
    assert [member.item for member in asked.members_needed({"sign": "no"})] == list(RESTAURANT[:3])


def test_papers_of_a_later_member_may_come_later() -> None:
    asked = whole("build_factory")
    later = {one.material.key for one in asked.materials if one.later}
    assert "contract" in later
    assert "form" not in later
    assert "planning_permit" not in {one.material.key for one in asked.materials}


BREACHES = {
    "a lead that holds nothing": (lambda m: replace(m, lead="culture_tourism"), "lead", "牵头部门"),
    "an unknown item": (
        lambda m: replace(m, members=(*m.members, Member(item="spaceship"))),
        "members.spaceship",
        "没有这个事项",
    ),
    "an item twice": (
        lambda m: replace(m, members=(*m.members, Member(item="fire_check"))),
        "members.fire_check",
        "列了两次",
    ),
    "waiting for what comes later": (
        lambda m: replace(m, members=(Member(item="pharmacy", after=("fire_check",)), *m.members)),
        "members.pharmacy.after",
        "不在它前面",
    ),
    "a condition on nothing asked": (
        lambda m: replace(m, members=(*m.members[:3], replace(m.members[3], when="sign=perhaps"))),
        "members.outdoor_advertising.when",
        "不是 asks",
    ),
    "the same material asked for twice": (
        lambda m: replace(
            m,
            materials=(*m.materials, Shared(key="copy", stands_for=("fire_check.business_licence",))),
        ),
        "materials",
        "要了 2 次",
    ),
    "papers not told apart": (
        lambda m: replace(m, materials=m.materials[1:]),
        "materials",
        "key 相同",
    ),
    "a target that no member has": (
        lambda m: replace(m, materials=(*m.materials, Shared(key="x", stands_for=("fire_check.x",)))),
        "materials.x",
        "没有“fire_check.x”",
    ),
    "one question claimed twice": (
        lambda m: replace(
            m, questions=(*m.questions, Shared(key="x", stands_for=("fire_check.floor_area",)))
        ),
        "questions.x",
        "归了两处",
    ),
    "questions that no one answer fits": (
        lambda m: replace(
            m, questions=(Shared(key="x", stands_for=("fire_check.floor_area", "food_business.online")),)
        ),
        "questions.x",
        "类型",
    ),
    "a given answer that is none": (
        lambda m: replace(m, given=(Given(field="fire_check.venue", value="moon"),)),
        "given.fire_check.venue",
        "不在选项之内",
    ),
    "a result passed on to one that does not wait": (
        lambda m: replace(m, passed=(Passed(of="food_business", serves=("fire_check.business_licence",)),)),
        "passed.food_business",
        "不等它的决定",
    ),
    "nothing that starts": (
        lambda m: replace(m, members=(replace(m.members[0], item="pharmacy", after=()),)),
        "members",
        "至少由两个",
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_file_that_breaks_a_rule_names_file_field_and_rule(breach: str, tmp_path: Path) -> None:
    broken, field, words = BREACHES[breach]
    written = (SHIPPED / "open_restaurant.toml").read_bytes()
    (tmp_path / "open_restaurant.toml").write_bytes(written)
    assert read_matters(tmp_path, items=read_items())

    (tmp_path / "open_restaurant.toml").write_text(
        as_toml(matter_as_json(broken(queries.matter_of("open_restaurant")))), encoding="utf-8"
    )
    with pytest.raises(MatterFilesError) as refused:
        read_matters(tmp_path, items=read_items())
    told = [one for one in refused.value.findings if one.field == field and words in one.rule]
    assert told
    assert told[0].file == "open_restaurant.toml"
    assert told[0].remedy


def as_toml(table: dict[str, object]) -> str:
    """Enough TOML for a matter: plain values and inline tables."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(written(one) for one in value) + "]"
        if isinstance(value, bool):
            return str(value).lower()
        return f'"{value}"' if isinstance(value, str) else str(value)

    return "\n".join(f"{key} = {written(value)}" for key, value in table.items())


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    text = (SHIPPED / "newborn.toml").read_text("utf-8").replace("site_visit", "site_visits")
    (tmp_path / "newborn.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MatterFilesError) as refused:
        read_matters(tmp_path, items=read_items())
    assert {one.field for one in refused.value.findings} == {"site_visit", "site_visits"}


@pytest.fixture
def restaurant(library: Library) -> Library:
    load_items(AT, [definition(key) for key in RESTAURANT])
    return library


def test_the_guide_names_bodies_and_both_sums(restaurant: Library) -> None:
    guide = queries.matter_guide("open_restaurant", JIANGAN, on=TODAY)
    promised = [int(definition(key).limits.promised.removesuffix("wd")) for key in RESTAURANT]
    assert guide.joint_limit == "45wd"
    assert guide.joint_extension == "15wd"
    assert guide.single_statutory == "70wd"  # 20 + 10 + 20 + 20
    assert guide.single_promised == f"{sum(promised)}wd"
    assert guide.longest_promised == "13wd"  # the food licence (8), then the sign (5)
    assert guide.complete_here
    assert {row.entry.division_code for row in guide.rows if row.entry} == {JIANGAN}


def test_a_matter_is_shown_only_while_all_its_items_are_in_force(restaurant: Library) -> None:
    assert [one.key for one in queries.matter_cards(on=TODAY)] == ["open_restaurant"]
    assert queries.matter_cards(on=TODAY - timedelta(days=365)) == []


@pytest.mark.parametrize("typed", ["开饭店", "我想开饭店", "开餐馆", "Open a restaurant", "饭店"])
def test_search_finds_the_matter(restaurant: Library, typed: str) -> None:
    page = Client().get("/guide/", {"q": typed}).content.decode()
    assert "/matters/open_restaurant/" in page


def test_search_leaves_it_out_where_it_does_not_belong(restaurant: Library) -> None:
    assert queries.find_matters("低保", on=TODAY) == []
    assert queries.find_matters("店", on=TODAY) == []
    assert queries.find_matters("", on=TODAY) == []


def test_the_pages_show_materials_once_and_who_decides(restaurant: Library) -> None:
    listed = Client().get("/guide/matters/")
    page = Client().get(f"/guide/matters/open_restaurant/?place={DAZHI}").content.decode()
    assert "开饭店" in listed.content.decode()
    assert page.count("<strong>营业执照</strong>") == 1
    assert "江岸区" in page
    assert "45个工作日" in page.replace(" ", "")
    assert Client().get("/guide/matters/nothing/").status_code == 404


def test_the_front_page_leads_to_the_matters(restaurant: Library) -> None:
    assert "/matters/" in Client().get("/").content.decode()
