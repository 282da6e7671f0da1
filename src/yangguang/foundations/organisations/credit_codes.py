"""Unified social credit codes (统一社会信用代码, GB 32100) for bodies of the demonstration.

No list of the real codes of Hubei's organs is at hand, so codes are *constructed*: formally valid, the same on every
load, and told from real ones by an organisation code (GB 11714, positions 9–17) that begins with ``Y``.
"""

from yangguang.law.identifiers import CREDIT_CODE_ALPHABET, build_uscc

from .division_data import DivisionRow
from .levels import BodyKind, Level

ORGAN = "11"  # 机构编制 registers, organ
COMMITTEE = "54"  # 民政 registers, self-governing committee of a village or community
GRASSROOTS_DIGITS = 7


def constructed_credit_code(division: DivisionRow, ordinal: int, kind: BodyKind) -> str:
    """18 characters: registrar and class, region, organisation code, check character.

    Down to the county the organisation code tells the region's four digits and the department's ``ordinal``; below,
    where a place has one body, it tells the division code in base 31.
    """
    registrar = COMMITTEE if kind is BodyKind.VILLAGE_COMMITTEE else ORGAN
    region = division.code[:6]
    if division.level <= Level.COUNTY:
        base = f"YG{region[2:]}{ordinal:02d}"
    else:
        base = "Y" + _base31(int(division.code[2:]))
    return build_uscc(registrar, region, base)


def _base31(number: int) -> str:
    digits = ""
    for _ in range(GRASSROOTS_DIGITS):
        number, digit = divmod(number, len(CREDIT_CODE_ALPHABET))
        digits = CREDIT_CODE_ALPHABET[digit] + digits
    return digits
