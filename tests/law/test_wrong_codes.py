"""What is said of wrong codes: the position, what was expected there, in both languages (``law/examples``)."""

from datetime import date
from typing import Any

import pytest

from law.worked_examples import examples
from yangguang.law import identifiers
from yangguang.law.phrases import english_of

PARSERS = {
    "citizen": identifiers.parse_citizen_id,
    "uscc": identifiers.parse_uscc,
    "division": identifiers.parse_division,
    "item": identifiers.parse_item,
    "case": identifiers.parse_case_number,
    "elicence": identifiers.parse_licence,
}


@pytest.mark.parametrize(
    "wrong", examples("wrong_codes")["wrong"], ids=lambda one: f"{one['kind']} {one['title']}"
)
def test_the_error_names_place_and_expectation(wrong: dict[str, Any]) -> None:
    with pytest.raises(identifiers.InvalidIdentifier) as raised:
        PARSERS[wrong["kind"]](wrong["value"])
    error = raised.value
    assert (error.position, str(error.expected)) == (wrong["position"], wrong["expected"])
    assert (str(error), error.text.english) == (wrong["says"], wrong["says_english"])
    assert str(error.kind) in str(error)
    assert not identifiers.is_valid(wrong["kind"], wrong["value"])


def test_a_birthday_to_come_is_refused_where_today_is_given() -> None:
    body = "42010620300303001"
    number = body + identifiers.citizen_check(body)
    assert identifiers.parse_citizen_id(number).born_on == date(2030, 3, 3)
    assert identifiers.parse_citizen_id(number, today=date(2030, 3, 3)).born_on == date(2030, 3, 3)
    with pytest.raises(identifiers.InvalidIdentifier) as raised:
        identifiers.parse_citizen_id(number, today=date(2030, 3, 2))
    assert raised.value.position == 7
    assert str(raised.value) == "公民身份号码第 7 位起的出生日期“20300303”晚于今天，应为 已过的日期"
    assert raised.value.text.english == (
        "citizen number, position 7: the birthday 20300303 is yet to come; expected a day that has passed"
    )
    assert english_of(raised.value.expected) == "a day that has passed"


@pytest.mark.parametrize("digits", ["4201061990010112", "420106199001011234"])
def test_check_characters_are_made_for_whole_bodies_only(digits: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        identifiers.citizen_check(digits)


@pytest.mark.parametrize("body", ["MB168699", "000000000"])
def test_organisation_and_credit_codes_too(body: str) -> None:
    for check in (identifiers.organisation_code_check, identifiers.credit_code_check):
        for wrong in (body[:7], body + "00"):
            with pytest.raises(ValueError, match="zip"):
                check(wrong)


def test_the_parts_of_a_code_are_cut_where_they_end() -> None:
    code = identifiers.parse_uscc("11420000MB1686999B")
    assert (code.registrar, code.category, code.region, code.organisation) == (
        "1",
        "1",
        "420000",
        "MB1686999",
    )
    place = identifiers.parse_division("420102002003")
    assert (place.province, place.city, place.county, place.township, place.village) == (
        "42",
        "01",
        "02",
        "002",
        "003",
    )
    assert identifiers.parse_item(" 420131004w00 ").text == "420131004W00"
    local = identifiers.parse_item("511Z07001006", local_pattern=r"511Z\d{8}")
    assert (local.text, local.basic, local.body, local.serial) == ("511Z07001006", "511Z07001006", None, "")
