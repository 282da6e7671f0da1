"""Public notices: what was accepted and how it ended, names masked, once for each act."""

import pytest
from django.test import Client

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.states import Ended
from yangguang.platforms.power_operation.tasks import enter_licences
from yangguang.reporting.disclosure import consumer
from yangguang.reporting.disclosure.models import PublicNotice


@pytest.mark.usefixtures("events_read_at_once")
def test_acceptance_and_result_are_published_with_names_masked(desk: Desk) -> None:
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)
    consumer.publish_notices()
    consumer.publish_notices()  # a second reading publishes nothing twice
    notices = {notice.kind: notice for notice in PublicNotice.objects.all()}
    assert set(notices) == {"accepted", "concluded"}
    assert notices["concluded"].outcome == "granted"
    for notice in notices.values():
        assert notice.applicant != "陈晓兰"
        assert notice.applicant.startswith("陈")
    page = Client().get("/open/").content.decode()
    assert case.number in page
    assert "陈晓兰" not in page
    assert "420102198804051229" not in page


@pytest.mark.usefixtures("events_read_at_once")
def test_a_company_keeps_its_name(desk: Desk) -> None:
    received = desk.file(citizen=desk.cast.company)
    operation.accept_case(actor=desk.clerk, case_id=received.case_id, at=AT + HOUR)
    consumer.publish_notices()
    assert PublicNotice.objects.get().applicant == "武汉江城小厨餐饮有限公司"


@pytest.mark.usefixtures("events_read_at_once")
def test_a_licence_taken_back_is_told_and_its_grant_marked(desk: Desk, client: Client) -> None:
    case = desk.accepted(citizen=desk.cast.company)
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + 2 * DAY)
    enter_licences(AT + 2 * DAY)
    ending = operation.Ending(how=Ended.CANCELLED, facts="企业已注销登记", reasons="持有人终止")
    licence = case.granted_licence
    operation.end_licence(actor=desk.head, licence_id=licence.pk, ending=ending, at=AT + 9 * DAY)
    consumer.publish_notices()
    notices = client.get("/api/v1/notices").json()
    assert [(one["kind"], one["outcome"], one["since_ended"]) for one in notices] == [
        ("ended", "cancelled", "cancelled"),
        ("concluded", "granted", "cancelled"),
        ("accepted", "", "cancelled"),
    ]
    page = client.get("/open/").content.decode()
    assert "后已失效" in page
    assert "证照处理公告" in page


def test_notices_of_a_place_that_does_not_exist(client: Client, db: None) -> None:
    assert client.get("/open/?place=999999999999").status_code == 404
