"""Reading data files that people write: every fault is told with file, place in the file and the rule it breaks."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")

DATA = Path(__file__).parent / "data"


class DataFileError(ValueError):
    """A data file breaks a rule. ``place`` says where in the file: a line or a table, and the field."""

    def __init__(self, file: Path, place: str, rule: str) -> None:
        super().__init__(f"{file.name}: {place}: {rule}")
        self.file = file
        self.place = place
        self.rule = rule


class Line:
    """One row of a CSV file, its cells by column."""

    def __init__(self, file: Path, number: int, cells: Mapping[str, str]) -> None:
        self.file = file
        self.number = number
        self.cells = cells

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, rule: str) -> DataFileError:
        place = _("第 %(line)d 行 %(field)s") % {"line": self.number, "field": column}
        return DataFileError(self.file, place.strip(), rule)


class Entry:
    """One table of a TOML file, read field by field."""

    def __init__(self, file: Path, place: str, fields: Mapping[str, Any]) -> None:
        self.file = file
        self.place = place
        self.fields = fields

    def get(self, name: str, kind: type[T]) -> T:
        if name not in self.fields:
            raise self.fault(name, _("缺少此项"))
        value = self.fields[name]
        if type(value) is not kind:
            raise self.fault(name, _("应为 %(kind)s 类型") % {"kind": kind.__name__})
        if value in ("", []):
            raise self.fault(name, _("不能为空"))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        values = self.get(name, list)
        if not all(isinstance(value, str) and value for value in values):
            raise self.fault(name, _("应为文字列表"))
        return tuple(values)

    def tables(self, name: str) -> "Iterator[Entry]":
        """The tables ``[[name]]``; each is called by its ``key`` where it has one, by its number otherwise."""
        for number, fields in enumerate(self.get(name, list), start=1):
            if not isinstance(fields, dict):
                raise self.fault(name, _("应为表"))
            yield Entry(self.file, f"{name} {fields.get('key', number)}", fields)

    def table(self, name: str) -> "Entry":
        return Entry(self.file, f"{self.place} {name}".strip(), self.get(name, dict))

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse a field that nobody reads: most often a misspelt one."""
        for name in self.fields:
            if name not in allowed:
                rule = _("没有此项；可用：%(allowed)s") % {"allowed": ", ".join(sorted(allowed))}
                raise self.fault(name, rule)

    def fault(self, name: str, rule: str) -> DataFileError:
        return DataFileError(self.file, f"{self.place} {name}".strip(), rule)


def read_lines(file: Path, columns: tuple[str, ...]) -> Iterator[Line]:
    """The rows of a CSV file that has exactly these columns, in this order."""
    reader = csv.reader(_text(file).splitlines())
    if tuple(next(reader, ())) != columns:
        rule = _("列名须依次为：%(columns)s") % {"columns": ",".join(columns)}
        raise Line(file, 1, {}).fault("", rule)
    for cells in reader:
        if len(cells) != len(columns):
            rule = _("应有 %(wanted)d 列，实有 %(found)d 列") % {"wanted": len(columns), "found": len(cells)}
            raise Line(file, reader.line_num, {}).fault("", rule)
        yield Line(file, reader.line_num, dict(zip(columns, cells, strict=True)))


def read_toml(file: Path, *, on: date) -> Entry:
    """The whole of a TOML file whose ``as_of`` is not later than the day ``on``."""
    try:
        entry = Entry(file, "", tomllib.loads(_text(file)))
    except tomllib.TOMLDecodeError as fault:
        raise DataFileError(file, "TOML", str(fault)) from fault
    if entry.get("as_of", date) > on:
        raise entry.fault("as_of", _("日期晚于导入日"))
    return entry


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise DataFileError(file, _("文件"), _("文件不存在：%(path)s") % {"path": file}) from fault
    except UnicodeDecodeError as fault:
        raise DataFileError(file, _("文件"), _("须为 UTF-8 编码")) from fault
