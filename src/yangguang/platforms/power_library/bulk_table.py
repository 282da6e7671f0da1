"""实施清单批量表: a body's implementing list as a table, one row an entry, under the national headings.

The headings are the file's format and therefore not translated. Columns without ``write`` are unified by the province:
they are there to be read, and a row that changes one is refused.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit

from .item_definitions import Depth, ItemDefinition

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
ZIP = b"PK\x03\x04"
MOST_ROWS = 20_000
CODE = "实施编码"
_MARKS = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # what `spreadsheets.as_csv` puts before a formula


@dataclass(frozen=True, slots=True)
class Column:
    """``write`` lays a cell over a definition and raises `ValueError` for one that it cannot read."""

    heading: str
    field: str
    read: Callable[[ItemDefinition], str]
    write: Callable[[ItemDefinition, str], ItemDefinition] | None = None


def _promised(item: ItemDefinition, cell: str) -> ItemDefinition:
    return replace(item, limits=replace(item.limits, promised=str(TimeLimit.parse(cell))))


def _visits(item: ItemDefinition, cell: str) -> ItemDefinition:
    if not (cell.isascii() and cell.isdecimal()):
        raise ValueError(cell)
    return replace(item, visits=int(cell))


def _depth(item: ItemDefinition, cell: str) -> ItemDefinition:
    return replace(item, depth=Depth(cell))


def _consult(item: ItemDefinition, cell: str) -> ItemDefinition:
    return replace(item, help=replace(item.help, consult_phone=cell))


def _complaint(item: ItemDefinition, cell: str) -> ItemDefinition:
    return replace(item, help=replace(item.help, complaint_phone=cell))


COLUMNS = (
    Column("事项名称", "name", lambda item: item.name),
    Column("办件类型", "case_kind", lambda item: item.case_kind.value),
    Column("法定办结时限", "limits.statutory", lambda item: item.limits.statutory),
    Column("承诺办结时限", "limits.promised", lambda item: item.limits.promised, _promised),
    Column("到办事现场次数", "visits", lambda item: str(item.visits), _visits),
    Column("网上办理深度", "depth", lambda item: item.depth.value, _depth),
    Column("咨询电话", "help.consult_phone", lambda item: item.help.consult_phone, _consult),
    Column("监督投诉电话", "help.complaint_phone", lambda item: item.help.complaint_phone, _complaint),
)
HEADINGS = (CODE, *(column.heading for column in COLUMNS))


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` as the spreadsheet counts it, the headings being line 1."""

    line: int
    code: str
    cells: tuple[str, ...]


def table_cells(code: str, item: ItemDefinition) -> tuple[str, ...]:
    return (code, *(column.read(item) for column in COLUMNS))


def read_table(content: bytes) -> list[TableRow]:
    """The rows of an XLSX file, or of a CSV file in UTF-8 or GBK (GB 18030); empty lines are left out.

    What a file is, its content says, not its name. Raises `Refusal` for any other file.
    """
    if len(content) > MOST_BYTES:
        raise _unreadable(_("文件超过 %(most)s MB") % {"most": MOST_BYTES // 1024**2})
    table = _from_xlsx(content) if content.startswith(ZIP) else _from_csv(content)
    if not table or tuple(table[0]) != HEADINGS:
        raise _unreadable(_("首行应为:%(headings)s") % {"headings": "、".join(HEADINGS)})
    rows = [_row(line, cells) for line, cells in enumerate(table[1:], 2) if any(cells)]
    if len(rows) > MOST_ROWS:
        raise _unreadable(_("表格超过 %(most)s 行") % {"most": MOST_ROWS})
    return rows


def _from_csv(content: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(_decoded(content), newline=""), strict=True))
    except csv.Error as error:
        raise _unreadable(_("文件不是完整的 CSV 表格")) from error


def _from_xlsx(content: bytes) -> list[list[str]]:
    """The first sheet as text, as wide as its heading; what spreadsheets make of numbers is made whole again."""
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED_BYTES:
                raise _unreadable(_("文件解开后过大"))
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, PasswordError, XmlError, ZipError, WorksheetNotFound) as error:
        raise _unreadable(_("文件不是可以打开的 XLSX 表格，或者设有密码")) from error
    width = len(HEADINGS)
    return [[_as_text(cell) for cell in row][:width] + [""] * (width - len(row)) for row in rows]


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # binary files
            return text
    raise _unreadable(_("文件既不是 UTF-8 也不是 GBK 编码的文本"))


def _row(line: int, cells: Sequence[str]) -> TableRow:
    if len(cells) != len(HEADINGS):
        raise _unreadable(
            _("第 %(line)s 行有 %(found)s 列，应为 %(wanted)s 列")
            % {"line": line, "found": len(cells), "wanted": len(HEADINGS)}
        )
    code, *rest = (_plain(cell) for cell in cells)
    return TableRow(line, code, tuple(rest))


def _plain(cell: str) -> str:
    return (cell[1:] if cell.startswith(_MARKS) else cell).strip()


def _unreadable(rule: str) -> Refusal:
    return Refusal(asked=_("导入实施清单"), rule=rule, way_out=_("请在导出的文件上修改后重新导入"))
