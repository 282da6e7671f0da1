"""The papers of a guide: the blank form, the filled-in example (行政许可法 art. 30) and the guide itself, as PDF.

Typst draws them; texts go in as JSON and are never evaluated, so nothing in an item file can become an instruction.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.utils.translation import gettext as _

from yangguang.foundations.web.wording import day_text, in_english, yuan_text

from .guide import GuideView
from .item_definitions import FieldKind, FormField, ItemDefinition, Material, MaterialSource, Necessity
from .wording import FORMS, NECESSITIES, SOURCES, citation, copies_text, fee_basis, limit_text, validity_text

PAPER = Path(__file__).parent / "paper"
PAPER_ROWS = 5  # of a group
LINES = {FieldKind.LONG_TEXT: 6, FieldKind.ADDRESS: 2}
_one_at_a_time = Lock()  # the compiler keeps state between documents


def blank_form(guide: GuideView) -> bytes:
    """The application form to fill in by hand, in the reader's language."""
    return _drawn("blank_form.typ", _form_data(guide, sample=False))


def sample_form(guide: GuideView) -> bytes:
    """The same form filled in with an invented applicant, marked as an example on every page."""
    return _drawn("blank_form.typ", _form_data(guide, sample=True))


def printed_guide(guide: GuideView) -> bytes:
    """The guide on paper, with the eight disclosures."""
    return _drawn("guide.typ", _guide_data(guide))


def _drawn(template: str, data: dict[str, Any]) -> bytes:
    with _one_at_a_time:
        pdf = _compiler().compile(
            input=PAPER / template, format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=0
        )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no document")
    return pdf


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = find_spec("manimgx_fonts_cjk")
    if fonts is None or fonts.origin is None:
        raise RuntimeError("the package manimgx-fonts-cjk, which holds the Chinese font, is not installed")
    return typst.Compiler(root=PAPER, font_paths=[str(Path(fonts.origin).parent)], ignore_system_fonts=True)


def _said(thing: Any, attribute: str) -> str:
    english = getattr(thing, f"{attribute}_en", "") if in_english() else ""
    return str(english or getattr(thing, attribute))


def _sheet(guide: GuideView, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "body": _said(guide.body, "name"),
        "language": "en" if in_english() else "zh",
        "footer": _("事项编码 %(code)s · 第 %(version)d 版 · 自 %(day)s 起施行")
        % {"code": guide.code, "version": guide.version_number, "day": day_text(guide.in_force_from)},
    }


# ── form ─────────────────────────────────────────────────────────────────────────────────


def _form_data(guide: GuideView, *, sample: bool) -> dict[str, Any]:
    item = guide.item
    return _sheet(guide, _("%(item)s申请表") % {"item": _said(item, "name")}) | {
        "subtitle": _("受理机关：%(body)s") % {"body": _said(guide.body, "name")},
        "sample": _("示范文本") if sample else "",
        "fields": [_field(field, item.fields, sample=sample) for field in item.fields if not field.group],
        "materials_title": _("随表提交的材料"),
        "materials_head": ["", _("材料"), _("份数")],
        "materials": [
            {"name": _said(m, "name"), "copies": copies_text(m)} for m in _handed_in(item.materials)
        ],
        "statement_title": _("申请人声明"),
        "statement": _(
            "本人（本单位）保证所填内容和所交材料真实、完整，并承担不实的法律责任（行政许可法第三十一条）。"
        ),
        "signature": _("申请人（签名或者盖章）：") + (_("（签名）") if sample else ""),
        "date": _("日期："),
        "note": _(
            "申请书格式文本免费提供，不得包含与申请事项没有直接关系的内容（行政许可法第二十九条、第五十八条）。"
        ),
    }


def _handed_in(materials: Iterable[Material]) -> list[Material]:
    return [material for material in materials if material.source is not MaterialSource.GOVERNMENT]


