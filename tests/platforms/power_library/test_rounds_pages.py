"""The pages of a round: closed while it is made, public once published; the desks of those who make it."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from cast import AT, HUBEI, JIANGAN, TODAY, Library
from desk import Desk
from hall import BASIS, BEGIN, ON_ITS_DAY, PUBLISH, Hall, cancel
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import rounds_queries, services
from yangguang.platforms.power_library.models import AdjustmentRound, ImplementingEntry, LegalChange
from yangguang.platforms.power_library.rounds_balance import LineKind
from yangguang.platforms.power_library.services import NewLine

LIST = "/guide/rounds/"


@pytest.fixture
def hall(library: Library) -> Hall:
    return Hall(library.cast)


@pytest.fixture(autouse=True)
def _clock(stopped_clock: object) -> None:
    """Pages are asked for at nine o'clock of the first day."""


def delegate() -> NewLine:
    return NewLine(kind=LineKind.DELEGATE, item_key="law_firm", basis=BASIS, level=2, to_level=3)


def address(one: AdjustmentRound, rest: str = "") -> str:
    return f"{LIST}{one.pk}/{rest}"


def test_a_round_is_closed_until_it_is_published(hall: Hall, client: Client) -> None:
    one = hall.approved(cancel(), delegate())
    assert one.title not in client.get(LIST).content.decode()
    for rest in ("", "balance.csv", "balance.json"):
        assert client.get(address(one, rest)).status_code == 404
    county = hall.cast.signed_in(hall.cast.officer(Role.REVIEWER, JIANGAN, "market_regulation"))
    assert county.get(address(one)).status_code == 404
    services.publish_due_rounds(ON_ITS_DAY)
    assert one.title in client.get(LIST).content.decode()
    page = client.get(address(one)).content.decode()
    assert "律师事务所设立许可" in page
    assert "省级 → 市级" in page
    assert BASIS in page


def test_the_balance_is_data(hall: Hall, client: Client) -> None:
    one = hall.approved(cancel(), delegate())
    before = sum(2 in standing.levels for standing in rounds_queries.standing_on(TODAY).values())
    services.publish_due_rounds(ON_ITS_DAY)
    told = json.loads(client.get(address(one, "balance.json")).content)
    assert told["closes"] is True
    assert told["columns"] == [
        "before",
        "added",
        "taken_over",
        "cancelled",
        "delegated",
        "merged",
        "converted",
        "after",
    ]
    (justice,) = [row for row in told["rows"] if (row["department"], row["level"]) == ("justice", 2)]
    assert (justice["delegated"], justice["before"] - justice["after"]) == (1, 1)
    (province,) = [row for row in told["totals"] if row["level"] == 2]
    assert (province["before"], province["after"]) == (before, before - 1)
    table = client.get(address(one, "balance.csv")).content.decode("utf-8-sig").splitlines()
    assert table[0] == "部门,层级,清理前,新增,承接,取消,下放,合并,转为,清理后"
    assert len(table) == 1 + len(told["rows"]) + len(told["totals"])
    assert table[-1].startswith("合计,县级,")


def test_the_balance_stays_when_the_list_changes_later(hall: Hall, client: Client) -> None:
    one = hall.approved(delegate())
    services.publish_due_rounds(ON_ITS_DAY)
    told = client.get(address(one, "balance.json")).content
    services.cancel_item(
        "law_firm",
        from_date=BEGIN + timedelta(days=30),
        reason="国发〔2026〕9号",
        actor=hall.organiser,
        at=ON_ITS_DAY + timedelta(days=10),
    )
    assert client.get(address(one, "balance.json")).content == told


def test_an_officer_proposes_a_line_and_takes_it_back(hall: Hall) -> None:
    one = hall.opened()
    client = hall.cast.signed_in(hall.drafter())
    form = client.get(address(one, "lines/")).content.decode()
    assert "食品经营许可" in form
    assert "律师事务所设立许可" not in form  # of another department
    said = {"kind": "cancel", "item_key": "food_business", "level": "4", "basis": BASIS}
    response = client.post(address(one, "lines/"), said)
    assert response.status_code == 302
    line = one.lines.get()
    assert (line.kind, line.level, line.added_by_id) == ("cancel", 4, hall.drafter().account_id)
    page = client.get(address(one)).content.decode()
    assert "取消：县级" in page
    assert client.post(address(one, f"lines/{line.pk}/remove/")).status_code == 302
    assert not one.lines.exists()


