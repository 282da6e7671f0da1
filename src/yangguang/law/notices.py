"""The State Council's yearly notices on days off (放假安排通知), and the regulation behind them, as read from texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from .citations import Citation
from .phrases import Phrase
from .sources import UnreadableLaw, load_text, text_names

REGULATION = "holidays.toml"
FESTIVALS = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of victory in 1945",
}


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that something other than its weekday decides on."""

    working: bool
    text: str
    citation: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: the year it arranges, and every day it names."""

    year: int
    number: str
    title: str
    issued_on: date
    days: Mapping[date, NamedDay]


@cache
def announced_notices() -> tuple[Notice, ...]:
    """All packaged notices in the order in which they were issued. Raises `UnreadableLaw`."""
    notices = [notice for name in text_names("calendar") for notice in read_notices(name, load_text(name))]
    years = sorted({notice.year for notice in notices})
    if years != list(range(years[0], years[-1] + 1)):
        raise UnreadableLaw("calendar", f"a year is missing between {years[0]} and {years[-1]}")
    return tuple(sorted(notices, key=lambda notice: notice.issued_on))


def read_notices(name: str, text: Mapping[str, Any]) -> Iterator[Notice]:
    """The notices of one year's file ``…/YYYY.toml``, checked."""
    year = int(name.rsplit("/", 1)[-1].removesuffix(".toml"))
    if not text.get("notice"):
        raise UnreadableLaw(name, "holds no notice")
    for entry in text["notice"]:
        try:
            yield _notice(year, entry)
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableLaw(name, f"notice {entry.get('number')!r}: {error}") from error


def _notice(year: int, entry: Mapping[str, Any]) -> Notice:
    source = f"{entry['title']}（{entry['number']}）" if entry["number"] else entry["title"]
    citation = Phrase(source, f"State Council Office notice for {year} {entry['number']}".strip())
    days: dict[date, NamedDay] = {}
    for span in entry["off"]:
        name = span["name"]
        text = Phrase(f"{name}放假", f"{FESTIVALS[name]} holiday")
        for day in _span(span["from"], span["to"]):
            days[day] = NamedDay(False, text, citation)
    made_up = Phrase("调休上班", "made up: a working day on a weekend")
    for day in entry["working"]:
        if day in days or day.weekday() < 5:
            raise ValueError(f"{day} cannot be a make-up working day")
        days[day] = NamedDay(True, made_up, citation)
    if any(abs(day.year - year) > 1 for day in days):
        raise ValueError(f"names a day far from {year}")
    return Notice(year, entry["number"], entry["title"], entry["issued_on"], days)


def _span(first: date, last: date) -> Iterator[date]:
    if last < first:
        raise ValueError(f"span ends on {last}, before {first}")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def statutory_holidays(year: int) -> dict[date, NamedDay]:
    """The holidays that the regulation itself gives for a year, lunar ones included, before any adjustment."""
    text = load_text(REGULATION)
    rules = [rule for rule in text["regulation"] if rule["from_year"] <= year][-1]
    days: dict[date, NamedDay] = {}
    for holiday in rules["holiday"]:
        first = _first_day(year, holiday, text)
        why = Phrase(
            f"{holiday['name']}法定假日（暂定）", f"{FESTIVALS[holiday['name']]}, statutory (provisional)"
        )
        citation = Citation("holidays_regulation", "2").in_words()
        for day in _span(first, first + timedelta(days=holiday["days"] - 1)):
            days[day] = NamedDay(False, why, citation)
    return days


def _first_day(year: int, holiday: Mapping[str, Any], text: Mapping[str, Any]) -> date:
    if "month" in holiday:
        return date(year, holiday["month"], holiday["day"])
    try:
        festival: date = text["lunar"][str(year)][holiday["lunar"]]
    except KeyError:
        raise UnreadableLaw(REGULATION, f"no lunar festivals for {year}") from None
    return festival + timedelta(days=holiday.get("offset", 0))


def group_holiday(day: date) -> str | None:
    """The holiday of some citizens (妇女节, 青年节, 儿童节, 建军节) that falls on a day, if any."""
    for holiday in load_text(REGULATION)["group_holiday"]:
        if (day.month, day.day) == (holiday["month"], holiday["day"]):
            return Phrase(holiday["name"], holiday["english"])
    return None
