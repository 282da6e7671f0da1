"""The page behind the QR code, and the downloads: what the public sees, and who gets the thing itself."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, Cast
from foundations.documents.document_samples import FACTS
from yangguang.foundations.documents import access, queries
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.documents.services import issue_document, store_evidence

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _with_document_pages(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "foundations.web.site_with_documents"
    monkeypatch.setattr(access, "_subject_rules", {})
    monkeypatch.setattr(access, "_evidence_rules", [])


@pytest.fixture
def licence(cast: Cast) -> OfficialDocument:
    """A licence of the citizen, which a rule opens to the citizen alone."""
    access.register_subject_access(
        "case:", lambda actor, subject: actor == cast.citizen and subject == "case:1"
    )
    return issue_document(
        kind=DocumentKind.LICENCE,
        body_id=cast.body("market_regulation").pk,
        subject="case:1",
        addressee="王玉华",
        facts=FACTS[DocumentKind.LICENCE],
        at=AT,
    )


@pytest.fixture
def anybody() -> Client:
    return Client()


def page(document: OfficialDocument, name: str = "document") -> str:
    return reverse(f"documents:{name}", args=[document.verification_code])


def test_whoever_holds_the_code_can_compare_and_learns_nothing_more(
    licence: OfficialDocument, anybody: Client
) -> None:
    answer = anybody.get(page(licence))
    html = answer.content.decode()
    assert answer.status_code == 200
    for shown in (
        licence.number,
        licence.body.name,
        licence.facts_sha256,
        licence.verification_code,
        "王**",
        "证照",
    ):
        assert shown in html
    for hidden in ("王玉华", "武汉大智小馆", licence.facts["case_number"], "document.pdf"):
        assert hidden not in html


def test_the_name_of_a_company_is_public(cast: Cast, anybody: Client) -> None:
    document = issue_document(
        kind=DocumentKind.LICENCE,
        body_id=cast.body("market_regulation").pk,
        subject="case:2",
        addressee="武汉江城小厨餐饮有限公司",
        facts={**FACTS[DocumentKind.LICENCE], "addressee_kind": "company"},
        at=AT,
    )
    assert "武汉江城小厨餐饮有限公司" in anybody.get(page(document)).content.decode()


def test_it_says_whether_the_licence_is_in_force(licence: OfficialDocument) -> None:
    def standing(at: Any) -> bool | None:
        return queries.public_facts(licence.verification_code, at=at).in_force

    start = AT.replace(month=3, day=10, hour=16, minute=0)  # midnight in Shanghai on 11 March
    assert standing(start - timedelta(seconds=1)) is False
    assert standing(start) is True
    assert standing(start.replace(year=2031) - timedelta(seconds=1)) is True
    assert standing(start.replace(year=2031)) is False
    facts = queries.public_facts(licence.verification_code, at=AT)
    assert (facts.valid_from, facts.valid_until) == (date(2026, 3, 11), date(2031, 3, 10))


def test_a_code_typed_in_leads_to_the_same_page(licence: OfficialDocument, anybody: Client) -> None:
    spaced = " ".join((licence.verification_code[:11], licence.verification_code[11:].lower()))
    answer = anybody.get(reverse("documents:check"), {"code": spaced})
    assert (answer.status_code, answer["Location"]) == (302, page(licence))


def test_a_code_that_is_none_is_shown_again_with_what_to_do(
    licence: OfficialDocument, anybody: Client
) -> None:
    answer = anybody.get(reverse("documents:check"), {"code": "NOSUCHCODE"})
    assert answer.status_code == 404
    assert "NOSUCHCODE" in answer.content.decode()
    assert "谨防伪造" in answer.content.decode()
    assert anybody.get(reverse("documents:document", args=["NOSUCHCODE"])).status_code == 404


def test_the_person_concerned_opens_the_document_itself(cast: Cast, licence: OfficialDocument) -> None:
    client = cast.signed_in(cast.citizen)
    assert page(licence, "pdf") in client.get(page(licence)).content.decode()
    answer = client.get(page(licence, "pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_others_do_not_learn_that_it_is_there(cast: Cast, licence: OfficialDocument, anybody: Client) -> None:
    stranger = cast.signed_in(cast.neighbour)
    assert page(licence, "pdf") not in stranger.get(page(licence)).content.decode()
    assert stranger.get(page(licence, "pdf")).status_code == 404
    assert anybody.get(page(licence, "pdf")).status_code == 302


def test_evidence_is_shown_to_its_owner_under_its_true_type(cast: Cast) -> None:
    file = store_evidence(owner_id=cast.citizen.account_id, name="身份证.exe", data=PDF, at=AT)
    address = reverse("documents:evidence", args=[file.pk])
    answer = cast.signed_in(cast.citizen).get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert cast.signed_in(cast.neighbour).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    unknown = reverse("documents:evidence", args=[UUID(int=0)])
    assert cast.signed_in(cast.citizen).get(unknown).status_code == 404
