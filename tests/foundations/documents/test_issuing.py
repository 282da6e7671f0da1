"""Issuing: numbers without gaps or doubles, codes that nobody guesses, facts that are hashed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cast import Cast
from foundations.documents.document_samples import AT, FACTS
from yangguang.foundations.documents import access, queries
from yangguang.foundations.documents.contents import IncompleteDocument
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.models import NumberSeries, OfficialDocument
from yangguang.foundations.documents.services import issue_document
from yangguang.foundations.ledger.canonical import NotCanonical, sha256_of
from yangguang.foundations.organisations.models import Body
from yangguang.law.refusals import NotFound

NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai


@pytest.fixture
def body(cast: Cast) -> Body:
    return Body.objects.order_by("pk")[0]


def issue(
    body_id: int, kind: DocumentKind = DocumentKind.ACCEPTANCE, at: datetime = AT, **changed: Any
) -> OfficialDocument:
    facts = FACTS[kind] | changed
    return issue_document(
        kind=kind, body_id=body_id, subject="case:1", addressee="王玉华", facts=facts, at=at
    )


@pytest.mark.django_db
def test_numbers_run_per_body_kind_and_year(body: Body) -> None:
    other = Body.objects.order_by("pk")[1]
    numbers = [issue(body.pk).number, issue(body.pk).number, issue(body.pk, DocumentKind.DECLINE).number]
    short = body.short_name
    assert numbers == [f"{short}受〔2026〕1号", f"{short}受〔2026〕2号", f"{short}不受〔2026〕1号"]
    assert issue(other.pk).number == f"{other.short_name}受〔2026〕1号"
    assert issue(body.pk, at=NEW_YEAR).number == f"{short}受〔2027〕1号"
    assert issue(body.pk).number == f"{short}受〔2026〕3号"


@pytest.mark.django_db
def test_issuing_costs_one_statement(body: Body, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        issue(body.pk)


@pytest.mark.django_db
def test_the_facts_are_kept_with_their_hash(body: Body) -> None:
    document = OfficialDocument.objects.get(pk=issue(body.pk).pk)
    assert document.facts == FACTS[DocumentKind.ACCEPTANCE]
    assert document.facts_sha256 == sha256_of(document.facts).hex()


@pytest.mark.django_db
def test_an_issued_document_never_changes(body: Body) -> None:
    document = issue(body.pk)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).update(facts={})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        document.delete()


@pytest.mark.django_db
def test_codes_are_long_readable_and_differ(body: Body) -> None:
    codes = {issue(body.pk).verification_code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{22}", code) for code in codes)


@pytest.mark.django_db
def test_an_incomplete_document_takes_no_number(body: Body) -> None:
    with pytest.raises(IncompleteDocument, match="basis"):
        issue(body.pk, basis=[])
    with pytest.raises(NotCanonical):
        issue(body.pk, fee=1.5)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
def test_documents_of_a_case_in_the_order_of_issue(body: Body) -> None:
    first, second = issue(body.pk), issue(body.pk, DocumentKind.CORRECTION, at=NEW_YEAR)
    assert queries.documents_of("case:1") == [first, second]
    assert queries.documents_of("case:1", kinds=[DocumentKind.CORRECTION]) == [second]
    assert queries.documents_of("case:2") == []


@pytest.mark.django_db
def test_a_code_opens_its_document_however_it_is_typed(body: Body) -> None:
    document = issue(body.pk)
    assert queries.verified_document(f" {document.verification_code.lower()} ") == document
    with pytest.raises(NotFound):
        queries.verified_document("NOSUCHCODE")


@pytest.mark.django_db
def test_only_a_registered_rule_opens_the_documents_of_a_subject(
    cast: Cast, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = issue(body.pk)
    actor = cast.citizen
    monkeypatch.setattr(access, "_subject_rules", {})
    with pytest.raises(NotFound):
        access.document_for(actor, document.verification_code)
    access.register_subject_access("case:", lambda asking, subject: asking == actor and subject == "case:1")
    assert access.document_for(actor, document.verification_code) == document
    with pytest.raises(ValueError, match="already"):
        access.register_subject_access("case:", lambda asking, subject: True)
