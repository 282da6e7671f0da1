"""The PDF of an official document, drawn from its facts: the same facts give the same bytes, today and in ten years.

Official documents are in Chinese only; that is the language in which they take effect.
"""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import segno
import typst
from django.conf import settings

from .kinds import DocumentKind
from .models import OfficialDocument
from .printed_facts import calendar_sheets, chinese_date, explanation_rows, printed, validity

_LAYOUTS = Path(str(files(__package__).joinpath("layouts")))
_FONTS = Path(manimgx_fonts_cjk.__file__).parent
_compiling = Lock()  # one compiler is kept: it holds the font, which takes longer to read than a page to set


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF/A-2b, stamped with its moment of issue."""
    data = json.dumps(_page_data(document), ensure_ascii=False, sort_keys=True)
    with _compiling:
        pdf = _compiler().compile(
            sys_inputs={"document": data},
            timestamp=int(document.issued_at.timestamp()),
            pdf_standards=["a-2b"],
        )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for document {document.number}")
    return pdf


def verification_address(document: OfficialDocument) -> str:
    """The public page that the QR code opens."""
    return f"{settings.PUBLIC_ADDRESS}/documents/{document.verification_code}/"


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(_LAYOUTS / "document.typ"), root=str(_LAYOUTS), font_paths=[str(_FONTS)], ignore_system_fonts=True
    )


def _page_data(document: OfficialDocument) -> dict[str, Any]:
    facts = document.facts
    address = verification_address(document)
    return {
        "kind": document.kind,
        "title": str(_TITLES[DocumentKind(document.kind)]),
        "number": document.number,
        "body": document.body.name,
        "addressee": document.addressee,
        "facts": printed(facts),
        "validity": validity(facts),
        "explanation": explanation_rows(facts.get("explanation", [])),
        "calendar": calendar_sheets(facts.get("explanation", [])),
        "people": _people(facts),
        "issued_on": chinese_date(document.issued_at),
        "address": address,
        "code": document.verification_code,
        "hash": document.facts_sha256,
        "qr": segno.make(address, error="m").svg_inline(scale=1, border=0),
    }


# Not the translated labels of the kinds: a document reads the same whatever language the screen is in.
_TITLES = {
    DocumentKind.RECEIPT: "材料接收凭证",
    DocumentKind.ACCEPTANCE: "受理通知书",
    DocumentKind.TOLERANCE: "容缺受理通知书",
    DocumentKind.COMMITMENT: "告知承诺书",
    DocumentKind.CORRECTION: "一次性补正告知书",
    DocumentKind.DECLINE: "不予受理通知书",
    DocumentKind.SPECIAL_PROCEDURE: "特别程序告知书",
    DocumentKind.HEARING_NOTICE: "听证通知书",
    DocumentKind.HEARING_RECORD: "听证笔录",
    DocumentKind.SITE_RECORD: "现场核查笔录",
    DocumentKind.EXTENSION: "延期通知书",
    DocumentKind.GRANT: "准予决定书",
    DocumentKind.REFUSAL: "不予批准决定书",
    DocumentKind.RECTIFICATION: "责令限期整改通知书",
    DocumentKind.REVOCATION: "撤销决定书",
    DocumentKind.LICENCE_END: "证照处理决定书",
    DocumentKind.LICENCE: "证照",
    DocumentKind.SERVICE: "送达回证",
    DocumentKind.FEE_NOTICE: "缴费通知书",
    DocumentKind.FEE_RECEIPT: "缴费凭证",
    DocumentKind.WARNING: "电子监察预警通知",
    DocumentKind.YELLOW_CARD: "电子监察黄牌通知",
    DocumentKind.RED_CARD: "电子监察红牌通知",
    DocumentKind.SUPERVISION_ORDER: "督办通知书",
    DocumentKind.RECOMMENDATION: "监察建议书",
    DocumentKind.INSPECTION_ORDER: "检查整改通知书",
}


def _people(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Whom to ask and where to complain, as far as the facts say."""
    named = (("经办人", "handler"), ("咨询电话", "consult_phone"), ("监督投诉电话", "complaint_phone"))
    return [(name, facts[key]) for name, key in named if facts.get(key)]
