"""How moments, days and amounts are written for people, in both languages."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yangguang.law.phrases import english_of
from yangguang.law.time_limits import SHANGHAI

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def in_language(thing: Any, attribute: str = "name") -> str:
    """``thing.name``, or ``thing.name_en`` for whoever reads English and where there is one."""
    english = getattr(thing, f"{attribute}_en", "") if in_english() else ""
    return str(english or getattr(thing, attribute, ""))


def either_language(chinese: str, english: str) -> str:
    """The English of a pair for whoever reads English, where there is one."""
    return english if in_english() and english else chinese


def said(text: str) -> str:
    """A phrase of the law in the reader's language; the law carries its own English, outside the catalogue."""
    return english_of(text) if in_english() else str(text)


def chinese_apart(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is Chinese; digits and signs between two Chinese words belong to them."""
    pieces = _CHINESE.split(text)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


_CHINESE = re.compile(r"([\u3000-\u9fff\uff00-\uffef](?:[^A-Za-z]*[\u3000-\u9fff\uff00-\uffef])?)")


def moment_text(at: datetime) -> str:
    """An aware moment as the clock on the wall in Hubei showed it."""
    local = at.astimezone(SHANGHAI)
    return f"{day_text(local.date())} {local:%H:%M}"


def moment_day_text(at: datetime) -> str:
    return day_text(at.astimezone(SHANGHAI).date())


def office_hours_text(written: str) -> str:
    """When an office is open, in the reader's language; hours written in another way stay as they are written."""
    usual = _USUAL_HOURS.fullmatch(written)
    return _("周一至周五 %(hours)s，法定节假日除外") % {"hours": usual[1]} if usual else written


_USUAL_HOURS = re.compile(r"周一至周五 ([\d:–、]+)，法定节假日除外")


def day_text(day: date) -> str:
    if in_english():
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def month_text(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}" if in_english() else f"{day.year}年{day.month}月"


def yuan_text(cents: int) -> str:
    """Cents (分) as yuan: ``123456`` → ``¥1,234.56``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}¥{Decimal(abs(cents)) / 100:,.2f}"
