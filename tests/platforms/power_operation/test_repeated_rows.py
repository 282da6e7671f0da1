"""重复填写的一组: rows of people on an application form, without a script; formats and bounds of single answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict

from cast import AT, definition
from desk import Desk
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library.item_checks import validate
from yangguang.platforms.power_library.item_definitions import (
    AnswerFormat,
    FieldKind,
    FormField,
    ItemDefinition,
)
from yangguang.platforms.power_library.queries import fault_in
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.answers import answers
from yangguang.platforms.power_operation.forms import application_form, form_with_one_more
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.rules import unlisted_fields
from yangguang.platforms.service_portal.models import ApplicationDraft

ITEM = "subsistence_allowance"
ZHANG = {
    "member_name": "张敏",
    "member_id": "420102198507121227",
    "member_relation": "self",
    "member_income": "1200.5",
}
LI = {
    "member_name": "李小宝",
    "member_id": "420102198507121227",
    "member_relation": "child",
    "member_income": "",
}


def asked(*fields: FormField) -> ItemDefinition:
    return replace(definition(ITEM), fields=fields)


MEMBERS = asked(*(one for one in definition(ITEM).fields if one.key == "members" or one.group))


def posted(*rows: Mapping[str, str], group: str = "members", **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data[f"{group}-count"] = str(len(rows))
    for number, row in enumerate(rows):
        data.update({f"{group}-{number}-{key}": value for key, value in row.items()})
    data.update(more)
    return data


def test_rows_are_kept_in_order_and_blank_ones_are_no_answers() -> None:
    form = application_form(MEMBERS, posted(ZHANG, dict.fromkeys(LI, ""), LI))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["members"] == [
        {**ZHANG, "member_income": 120050},
        {key: value for key, value in LI.items() if value},
    ]


def test_a_fault_names_the_row_and_the_question() -> None:
    form = application_form(
        MEMBERS, posted(ZHANG, {**LI, "member_id": "420102198507121228", "member_name": ""})
    )
    assert not form.is_valid()
    name, number = form.errors["members"]
    assert name == "第 2 行，姓名：请填写姓名"
    assert number.startswith("第 2 行，居民身份证号码：")
    assert 'value="李小宝"' not in str(form["members"])
    assert 'value="张敏"' in str(form["members"])  # nothing typed is lost
    assert 'value="1200.5"' in str(form["members"])


def test_a_required_group_needs_a_row_and_too_many_are_refused() -> None:
    assert application_form(MEMBERS, posted()).errors["members"] == ["请填写共同生活的家庭成员"]
    assert application_form(MEMBERS, posted(*[ZHANG] * 13)).errors["members"] == [
        "“共同生活的家庭成员”最多填写 12 行"
    ]


def test_one_more_row_loses_nothing_and_finds_no_fault() -> None:
    half = {"member_name": "张敏", "member_id": "", "member_relation": "", "member_income": "12,0"}
    form = form_with_one_more(application_form(MEMBERS, posted(half)), "members")
    drawn = str(form["members"])
    assert form.errors == {}
    assert 'name="members-count" value="2"' in drawn
    assert 'value="张敏"' in drawn
    assert 'value="12,0"' in drawn
    assert 'name="members-1-member_name"' in drawn


@pytest.mark.parametrize("written", ["-1", "9e9", "二", "", "99999999999999999999"])
def test_a_count_that_is_none_opens_no_rows_without_end(written: str) -> None:
    data = posted(ZHANG)
    data["members-count"] = written
    assert (
        len(application_form(MEMBERS, data).fields["members"].widget.value_from_datadict(data, {}, "members"))
        <= 50
    )


def test_a_draft_bound_again_keeps_amounts_as_they_are() -> None:
    once = application_form(MEMBERS, posted(ZHANG))
    assert once.is_valid()
    again = application_form(MEMBERS, once.cleaned_data)
    assert again.is_valid()
    assert again.cleaned_data == once.cleaned_data
    income = asked(FormField(key="sum", label="金额", label_en="Sum", kind=FieldKind.MONEY_CENTS))
    typed = application_form(income, {"sum": "1,200.50"})
    assert typed.is_valid()
    bound = application_form(income, typed.cleaned_data)
    assert bound.is_valid()
    assert bound.cleaned_data == {"sum": 120050}


def test_rows_are_read_as_lines() -> None:
    form = application_form(MEMBERS, posted(ZHANG, LI))
    assert form.is_valid()
    assert answers(MEMBERS, form.cleaned_data) == [
        (
            "共同生活的家庭成员 1",
            "姓名：张敏；居民身份证号码：420102198507121227；与申请人的关系：本人；月收入（元）：¥1,200.50",
        ),
        ("共同生活的家庭成员 2", "姓名：李小宝；居民身份证号码：420102198507121227；与申请人的关系：子女"),
    ]


def test_an_answer_that_no_list_names_is_found_in_a_row_too(desk: Desk) -> None:
    assert unlisted_fields(MEMBERS, {"members": [{"member_name": "张敏", "blood_group": "A"}]}) == [
        "members.blood_group"
    ]
    filing = desk.filing(ITEM, at=AT)
    filing["form"] = {**filing["form"], "members": [{**filing["form"]["members"][0], "blood_group": "A"}]}
    with pytest.raises(Refusal, match="blood_group"):
        services.receive_case(**filing)


def test_the_simulated_applicant_fills_rows_that_the_form_accepts(desk: Desk) -> None:
    filing = desk.filing(ITEM, at=AT)
    assert application_form(definition(ITEM), filing["form"]).is_valid()
    case = Case.objects.get(pk=services.receive_case(**filing).case_id)
    assert case.form["members"] == filing["form"]["members"]


def test_the_page_adds_a_row_and_saves_what_was_typed(desk: Desk) -> None:
    client = desk.cast.signed_in(desk.cast.citizen)
    entry = desk.entry(ITEM)
    address = client.post(f"/apply/{entry.code}/")["Location"]
    answer = client.post(address, posted(ZHANG, one_more="members"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{address}#id_members"
    rows = ApplicationDraft.objects.get().data["members"]
    assert [row.get("member_name") for row in rows] == ["张敏", None]
    page = client.get(address).content.decode()
    assert "共同生活的家庭成员 2" in page
    assert 'value="张敏"' in page


class TestChecks:
    def problems(self, *fields: FormField) -> set[str]:
        return {one.field for one in validate(asked(*fields)) if one.field.startswith("fields")}

    def field(self, key: str, kind: FieldKind = FieldKind.TEXT, **more: Any) -> FormField:
        return FormField(key=key, label=key, label_en=key, kind=kind, **more)

    def test_a_sound_group(self) -> None:
        assert (
            self.problems(self.field("people", FieldKind.GROUP), self.field("name", group="people")) == set()
        )

    @pytest.mark.parametrize(
        ("fields", "place"),
        [
            ([("people", FieldKind.GROUP, {})], "fields.people.kind"),
            ([("name", FieldKind.TEXT, {"group": "people"})], "fields.name.group"),
            (
                [
                    ("a", FieldKind.GROUP, {}),
                    ("b", FieldKind.GROUP, {"group": "a"}),
                    ("c", FieldKind.TEXT, {"group": "b"}),
                ],
                "fields.b.group",
            ),
            (
                [
                    ("asked", FieldKind.YES_NO, {}),
                    ("people", FieldKind.GROUP, {}),
                    ("name", FieldKind.TEXT, {"group": "people", "show_if": "asked=yes"}),
                ],
                "fields.name.show_if",
            ),
            ([("name", FieldKind.TEXT, {"most": 3})], "fields.name.most"),
            ([("count", FieldKind.NUMBER, {"least": 5, "most": 3})], "fields.count.least"),
            ([("day", FieldKind.DATE, {"format": AnswerFormat.PLATE})], "fields.day.format"),
        ],
    )
    def test_what_does_not_go_together(
        self, fields: list[tuple[str, FieldKind, dict[str, Any]]], place: str
    ) -> None:
        assert place in self.problems(*(self.field(key, kind, **more) for key, kind, more in fields))


@pytest.mark.parametrize(
    ("wanted", "good", "bad"),
    [
        (AnswerFormat.DIGITS, "0027", "27a"),
        (AnswerFormat.POSTCODE, "430014", "43001"),
        (AnswerFormat.EMAIL, "zhangmin@example.com", "zhangmin@example"),
        (AnswerFormat.PLATE, "鄂a 12p86", "鄂A12O86"),
        (AnswerFormat.PLATE, "鄂AD12345", "A12P86"),
        (AnswerFormat.BANK_ACCOUNT, "6217 0028 7000 1234 567", "6217-0028"),
    ],
)
def test_formats(wanted: AnswerFormat, good: str, bad: str) -> None:
    assert fault_in(good, wanted) == ""
    assert fault_in(bad, wanted)
    form = asked(FormField(key="answer", label="答", label_en="Answer", kind=FieldKind.TEXT, format=wanted))
    assert application_form(form, {"answer": good}).is_valid()
    assert not application_form(form, {"answer": bad}).is_valid()


def test_bounds_of_numbers() -> None:
    form = asked(FormField(key="n", label="数", label_en="N", kind=FieldKind.NUMBER, least=2, most=5))
    assert [application_form(form, {"n": str(n)}).is_valid() for n in (1, 2, 5, 6)] == [
        False,
        True,
        True,
        False,
    ]
