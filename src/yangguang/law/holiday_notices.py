"""The State Council's yearly notices, read from ``texts/calendar``, and the festivals of years not yet announced."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """放假安排的通知: which days of a year are free and which weekend days are worked."""

    year: int
    number: str  # empty where the number could not be verified
    title: str
    issued_on: date
    off: Mapping[date, str]
    working: frozenset[date]

    @property
    def citation(self) -> str:
        return f"{self.title}({self.number})" if self.number else self.title


@cache
def published_notices() -> tuple[HolidayNotice, ...]:
    """All notices that ship with the product, by year, then by day of issue."""
    folder = resources.files("yangguang.law") / "texts" / "calendar"
    notices = [
        notice
        for file in folder.iterdir()
        if file.name.endswith(".toml")
        for notice in _read_year(int(file.name.removesuffix(".toml")), tomllib.loads(file.read_text("utf-8")))
    ]
    return tuple(sorted(notices, key=lambda notice: (notice.year, notice.issued_on)))


def _read_year(year: int, table: Mapping[str, Any]) -> Iterator[HolidayNotice]:
    for row in table["notice"]:
        off = {day: str(span["name"]) for span in row["off"] for day in days_of(span["from"], span["to"])}
        yield HolidayNotice(
            year=year,
            number=row["number"],
            title=row["title"],
            issued_on=row["issued_on"],
            off=off,
            working=frozenset(row["working"]),
        )


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@cache
def statutory_holidays(year: int) -> Mapping[date, str] | None:
    """The thirteen free days of a year by art. 2 of the holidays regulation, without any moving of weekends.

    None when the almanac shipped does not reach the year.
    """
    almanac = tomllib.loads(
        (resources.files("yangguang.law") / "texts" / "provisional_festivals.toml").read_text("utf-8")
    )
    row = next((row for row in almanac["year"] if row["year"] == year), None)
    if row is None:
        return None
    spring: date = row["spring_festival"]
    free = {date(year, 1, 1): "元旦"}
    free |= dict.fromkeys(days_of(spring - ONE_DAY, spring + 2 * ONE_DAY), "春节")
    free |= {row["tomb_sweeping"]: "清明节", row["dragon_boat"]: "端午节", row["mid_autumn"]: "中秋节"}
    free |= dict.fromkeys(days_of(date(year, 5, 1), date(year, 5, 2)), "劳动节")
    free |= dict.fromkeys(days_of(date(year, 10, 1), date(year, 10, 3)), "国庆节")
    return free
