"""Codes are parsed into their parts, built, and every single slip of the pen is caught."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.worked_examples import examples
from yangguang.law.identifiers import (
    CREDIT_CODE_ALPHABET,
    LICENCE_ALPHABET,
    InvalidIdentifier,
    build_case_number,
    build_citizen_id,
    build_implementing_code,
    build_licence,
    build_uscc,
    check_character,
    is_valid,
    parse_case_number,
    parse_citizen_id,
    parse_division,
    parse_item,
    parse_licence,
    parse_uscc,
)

VALID = examples("codes")["valid"]
WUHAN_BODY = "11420000MB1686999B"


def test_parts_of_a_citizen_number() -> None:
    woman = parse_citizen_id("11010519491231002x")
    assert (woman.region, woman.born_on, woman.serial, woman.female) == (
        "110105",
        date(1949, 12, 31),
        2,
        True,
    )
    assert not parse_citizen_id("440524188001010014").female


def test_a_birthday_to_come_is_refused_when_the_day_is_known() -> None:
    number = build_citizen_id("420102", date(2026, 3, 2), 12)
    assert parse_citizen_id(number, today=date(2026, 3, 2)).born_on == date(2026, 3, 2)
    with pytest.raises(InvalidIdentifier, match="晚于今天") as caught:
        parse_citizen_id(number, today=date(2026, 3, 1))
    assert caught.value.position == 7


@pytest.mark.parametrize(
    ("value", "position", "expected"),
    [
        ("1101051949123100X2", 17, "数字"),
        ("99010519491231002X", 1, "省级行政区划代码"),
        ("11010519490230002X", 7, "年月日"),
        ("1101O519491231002X", 5, "数字或规定的大写字母"),
        ("110105194912310020", 18, "X"),
        ("11010519491231002", 0, "18 位"),
    ],
)
def test_a_wrong_citizen_number_names_position_and_hope(value: str, position: int, expected: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_citizen_id(value)
    assert (caught.value.position, caught.value.expected) == (position, expected)


@given(
    st.sampled_from(VALID["citizen"] + VALID["uscc"]),
    st.integers(0, 17),
    st.sampled_from(CREDIT_CODE_ALPHABET),
)
def test_one_wrong_character_is_always_caught(value: str, position: int, character: str) -> None:
    wrong = value[:position] + character + value[position + 1 :]
    kind = "citizen" if value in VALID["citizen"] else "uscc"
    assert is_valid(kind, wrong) == (wrong == value)


@given(st.sampled_from(VALID["elicence"]), st.data())
def test_one_wrong_character_of_a_licence_is_caught(value: str, data: st.DataObject) -> None:
    places = [n for n, character in enumerate(value) if character != "." and n > len("1.2.156.3005.2.")]
    place = data.draw(st.sampled_from(places))
    wrong = value[:place] + data.draw(st.sampled_from(LICENCE_ALPHABET)) + value[place + 1 :]
    assert is_valid("elicence", wrong) == (wrong == value)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(1, 999))
def test_built_citizen_numbers_are_right(born: date, serial: int) -> None:
    parsed = parse_citizen_id(build_citizen_id("420102", born, serial))
    assert (parsed.born_on, parsed.serial, parsed.region) == (born, serial, "420102")


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_built_credit_codes_are_right(organisation: str) -> None:
    parsed = parse_uscc(build_uscc("91", "420102", organisation))
    assert (parsed.registrar, parsed.category, parsed.region) == ("9", "1", "420102")
    assert parsed.organisation[:8] == organisation


def test_a_letter_among_the_region_digits_is_refused() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse_uscc("1142A000MB1686999B")
    assert (caught.value.position, caught.value.expected) == (5, "数字")


def test_parts_of_a_division_code() -> None:
    street = parse_division("420102002000")
    assert (street.province, street.city, street.county, street.township, street.village) == (
        "42",
        "01",
        "02",
        "002",
        "000",
    )
    with pytest.raises(InvalidIdentifier) as caught:
        parse_division("990100000000")
    assert caught.value.position == 1


class TestItemsAndCases:
    def test_parts(self) -> None:
        item = parse_item("11420000MB1686999B2420131004W0014")
        assert (item.basic, item.level, item.serial) == ("420131004W00", 2, "14")
        assert item.body
        assert item.body.region == "420000"
        assert parse_item("420131004w00").basic == "420131004W00"

    def test_local_schemes_go_by_their_pattern(self) -> None:
        assert parse_item("XK01234001", local_pattern=r"[A-Z]{2}\d{8}").basic == "XK01234001"
        with pytest.raises(InvalidIdentifier, match="长度不对"):
            parse_item("XK01234001")

    @pytest.mark.parametrize(("value", "position"), [("990131004W00", 1), (f"{WUHAN_BODY}2990131004W00", 20)])
    def test_a_region_that_does_not_exist(self, value: str, position: int) -> None:
        with pytest.raises(InvalidIdentifier) as caught:
            parse_item(value)
        assert caught.value.position == position

    def test_a_code_set_by_the_state_begins_with_zeros(self) -> None:
        assert parse_item("000131004000").basic == "000131004000"

    def test_building_and_parsing_a_case_number(self) -> None:
        code = build_implementing_code(WUHAN_BODY, 2, "420131004W00")
        number = build_case_number(code, date(2026, 3, 2), 68)
        assert len(number) == 43
        parsed = parse_case_number(number)
        assert (parsed.item.text, parsed.day, parsed.serial) == (code, date(2026, 3, 2), 68)

    @pytest.mark.parametrize("serial", [0, 10000, -1])
    def test_a_day_has_9999_serials(self, serial: int) -> None:
        with pytest.raises(InvalidIdentifier) as caught:
            build_case_number("x" * 31, date(2026, 3, 2), serial)
        assert (caught.value.position, caught.value.expected) == (40, "0001–9999")

    def test_the_edges_of_the_serial(self) -> None:
        code = build_implementing_code(WUHAN_BODY, 2, "420131004W00")
        assert build_case_number(code, date(2026, 3, 2), 1).endswith("202603020001")
        assert build_case_number(code, date(2026, 3, 2), 9999).endswith("202603029999")
        with pytest.raises(InvalidIdentifier) as caught:
            parse_case_number(f"{code}202603020000")
        assert caught.value.position == 40

    def test_a_wrong_level_cannot_be_built(self) -> None:
        with pytest.raises(InvalidIdentifier) as caught:
            build_implementing_code(WUHAN_BODY, 7, "420131004W00")
        assert caught.value.position == 19


class TestLicences:
    def test_building_and_parsing(self) -> None:
        text = build_licence("11100000000013338W011", "11430000006122244L", "20230000403")
        assert text == VALID["elicence"][0]
        parsed = parse_licence(text)
        assert (parsed.issuer, parsed.serial, parsed.version) == ("11430000006122244L", "20230000403", "001")

    @pytest.mark.parametrize(
        ("value", "match"),
        [
            ("1.2.156.3005.3.A.B.C.001.X", "根不对"),
            ("1.2.156.3005.2.A.B.C.X", "五段"),
            ("1.2.156.3005.2.A.B.C.001.XY", "五段"),
            ("1.2.156.3005.2.A.b-c.C.001.X", "不允许"),
        ],
    )
    def test_a_wrong_one_says_why(self, value: str, match: str) -> None:
        with pytest.raises(InvalidIdentifier, match=match):
            parse_licence(value)


def test_check_characters_by_kind() -> None:
    assert check_character("citizen", "11010519491231002") == "X"
    assert check_character("uscc", WUHAN_BODY[:17]) == "B"
    assert check_character("organisation", "00001333") == "8"
    assert check_character("organisation", "06701496") == "8"
    assert check_character("elicence", "A12425GABC1234002") == "M"


def test_organisation_codes_end_in_x_and_zero_too() -> None:
    ends = {check_character("organisation", f"{n:08d}") for n in range(60)}
    assert ends == set("0123456789X")