def _field(field: FormField, fields: tuple[FormField, ...], *, sample: bool) -> dict[str, Any]:
    choices = [_said(choice, "label") for choice in field.choices]
    if field.kind is FieldKind.YES_NO:
        choices = [_("是"), _("否")]
    return {
        "label": _said(field, "label") + ("" if field.required else _("（选填）")),
        "when": _shown_when(field, fields),
        "help": _said(field, "help"),
        "lines": LINES.get(field.kind, 1),
        "choices": [{"label": label, "chosen": sample and at == 0} for at, label in enumerate(choices)],
        "example": _example(field) if sample and not choices else "",
        "asked": [_said(one, "label") for one in _asked_in(field, fields)],
        "rows": _rows(field, fields, sample=sample),
    }


def _asked_in(group: FormField, fields: tuple[FormField, ...]) -> list[FormField]:
    return [one for one in fields if group.kind is FieldKind.GROUP and one.group == group.key]


def _rows(group: FormField, fields: tuple[FormField, ...], *, sample: bool) -> list[list[str]]:
    """The rows of a group on paper: as many as must be filled in, and some more; an example in the first."""
    asked = _asked_in(group, fields)
    rows = [[""] * len(asked) for _row in range(max(group.least, min(PAPER_ROWS, group.most or PAPER_ROWS)))]
    if sample and rows:
        rows[0] = [_said(one.choices[0], "label") if one.choices else _example(one) for one in asked]
    return rows


def _shown_when(field: FormField, fields: tuple[FormField, ...]) -> str:
    asked_key, _sign, value = field.show_if.partition("=")
    asked = next((one for one in fields if one.key == asked_key), None)
    if asked is None:
        return ""
    labels = {choice.value: _said(choice, "label") for choice in asked.choices}
    answer = labels.get(value) or (_("是") if value == "yes" else _("否"))
    return _("“%(question)s”选“%(answer)s”时填写") % {"question": _said(asked, "label"), "answer": answer}


def _example(field: FormField) -> str:
    """Invented values that are plainly no one's: numbers with the blanks of a specimen."""
    return {
        FieldKind.TEXT: _("（如实填写）"),
        FieldKind.LONG_TEXT: _("（如实填写，写不下可以另附页）"),
        FieldKind.NUMBER: "100",
        FieldKind.DATE: "2026-01-15",
        FieldKind.PHONE: "138****0000",
        FieldKind.ID_NUMBER: "420102********0000",
        FieldKind.USCC: "91420102**********",
        FieldKind.ADDRESS: _("××市××区××街道××路××号"),
        FieldKind.MONEY_CENTS: "1,000.00",
    }.get(field.kind, "")


# ── guide ────────────────────────────────────────────────────────────────────────────────


def _guide_data(guide: GuideView) -> dict[str, Any]:
    item = guide.item
    return _sheet(guide, _said(item, "name")) | {
        "eyebrow": _("办事指南 · %(body)s") % {"body": _said(guide.body, "name")},
        "summary": _said(item, "summary"),
        "glance": _glance(guide),
        "sections": [*_law_sections(guide), *_work_sections(guide), *_help_sections(guide)],
    }


def _glance(guide: GuideView) -> list[tuple[str, str]]:
    if not guide.item.on_application:
        return [
            (_("谁来行使"), _said(guide.body, "name")),
            (_("要申请吗"), _("不用申请，由机关依职权行使")),
            (_("多久作出"), limit_text(guide.item.limits.promised)),
            (_("反映和投诉"), guide.remedies.complaint_phone),
        ]
    where = [_said(guide.centre, "name"), guide.centre.address, guide.centre.phone] if guide.centre else []
    bring = [_said(m, "name") for m in guide.to_bring]
    return [
        (_("去哪办"), "\n".join(where) or _said(guide.body, "name")),
        (_("带什么"), "\n".join(bring) or _("不用带材料")),
        (_("多久办好"), limit_text(guide.item.limits.promised)),
        (_("收多少钱"), fees_text(guide)),
    ]


def fees_text(guide: GuideView) -> str:
    if not guide.item.fees:
        return _("不收费")
    return "\n".join(f"{_said(fee, 'name')}: {_said(fee, 'standard')}" for fee in guide.item.fees)


