"""卷宗: the whole file of a case, as a court or an archive takes it."""

import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import ServiceMode
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_operation import events, queries, services
from yangguang.platforms.power_operation.act_names import NAMES, act_name, article_of
from yangguang.platforms.power_operation.archive import archive_pdf, archive_zip
from yangguang.platforms.power_operation.models import Case, CaseStep
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import Opinion, Outcome

LATER = AT + 3 * DAY


@pytest.fixture
def delivered(desk: Desk) -> Case:
    case = desk.accepted()
    for step in CaseStep.objects.filter(case=case, decides=False).order_by("ordinal"):
        reviewer = desk.holder(step)
        services.submit_opinion(
            actor=reviewer, case_id=case.pk, opinion=Opinion.AGREE, text="现场符合条件", at=AT + DAY
        )
    decider = desk.holder(CaseStep.objects.get(case=case, decides=True))
    services.decide_case(
        actor=decider, case_id=case.pk, ruling=Ruling(outcome=Outcome.GRANTED), at=AT + DAY + HOUR
    )
    services.deliver_case(
        actor=desk.clerk, case_id=case.pk, mode=ServiceMode.ELECTRONIC, person="陈晓兰", at=AT + 2 * DAY
    )
    return Case.objects.get(pk=case.pk)


def read(case: Case, at: datetime = LATER) -> queries.CaseFile:
    return queries.case_file(case, at=at)


def text_of(pdf: bytes) -> str:
    """What the pages say, without the breaks of the lines."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_the_pdf_holds_every_paper_at_the_page_that_the_contents_name(delivered: Case, desk: Desk) -> None:
    file = read(delivered)
    pdf = PdfReader(BytesIO(archive_pdf(file, actor=desk.clerk, at=LATER)))
    outline = [(one.title, pdf.get_destination_page_number(one)) for one in pdf.outline]  # type: ignore[union-attr, arg-type]
    named = [str(one.get_kind_display()) for one in file.documents]
    assert [title for title, _page in outline[1 : len(named) + 1]] == named
    contents = pdf.pages[1].extract_text()
    for document, (_title, page) in zip(file.documents, outline[1:], strict=False):
        assert document.number in contents
        assert str(page + 1) in contents
        assert document.verification_code in pdf.pages[page].extract_text().replace(" ", "")


def test_it_says_who_did_what_when_in_which_post_by_which_article(delivered: Case, desk: Desk) -> None:
    text = text_of(archive_pdf(read(delivered), actor=desk.clerk, at=LATER))
    for written in ("经过", "受理", "行政许可法", desk.clerk.name, "现场符合条件", delivered.applicant_name):
        assert written in text


def test_the_applicant_reads_posts_and_no_names_of_officers(delivered: Case, desk: Desk) -> None:
    pdf = archive_pdf(read(delivered), actor=desk.cast.citizen, at=LATER)
    reviewer = CaseStep.objects.filter(case=delivered).exclude(finished_by=None)[0].finished_by
    assert reviewer is not None
    steps = text_of(pdf)
    assert f"　{reviewer.name}" not in steps
    assert "现场符合条件" in steps


def test_the_zip_holds_everything_and_the_hash_of_each(delivered: Case, desk: Desk) -> None:
    package = ZipFile(BytesIO(archive_zip(read(delivered), actor=desk.clerk, at=LATER)))
    manifest = json.loads(package.read("manifest.json"))
    assert set(manifest) == set(package.namelist()) - {"manifest.json"}
    assert all(sha256(package.read(name)).hexdigest() == digest for name, digest in manifest.items())
    told = json.loads(package.read("events.json"))
    kept = LedgerEvent.objects.filter(stream=f"case:{delivered.pk}").order_by("position")
    assert [one["sequence"] for one in told] == list(kept.values_list("sequence", flat=True))
    assert len([name for name in manifest if name.startswith("documents/")]) == len(read(delivered).documents)


def test_twice_the_same(delivered: Case, desk: Desk) -> None:
    once = archive_zip(read(delivered), actor=desk.clerk, at=LATER)
    assert archive_zip(read(delivered), actor=desk.clerk, at=LATER) == once


def test_it_is_for_those_who_may_read_the_case(delivered: Case, desk: Desk) -> None:
    with pytest.raises(NotFound):
        queries.case_to_read(None, delivered.number)
    stranger = Client()
    for ending in ("pdf", "zip"):
        assert stranger.get(f"/my/cases/{delivered.number}/file.{ending}").status_code == 302
    client = desk.cast.signed_in(desk.cast.citizen)
    answer = client.get(f"/my/cases/{delivered.number}/file.pdf")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF")
    assert client.get(f"/work/cases/{delivered.number}/file.pdf").status_code == 403


def test_every_event_of_a_case_has_a_name() -> None:
    kinds = {
        name
        for name, one in vars(events).items()
        if isinstance(one, type) and issubclass(one, events.CaseEvent)
    }
    assert kinds - {"CaseEvent"} <= set(NAMES)
    assert act_name("elsewhere.Thing") == "elsewhere.Thing"


def test_deemed_acceptance_and_refusal_have_articles_of_their_own() -> None:
    accepted, deemed = (article_of("operation.CaseAccepted", {"deemed": deemed}) for deemed in (False, True))
    granted, refused = (
        article_of("operation.CaseDecided", {"outcome": one}) for one in ("granted", "refused")
    )
    assert accepted
    assert deemed
    assert granted != refused
