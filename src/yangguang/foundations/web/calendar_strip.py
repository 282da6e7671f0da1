"""Draws the explanation of a clock as month sheets, as a wall calendar has them, and as a list for reading aloud."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yangguang.law.clocks import ClockReading, ExplainedDay, ExplainedSpan
from yangguang.law.explanations import NOT_RUNNING, START_DAY, merge_days

from .wording import day_text, in_english, month_text, said

IN_A_PROCEDURE = re.compile(
    r".+期间(?=$|[(（,，;；])"
)  # "专家评审期间(告知书 …)", as the law explains a pause
WEEKEND = (5, 6)
LONGEST_DRAWN = 200  # days; beyond that the list alone says it better


@dataclass(frozen=True, slots=True)
class StripDay:
    """``word`` stands in the cell under the number of the day, ``title`` says it in full."""

    date: date
    classes: str = ""
    word: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StripMonth:
    title: str
    weeks: Sequence[Sequence[StripDay | None]]


@dataclass(frozen=True, slots=True)
class StripLine:
    days: str
    verdict: str
    why: str
    basis: str


def month_sheets(reading: ClockReading) -> list[StripMonth]:
    """The days of a reading as sheets of weeks that begin on Monday; empty when there are too many to draw."""
    if len(reading.days) > LONGEST_DRAWN:
        return []
    drawn = {day.date: day for day in _drawn_days(reading)}
    months = groupby(_whole_weeks(min(drawn), max(drawn)), key=lambda day: (day.year, day.month))
    return [_sheet(list(month), drawn) for _key, month in months]


def lines(reading: ClockReading) -> list[StripLine]:
    """The spans of the explanation in words: good enough to hand to a court."""
    return [
        StripLine(
            _span_text(span), _("计入") if span.counted else _("不计入"), said(span.why), said(span.citation)
        )
        for span in merge_days(reading.days)
    ]


def weekday_names() -> list[str]:
    return [
        pgettext("星期", "一"),
        pgettext("星期", "二"),
        pgettext("星期", "三"),
        pgettext("星期", "四"),
        pgettext("星期", "五"),
        pgettext("星期", "六"),
        pgettext("星期", "日"),
    ]


def legend() -> list[tuple[str, str]]:
    return [
        ("yg-day-counted", _("已计入")),
        ("yg-day-ahead", _("将计入")),
        ("yg-day-free", _("不计入")),
        ("yg-day-paused", _("中止，不计入")),
        ("yg-day-late", _("超期")),
        ("yg-day-due", _("到期日")),
    ]


def _span_text(span: ExplainedSpan) -> str:
    first = day_text(span.first_date)
    return first if span.first_date == span.last_date else f"{first} – {day_text(span.last_date)}"


def _whole_weeks(first: date, last: date) -> Iterator[date]:
    """Every day from the first Monday needed to the last Sunday, so that no week is torn at its ends."""
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    return (monday + timedelta(days=n) for n in range((sunday - monday).days + 1))


def _sheet(month: Sequence[date], drawn: dict[date, StripDay]) -> StripMonth:
    cells: list[StripDay | None] = [None] * month[0].weekday()
    cells += [drawn.get(day, StripDay(day, "yg-day-outside")) for day in month]
    cells += [None] * (-len(cells) % 7)
    return StripMonth(month_text(month[0]), [cells[n : n + 7] for n in range(0, len(cells), 7)])


def _drawn_days(reading: ClockReading) -> Iterable[StripDay]:
    counted = 0
    for day in reading.days:
        late = day.date > reading.due_date
        counted += day.counted and not late
        look, word = _look(day, counted=counted, late=late)
        if day.date == reading.due_date:
            look += " yg-day-due"
        yield StripDay(day.date, look, word, f"{day_text(day.date)}: {_REFERENCE.sub('', said(day.why))}")


# A document's number stays in the daily account below, where it is marked as Chinese; a title cannot mark it.
_REFERENCE = re.compile(r"\s*\([^()]*[\u3400-\u9fff][^()]*\)")


def _look(day: ExplainedDay, *, counted: int, late: bool) -> tuple[str, str]:
    """The class and the word of one day."""
    if late and day.counted:
        return "yg-day-late", pgettext("日历条", "超期")
    if day.counted:
        made_up = day.date.weekday() in WEEKEND
        word = _("补班") if made_up else _("第%(n)d天") % {"n": counted}
        return ("yg-day-counted" if day.elapsed else "yg-day-ahead"), word
    if day.why == START_DAY:
        return "yg-day-free", pgettext("日历条", "起算")
    if day.why == NOT_RUNNING or IN_A_PROCEDURE.match(day.why):
        return "yg-day-paused", pgettext("日历条", "中止")
    return "yg-day-free", _free_word(day)


def _free_word(day: ExplainedDay) -> str:
    """The festival where a cell has room for it; in English cells there is none."""
    festival, found, _rest = day.why.partition("放假")
    return festival[:3] if found and not in_english() else pgettext("日历条", "休息")
