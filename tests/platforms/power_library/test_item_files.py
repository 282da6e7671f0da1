"""The shipped item files, and what happens to one that breaks a rule."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yangguang.law.powers import PowerKind
from yangguang.platforms.power_library.item_checks import limit_parts, steps_length
from yangguang.platforms.power_library.item_definitions import (
    CaseKind,
    Depth,
    Fee,
    InstrumentKind,
    ItemDefinition,
    Necessity,
)
from yangguang.platforms.power_library.item_files import (
    ItemFilesError,
    definition_as_json,
    definition_from_json,
    packaged_items,
    read_item,
    read_items,
    read_themes,
    validate,
)
from yangguang.platforms.power_library.stored_definitions import stored_definition

ITEMS = {item.key: item for item in read_items()}
FOOD = ITEMS["food_business"]


class TestShippedItems:
    def test_breadth(self) -> None:
        assert len(ITEMS) >= 64
        assert len({item.department for item in ITEMS.values()}) >= 16
        at_level = Counter(level for item in ITEMS.values() for level in item.levels)
        least = {2: 8, 3: 12, 4: 30, 5: 6, 6: 3}
        assert {level: count for level, count in at_level.items() if count < least[level]} == {}
        assert set(at_level) == set(least)
        assert {item.kind for item in ITEMS.values()} == {kind.value for kind in PowerKind}

    def test_the_named_licences_and_benefits_are_there(self) -> None:
        assert {
            "food_business",
            "road_freight",
            "medical_institution",
            "publication_retail",
            "construction_permit",
            "water_draw",
            "tobacco_retail",
            "subsistence_allowance",
            "old_age_allowance",
            "disability_allowances",
            "resident_pension_enrolment",
            "resident_medical_enrolment",
        } <= ITEMS.keys()

    def test_two_joint_items_run_three_departments_in_parallel_under_a_lead(self) -> None:
        for key in ("restaurant_opening", "completion_acceptance"):
            item = ITEMS[key]
            together = [step for step in item.steps if step.parallel_group]
            assert item.case_kind is CaseKind.JOINT
            assert len({step.department or item.department for step in together}) == 3
            assert not item.steps[-1].department, "the lead department closes the case"

    def test_the_joint_restaurant_case_has_the_joint_limit(self) -> None:
        limits = ITEMS["restaurant_opening"].limits
        assert (limits.statutory, limits.statutory_basis) == (
            "45wd",
            "《中华人民共和国行政许可法》第四十二条第二款",
        )

    def test_every_theme_holds_items(self) -> None:
        used = {theme for item in ITEMS.values() for theme in item.themes}
        assert used == {theme.key for theme in read_themes()}

    def test_everyday_words_lead_to_items(self) -> None:
        def called(word: str) -> set[str]:
            return {item.key for item in ITEMS.values() if word in item.aliases}

        assert {"food_business", "restaurant_opening"} <= called("开饭店")
        assert "subsistence_allowance" in called("低保")

    def test_every_item_takes_in_at_some_window_and_asks_for_a_form(self) -> None:
        applied_for = [item for item in ITEMS.values() if item.on_application]
        assert [item.key for item in applied_for if not item.fields or not item.materials] == []

    def test_most_licences_are_promised_at_least_a_third_below_the_statutory_limit(self) -> None:
        licences = [item for item in ITEMS.values() if item.kind == "01"]

        def cut(item: ItemDefinition) -> float:
            statutory, promised = limit_parts(item.limits.statutory), limit_parts(item.limits.promised)
            assert statutory is not None
            assert promised is not None
            return 1 - promised[0] / statutory[0]

        assert sum(cut(item) >= 1 / 3 for item in licences) / len(licences) > 0.9

    def test_some_decisions_wait_for_a_legal_review(self) -> None:
        assert sum(any(step.legal_review for step in item.steps) for item in ITEMS.values()) >= 3

    def test_stored_and_read_back(self) -> None:
        for item in ITEMS.values():
            stored = json.loads(json.dumps(definition_as_json(item), ensure_ascii=False))
            assert definition_from_json(stored) == item


def rules_broken(item: ItemDefinition) -> set[str]:
    return {finding.field for finding in validate(item)}


def with_limits(item: ItemDefinition, **values: str) -> ItemDefinition:
    return replace(item, limits=replace(item.limits, **values))


def with_material(**values: Any) -> ItemDefinition:
    return replace(FOOD, materials=(replace(FOOD.materials[0], **values), *FOOD.materials[1:]))


def with_step(**values: Any) -> ItemDefinition:
    return replace(FOOD, steps=(replace(FOOD.steps[0], **values), *FOOD.steps[1:]))


FEE = Fee(
    name="工本费",
    name_en="Production cost",
    amount_cents=1000,
    standard="每证10元",
    standard_en="CNY 10 each",
    basis_instrument="湖北省行政事业性收费管理条例",
    basis_instrument_en="Hubei Regulations on Administrative Charges",
    basis_article="第六条",
    basis_kind=InstrumentKind.LOCAL_REGULATION,
)


def test_the_unbroken_item_breaks_nothing() -> None:
    assert validate(FOOD) == []


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        pytest.param(with_limits(FOOD, promised="25wd"), "limits.promised", id="promised above statutory"),
        pytest.param(with_limits(FOOD, promised="8nd"), "limits.promised", id="another unit"),
        pytest.param(with_limits(FOOD, statutory="a month"), "limits.statutory", id="not a limit"),
        pytest.param(with_limits(FOOD, statutory="24h"), "limits.statutory", id="hours"),
        pytest.param(
            with_limits(FOOD, statutory="30wd"), "limits.statutory", id="licence without own law above 20"
        ),
        pytest.param(
            with_limits(FOOD, statutory="30wd", statutory_basis="《食品经营许可和备案管理办法》第四条"),
            "limits.statutory_basis",
            id="a department rule may not lengthen",
        ),
        pytest.param(
            with_limits(FOOD, statutory_basis="法律、法规未规定办理期限"),
            "limits.statutory_basis",
            id="a licence always has a limit",
        ),
        pytest.param(
            with_limits(FOOD, statutory_basis="行政许可法"), "limits.statutory_basis", id="no article"
        ),
        pytest.param(
            with_limits(ITEMS["restaurant_opening"], statutory="46wd"),
            "limits.statutory",
            id="joint above 45",
        ),
        pytest.param(
            replace(FOOD, case_kind=CaseKind.IMMEDIATE), "limits.promised", id="immediate but 8 days"
        ),
        pytest.param(replace(FOOD, fees=(FEE,)), "fees[0].basis_kind", id="fee by local regulation"),
        pytest.param(
            replace(FOOD, fees=(replace(FEE, basis_kind=InstrumentKind.LAW, basis_article="价格文件"),)),
            "fees[0].basis_article",
            id="fee without article",
        ),
        pytest.param(
            replace(FOOD, fees=(replace(FEE, basis_kind=InstrumentKind.LAW, amount_cents=0),)),
            "fees[0].amount_cents",
            id="fee of nothing",
        ),
        pytest.param(with_material(name="其他材料"), "materials.application_form.name", id="catch-all"),
        pytest.param(
            with_material(name="章程等材料"), "materials.application_form.name", id="catch-all at the end"
        ),
        pytest.param(
            with_material(name_en="Other relevant documents"),
            "materials.application_form.name",
            id="in English",
        ),
        pytest.param(
            with_material(basis="按规定"), "materials.application_form.basis", id="material without basis"
        ),
        pytest.param(
            with_material(necessity=Necessity.CONDITIONAL),
            "materials.application_form.when",
            id="when is it needed",
        ),
        pytest.param(
            with_material(originals=0), "materials.application_form.originals", id="no copies at all"
        ),
        pytest.param(
            with_material(file_types=()), "materials.application_form.file_types", id="no file types"
        ),
        pytest.param(
            replace(FOOD, legal_basis=(replace(FOOD.legal_basis[0], article="有关规定"),)),
            "legal_basis[0].article",
            id="citation without article",
        ),
        pytest.param(
            replace(FOOD, legal_basis=(replace(FOOD.legal_basis[0], kind=InstrumentKind.DEPARTMENT_RULE),)),
            "legal_basis",
            id="licence set by a department rule",
        ),
        pytest.param(
            with_limits(ITEMS["old_age_allowance"], statutory="20wd"),
            "limits.statutory",
            id="no law, two limits",
        ),
        pytest.param(replace(FOOD, visits=1), "visits", id="IV with a visit"),
        pytest.param(with_step(limit="9wd"), "steps", id="steps above the promise"),
        pytest.param(with_step(limit="3nd"), "steps.site_check.limit", id="step in another unit"),
        pytest.param(with_step(parallel_group="alone"), "steps.parallel_group", id="parallel with nobody"),
        pytest.param(with_step(department="fire_rescue"), "case_kind", id="two departments, not joint"),
        pytest.param(replace(FOOD, case_kind=CaseKind.JOINT), "case_kind", id="joint with one department"),
        pytest.param(
            with_step(department="sunshine"), "steps.site_check.department", id="unknown department"
        ),
        pytest.param(replace(FOOD, department="sunshine"), "department", id="unknown owner"),
        pytest.param(replace(FOOD, steps=FOOD.steps[:1] * 2), "steps", id="a step twice"),
        pytest.param(replace(FOOD, materials=FOOD.materials[:1] * 2), "materials", id="a material twice"),
        pytest.param(replace(FOOD, fields=FOOD.fields[:1] * 2), "fields", id="a field twice"),
        pytest.param(replace(FOOD, basic_code="00013100100"), "basic_code", id="eleven characters"),
        pytest.param(replace(FOOD, basic_code="000731001000"), "basic_code", id="another type"),
        pytest.param(replace(FOOD, basic_code="430131001000"), "basic_code", id="another province"),
        pytest.param(replace(FOOD, kind="11"), "kind", id="no such kind"),
        pytest.param(replace(FOOD, levels=()), "levels", id="no level"),
        pytest.param(replace(FOOD, levels=(4, 3)), "levels", id="out of order"),
        pytest.param(replace(FOOD, levels=(1,)), "levels", id="the State is not ours"),
        pytest.param(replace(FOOD, accepted_at=(5,)), "accepted_at", id="own windows refuse it"),
        pytest.param(replace(FOOD, service_object=()), "service_object", id="for nobody"),
        pytest.param(replace(FOOD, version=0), "version", id="version nought"),
        pytest.param(
            replace(FOOD, help=replace(FOOD.help, litigation="向{judge}起诉")),
            "help.litigation",
            id="unknown placeholder",
        ),
        pytest.param(
            replace(FOOD, result=replace(FOOD.result, validity="五年")), "result.validity", id="validity"
        ),
        pytest.param(replace(FOOD, name_en=""), "name_en", id="no English name"),
        pytest.param(
            replace(FOOD, conditions_en=FOOD.conditions_en[1:]),
            "conditions_en",
            id="a condition untranslated",
        ),
        pytest.param(
            with_material(acceptance_standard_en=""),
            "materials.application_form.acceptance_standard_en",
            id="no English standard",
        ),
    ],
)
def test_each_rule_has_its_finding(broken: ItemDefinition, field: str) -> None:
    assert field in rules_broken(broken)


@pytest.mark.parametrize(
    ("field", "disclosed"),
    [
        ("summary", replace(FOOD, summary="", summary_en="")),
        ("legal_basis", replace(FOOD, legal_basis=())),
        ("steps", replace(FOOD, steps=())),
        ("conditions", replace(FOOD, conditions=(), conditions_en=())),
        ("limits.promised", with_limits(FOOD, promised="")),
        ("result.name", replace(FOOD, result=replace(FOOD.result, name="", name_en=""))),
        ("help.consult_phone", replace(FOOD, help=replace(FOOD.help, consult_phone=""))),
        ("help.complaint_phone", replace(FOOD, help=replace(FOOD.help, complaint_phone=""))),
    ],
)
def test_the_eight_disclosures_are_complete(field: str, disclosed: ItemDefinition) -> None:
    assert [f for f in validate(disclosed) if f.field == field and "八公开" in f.rule]


def test_a_question_shown_on_an_answer_that_cannot_be_given() -> None:
    diners = next(field for field in FOOD.fields if field.key == "diners")
    assert diners.show_if == "business_form=canteen"
    broken = replace(FOOD, fields=(*FOOD.fields[:-2], replace(diners, show_if="business_form=palace")))
    assert rules_broken(broken) == {"fields.diners.show_if"}


def test_a_choice_needs_choices() -> None:
    form = next(field for field in FOOD.fields if field.key == "request_kind")
    assert rules_broken(replace(FOOD, fields=(replace(form, choices=()),))) == {"fields.request_kind.choices"}


def test_parallel_steps_count_once_by_the_longest() -> None:
    assert steps_length(ITEMS["restaurant_opening"].steps) == 7 + 3


def test_months_and_days_are_compared_by_the_shortest_month() -> None:
    school = ITEMS["private_school"]
    assert rules_broken(with_limits(school, promised="84nd")) == set()
    assert rules_broken(with_limits(school, promised="85nd")) == {"limits.promised"}


def test_all_findings_come_at_once_and_name_file_rule_and_way_out() -> None:
    findings = validate(replace(with_material(name="其他材料"), visits=2, depth=Depth.IV, name_en=""))
    assert {finding.field for finding in findings} == {"materials.application_form.name", "visits", "name_en"}
    assert {finding.file for finding in findings} == {"licence/food_business.toml"}
    assert all(finding.rule and finding.article and finding.remedy for finding in findings)


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "licence").mkdir()
        for name in ("themes.toml", "licence/food_business.toml"):
            (tmp_path / name).write_bytes((packaged_items() / name).read_bytes())
        return tmp_path

    def findings(self, folder: Path) -> set[tuple[str, str]]:
        with pytest.raises(ItemFilesError) as refused:
            read_items(folder)
        return {(finding.file, finding.field) for finding in refused.value.findings}

    def edit(self, folder: Path, old: str, new: str) -> None:
        file = folder / "licence/food_business.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def test_a_good_folder(self, folder: Path) -> None:
        assert read_items(folder) == (FOOD,)
        assert FOOD.in_force_from == date(2026, 1, 1)

    def test_not_toml(self, folder: Path) -> None:
        self.edit(folder, 'key = "food_business"', "key = food")
        assert self.findings(folder) == {("licence/food_business.toml", "-")}

    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [
            ('department = "market_regulation"\n', "", "department"),
            ("visits = 0", 'visits = "none"', "visits"),
            ("visits = 0", "visits = true", "visits"),
            ("visits = 0", "visits = 0\nvisit = 1", "visit"),
            ('case_kind = "promised"', 'case_kind = "soon"', "case_kind"),
            ("in_force_from = 2026-01-01", 'in_force_from = "new year"', "in_force_from"),
            ("levels = [4]", "levels = 4", "levels"),
            ('role = "reviewer"', 'role = "king"', "steps.site_check.role"),
            ('kind = "uscc"', 'kind = "number_plate"', "fields.uscc.kind"),
            ("fees = []", "fees = [1]", "fees.0"),
        ],
    )
    def test_a_wrong_shape_names_the_field(self, folder: Path, old: str, new: str, field: str) -> None:
        self.edit(folder, old, new)
        assert self.findings(folder) == {("licence/food_business.toml", field)}

    def test_a_rule_broken_in_a_file(self, folder: Path) -> None:
        self.edit(folder, 'promised = "8wd"', 'promised = "21wd"')
        assert self.findings(folder) == {("licence/food_business.toml", "limits.promised")}

    def test_an_unknown_theme(self, folder: Path) -> None:
        self.edit(folder, 'themes = ["food_catering"', 'themes = ["dragons"')
        assert self.findings(folder) == {("licence/food_business.toml", "themes")}

    def test_a_department_that_the_organisations_do_not_know(self, folder: Path) -> None:
        with pytest.raises(ItemFilesError, match="market_regulation"):
            read_items(folder, departments=["transport"])

    def test_a_file_in_the_wrong_place(self, folder: Path) -> None:
        (folder / "licence/food_business.toml").rename(folder / "licence/restaurants.toml")
        assert self.findings(folder) == {("licence/restaurants.toml", "key")}

    def test_two_items_with_one_code(self, folder: Path) -> None:
        twin = (folder / "licence/food_business.toml").read_text(encoding="utf-8")
        twin = twin.replace('key = "food_business"', 'key = "food_twin"', 1)
        (folder / "licence/food_twin.toml").write_text(twin, encoding="utf-8")
        assert self.findings(folder) == {
            ("licence/food_business.toml", "basic_code"),
            ("licence/food_twin.toml", "basic_code"),
        }

    def test_every_file_is_named_at_once(self, folder: Path) -> None:
        (folder / "licence/empty.toml").write_text("", encoding="utf-8")
        self.edit(folder, "visits = 0", "visits = 3")
        files = {file for file, _ in self.findings(folder)}
        assert files == {"licence/empty.toml", "licence/food_business.toml"}

    def test_a_themes_file_that_lacks_a_name(self, folder: Path) -> None:
        (folder / "themes.toml").write_text('[food]\nname = "餐饮"\n', encoding="utf-8")
        assert {field for _, field in self.findings(folder)} == {"food.name_en", "food.audience"}


def test_one_file_by_itself() -> None:
    content = (packaged_items() / "licence" / "water_draw.toml").read_bytes()
    assert read_item("water_draw.toml", content) == (ITEMS["water_draw"], [])


def test_a_stored_version_from_before_a_field_was_added_still_opens() -> None:
    stored = definition_as_json(FOOD)
    del stored["hearing_required"]
    del stored["faq"]
    assert definition_from_json(stored) == replace(FOOD, faq=())


def test_a_stored_version_of_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ItemFilesError, match="food_business"):
        definition_from_json({"key": "food_business"})


@pytest.mark.parametrize("item", read_items(), ids=lambda one: one.key)
def test_a_stored_definition_opens_as_it_was_written(item: ItemDefinition) -> None:
    assert stored_definition(json.loads(json.dumps(definition_as_json(item)))) == item


def test_a_stored_definition_of_an_earlier_release_opens_with_what_came_later_left_at_its_default() -> None:
    item = read_items()[0]
    stored = definition_as_json(item)
    for field in stored["fields"]:
        for later in ("group", "least", "most", "format"):
            del field[later]
    assert stored_definition(stored) == definition_from_json(stored)


def test_a_stored_definition_that_does_not_fit_says_what_is_wrong() -> None:
    stored = definition_as_json(read_items()[0])
    del stored["limits"]
    with pytest.raises(ItemFilesError, match="limits"):
        stored_definition(stored)
