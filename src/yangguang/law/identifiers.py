"""Codes of people, bodies, places, items and cases: parse, check, build. Every error names the position.

Sources: GB 11643-1999 (citizens), GB 32100-2015 with GB 11714-1997 inside (bodies), GB/T 2260 and the statistical
division codes (places), GB/T 39554-2020 (items; structure verified on real codes), GB/T 36904-2018 (electronic licences;
check by ISO 7064 MOD 37,36). Letters are capitals; positions count from 1.
"""

import re
from dataclasses import dataclass
from datetime import date

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
    """What is wrong, at which position (from 1; 0 = the whole), and what was expected there."""

    def __init__(self, kind: str, problem: str, *, position: int = 0, expected: str = "") -> None:
        self.kind, self.problem, self.position, self.expected = kind, problem, position, expected
        where = f"第 {position} 位" if position else ""
        hope = f",应为 {expected}" if expected else ""
        super().__init__(f"{kind}{where}{problem}{hope}")


def _require_shape(kind: str, value: str, length: int, alphabet: str) -> str:
    text = value.strip().upper()
    if len(text) != length:
        raise InvalidIdentifier(kind, f"长度不对:有 {len(text)} 位", expected=f"{length} 位")
    for position, character in enumerate(text, start=1):
        if character not in alphabet:
            raise InvalidIdentifier(
                kind, f"的字符“{character}”不允许", position=position, expected="数字或规定的大写字母"
            )
    return text


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """公民身份号码."""

    text: str
    region: str
    born_on: date
    serial: int
    female: bool


CITIZEN = "公民身份号码"


def citizen_check(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return CITIZEN_CHECKS[sum(w * int(c) for w, c in zip(CITIZEN_WEIGHTS, body, strict=True)) % 11]


def parse_citizen_id(value: str, *, today: date | None = None) -> CitizenNumber:
    """Parse an 18-character citizen number; with ``today``, a birthday after it is refused too."""
    text = _require_shape(CITIZEN, value, 18, "0123456789X")
    if "X" in text[:17]:
        raise InvalidIdentifier(
            CITIZEN, "只有最后一位可以是 X", position=text.index("X") + 1, expected="数字"
        )
    if text[:2] not in PROVINCES:
        raise InvalidIdentifier(
            CITIZEN, f"的省级代码“{text[:2]}”不存在", position=1, expected="省级行政区划代码"
        )
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError as error:
        raise InvalidIdentifier(
            CITIZEN, f"起的出生日期“{text[6:14]}”不存在", position=7, expected="年月日"
        ) from error
    if today is not None and born > today:
        raise InvalidIdentifier(
            CITIZEN, f"起的出生日期“{text[6:14]}”晚于今天", position=7, expected="已过的日期"
        )
    expected = citizen_check(text[:17])
    if text[17] != expected:
        raise InvalidIdentifier(
            CITIZEN, f"的校验码“{text[17]}”不对,请核对是否输错", position=18, expected=expected
        )
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


CREDIT = "统一社会信用代码"


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
                CREDIT, f"的字符“{text[position - 1]}”不允许", position=position, expected="数字(区划)"
            )
    inner = organisation_code_check(text[8:16])
    if text[16] != inner:
        raise InvalidIdentifier(CREDIT, f"(组织机构代码校验码)“{text[16]}”不对", position=17, expected=inner)
    expected = credit_code_check(text[:17])
    if text[17] != expected:
        raise InvalidIdentifier(
            CREDIT, f"的校验码“{text[17]}”不对,请核对是否输错", position=18, expected=expected
        )
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


DIVISION = "区划代码"


