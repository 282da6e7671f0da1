"""现场核查: two officers, a place, findings; a record in the file that nobody changes (行政许可法 art. 34(3))."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from cast import AT, TODAY, Cast
from desk import DAY, HOUR, Desk
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.models import CaseStep, SiteCheck
from yangguang.platforms.power_operation.templatetags.cases import case_timeline

FOUND = "粗加工、烹饪、备餐分区，流程不交叉"


def visit(**more: Any) -> services.Visit:
    usual: dict[str, Any] = {
        "checked_on": TODAY,
        "place": "大智街道友益街12号",
        "checked_with": "周文静",
        "findings": FOUND,
        "passed": True,
        "present": "王玉华",
    }
    return services.Visit(**{**usual, **more})


def test_the_record_is_a_document_of_the_case_and_stands_in_its_file(desk: Desk) -> None:
    case = desk.accepted()
    officer = desk.holder(CaseStep.objects.filter(case=case, state="active").first())  # type: ignore[arg-type]
    check = services.record_site_check(actor=officer, case_id=case.pk, visit=visit(), at=AT + 2 * HOUR)
    assert check.document.kind == DocumentKind.SITE_RECORD
    assert check.document.facts["officers"] == [officer.name, "周文静"]
    _found, drawn = documents.drawn_document(desk.cast.citizen, check.document.verification_code)
    assert drawn.startswith(b"%PDF")
    told = LedgerEvent.objects.get(kind="operation.SiteChecked").payload
    assert (told["step"], told["passed"]) == (check.step.key, True)
    file = queries.case_file(case, at=AT + DAY)
    assert FOUND in [entry.text for entry in case_timeline(file)]
    assert check.document in file.documents


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"checked_with": " "}, "两名以上"),
        ({"findings": ""}, "如实记录"),
        ({"place": ""}, "如实记录"),
        ({"checked_on": TODAY - timedelta(days=1)}, "收件之后"),
        ({"checked_on": date(2027, 1, 1)}, "不晚于今天"),
    ],
)
def test_alone_without_findings_or_on_another_day_is_refused(
    desk: Desk, wrong: dict[str, Any], rule: str
) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match=rule):
        services.record_site_check(
            actor=desk.reviewer, case_id=case.pk, visit=visit(**wrong), at=AT + 2 * HOUR
        )
    assert not SiteCheck.objects.exists()


def test_naming_oneself_as_the_second_is_going_alone(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match="两名以上"):
        services.record_site_check(
            actor=desk.reviewer,
            case_id=case.pk,
            visit=visit(checked_with=desk.reviewer.name),
            at=AT + 2 * HOUR,
        )


def test_only_whoever_has_the_review_in_hand(desk: Desk) -> None:
    case = desk.accepted()
    others = [desk.clerk, desk.cast.citizen, desk.cast.officer(Role.REVIEWER, department="health")]
    for who in others:
        with pytest.raises((NotFound, Refusal)):
            services.record_site_check(actor=who, case_id=case.pk, visit=visit(), at=AT + 2 * HOUR)


def test_not_before_acceptance(desk: Desk) -> None:
    received = desk.file()
    with pytest.raises(Refusal):
        services.record_site_check(actor=desk.reviewer, case_id=received.case_id, visit=visit(), at=AT + HOUR)


@pytest.mark.parametrize("change", ["UPDATE {} SET findings = '改'", "DELETE FROM {}"])
def test_nobody_changes_it_afterwards(desk: Desk, change: str) -> None:
    case = desk.accepted()
    services.record_site_check(actor=desk.reviewer, case_id=case.pk, visit=visit(), at=AT + 2 * HOUR)
    with pytest.raises(DatabaseError, match="kept"), connection.cursor() as cursor:
        cursor.execute(change.format("power_operation_sitecheck"))


@pytest.mark.usefixtures("stopped_clock")
def test_on_the_page_of_the_case(desk: Desk, cast: Cast) -> None:
    case = desk.accepted(at=AT - 2 * HOUR)
    reviewer = cast.signed_in(desk.reviewer)
    page = reverse("operation:case", args=[case.number])
    assert "记录现场核查" in reviewer.get(page).content.decode()
    address = reverse("operation:act", args=[case.number, "site_check"])
    typed = {"checked_on": "2026-03-02", "place": "友益街12号", "findings": FOUND, "passed": "no"}
    refused = reviewer.post(address, typed)
    assert refused.status_code == 422
    assert FOUND in refused.content.decode()
    assert reviewer.post(address, {**typed, "checked_with": "周文静"}).status_code == 302
    assert "现场核查：不符合要求" in reviewer.get(page).content.decode()
