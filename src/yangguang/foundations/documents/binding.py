"""卷宗: papers bound into one PDF behind a cover, tables and a table of contents with page numbers.

For court and archive. The same papers give the same bytes. A paper that cannot be read as PDF (damaged, or locked with a
password) is listed with that remark instead of a page number: it goes along as a file of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

_LAYOUTS = Path(str(files(__package__).joinpath("layouts")))
_FONTS = Path(manimgx_fonts_cjk.__file__).parent
_compiling = Lock()
_PICTURES = {"image/jpeg": "jpg", "image/png": "png"}
_PICTURE_PAGE = (
    '#set page("a4", margin: 15mm)\n#image("picture.{ending}", width: 100%, height: 100%, fit: "contain")'
)
ON_PAPER = "纸质件，另存"
UNREADABLE = "不能并入，见附件"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a bundle. ``content`` is None for what exists on paper only."""

    title: str
    note: str
    content: bytes | None
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Table:
    """``widths``: shares of the line, one for each column."""

    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cover:
    body: str
    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    as_of: str


@dataclass(frozen=True, slots=True)
class _Bound:
    paper: Paper
    pages: PdfReader | None
    remark: str


def bind(cover: Cover, papers: Sequence[Paper], *, at: datetime) -> bytes:
    """The bundle; its outline names every paper. Stamped with ``at``, and no other moment gets in."""
    bound = [_opened(paper) for paper in papers]
    front = _front(cover, bound, first_page=1, at=at)
    # The contents stand on as many pages whatever the numbers in them are.
    front = _front(cover, bound, first_page=len(front.pages) + 1, at=at)
    writer = PdfWriter()
    writer.append(front, outline_item="封面和目录", import_outline=False)
    for one in bound:
        if one.pages is not None:
            writer.append(one.pages, outline_item=one.paper.title, import_outline=False)
    writer.add_metadata({"/Title": f"{cover.title} {cover.number}", "/Author": cover.body})
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _opened(paper: Paper) -> _Bound:
    if paper.content is None:
        return _Bound(paper, None, ON_PAPER)
    try:
        content = _as_pdf(paper)
        pages = PdfReader(BytesIO(content))
        if pages.is_encrypted or not len(pages.pages):
            return _Bound(paper, None, UNREADABLE)
    except (PyPdfError, typst.TypstError, ValueError, KeyError):
        return _Bound(paper, None, UNREADABLE)
    return _Bound(paper, pages, "")


def _as_pdf(paper: Paper) -> bytes:
    """A picture becomes a page."""
    assert paper.content is not None
    ending = _PICTURES.get(paper.media_type)
    if ending is None:
        return paper.content
    with TemporaryDirectory() as folder:
        (Path(folder) / f"picture.{ending}").write_bytes(paper.content)
        page = Path(folder) / "page.typ"
        page.write_text(_PICTURE_PAGE.format(ending=ending), encoding="utf-8")
        pdf = typst.compile(str(page), root=folder, ignore_system_fonts=True, timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


def _front(cover: Cover, bound: Sequence[_Bound], *, first_page: int, at: datetime) -> PdfReader:
    data = {
        "body": cover.body,
        "title": cover.title,
        "number": cover.number,
        "facts": cover.facts,
        "tables": [
            {"title": one.title, "columns": one.columns, "widths": one.widths, "rows": one.rows}
            for one in cover.tables
        ],
        "contents": _contents(bound, first_page),
        "as_of": cover.as_of,
    }
    return PdfReader(BytesIO(_compiled(data, at)))


def _contents(bound: Sequence[_Bound], page: int) -> list[tuple[str, str, str]]:
    """(title, note, page or remark) of each paper."""
    rows = []
    for one in bound:
        rows.append((one.paper.title, one.paper.note, one.remark or str(page)))
        page += len(one.pages.pages) if one.pages is not None else 0
    return rows


def _compiled(data: dict[str, Any], at: datetime) -> bytes:
    with _compiling:
        pdf = _compiler().compile(
            sys_inputs={"bundle": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            timestamp=int(at.timestamp()),
        )
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(_LAYOUTS / "bundle.typ"), root=str(_LAYOUTS), font_paths=[str(_FONTS)], ignore_system_fonts=True
    )
