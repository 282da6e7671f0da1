"""What each kind of document must say, and the article that demands it.

A document without one of these facts is not issued: the error is the programmer's, not the citizen's, because the forms
before it have asked for everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .kinds import DocumentKind


@dataclass(frozen=True, slots=True)
class Contents:
    """``mark`` is the kind's character in the 文号; ``stated`` must be there and not empty, ``present`` may be empty."""

    mark: str
    article: str
    stated: tuple[str, ...]
    present: tuple[str, ...] = ()


_CASE = ("case_number", "item", "body", "consult_phone", "complaint_phone")
# A card may speak of a clock or of an act against the book; only the former has a limit and counted days.
_CARD = ("case_number", "item", "body", "rule", "rule_version", "recipients")
_CLOCK = ("limit", "started_at", "due_at", "overdue", "explanation")
# What stands above the cards: what was found, what is demanded, by when, and how each clock was counted.
_ORDER = ("order_number", "body", "demand", "basis", "recipients", "answer_due")
_ORDER_REST = ("cards", "findings", "clocks", "follows")

CONTENTS: Mapping[DocumentKind, Contents] = {
    DocumentKind.RECEIPT: Contents(
        "收",
        "行政许可法第三十二条",
        (*_CASE, "applicant", "received_at", "channel"),
        ("materials", "missing"),
    ),
    DocumentKind.ACCEPTANCE: Contents(
        "受",
        "行政许可法第三十二条第一款第五项、第二款",
        (
            *_CASE,
            "applicant",
            "received_at",
            "accepted_at",
            "promised_limit",
            "statutory_limit",
            "statutory_due",
            "basis",
        ),
    ),
    DocumentKind.TOLERANCE: Contents(
        "容",
        "优化营商环境条例第三十六条、事项公布的容缺受理清单",
        (*_CASE, "applicant", "materials", "promise", "supply_limit", "supply_by", "consequence", "handler"),
    ),
    DocumentKind.COMMITMENT: Contents(
        "承",
        "优化营商环境条例第四十条、事项公布的告知承诺清单",
        (
            *_CASE,
            "applicant",
            "conditions",
            "content",
            "liability",
            "basis",
            "check_limit",
            "check_due",
            "signed_by",
            "handler",
        ),
    ),
    DocumentKind.CORRECTION: Contents(
        "补",
        "行政许可法第三十二条第一款第四项",
        (*_CASE, "applicant", "items", "answer_by", "consequence", "handler"),
    ),
    DocumentKind.DECLINE: Contents(
        "不受",
        "行政许可法第三十二条第一款第一、二项、第三十八条第二款",
        (*_CASE, "applicant", "reasons", "remedies"),
        ("right_body",),
    ),
    DocumentKind.SPECIAL_PROCEDURE: Contents(
        "特",
        "行政许可法第四十五条",
        (*_CASE, "applicant", "procedure", "started_at", "expected_limit", "reason"),
    ),
    DocumentKind.HEARING_NOTICE: Contents(
        "听",
        "行政许可法第四十八条第一款第一项",
        (*_CASE, "applicant", "ground", "begins_at", "place", "chair"),
    ),
    DocumentKind.HEARING_RECORD: Contents(
        "听录",
        "行政许可法第四十八条第一款第五项",
        (*_CASE, "applicant", "begins_at", "place", "chair", "participants", "statements"),
    ),
    DocumentKind.SITE_RECORD: Contents(
        "核",
        "行政许可法第三十四条第三款",
        (*_CASE, "applicant", "place", "checked_on", "officers", "findings", "verdict"),
        ("present", "objection"),
    ),
    DocumentKind.EXTENSION: Contents(
        "延",
        "行政许可法第四十二条",
        (*_CASE, "applicant", "original_due", "new_due", "by_limit", "reason", "approver"),
    ),
    DocumentKind.GRANT: Contents(
        "准", "行政许可法第三十八、三十九条", (*_CASE, "applicant", "basis", "decided_at"), ("conditions",)
    ),
    DocumentKind.REFUSAL: Contents(
        "不准",
        "行政许可法第三十八条第二款",
        (*_CASE, "applicant", "facts", "reasons", "basis", "remedies", "decided_at"),
    ),
    DocumentKind.RECTIFICATION: Contents(
        "改",
        "行政许可法第六十一条、事项公布的告知承诺清单",
        (*_CASE, "applicant", "content", "facts", "correct_by", "consequence", "checkers"),
    ),
    DocumentKind.REVOCATION: Contents(
        "撤",
        "行政许可法第六十九条、第三十八条第二款",
        (*_CASE, "applicant", "revoked", "facts", "reasons", "basis", "remedies", "decided_at"),
    ),
    DocumentKind.LICENCE_END: Contents(
        "照",
        "行政许可法第八条、第六十九条、第七十条，行政处罚法第九条",
        (
            *_CASE,
            "applicant",
            "how",
            "licence",
            "identifier",
            "revoked",
            "facts",
            "reasons",
            "basis",
            "remedies",
            "decided_at",
        ),
        ("heard_on", "compensation"),
    ),
    DocumentKind.LICENCE: Contents(
        "证",
        "行政许可法第三十九条",
        ("body", "item", "holder", "result", "scope", "valid_from"),
        ("valid_to", "identifier"),
    ),
    DocumentKind.SERVICE: Contents(
        "送", "民事诉讼法第八十七条", ("case_number", "body", "documents", "person", "mode", "served_at")
    ),
    DocumentKind.FEE_NOTICE: Contents(
        "费",
        "行政许可法第五十八、五十九条",
        (*_CASE, "applicant", "fees", "total"),
        ("waiver", "due_before"),
    ),
    DocumentKind.FEE_RECEIPT: Contents(
        "据", "行政许可法第五十九条", (*_CASE, "applicant", "fees", "total", "order_number", "paid_at")
    ),
    DocumentKind.WARNING: Contents("预警", "电子监察规则", _CARD, ("limit", "due_at", "explanation")),
    DocumentKind.YELLOW_CARD: Contents("黄", "电子监察规则", (*_CARD, "answer_due"), _CLOCK),
    DocumentKind.RED_CARD: Contents("红", "行政许可法第七十四条", (*_CARD, "answer_due"), _CLOCK),
    DocumentKind.SUPERVISION_ORDER: Contents("督", "行政许可法第六十条", _ORDER, _ORDER_REST),
    DocumentKind.RECOMMENDATION: Contents("监建", "行政许可法第六十条、第七十四条", _ORDER, _ORDER_REST),
    DocumentKind.INSPECTION_ORDER: Contents("检改", "行政许可法第六十条", _ORDER, _ORDER_REST),
}


class IncompleteDocument(ValueError):
    """A document was to be issued without a fact that its article demands."""


def require_contents(kind: DocumentKind, facts: Mapping[str, Any]) -> None:
    """Raise `IncompleteDocument` naming every missing fact and the article."""
    contents = CONTENTS[kind]
    missing = [name for name in contents.stated if facts.get(name) in (None, "", [], {})]
    missing += [name for name in contents.present if name not in facts]
    if missing:
        raise IncompleteDocument(f"{kind.value} lacks {', '.join(missing)} (demanded by {contents.article})")
