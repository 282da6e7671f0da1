"""Item files: one item, one TOML file, ``items/<folder of its kind>/<key>.toml``.

The file holds the fields of `item_definitions.ItemDefinition` by their names: plain values first, then ``[limits]``,
``[result]``, ``[help]``, then the tables ``[[legal_basis]]``, ``[[materials]]``, ``[[fees]]`` (or ``fees = []``),
``[[steps]]``, ``[[fields]]`` with ``[[fields.choices]]``, and ``[[faq]]``. ``items/README.md`` explains each of them
for maintainers. The same shape, with dates as ISO text, is what the database keeps (`definition_as_json`).
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from yangguang.platforms.power_library.item_checks import DEPARTMENTS, Finding, file_of, validate
from yangguang.platforms.power_library.item_definitions import ItemDefinition, Theme

__all__ = [
    "Finding",
    "ItemDefinition",
    "ItemFilesError",
    "definition_as_json",
    "definition_from_json",
    "read_items",
    "read_themes",
    "validate",
]

SHAPE = "事项文件格式"
NAMES = {str: "文本", int: "整数", bool: "true 或 false", date: "日期"}
Record = TypeVar("Record")


class ItemFilesError(Exception):
    """Some files break some rules; ``findings`` has all of them, and the message is one line for each."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def read_items(
    directory: Traversable | None = None, *, departments: Iterable[str] = DEPARTMENTS
) -> tuple[ItemDefinition, ...]:
    """All items below ``directory`` (default: those shipped), by key; all or nothing.

    Raises `ItemFilesError` with every finding of every file.
    """
    root = directory or packaged_items()
    themes = [theme.key for theme in read_themes(root)]
    items: list[ItemDefinition] = []
    findings: list[Finding] = []
    for name, file in _item_files(root):
        item, wrong = read_item(name, file.read_bytes())
        findings += wrong
        if item:
            items.append(item)
            findings += validate(item, departments=departments, themes=themes)
            findings += _misplaced(item, name)
    findings += _clashes(items)
    if findings:
        raise ItemFilesError(findings)
    return tuple(sorted(items, key=lambda item: item.key))


def packaged_items() -> Traversable:
    return resources.files("yangguang.platforms.power_library") / "items"


def read_themes(directory: Traversable | None = None) -> tuple[Theme, ...]:
    """The life events and business topics of ``themes.toml``, in the order in which pages show them."""
    table = tomllib.loads(((directory or packaged_items()) / "themes.toml").read_text(encoding="utf-8"))
    decoder = _Decoder("themes.toml")
    themes = [decoder.record(Theme, {"key": key, **row}, f"{key}.") for key, row in table.items()]
    if decoder.findings:
        raise ItemFilesError(decoder.findings)
    return tuple(theme for theme in themes if theme)