def parse_division(value: str) -> DivisionCode:
    text = _require_shape(DIVISION, value, 12, "0123456789")
    if text[:2] not in PROVINCES:
        raise InvalidIdentifier(
            DIVISION, f"的省级代码“{text[:2]}”不存在", position=1, expected="省级行政区划代码"
        )
    parts = (text[2:4], text[4:6], text[6:9], text[9:12])
    ended = 0
    for part, position in zip(parts, (3, 5, 7, 10), strict=True):
        if set(part) == {"0"}:
            ended = ended or position
        elif ended:
            raise InvalidIdentifier(
                DIVISION, "起不应再有下级代码:上级为空", position=position, expected="0" * len(part)
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


ITEM = "事项编码"
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def parse_item(value: str, *, local_pattern: str | None = None) -> ItemCode:
    """Parse a national item code of 12, 31 or 33 characters; or a local one that matches ``local_pattern``."""
    text = value.strip().upper()
    if local_pattern is not None and re.fullmatch(local_pattern, text):
        return ItemCode(text, basic=text)
    if len(text) not in {12, 31, 33}:
        raise InvalidIdentifier(ITEM, f"长度不对:有 {len(text)} 位", expected="12、31 或 33 位")
    _require_shape(ITEM, text, len(text), _ALNUM)
    if len(text) == 12:
        _check_basic(text, offset=0)
        return ItemCode(text, basic=text)
    body = parse_uscc(text[:18])
    if text[18] not in "123456":
        raise InvalidIdentifier(ITEM, f"的行使层级“{text[18]}”不存在", position=19, expected="1–6")
    _check_basic(text[19:31], offset=19)
    return ItemCode(text, basic=text[19:31], body=body, level=int(text[18]), serial=text[31:])


def _check_basic(basic: str, *, offset: int) -> None:
    if basic[:2] != "00" and basic[:2] not in PROVINCES:
        raise InvalidIdentifier(
            ITEM, f"的区域代码“{basic[:2]}”不存在", position=offset + 1, expected="00 或省级代码"
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


CASE = "办件编码"


def parse_case_number(value: str) -> CaseNumber:
    text = _require_shape(CASE, value, 43, _ALNUM)
    item = parse_item(text[:31])
    try:
        day = date(int(text[31:35]), int(text[35:37]), int(text[37:39]))
    except ValueError as error:
        raise InvalidIdentifier(
            CASE, f"起的日期“{text[31:39]}”不存在", position=32, expected="年月日"
        ) from error
    if not text[39:].isdigit() or int(text[39:]) == 0:
        raise InvalidIdentifier(CASE, f"起的流水号“{text[39:]}”不对", position=40, expected="0001–9999")
    return CaseNumber(text, item, day, int(text[39:]))


def build_case_number(implementing_code: str, day: date, serial: int) -> str:
    """Raises `InvalidIdentifier` when the four digits of the daily serial are used up."""
    if not 1 <= serial <= 9999:
        raise InvalidIdentifier(CASE, f"的当日流水号 {serial} 超出范围", position=40, expected="0001–9999")
    return f"{implementing_code}{day:%Y%m%d}{serial:04d}"


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """电子证照标识: ``1.2.156.3005.2.<kind 21>.<issuer>.<serial>.<version>.<check>``."""

    text: str
    kind: str
    issuer: str
    serial: str
    version: str


LICENCE = "电子证照标识"


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
        raise InvalidIdentifier(LICENCE, "的根不对", position=1, expected=LICENCE_ROOT)
    parts = text.removeprefix(LICENCE_ROOT + ".").split(".")
    if len(parts) != 5 or len(parts[4]) != 1:
        raise InvalidIdentifier(
            LICENCE, f"应有五段,现有 {len(parts)} 段", expected="类型.机构.流水号.版本.校验位"
        )
    joined = "".join(parts[:4])
    _require_shape(LICENCE, joined, len(joined), LICENCE_ALPHABET)
    expected = licence_check(joined)
    if parts[4] != expected:
        raise InvalidIdentifier(LICENCE, f"的校验位“{parts[4]}”不对", position=len(text), expected=expected)
    return LicenceIdentifier(text, *parts[:4])


def build_licence(kind: str, issuer: str, serial: str, version: str = "001") -> str:
    check = licence_check(f"{kind}{issuer}{serial}{version}")
    return f"{LICENCE_ROOT}.{kind}.{issuer}.{serial}.{version}.{check}"
