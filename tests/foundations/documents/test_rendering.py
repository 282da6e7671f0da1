"""The PDF of each kind: what it must say is on it, it is the same bytes every time, and data is never a program."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest

from foundations.documents.document_samples import AT, FACTS
from yangguang.foundations.documents.contents import CONTENTS, IncompleteDocument, require_contents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.documents.printed_facts import chinese_moment, explanation_rows, printed, validity
from yangguang.foundations.documents.rendering import render_pdf
from yangguang.foundations.ledger.canonical import sha256_of
from yangguang.foundations.organisations.models import Body

CODE = "ABCDEFGHJKMNPQRSTVWXYZ"


def document(kind: DocumentKind, **changed: Any) -> OfficialDocument:
    facts = FACTS[kind] | changed
    return OfficialDocument(
        kind=kind,
        number="武汉市江岸区市监局受〔2026〕12号",
        body=Body(name="武汉市江岸区市场监督管理局"),
        subject="case:1",
        addressee=facts.get("applicant", ""),
        facts=facts,
        facts_sha256=sha256_of(facts).hex(),
        verification_code=CODE,
        issued_at=AT,
    )


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def words_in(value: Any) -> list[str]:
    """Every piece of text in a value, one a line."""
    if isinstance(value, dict):
        return [word for inner in value.values() for word in words_in(inner)]
    if isinstance(value, list):
        return [word for inner in value for word in words_in(inner)]
    return str(value).split("\n") if isinstance(value, str) else []


@pytest.mark.parametrize("kind", DocumentKind)
def test_everything_the_article_demands_stands_on_the_page(kind: DocumentKind) -> None:
    text = text_of(render_pdf(document(kind)))
    demanded = {name: FACTS[kind][name] for name in (*CONTENTS[kind].stated, *CONTENTS[kind].present)}
    for name in {"explanation", "valid_from", "valid_to", "deemed"} & set(demanded):
        del demanded[name]  # written in another form, see the tests below
    if kind in {DocumentKind.LICENCE, DocumentKind.GRANT}:
        demanded.pop("case_number", None)
        demanded.pop("consult_phone", None)
    if kind == DocumentKind.SERVICE:
        assert "武汉市江岸区市监局准〔2026〕87号" in text
    for word in words_in(printed(demanded)):
        assert re.sub(r"\s|。$", "", word) in text, word
    for always in ("武汉市江岸区市场监督管理局", "〔2026〕12号", CODE, "2026年3月2日", "电子印章"):
        assert always in text


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_same_facts_give_the_same_bytes(kind: DocumentKind) -> None:
    assert render_pdf(document(kind)) == render_pdf(document(kind))


def test_it_is_an_archive_pdf_that_names_itself() -> None:
    pdf = render_pdf(document(DocumentKind.ACCEPTANCE))
    found = pypdf.PdfReader(io.BytesIO(pdf))
    assert found.metadata is not None
    assert found.metadata.title == "受理通知书 武汉市江岸区市监局受〔2026〕12号"
    assert found.metadata.creation_date == AT
    assert b"pdfaid:part" in pdf or b"pdfaid" in found.trailer["/Root"]["/Metadata"].get_data()


def test_what_people_typed_is_printed_and_never_run() -> None:
    typed = '#read("/etc/passwd") *重* $x^2$ <script>alert(1)</script> \\u{41} #sys.inputs'
    text = text_of(render_pdf(document(DocumentKind.EXTENSION, reason=typed)))
    assert re.sub(r"\s", "", typed) in text


@pytest.mark.parametrize("name", ["㛃", "䶮", "𬭎", "𠅤", "𠮷", "堃"])
def test_rare_characters_of_names_are_drawn(name: str) -> None:
    pdf = render_pdf(document(DocumentKind.EXTENSION, applicant=f"王{name}"))
    assert f"王{name}" in text_of(pdf)


def test_a_card_about_an_act_has_no_limit_and_no_counted_days() -> None:
    without = dict.fromkeys(("limit", "started_at", "due_at", "overdue", "step"), "") | {"explanation": []}
    said = {"finding": "不予受理没有说明理由", "acted_at": AT.isoformat(), "card_number": "监红〔2026〕3号"}
    facts = document(DocumentKind.RED_CARD, **without, **said)
    require_contents(DocumentKind.RED_CARD, facts.facts)
    text = text_of(render_pdf(facts))
    assert "不予受理没有说明理由。请按期反馈。" in text
    assert "行为时间2026年3月2日9时30分" in text
    assert "监红〔2026〕3号" in text
    for absent in ("期限计算说明", "逐日计算", "起算时间", "到期时间"):
        assert absent not in text


def test_a_long_explanation_runs_over_pages_and_nothing_is_lost() -> None:
    rows = [
        {
            "date": date.fromordinal(739_000 + n).isoformat(),
            "counted": n % 3 > 0,
            "why": f"第{n}行",
            "citation": "",
        }
        for n in range(200)
    ]
    text = text_of(render_pdf(document(DocumentKind.RED_CARD, explanation=rows)))
    assert all(f"第{n}行" in text for n in range(200))


def test_a_very_long_body_name_still_stands_in_one_line() -> None:
    long_name = document(DocumentKind.DECLINE)
    long_name.body = Body(name="恩施土家族苗族自治州人力资源和社会保障局劳动保障监察综合行政执法支队")
    first_line = pypdf.PdfReader(io.BytesIO(render_pdf(long_name))).pages[0].extract_text().split("\n")[0]
    assert re.sub(r"\s", "", first_line) == long_name.body.name


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_missing_fact_is_named_with_its_article(kind: DocumentKind) -> None:
    require_contents(kind, FACTS[kind])
    for name in CONTENTS[kind].stated:
        with pytest.raises(IncompleteDocument, match=name) as error:
            require_contents(kind, {key: value for key, value in FACTS[kind].items() if key != name})
        assert CONTENTS[kind].article in str(error.value)
        with pytest.raises(IncompleteDocument, match=name):
            require_contents(kind, FACTS[kind] | {name: ""})
    for name in CONTENTS[kind].present:
        require_contents(kind, FACTS[kind] | {name: ""})
        with pytest.raises(IncompleteDocument, match=name):
            require_contents(kind, {key: value for key, value in FACTS[kind].items() if key != name})


def test_moments_are_written_in_shanghai_and_the_end_of_a_day_as_its_24th_hour() -> None:
    assert chinese_moment(datetime(2026, 3, 1, 16, 5, tzinfo=UTC)) == "2026年3月2日0时05分"
    assert chinese_moment(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == "2026年3月1日24时"
    assert chinese_moment(datetime(2025, 12, 31, 16, 0, tzinfo=UTC)) == "2025年12月31日24时"
    assert printed({"at": "2026-03-02T01:30:00Z", "day": "2026-03-02", "note": "见2026-03-02公告"}) == {
        "at": "2026年3月2日9时30分",
        "day": "2026年3月2日",
        "note": "见2026-03-02公告",
    }


def test_limits_are_put_in_words_where_a_limit_stands() -> None:
    assert printed({"promised_limit": "8wd", "by_limit": "10个工作日", "number": "8wd"}) == {
        "promised_limit": "8个工作日",
        "by_limit": "10个工作日",
        "number": "8wd",
    }


def test_the_last_day_of_validity_is_the_day_before_it_ends() -> None:
    assert (
        validity({"valid_from": "2026-03-11", "valid_to": "2031-03-11"}) == "自2026年3月11日至2031年3月10日"
    )
    assert validity({"valid_from": "2026-03-11", "valid_to": ""}) == "自2026年3月11日起长期有效"
    assert validity({}) == ""


def test_counted_days_are_numbered_through_days_and_spans() -> None:
    rows = explanation_rows(
        [
            {
                "date": "2026-03-02",
                "counted": False,
                "why": "起算之日不计入",
                "citation": "民法典第二百零一条",
            },
            {"date": "2026-03-03", "counted": True, "why": "工作日"},
            {"first_date": "2026-03-04", "last_date": "2026-03-06", "counted": True, "why": "工作日"},
            {"first_date": "2026-03-07", "last_date": "2026-03-08", "counted": False, "why": "周末"},
            {
                "first_date": "2026-03-09",
                "last_date": "2026-03-20",
                "counted": True,
                "days": 10,
                "why": "工作日",
            },
        ]
    )
    assert [row["counted"] for row in rows] == ["不计", "第1日", "至第4日", "不计", "至第14日"]
    assert rows[2]["when"] == "2026年3月4日–3月6日"
