"""Codes of people, bodies, places, items and cases: parse, check, build. Every error names the position.

Sources: GB 11643-1999 (citizens), GB 32100-2015 with GB 11714-1997 inside (bodies), GB/T 2260 and the statistical
division codes (places), GB/T 39554-2020 (items; structure verified on real codes), GB/T 36904-2018 (electronic licences;
check by ISO 7064 MOD 37,36). Letters are capitals; positions count from 1.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .phrases import Phrase, english_of

CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters, without I O S V Z
CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LICENCE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LICENCE_ROOT = "1.2.156.3005.2"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
ITEM_KINDS = frozenset([*(f"{n:02d}" for n in range(1, 11)), "20"])


class InvalidIdentifier(ValueError):
    """What is wrong, at which position (from 1; 0 = the whole), and what was expected there.

    ``str()`` is the Chinese; ``text`` a `Phrase` with its English.
    """

    def __init__(self, kind: Phrase, problem: Phrase, *, position: int = 0, expected: str = "") -> None:
        self.kind, self.problem, self.position, self.expected = kind, problem, position, expected
        self.text = _sentence(kind, problem, position, expected)
        super().__init__(self.text)


def _sentence(kind: Phrase, problem: Phrase, position: int, expected: str) -> Phrase:
    where, where_english = (f"第 {position} 位", f", position {position}") if position else ("", "")
    hope, hope_english = (
        (f"，应为 {expected}", f"; expected {english_of(expected)}") if expected else ("", "")
    )
    return Phrase(
        f"{kind}{where}{problem}{hope}", f"{kind.english}{where_english}: {problem.english}{hope_english}"
    )


def _wrong_length(text: str) -> Phrase:
    return Phrase(f"长度不对：有 {len(text)} 位", f"wrong length of {len(text)}")


def _not_allowed(character: str) -> Phrase:
    return Phrase(f"的字符“{character}”不允许", f"character {character!r} is not allowed")


def _no_such(thing: Phrase, value: str) -> Phrase:
    return Phrase(f"的{thing}“{value}”不存在", f"there is no {thing.english} {value!r}")


def _wrong_check(thing: Phrase, value: str) -> Phrase:
    return Phrase(
        f"的{thing}“{value}”不对，请核对是否输错", f"wrong {thing.english} {value!r}, perhaps mistyped"
    )


CHECK = Phrase("校验码", "check character")
PROVINCE = Phrase("省级代码", "province code")
PROVINCE_CODE = Phrase("省级行政区划代码", "the code of a province")
DATE_DIGITS = Phrase("年月日", "year, month and day")
SERIALS = "0001–9999"
DIGITS = "0123456789"
DIGIT = Phrase("数字", "a digit")
LETTER_OR_DIGIT = Phrase("数字或规定的大写字母", "a digit or one of the allowed capitals")
BIRTHDAY = Phrase("出生日期", "birthday")
DAY = Phrase("日期", "day")
LEVEL = Phrase("行使层级", "level of exercise")
SERIAL = Phrase("流水号", "serial number")
INNER_CHECK = Phrase("组织机构代码校验码", "check character of the organisation code")


def _require_shape(kind: Phrase, value: str, length: int, alphabet: str) -> str:
    text = value.strip().upper()
    if len(text) != length:
        raise InvalidIdentifier(
            kind, _wrong_length(text), expected=Phrase(f"{length} 位", f"{length} characters")
        )
    _require_alphabet(kind, text, alphabet)
    return text


def _require_alphabet(kind: Phrase, text: str, alphabet: str, *, since: int = 1) -> None:
    """``since``: the position of the text's first character in the whole."""
    for position, character in enumerate(text, start=since):
        if character not in alphabet:
            expected = DIGIT if alphabet == DIGITS else LETTER_OR_DIGIT
            raise InvalidIdentifier(kind, _not_allowed(character), position=position, expected=expected)


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """公民身份号码."""

    text: str
    region: str
    born_on: date
    serial: int
    female: bool


CITIZEN = Phrase("公民身份号码", "citizen number")