def test_what_is_refused_comes_back_with_what_was_typed(hall: Hall) -> None:
    one = hall.opened()
    client = hall.cast.signed_in(hall.drafter())
    said = {"kind": "merge", "item_key": "food_business", "basis": "鄂政发〔2026〕77号"}
    response = client.post(address(one, "lines/"), said)
    assert response.status_code == 422
    page = response.content.decode()
    assert "合并要写明并入哪一个事项" in page
    assert "鄂政发〔2026〕77号" in page


def test_the_way_over_the_desks(hall: Hall) -> None:
    organiser = hall.cast.signed_in(hall.organiser)
    said = {
        "title": "第五轮清理",
        "decision": "鄂政发〔2026〕1号",
        "publish_on": PUBLISH.isoformat(),
        "in_force_on": BEGIN.isoformat(),
    }
    assert organiser.post(f"{LIST}new/", {**said, "in_force_on": PUBLISH.isoformat()}).status_code == 422
    assert organiser.post(f"{LIST}new/", said).status_code == 302
    one = AdjustmentRound.objects.get()
    refused = organiser.post(address(one, "submit/"))
    assert (refused.status_code, "至少有一项调整" in refused.content.decode()) == (422, True)
    services.add_line(one.pk, cancel(), actor=hall.drafter(), at=AT)
    assert organiser.post(address(one, "submit/")).status_code == 302
    lawyer = hall.cast.signed_in(hall.lawyer)
    assert lawyer.post(address(one, "lawful/"), {"text": ""}).status_code == 422
    assert lawyer.post(address(one, "lawful/"), {"text": "合法"}).status_code == 302
    governor = hall.cast.signed_in(hall.governor)
    assert "批准" in governor.get(address(one)).content.decode()
    assert governor.post(address(one, "approve/")).status_code == 302
    assert governor.post(address(one, "launch/")).status_code == 404
    one.refresh_from_db()
    assert one.state == "approved"


def test_consequences_are_listed_before_it_is_published(desk: Desk) -> None:
    hall = Hall(desk.cast)
    case = desk.accepted()
    assert case.item_version.item_id == "food_business"
    one = hall.with_lines(cancel())
    view = rounds_queries.round_view(one.pk, hall.organiser)
    said = [found.consequence.said for found in view.consequences]
    assert any("1 件在办" in text for text in said)
    assert any("申请表" in text for text in said)
    holders = ImplementingEntry.objects.filter(item_id="food_business").count()
    assert any(f"{holders} 个实施机关的实施清单终止" in text for text in said)
    assert "1 件在办" in desk.cast.signed_in(hall.organiser).get(address(one)).content.decode()


def test_what_is_in_the_way_is_shown_to_those_who_can_clear_it(hall: Hall) -> None:
    one = hall.approved(cancel())
    AdjustmentRound.objects.filter(pk=one.pk).update(
        obstacles=[{"item": "food_business", "name": "食品经营许可", "rule": "正在报批", "way_out": "先公布"}]
    )
    assert "公布受阻" in hall.cast.signed_in(hall.organiser).get(address(one)).content.decode()


def test_lawyers_record_changes_of_law(hall: Hall) -> None:
    said = {"instrument": "《食品安全法》", "department": "market_regulation", "published_on": "2026-01-05"}
    lawyer = hall.cast.signed_in(hall.lawyer)
    assert lawyer.post(f"{LIST}changes/", {**said, "published_on": "2027-01-05"}).status_code == 422
    assert lawyer.post(f"{LIST}changes/", said).status_code == 302
    assert LegalChange.objects.get().instrument == "《食品安全法》"
    supervisor = hall.cast.signed_in(hall.cast.officer(Role.SUPERVISOR, HUBEI))
    page = supervisor.get(f"{LIST}changes/").content.decode()
    assert "逾期未报告" in page
    assert 'name="instrument"' not in page
    county = hall.cast.signed_in(hall.cast.officer(Role.LEGAL_OFFICER, JIANGAN))
    assert county.get(f"{LIST}changes/").status_code == 404


def test_a_city_without_counties_keeps_what_counties_decide(hall: Hall) -> None:
    """Wuhan and Yichang lose it; Xiantao, at city level too, goes on in place of its counties."""
    one = hall.with_lines(cancel("project_filing", level=3))
    (entries,) = [
        found.consequence.said
        for found in rounds_queries.round_view(one.pk, hall.organiser).consequences
        if "实施清单终止" in found.consequence.said
    ]
    assert entries.startswith("2 个实施机关")