def read_item(name: str, content: bytes) -> tuple[ItemDefinition | None, list[Finding]]:
    """One file's definition, or None and what is wrong with its shape. ``name`` is only for the messages."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Finding(name, "-", f"不是 UTF-8 的 TOML 文件:{error}", SHAPE, "按提示的行列改正")]
    return _decoded(name, table)


def definition_as_json(item: ItemDefinition) -> dict[str, Any]:
    """Plain lists, texts, numbers and booleans, every field present: what a stored version holds and is hashed over."""
    return plain_record(item)


def plain_record(record: object) -> dict[str, Any]:
    """A frozen record as plain lists, texts, numbers and booleans."""
    plain = _plain(record)
    assert isinstance(plain, dict)
    return plain


def definition_from_json(stored: Mapping[str, Any]) -> ItemDefinition:
    """The inverse of `definition_as_json`; raises `ItemFilesError` if the shape is wrong.

    Fields that later releases add have defaults, so that every stored version still opens.
    """
    item, findings = _decoded(str(stored.get("key", "?")), stored)
    if item is None:
        raise ItemFilesError(findings)
    return item


def _item_files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        if folder.is_dir():
            for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if file.name.endswith(".toml"):
                    yield f"{folder.name}/{file.name}", file


def _misplaced(item: ItemDefinition, name: str) -> list[Finding]:
    if name == file_of(item):
        return []
    return [Finding(name, "key", f"文件应放在 {file_of(item)}", SHAPE, "移动文件,或者改正 key、kind")]


def _clashes(items: Iterable[ItemDefinition]) -> list[Finding]:
    found = []
    for field_name in ("key", "basic_code"):
        counts = Counter(getattr(item, field_name) for item in items)
        found += [
            Finding(
                file_of(item),
                field_name,
                f"“{getattr(item, field_name)}”与别的事项重复",
                "基本编码规则",
                "每个事项用不同的值",
            )
            for item in items
            if counts[getattr(item, field_name)] > 1
        ]
    return found


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _decoded(name: str, table: Mapping[str, Any]) -> tuple[ItemDefinition | None, list[Finding]]:
    return decoded(ItemDefinition, name, table)


def decoded(kind: type[Record], name: str, table: Mapping[str, Any]) -> tuple[Record | None, list[Finding]]:
    """A frozen record from a plain table, or None and every misfit. ``name`` is only for the messages."""
    decoder = _Decoder(name)
    record = decoder.record(kind, table, "")
    return (None if decoder.findings else record), decoder.findings


@cache
def _shape(kind: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The types and the fields of a record, by name."""
    return get_type_hints(kind), {one.name: one for one in fields(kind)}


@dataclass
class _Decoder:
    """Builds frozen records from plain tables and collects every misfit instead of stopping at the first."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def record(self, kind: type[Record], table: object, path: str) -> Record | None:
        if not isinstance(table, Mapping):
            self._refuse(path.rstrip(".") or "-", "应为一张表", "用 [名称] 写成表")
            return None
        hints, known = _shape(kind)  # type: ignore[arg-type]
        for name in table.keys() - known.keys():
            self._refuse(f"{path}{name}", "没有这个字段", "核对拼写,或者删除")
        before = len(self.findings)
        values = {}
        for name, one in known.items():
            if name in table:
                values[name] = self._value(hints[name], table[name], f"{path}{name}")
            elif one.default is MISSING:
                self._refuse(f"{path}{name}", "缺少必填字段", "补上这个字段")
        return kind(**values) if len(self.findings) == before else None

    def _value(self, hint: Any, value: object, path: str) -> object:
        if get_origin(hint) is tuple:
            return self._members(get_args(hint)[0], value, path)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.record(hint, value, f"{path}.")
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._one_of(hint, value, path)
        if hint is date and isinstance(value, str):
            return self._day(value, path)
        if type(value) is not hint:
            self._refuse(path, f"应为 {NAMES.get(hint, hint)}", "核对引号和写法")
        return value

    def _members(self, hint: Any, value: object, path: str) -> tuple[object, ...]:
        if not isinstance(value, list):
            self._refuse(path, "应为列表", "用 [ ] 或 [[ ]] 写成列表")
            return ()
        labels = [
            member.get("key", at) if isinstance(member, Mapping) else at for at, member in enumerate(value)
        ]
        return tuple(
            self._value(hint, member, f"{path}.{at}") for at, member in zip(labels, value, strict=True)
        )

    def _one_of(self, choices: type[StrEnum], value: object, path: str) -> object:
        try:
            return choices(value)  # type: ignore[arg-type]
        except ValueError:
            self._refuse(path, f"“{value}”不在可选值之内", f"可用:{'、'.join(choices)}")
            return value

    def _day(self, value: str, path: str) -> object:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._refuse(path, "应为日期", "例如 2026-01-01")
            return value

    def _refuse(self, path: str, rule: str, remedy: str) -> None:
        self.findings.append(Finding(self.file, path, rule, SHAPE, remedy))
