"""Telling people, and proving that a document reached them."""

from datetime import timedelta
from typing import Any

import pytest

from cast import AT, Cast
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.documents.services import issue_document
from yangguang.foundations.notices import queries
from yangguang.foundations.notices.models import ServiceMode, ServiceRecord
from yangguang.foundations.notices.services import mark_read, record_service, send_message
from yangguang.law.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(cast: Cast) -> OfficialDocument:
    facts = {
        "case_number": "X", "item": "食品经营许可", "body": "局", "consult_phone": "1", "complaint_phone": "2",
        "applicant": "王玉华", "procedure": "听证", "started_at": "2026-03-02", "expected_limit": "5wd", "reason": "r",
    }  # fmt: skip
    return issue_document(
        kind=DocumentKind.SPECIAL_PROCEDURE,
        body_id=cast.body("market_regulation").pk,
        subject="case:1",
        addressee="王玉华",
        facts=facts,
        at=AT,
    )


def tell(*accounts: int, text: str = "已受理", at: Any = AT) -> None:
    send_message(accounts, subject="case:1", text=text, link="/my/cases/X/", at=at)


def test_everybody_named_is_told_once_in_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tell(cast.citizen.account_id, cast.company.account_id, cast.citizen.account_id)
    assert queries.unread_count(cast.citizen.account_id) == queries.unread_count(cast.company.account_id) == 1
    assert queries.unread_count(cast.neighbour.account_id) == 0


def test_the_newest_message_comes_first(cast: Cast) -> None:
    tell(cast.citizen.account_id, text="先")
    tell(cast.citizen.account_id, text="后", at=AT + timedelta(hours=1))
    assert [message.text for message in queries.messages_for(cast.citizen.account_id)] == ["后", "先"]


def test_reading_counts_for_ones_own_messages_only(cast: Cast) -> None:
    tell(cast.citizen.account_id, cast.neighbour.account_id)
    (own,) = queries.messages_for(cast.citizen.account_id)
    (foreign,) = queries.messages_for(cast.neighbour.account_id)
    assert mark_read(account_id=cast.citizen.account_id, message_ids=[own.pk, foreign.pk], at=AT) == 1
    assert mark_read(account_id=cast.citizen.account_id, message_ids=[own.pk], at=AT + timedelta(days=1)) == 0
    own.refresh_from_db()
    assert own.read_at == AT
    assert queries.unread_count(cast.citizen.account_id) == 0
    assert queries.unread_count(cast.neighbour.account_id) == 1


LAWFUL: list[tuple[ServiceMode, dict[str, Any]]] = [
    (ServiceMode.DIRECT, {}),
    (ServiceMode.ELECTRONIC, {"consent": True}),
    (ServiceMode.MAIL, {"tracking_number": "EMS1234567890CN"}),
    (ServiceMode.LEFT, {"place": "江岸区大智路1号,社区工作人员张某在场"}),
]


@pytest.mark.parametrize(("mode", "how"), LAWFUL)
def test_a_service_is_recorded_as_it_was_made(
    document: OfficialDocument, mode: ServiceMode, how: dict[str, Any]
) -> None:
    record_service(documents=[document], mode=mode, person="王玉华", server_id=7, at=AT, **how)
    (record,) = queries.services_of("case:1")
    assert (record.mode, record.person, record.served_at, record.server_id) == (mode, "王玉华", AT, 7)
    assert all(getattr(record, name) == value for name, value in how.items())


@pytest.mark.parametrize(
    ("mode", "how", "article"),
    [
        (ServiceMode.ELECTRONIC, {"consent": False}, "第九十条"),
        (ServiceMode.MAIL, {"tracking_number": " "}, "第九十一条"),
        (ServiceMode.LEFT, {"place": ""}, "第八十九条"),
    ],
)
def test_a_service_that_the_law_does_not_know_is_refused(
    document: OfficialDocument, mode: ServiceMode, how: dict[str, Any], article: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        record_service(documents=[document], mode=mode, person="王玉华", at=AT, **how)
    assert article in refusal.value.rule
    assert document.number in refusal.value.asked
    assert not ServiceRecord.objects.exists()
