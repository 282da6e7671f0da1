"""答案格式: how certain lines of text have to look, so that whoever draws up a form needs no pattern language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .item_definitions import AnswerFormat


@dataclass(frozen=True, slots=True)
class Format:
    """``pattern`` matches the whole answer, typed without spaces; ``told`` is said when it does not."""

    pattern: re.Pattern[str]
    name: Promise
    told: Promise


# Number plates: GA 36-2018, a province, a letter, five characters, six for new-energy vehicles; I and O do not occur.
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
FORMATS: Mapping[AnswerFormat, Format] = {
    AnswerFormat.DIGITS: Format(re.compile(r"[0-9]+"), _("只含数字"), _("请只填写数字")),
    AnswerFormat.POSTCODE: Format(
        re.compile(r"[0-9]{6}"), _("邮政编码"), _("请填写 6 位邮政编码，例如 430014")
    ),
    AnswerFormat.EMAIL: Format(
        re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"),
        _("电子邮箱"),
        _("请填写电子邮箱，例如 zhangmin@example.com"),
    ),
    AnswerFormat.PLATE: Format(re.compile(_PLATE), _("机动车号牌"), _("请填写机动车号牌，例如 鄂A12P86")),
    AnswerFormat.BANK_ACCOUNT: Format(
        re.compile(r"[0-9]{8,30}"), _("银行账号"), _("请填写银行账号，只含数字，8 到 30 位")
    ),
}


def fault_in(answer: str, wanted: AnswerFormat) -> str:
    """What is wrong with an answer, in a sentence; empty where it fits or nothing is wanted."""
    known = FORMATS.get(wanted)
    plain = "".join(answer.split()).upper()
    return "" if known is None or known.pattern.fullmatch(plain) else str(known.told)
