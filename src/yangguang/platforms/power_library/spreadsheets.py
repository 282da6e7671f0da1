"""Tables as files: CSV that opens in Excel without garbling, and XLSX (ECMA-376) with a fixed, filterable heading."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # the same table gives the same bytes
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 8  # characters of a column
_UNSPEAKABLE = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")  # not allowed in XML


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that Excel wants; what would be read as a formula is made text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts, the heading bold, frozen and with filters."""
    table = [list(columns), *(list(row) for row in rows)]
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in _parts(title, table):
            package.writestr(ZipInfo(name, _BEGINNING_OF_TIME), _HEAD + content, ZIP_DEFLATED)
    return target.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _parts(title: str, table: list[list[str]]) -> Iterator[tuple[str, str]]:
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{office}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/></Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]),
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name={quoteattr(_sheet_name(title))} sheetId="1" r:id="r1"/></sheets></workbook>',
    )
    yield "xl/styles.xml", _styles()
    yield "xl/worksheets/sheet1.xml", _sheet(table)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _styles() -> str:
    """Style 1 is the heading, style 0 a text that wraps."""
    wrapped = '<alignment vertical="top" wrapText="1"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
        '<font><b/><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
        f'<xf fontId="0" applyAlignment="1">{wrapped}</xf><xf fontId="1" applyFont="1">{wrapped}</xf>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(table: list[list[str]]) -> str:
    last = f"{_letters(len(table[0]))}{len(table)}"
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{_width(column)}" customWidth="1"/>'
        for at, column in enumerate(zip(*table, strict=True), 1)
    )
    rows = "".join(f'<row r="{number}">{_row(number, cells)}</row>' for number, cells in enumerate(table, 1))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData>{rows}</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
    )


def _row(number: int, cells: Sequence[str]) -> str:
    style = ' s="1"' if number == 1 else ""
    return "".join(
        f'<c r="{_letters(at)}{number}" t="inlineStr"{style}><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for at, cell in enumerate(cells, 1)
    )


def _text(cell: str) -> str:
    return escape(cell.translate(_UNSPEAKABLE))


def _letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _width(column: Sequence[str]) -> int:
    """Chinese characters are twice as wide as Latin ones."""
    longest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in cell) for cell in column)
    return max(_NARROWEST, min(_WIDEST, longest + 2))


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of those that Excel forbids."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "1"
