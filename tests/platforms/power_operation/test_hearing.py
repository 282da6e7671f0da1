"""听证 (行政许可法 arts 46–48): told in time, before somebody else, recorded; nothing is decided before it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cast import AT, TODAY, Cast, definition
from desk import DAY, HOUR, Desk
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import services as library_services
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.hearing_models import Hearing, HearingGround
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.states import CaseState
from yangguang.platforms.power_operation.templatetags.cases import case_timeline

# Accepted on Monday 2 March 2026: seven working days later is Wednesday 11 March.
FIRST_DAY = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)


def plan(**more: Any) -> services.HearingPlan:
    usual: dict[str, Any] = {
        "ground": HearingGround.REQUESTED,
        "requested_on": TODAY,
        "begins_at": FIRST_DAY,
        "place": "三楼听证室",
        "chair": "何立新",
    }
    return services.HearingPlan(**{**usual, **more})


def arranged(desk: Desk, case: Case, **more: Any) -> Hearing:
    return services.arrange_hearing(actor=desk.reviewer, case_id=case.pk, plan=plan(**more), at=AT + 2 * HOUR)


def held(desk: Desk, case: Case, *, at: datetime = FIRST_DAY + HOUR) -> Hearing:
    return services.record_hearing(
        actor=desk.reviewer, case_id=case.pk, participants="王玉华、周海涛", statements="双方陈述", at=at
    )


def test_notice_record_and_then_the_decision(desk: Desk) -> None:
    case = desk.accepted()
    hearing = arranged(desk, case)
    assert hearing.notice.kind == DocumentKind.HEARING_NOTICE
    assert Message.objects.filter(text__contains="举行听证").exists()
    desk.review(case, at=AT + DAY)
    with pytest.raises(Refusal, match="听证还没有举行"), transaction.atomic():
        desk.decide(case, at=AT + 2 * DAY)
    with pytest.raises(Refusal, match="听证定于"):
        held(desk, case, at=FIRST_DAY - HOUR)
    recorded = held(desk, case)
    assert recorded.record is not None
    assert recorded.record.kind == DocumentKind.HEARING_RECORD
    for paper in (hearing.notice, recorded.record):
        _found, drawn = documents.drawn_document(desk.cast.citizen, paper.verification_code)
        assert drawn.startswith(b"%PDF")
    desk.decide(case, at=FIRST_DAY + DAY)
    case.refresh_from_db()
    assert case.state == CaseState.CONCLUDED
    kinds = LedgerEvent.objects.filter(stream=f"case:{case.pk}").values_list("kind", flat=True)
    assert {"operation.HearingArranged", "operation.HearingHeld"} <= set(kinds)
    titles = [entry.title for entry in case_timeline(queries.case_file(case, at=FIRST_DAY + DAY))]
    assert "举行听证" in titles


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"begins_at": FIRST_DAY - DAY}, "七个工作日前"),
        # Twenty working days after Monday 2 March are over on Monday 30 March.
        ({"begins_at": datetime(2026, 3, 31, 1, 30, tzinfo=UTC)}, "二十个工作日内"),
        ({"requested_on": None}, "申请听证的日期"),
        ({"requested_on": date(2026, 3, 3)}, "申请听证的日期"),
        ({"place": " "}, "时间、地点和主持人"),
        ({"chair": ""}, "时间、地点和主持人"),
    ],
)
def test_each_rule_of_arranging(desk: Desk, wrong: dict[str, Any], rule: str) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match=rule):
        arranged(desk, case, **wrong)
    assert not Hearing.objects.exists()


def test_the_last_day_of_the_twenty_is_in_time(desk: Desk) -> None:
    assert arranged(desk, desk.accepted(), begins_at=datetime(2026, 3, 30, 1, 30, tzinfo=UTC))


def test_who_examines_the_application_does_not_chair(desk: Desk) -> None:
    case = desk.accepted()
    with pytest.raises(Refusal, match="以外的人员"):
        arranged(desk, case, chair=desk.reviewer.name)
    desk.review(case, at=AT + HOUR)
    with pytest.raises(Refusal, match="以外的人员"):
        services.arrange_hearing(
            actor=desk.decider, case_id=case.pk, plan=plan(chair=desk.reviewer.name), at=AT + 2 * HOUR
        )


def test_one_at_a_time_and_called_off_with_a_reason(desk: Desk) -> None:
    case = desk.accepted()
    arranged(desk, case)
    with pytest.raises(Refusal, match="尚未举行的听证"):
        arranged(desk, case)
    with pytest.raises(Refusal, match="说明原因"):
        services.call_off_hearing(actor=desk.reviewer, case_id=case.pk, reasons=" ", at=AT + DAY)
    services.call_off_hearing(actor=desk.reviewer, case_id=case.pk, reasons="申请人撤回听证申请", at=AT + DAY)
    with pytest.raises(NotFound):
        held(desk, case)
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)


def test_a_record_says_who_and_what(desk: Desk) -> None:
    case = desk.accepted()
    arranged(desk, case)
    with pytest.raises(Refusal, match="笔录"):
        services.record_hearing(
            actor=desk.reviewer, case_id=case.pk, participants="", statements="…", at=FIRST_DAY + HOUR
        )


def test_only_the_bodies_that_review(desk: Desk) -> None:
    case = desk.accepted()
    for who in (desk.clerk, desk.cast.citizen):
        with pytest.raises(NotFound):
            services.arrange_hearing(actor=who, case_id=case.pk, plan=plan(), at=AT + 2 * HOUR)


def test_what_the_law_orders_to_be_heard_is_not_decided_unheard(desk: Desk) -> None:
    heard = replace(definition("food_business"), hearing_required=True, version=2, in_force_from=TODAY)
    library_services.publish_version(heard, actor=_publisher(), at=AT - DAY)
    case = desk.accepted()
    assert case.item_version.number == 2
    desk.review(case, at=AT + HOUR)
    with pytest.raises(Refusal, match="未经听证不得决定"), transaction.atomic():
        desk.decide(case, at=AT + 2 * HOUR)
    arranged(desk, case, ground=HearingGround.REQUIRED, requested_on=None)
    held(desk, case)
    desk.decide(case, at=FIRST_DAY + DAY)


def _publisher() -> Any:
    from yangguang.foundations.accounts.actors import SystemActor

    return SystemActor()


def test_the_database_lets_no_second_open_hearing_and_no_unrecorded_one(desk: Desk) -> None:
    case = desk.accepted()
    hearing = arranged(desk, case)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE power_operation_hearing SET held_at = now() WHERE id = %s", [hearing.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.create(
            case=case,
            ground=HearingGround.REQUIRED,
            begins_at=FIRST_DAY + timedelta(days=3),
            place="三楼",
            chair="何立新",
            notice=hearing.notice,
            arranged_by_id=desk.reviewer.account_id,
            arranged_at=AT,
        )


@pytest.mark.usefixtures("stopped_clock")
def test_on_the_page_of_the_case(desk: Desk, cast: Cast) -> None:
    case = desk.accepted(at=AT - 2 * HOUR)
    reviewer = cast.signed_in(desk.reviewer)
    assert "组织听证" in reviewer.get(reverse("operation:case", args=[case.number])).content.decode()
    address = reverse("operation:act", args=[case.number, "hearing"])
    typed = {"ground": "requested", "requested_on": "2026-03-02", "place": "三楼听证室", "chair": "何立新"}
    early = reviewer.post(address, {**typed, "begins_at": "2026-03-10T09:30"})
    assert early.status_code == 409
    assert "三楼听证室" in early.content.decode()
    assert reviewer.post(address, {**typed, "begins_at": "2026-03-11T09:30"}).status_code == 302
    assert Hearing.objects.get().begins_at == FIRST_DAY
    page = reviewer.get(reverse("operation:case", args=[case.number])).content.decode()
    assert "记录听证" in page
    off = reverse("operation:act", args=[case.number, "hearing_off"])
    assert reviewer.post(off, {"reasons": "申请人撤回"}).status_code == 302
