"""Facts as a Chinese document prints them: moments and days in Shanghai, limits in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.law.explanations import LATE, NOT_RUNNING, ROLLED, START_DAY
from yangguang.law.time_limits import SHANGHAI, TimeLimit
from yangguang.law.working_days import days_through

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:\d\d)")
_IN_A_PROCEDURE = re.compile(
    r".+期间(?=$|[(（,，;；])"
)  # 专家评审期间（告知书 …）, as the law explains a pause
_TIME_COUNTED = re.compile(r"计入 (\d+:\d\d)")  # under rules that count time
LONGEST_DRAWN = 200  # days; beyond that the table alone says it better
_LIMIT = re.compile(r"\d+(?:wd|nd|mo|y|h|min)")


def printed(value: Any, name: str = "") -> Any:
    """``value`` with every ISO day and moment, and every limit code in a field named …limit, in Chinese words."""
    if isinstance(value, Mapping):
        return {key: printed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [printed(inner, name) for inner in value]
    if isinstance(value, str):
        return _printed_text(value, name)
    return value


def chinese_date(moment: datetime | date) -> str:
    """``2026年3月2日``; a moment is the day it is in Shanghai."""
    day = moment.astimezone(SHANGHAI) if isinstance(moment, datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(moment: datetime) -> str:
    """``2026年3月2日9时05分`` in Shanghai. The last moment of a day is written as its end, 24时."""
    local = moment.astimezone(SHANGHAI)
    if local.hour == local.minute == 0 and local.second == 0:
        return f"{chinese_date(local.date() - timedelta(days=1))}24时"
    return f"{chinese_date(local)}{local.hour}时{local:%M}分"


def validity(facts: Mapping[str, Any]) -> str:
    """The days on which a grant holds. ``valid_to`` in the facts is the first day on which it no longer does."""
    start, end = facts.get("valid_from"), facts.get("valid_to")
    if not start:
        return ""
    first = chinese_date(date.fromisoformat(start))
    if not end:
        return f"自{first}起长期有效"
    return f"自{first}至{chinese_date(date.fromisoformat(end) - timedelta(days=1))}"


def explanation_rows(explanation: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The rows of a clock's explanation: days or spans as `law.clocks` gives them, with ISO dates.

    Counted days are numbered; a span says how many days it counts in ``days`` when it has more than one.
    """
    rows, total = [], 0
    for line in explanation:
        first = date.fromisoformat(line.get("first_date") or line["date"])
        last = date.fromisoformat(line.get("last_date") or line["date"])
        number = ""
        if line["counted"]:
            total += line.get("days", (last - first).days + 1)
            number = f"第{total}日" if first == last else f"至第{total}日"
        rows.append(
            {
                "when": chinese_date(first)
                if first == last
                else f"{chinese_date(first)}–{last.month}月{last.day}日",
                "counted": number or "不计",
                "why": str(line["why"]),
                "citation": str(line.get("citation", "")),
            }
        )
    return rows


def calendar_sheets(explanation: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same explanation drawn: a sheet for each month, weeks from Monday, a cell for each day that it speaks of.

    A cell has ``day``, ``kind`` (start, counted, late, paused, free) and ``word``; other days are None.
    """
    cells = dict(_cells(explanation))
    if not cells or len(cells) > LONGEST_DRAWN:
        return []
    first, last = min(cells), max(cells)
    monday = first - timedelta(days=first.weekday())
    weeks = [
        [monday + timedelta(days=7 * week + day) for day in range(7)]
        for week in range((last - monday).days // 7 + 1)
    ]
    months = dict.fromkeys((day.year, day.month) for day in sorted(cells))
    return [
        {
            "title": f"{year}年{month}月",
            "weeks": [
                [cells.get(day) if (day.year, day.month) == (year, month) else None for day in week]
                for week in weeks
                if any((day.year, day.month) == (year, month) and day in cells for day in week)
            ],
        }
        for year, month in months
    ]


def _cells(explanation: Sequence[Mapping[str, Any]]) -> Iterator[tuple[date, dict[str, Any]]]:
    counted = 0
    for line in explanation:
        first = date.fromisoformat(line.get("first_date") or line["date"])
        last = date.fromisoformat(line.get("last_date") or line["date"])
        for day in days_through(first, last):
            counted += bool(line["counted"])
            kind, word = _cell(str(line["why"]), bool(line["counted"]), counted)
            yield day, {"day": day.day, "kind": kind, "word": word}


def _cell(why: str, counts: bool, counted: int) -> tuple[str, str]:
    if counts and why == LATE:
        return "late", "超期"
    if counts:
        time_counted = _TIME_COUNTED.match(why)
        return "counted", time_counted[1] if time_counted else f"第{counted}日"
    if why == START_DAY:
        return "start", "起算"
    if why == NOT_RUNNING or _IN_A_PROCEDURE.match(why):
        return "paused", "中止"
    return "free", "顺延" if why == ROLLED else "休"


def _printed_text(text: str, name: str) -> str:
    if _MOMENT.fullmatch(text):
        return chinese_moment(datetime.fromisoformat(text))
    if _DAY.fullmatch(text):
        return chinese_date(date.fromisoformat(text))
    if name.endswith("limit") and _LIMIT.fullmatch(text):
        return str(TimeLimit.parse(text).in_words())
    return text
