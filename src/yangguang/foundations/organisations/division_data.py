"""The five-level tree as the data file gives it, checked row by row before anything is written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .data_files import DATA, DataFileError, Line, read_lines
from .levels import Level

DIVISIONS_FILE = DATA / "hubei_divisions.csv"
COLUMNS = ("code", "name", "level", "parent", "kind", "name_en", "pinyin", "source", "as_of")
# What each cell must look like, and the rule told to whoever wrote another thing.
CELLS: Mapping[str, tuple[re.Pattern[str], Promise]] = {
    "code": (re.compile(r"[1-9]\d{11}"), gettext_lazy("须为 12 位数字（统计用区划代码）")),
    "name": (re.compile(r"\S.{0,79}"), gettext_lazy("不能为空，且不超过 80 字")),
    "level": (re.compile("[2-6]"), gettext_lazy("须为 2 省、3 市、4 县、5 乡、6 村之一")),
    "kind": (re.compile("official|zone"), gettext_lazy("须为 official 或 zone")),
    "name_en": (re.compile(r"[!-~][ -~]{0,119}"), gettext_lazy("须为 1–120 个英文字符")),
    "pinyin": (re.compile(r"[a-z0-9]+( [a-z0-9]+)*"), gettext_lazy("须为以空格分隔的小写音节")),
    "source": (re.compile(r"\S.{0,59}"), gettext_lazy("不能为空，且不超过 60 字")),
}

# 市辖乡镇: a township may hang on a city-level unit without counties.
PARENT_LEVELS: Mapping[Level, frozenset[Level]] = {
    Level.PROVINCE: frozenset(),
    Level.CITY: frozenset({Level.PROVINCE}),
    Level.COUNTY: frozenset({Level.CITY}),
    Level.TOWNSHIP: frozenset({Level.CITY, Level.COUNTY}),
    Level.VILLAGE: frozenset({Level.TOWNSHIP}),
}


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One place; ``above`` runs from its parent up to the province."""

    code: str
    name: str
    level: Level
    kind: str
    name_en: str
    pinyin: str
    source: str
    as_of: date
    above: tuple["DivisionRow", ...]

    @property
    def parent(self) -> "DivisionRow | None":
        return self.above[0] if self.above else None

    @property
    def full_name(self) -> str:
        return "".join(row.name for row in reversed((self, *self.above)))

    @property
    def path(self) -> str:
        return ".".join(own_digits(row.code) for row in reversed((self, *self.above)))


def own_digits(code: str) -> str:
    """``code`` without the zeros that only fill: 420500000000 → 4205, 429004000000 → 429004.

    Shortened to the widths the code book knows (2, 4, 6, 9, 12), so 420110000000 keeps its 420110.
    """
    width = next(width for width in (2, 4, 6, 9, 12) if not code[width:].strip("0"))
    return code[:width]


def read_divisions(file: Path = DIVISIONS_FILE, *, on: date) -> list[DivisionRow]:
    """Every place of the file, parents before children; ``on`` is the day of loading.

    Raises ``DataFileError`` for the first row that breaks a rule.
    """
    rows: dict[str, DivisionRow] = {}
    for line in read_lines(file, COLUMNS):
        row = _row(line, rows, on)
        rows[row.code] = row
    _one_province(file, rows.values())
    return list(rows.values())


def _row(line: Line, earlier: Mapping[str, DivisionRow], on: date) -> DivisionRow:
    for column, (pattern, rule) in CELLS.items():
        if not pattern.fullmatch(line[column]):
            raise line.fault(column, str(rule))
    if line["code"] in earlier:
        raise line.fault("code", _("代码重复：%(code)s") % {"code": line["code"]})
    level = Level(int(line["level"]))
    return DivisionRow(
        code=line["code"],
        name=line["name"],
        level=level,
        kind=line["kind"],
        name_en=line["name_en"],
        pinyin=line["pinyin"],
        source=line["source"],
        as_of=_as_of(line, on),
        above=_above(line, level, earlier),
    )


def _above(line: Line, level: Level, earlier: Mapping[str, DivisionRow]) -> tuple[DivisionRow, ...]:
    code = line["parent"]
    if level is Level.PROVINCE:
        if code:
            raise line.fault("parent", _("省级没有上级"))
        return ()
    if code not in earlier:
        raise line.fault("parent", _("上级 %(code)s 不在此行之前") % {"code": code or "∅"})
    parent = earlier[code]
    if parent.level not in PARENT_LEVELS[level]:
        pair = {"level": level.label, "parent": parent.level.label}
        raise line.fault("parent", _("%(level)s区划不能直属%(parent)s区划") % pair)
    return (parent, *parent.above)


def _as_of(line: Line, on: date) -> date:
    try:
        day = date.fromisoformat(line["as_of"])
    except ValueError:
        raise line.fault("as_of", _("须为 YYYY-MM-DD 日期")) from None
    if day > on:
        raise line.fault("as_of", _("日期晚于导入日"))
    return day


def _one_province(file: Path, rows: Iterable[DivisionRow]) -> None:
    if sum(row.level is Level.PROVINCE for row in rows) != 1:
        raise DataFileError(file, "level", _("须恰有一个省级区划"))