def _section(title: str, kind: str, rows: list[Any], **more: Any) -> dict[str, Any]:
    return {"title": title, "kind": kind, "rows": rows, **more}


def _law_sections(guide: GuideView) -> list[dict[str, Any]]:
    item = guide.item
    conditions = item.conditions_en if in_english() else item.conditions
    return [
        _section(_("政策依据"), "list", [citation(basis) for basis in item.legal_basis]),
        _section(_("申报条件") if item.on_application else _("行使的情形"), "list", list(conditions)),
    ]


def _work_sections(guide: GuideView) -> list[dict[str, Any]]:
    item = guide.item
    materials = [
        [
            _said(m, "name") + _when(m),
            str(FORMS[m.form]),
            str(SOURCES[m.source]),
            copies_text(m),
            _said(m, "basis"),
        ]
        for m in item.materials
    ]
    steps = [
        [str(at), _said(view.step, "name"), _said(view.body, "name"), limit_text(view.step.limit)]
        for at, stage in enumerate(guide.stages, start=1)
        for view in stage
    ]
    head = [_("材料"), _("形式"), _("来源"), _("份数"), _("依据")]
    step_head = [_("顺序"), _("环节"), _("办理机关"), _("期限")]
    limits = [
        _("承诺期限 %(limit)s") % {"limit": limit_text(item.limits.promised)},
        _("法定期限 %(limit)s（%(basis)s）")
        % {"limit": limit_text(item.limits.statutory), "basis": _said(item.limits, "statutory_basis")},
    ]
    result = [
        _said(item.result, "name"),
        _("有效期：%(validity)s") % {"validity": validity_text(item.result.validity)},
    ]
    asked = _section(_("申请材料"), "table", materials, head=head, widths=[4, 2, 2, 2, 4])
    return [
        *([asked] if item.on_application else _sanctions(item)),
        _section(_("办事程序"), "table", steps, head=step_head, widths=[1, 4, 5, 2]),
        _section(_("承诺时限") if item.on_application else _("办理时限"), "list", limits),
        _section(_("收费标准"), "list", _fee_rows(guide)),
        _section(_("办理结果"), "list", result),
    ]


def _sanctions(item: ItemDefinition) -> list[dict[str, Any]]:
    """Of a penalty, for what conduct and how much; of other powers nothing."""
    rows = [[_said(one, "conduct"), _said(one, "penalty"), _said(one, "basis")] for one in item.sanctions]
    head = [_("违法行为"), _("处罚的种类和幅度"), _("依据")]
    return [_section(_("违法行为和处罚"), "table", rows, head=head, widths=[4, 5, 4])] if rows else []


def _when(material: Material) -> str:
    if material.necessity is Necessity.REQUIRED:
        return ""
    said = _said(material, "when") or str(NECESSITIES[material.necessity])
    return f" ({said})"


def _fee_rows(guide: GuideView) -> list[str]:
    rows = [
        f"{_said(fee, 'name')}: {yuan_text(fee.amount_cents)}, {_said(fee, 'standard')} ({fee_basis(fee)})"
        for fee in guide.item.fees
    ]
    return rows or [_("不收费")]


def _help_sections(guide: GuideView) -> list[dict[str, Any]]:
    remedies = guide.remedies
    people = [f"{one.title}: {_('、').join(one.names)}" for one in guide.responsible]
    contacts = [
        _("咨询电话：%(phone)s") % {"phone": remedies.consult_phone},
        _("投诉电话：%(phone)s") % {"phone": remedies.complaint_phone},
    ]
    rights = [_said(remedies, "reconsideration"), _said(remedies, "litigation")]
    questions = [f"{_said(one, 'question')} {_said(one, 'answer')}" for one in guide.item.faq]
    sections = [
        _section(_("服务人员信息"), "list", [_said(guide.body, "name"), *people, *contacts]),
        _section(_("不服怎么办"), "list", rights),
    ]
    return [*sections, _section(_("常见问题"), "list", questions)] if questions else sections
