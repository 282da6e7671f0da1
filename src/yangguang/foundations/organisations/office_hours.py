"""The hours that a centre posts, read for the limits that are counted in them."""

import re
from datetime import time

from yangguang.law.axes import NoOfficeHours, OfficeHours

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[–—~～至-]\s*(\d{1,2})[:：](\d{2})")


def office_hours_in(written: str) -> OfficeHours:
    """ "周一至周五 8:30–12:00、14:00–17:30" as spans of a working day.

    Raises `NoOfficeHours` when no hours are written, ``ValueError`` when they overlap or run backwards.
    """
    found = [tuple(map(int, span)) for span in _SPAN.findall(written)]
    if not found:
        raise NoOfficeHours
    return OfficeHours(tuple((time(begin, m), time(end, n)) for begin, m, end, n in found))