def citizen_check(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return CITIZEN_CHECKS[sum(w * int(c) for w, c in zip(CITIZEN_WEIGHTS, body, strict=True)) % 11]


def parse_citizen_id(value: str, *, today: date | None = None) -> CitizenNumber:
    """Parse an 18-character citizen number; with ``today``, a birthday after it is refused too."""
    text = _require_shape(CITIZEN, value, 18, "0123456789X")
    if "X" in text[:17]:
        raise InvalidIdentifier(
            CITIZEN,
            Phrase("是 X，只有最后一位可以是 X", "X may stand only at the end"),
            position=text.index("X") + 1,
            expected=DIGIT,
        )
    if text[:2] not in PROVINCES:
        raise InvalidIdentifier(CITIZEN, _no_such(PROVINCE, text[:2]), position=1, expected=PROVINCE_CODE)
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError as error:
        raise InvalidIdentifier(
            CITIZEN, _no_such(BIRTHDAY, text[6:14]), position=7, expected=DATE_DIGITS
        ) from error
    if today is not None and born > today:
        raise InvalidIdentifier(
            CITIZEN,
            Phrase(f"起的出生日期“{text[6:14]}”晚于今天", f"the birthday {text[6:14]} is yet to come"),
            position=7,
            expected=Phrase("已过的日期", "a day that has passed"),
        )
    expected = citizen_check(text[:17])
    if text[17] != expected:
        raise InvalidIdentifier(CITIZEN, _wrong_check(CHECK, text[17]), position=18, expected=expected)
    serial = int(text[14:17])
    return CitizenNumber(text, text[:6], born, serial, female=serial % 2 == 0)


def build_citizen_id(region: str, born: date, serial: int) -> str:
    """A well-formed number for a 6-digit region, a birthday and a serial of 1–999 (odd = male)."""
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    return body + citizen_check(body)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """统一社会信用代码."""

    text: str
    registrar: str
    category: str
    region: str
    organisation: str


CREDIT = Phrase("统一社会信用代码", "unified social credit code")


def organisation_code_check(body: str) -> str:
    """The 9th character of an organisation code for its first eight (GB 11714)."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    remainder = 11 - sum(w * digits.index(c) for w, c in zip(ORGANISATION_WEIGHTS, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def credit_code_check(body: str) -> str:
    """The 18th character for the first seventeen (GB 32100)."""
    total = sum(w * CREDIT_CODE_ALPHABET.index(c) for w, c in zip(CREDIT_WEIGHTS, body, strict=True))
    return CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def parse_uscc(value: str) -> CreditCode:
    """Parse an 18-character unified social credit code, the organisation code inside included."""
    text = _require_shape(CREDIT, value, 18, CREDIT_CODE_ALPHABET)
    for position in range(3, 9):
        if not text[position - 1].isdigit():
            raise InvalidIdentifier(
                CREDIT, _not_allowed(text[position - 1]), position=position, expected=DIGIT
            )
    inner = organisation_code_check(text[8:16])
    if text[16] != inner:
        raise InvalidIdentifier(CREDIT, _wrong_check(INNER_CHECK, text[16]), position=17, expected=inner)
    expected = credit_code_check(text[:17])
    if text[17] != expected:
        raise InvalidIdentifier(CREDIT, _wrong_check(CHECK, text[17]), position=18, expected=expected)
    return CreditCode(text, text[0], text[1], text[2:8], text[8:17])


def build_uscc(registrar_and_category: str, region: str, organisation_body: str) -> str:
    """A well-formed code from the first two characters, a 6-digit region and eight characters of organisation code."""
    organisation = organisation_body + organisation_code_check(organisation_body)
    body = f"{registrar_and_category}{region}{organisation}"
    return body + credit_code_check(body)


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """统计用区划代码: 12 digits. Says nothing about the service level (仙桃 has a county code and stands at city level)."""

    text: str
    province: str
    city: str
    county: str
    township: str
    village: str


DIVISION = Phrase("区划代码", "division code")


def parse_division(value: str) -> DivisionCode:
    text = _require_shape(DIVISION, value, 12, DIGITS)
    if text[:2] not in PROVINCES:
        raise InvalidIdentifier(DIVISION, _no_such(PROVINCE, text[:2]), position=1, expected=PROVINCE_CODE)
    parts = (text[2:4], text[4:6], text[6:9], text[9:12])
    ended = 0
    for part, position in zip(parts, (3, 5, 7, 10), strict=True):
        if set(part) == {"0"}:
            ended = ended or position
        elif ended:
            raise InvalidIdentifier(
                DIVISION,
                Phrase("起不应再有下级代码：上级为空", "a lower level below an empty one"),
                position=position,
                expected="0" * len(part),
            )
    return DivisionCode(text, text[:2], *parts)


@dataclass(frozen=True, slots=True)
class ItemCode:
    """事项编码: basic code (12), implementing code (31 = USCC + level + basic) or handling-item code (33 = 31 + serial)."""

    text: str
    basic: str
    body: CreditCode | None = None
    level: int | None = None
    serial: str = ""


ITEM = Phrase("事项编码", "item code")
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def parse_item(value: str, *, local_pattern: str | None = None) -> ItemCode:
    """Parse a national item code of 12, 31 or 33 characters; or a local one that matches ``local_pattern``."""
    text = value.strip().upper()
    if local_pattern is not None and re.fullmatch(local_pattern, text):
        return ItemCode(text, basic=text)
    if len(text) not in {12, 31, 33}:
        raise InvalidIdentifier(
            ITEM, _wrong_length(text), expected=Phrase("12、31 或 33 位", "12, 31 or 33 characters")
        )
    _require_shape(ITEM, text, len(text), _ALNUM)
    if len(text) == 12:
        _check_basic(text, offset=0)
        return ItemCode(text, basic=text)
    body = parse_uscc(text[:18])
    if text[18] not in "123456":
        raise InvalidIdentifier(
            ITEM, _no_such(LEVEL, text[18]), position=19, expected=Phrase("1–6", "1 to 6")
        )
    _check_basic(text[19:31], offset=19)
    return ItemCode(text, basic=text[19:31], body=body, level=int(text[18]), serial=text[31:])


def _check_basic(basic: str, *, offset: int) -> None:
    if basic[:2] != "00" and basic[:2] not in PROVINCES:
        raise InvalidIdentifier(
            ITEM,
            _no_such(PROVINCE, basic[:2]),
            position=offset + 1,
            expected=Phrase("00 或省级代码", "00 or the code of a province"),
        )


def build_implementing_code(uscc: str, level: int, basic_code: str) -> str:
    """实施编码 (31): body, level of exercise, basic code; checked as a whole."""
    return parse_item(f"{uscc}{level}{basic_code}").text


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """办件编码 (43): implementing code, day, daily serial."""

    text: str
    item: ItemCode
    day: date
    serial: int


CASE = Phrase("办件编码", "case number")


def parse_case_number(value: str) -> CaseNumber:
    text = _require_shape(CASE, value, 43, _ALNUM)
    item = parse_item(text[:31])
    try:
        day = date(int(text[31:35]), int(text[35:37]), int(text[37:39]))
    except ValueError as error:
        raise InvalidIdentifier(
            CASE, _no_such(DAY, text[31:39]), position=32, expected=DATE_DIGITS
        ) from error
    if not text[39:].isdigit() or int(text[39:]) == 0:
        raise InvalidIdentifier(CASE, _wrong_check(SERIAL, text[39:]), position=40, expected=SERIALS)
    return CaseNumber(text, item, day, int(text[39:]))


def build_case_number(implementing_code: str, day: date, serial: int) -> str:
    """Raises `InvalidIdentifier` when the four digits of the daily serial are used up."""
    if not 1 <= serial <= 9999:
        raise InvalidIdentifier(CASE, _wrong_check(SERIAL, str(serial)), position=40, expected=SERIALS)
    return f"{implementing_code}{day:%Y%m%d}{serial:04d}"


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """电子证照标识: ``1.2.156.3005.2.<kind 21>.<issuer>.<serial>.<version>.<check>``."""

    text: str
    kind: str
    issuer: str
    serial: str
    version: str


LICENCE = Phrase("电子证照标识", "e-licence identifier")


def licence_check(parts: str) -> str:
    """ISO 7064 MOD 37,36 over the joined parts."""
    product = 36
    for character in parts:
        product = (product + LICENCE_ALPHABET.index(character)) % 36 or 36
        product = product * 2 % 37
    return LICENCE_ALPHABET[(37 - product) % 36]


def parse_licence(value: str) -> LicenceIdentifier:
    text = value.strip().upper()
    if not text.startswith(LICENCE_ROOT + "."):
        raise InvalidIdentifier(
            LICENCE, Phrase("起的根不对", "wrong root"), position=1, expected=LICENCE_ROOT
        )
    parts = text.removeprefix(LICENCE_ROOT + ".").split(".")
    if len(parts) != 5 or len(parts[4]) != 1:
        raise InvalidIdentifier(
            LICENCE,
            Phrase(f"应有五段，现有 {len(parts)} 段", f"{len(parts)} parts in place of five"),
            expected=Phrase("类型.机构.流水号.版本.校验位", "kind.issuer.serial.version.check"),
        )
    joined = "".join(parts[:4])
    since = len(LICENCE_ROOT) + 2
    for part in parts[:4]:
        _require_alphabet(LICENCE, part, LICENCE_ALPHABET, since=since)
        since += len(part) + 1
    expected = licence_check(joined)
    if parts[4] != expected:
        raise InvalidIdentifier(LICENCE, _wrong_check(CHECK, parts[4]), position=len(text), expected=expected)
    return LicenceIdentifier(text, *parts[:4])


def build_licence(kind: str, issuer: str, serial: str, version: str = "001") -> str:
    check = licence_check(f"{kind}{issuer}{serial}{version}")
    return f"{LICENCE_ROOT}.{kind}.{issuer}.{serial}.{version}.{check}"


PARSERS: dict[str, Callable[[str], Any]] = {
    "citizen": parse_citizen_id,
    "uscc": parse_uscc,
    "division": parse_division,
    "item": parse_item,
    "case": parse_case_number,
    "elicence": parse_licence,
}
CHECKS: dict[str, Callable[[str], str]] = {
    "citizen": citizen_check,
    "uscc": credit_code_check,
    "organisation": organisation_code_check,
    "elicence": licence_check,
}


def is_valid(kind: str, value: str) -> bool:
    """Whether a value is well formed; kinds: citizen, uscc, division, item, case, elicence."""
    try:
        PARSERS[kind](value)
    except InvalidIdentifier:
        return False
    return True


def check_character(kind: str, body: str) -> str:
    """The check character for the characters before it; kinds: citizen, uscc, organisation, elicence."""
    return CHECKS[kind](body)
