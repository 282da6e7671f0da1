"""Clues from the public and the press: in once, merged, investigated, answered in time; true ones go to the department."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cast import AT, JIANGAN, WUHAN, YICHANG
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import Watch
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Division
from yangguang.foundations.web import middleware
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.electronic_supervision import clue_queries, order_queries, services
from yangguang.platforms.electronic_supervision.clues import ClueSource
from yangguang.platforms.electronic_supervision.models import Clue, ClueAct
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.service_portal import services as portal

LATER = AT + DAY


def recorded(watch: Watch, **changed: object) -> Clue:
    told = {
        "source": ClueSource.PRESS,
        "title": "窗口排长队",
        "text": "报纸称上午窗口只开一个。",
        "place": Division.objects.get(pk=JIANGAN),
    }
    return services.record_clue(watch.supervisor, services.NewClue(**(told | changed)), AT)  # type: ignore[arg-type]


def rated(watch: Watch, stars: int) -> Case:
    case = watch.desk.accepted()
    watch.desk.review(case, at=AT + HOUR)
    watch.desk.decide(case, at=AT + DAY)
    portal.rate_case(
        actor=watch.desk.cast.citizen, case_id=case.pk, stars=stars, text="等了很久", at=AT + 2 * DAY
    )
    watch.at(AT + 3 * DAY)
    return case


def state(clue: Clue) -> str:
    clue.refresh_from_db()
    return clue.state


class TestComingIn:
    @pytest.mark.parametrize(
        ("source", "due"),
        [
            (ClueSource.PRESS, date(2026, 3, 9)),  # five working days after Monday 2 March
            (ClueSource.COMPLAINT, date(2026, 3, 16)),  # ten
        ],
    )
    def test_the_day_for_an_answer_depends_on_the_source(
        self, watch: Watch, source: ClueSource, due: date
    ) -> None:
        clue = recorded(watch, source=source)
        assert clue.number == "X420102-2026-0001"
        assert clue.due_date == due
        assert Message.objects.filter(account_id=watch.supervisor.account_id, sent_at=AT).count() == 1
        assert "报纸" not in str(LedgerEvent.objects.get(stream=f"clue:{clue.pk}").payload)

    def test_a_bad_rating_comes_in_by_itself_once(self, watch: Watch) -> None:
        case = rated(watch, 2)
        watch.at(AT + 4 * DAY)
        clue = Clue.objects.get()
        assert (clue.source, clue.case, clue.body_id) == ("rating", case, case.body_id)

    def test_a_good_one_does_not(self, watch: Watch) -> None:
        rated(watch, 3)
        assert not Clue.objects.exists()

    def test_one_item_of_one_source_once(self, watch: Watch) -> None:
        recorded(watch, source_ref="https://example.org/1")
        with pytest.raises(Refusal, match="只登记一次"):
            recorded(watch, source_ref="https://example.org/1")

    def test_within_the_place_of_the_supervisor(self, watch: Watch) -> None:
        with pytest.raises(NotFound):
            recorded(watch, place=Division.objects.get(pk=YICHANG))


class TestWhatFollows:
    def test_investigated_and_answered(self, watch: Watch) -> None:
        clue = recorded(watch)
        with pytest.raises(Refusal, match="待调查"):
            services.answer_clue(watch.supervisor, clue.pk, "已查", LATER, founded=False)
        services.investigate_clue(watch.supervisor, clue.pk, "调取监控", LATER)
        services.answer_clue(watch.supervisor, clue.pk, "不属实，当日开三个窗口", LATER, founded=False)
        assert (state(clue), clue.founded, clue.order) == ("answered", False, None)

    def test_what_proves_true_goes_to_the_department(self, watch: Watch) -> None:
        body = watch.desk.cast.body("market_regulation")
        clue = recorded(watch, body_id=body.pk)
        services.investigate_clue(watch.supervisor, clue.pk, "现场核实", LATER)
        services.answer_clue(
            watch.supervisor, clue.pk, "属实，已要求整改", LATER, founded=True, demand="增开窗口"
        )
        clue.refresh_from_db()
        assert clue.order
        assert clue.order.kind == "recommendation"
        assert clue.order.facts["findings"] == ["媒体报道反映：窗口排长队。经调查属实。"]
        assert order_queries.order_list(watch.desk.head).get() == clue.order

    def test_no_demand_without_a_true_finding(self, watch: Watch) -> None:
        clue = recorded(watch, body_id=watch.desk.cast.body("market_regulation").pk)
        services.investigate_clue(watch.supervisor, clue.pk, "核实", LATER)
        with pytest.raises(Refusal, match="查实"):
            services.answer_clue(watch.supervisor, clue.pk, "不属实", LATER, founded=False, demand="增开窗口")

    def test_two_about_one_matter_are_merged(self, watch: Watch) -> None:
        main, other = recorded(watch), recorded(watch, source=ClueSource.NETWORK)
        assert clue_queries.clue_page(watch.supervisor, other.number).alike == [main]
        services.merge_clue(watch.supervisor, other.pk, main.number, "同一事", LATER)
        assert state(other) == "merged"
        assert clue_queries.clue_page(watch.supervisor, main.number).merged == [other]
        with pytest.raises(Refusal, match="已合并"):
            services.investigate_clue(watch.supervisor, other.pk, "核实", LATER)
        with pytest.raises(Refusal, match="尚未合并"):
            services.merge_clue(watch.supervisor, main.pk, other.number, "同一事", LATER)

    @pytest.mark.parametrize("into", ["X420102-2026-0001", "X420102-2026-9999", ""])
    def test_not_into_itself_nor_into_nothing(self, watch: Watch, into: str) -> None:
        with pytest.raises(Refusal, match="并入"):
            services.merge_clue(watch.supervisor, recorded(watch).pk, into, "同一事", LATER)

    def test_elsewhere_and_in_the_department_nobody_sees_it(self, watch: Watch) -> None:
        clue = recorded(watch)
        for actor in (watch.desk.head, watch.desk.cast.officer(Role.SUPERVISOR, YICHANG)):
            with pytest.raises(NotFound):
                services.investigate_clue(actor, clue.pk, "核实", LATER)
        services.investigate_clue(watch.desk.cast.officer(Role.SUPERVISOR, WUHAN), clue.pk, "核实", LATER)

    def test_one_that_is_not_answered_in_time_is_asked_about(self, watch: Watch) -> None:
        clue = recorded(watch)
        assert not order_queries.next_steps(watch.supervisor, at=AT + 6 * DAY)
        assert order_queries.next_steps(watch.supervisor, at=AT + 8 * DAY).clues == [clue]


class TestTheDatabaseKeepsClues:
    def test_nothing_is_deleted_or_rewritten(self, watch: Watch) -> None:
        clue = recorded(watch)
        services.investigate_clue(watch.supervisor, clue.pk, "核实", LATER)
        for attempt in (
            lambda: Clue.objects.all()._raw_delete("default"),
            lambda: ClueAct.objects.all()._raw_delete("default"),
            lambda: ClueAct.objects.update(text="无事"),
            lambda: Clue.objects.update(text="无事"),
        ):
            with pytest.raises(DatabaseError, match=r"kept|never changes"), transaction.atomic():
                attempt()


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: LATER))

    def test_a_clue_is_entered_and_answered(self, watch: Watch) -> None:
        case = watch.desk.accepted()
        client: Client = watch.desk.cast.signed_in(watch.supervisor)
        typed = {"source": "network", "title": "拖延", "text": "说了三次", "place": JIANGAN, "source_ref": ""}
        assert client.post("/supervision/clues/new/", typed | {"title": ""}).status_code == 422
        assert client.post("/supervision/clues/new/", typed | {"place": YICHANG}).status_code == 422
        assert client.post("/supervision/clues/new/", typed | {"case_number": "0"}).status_code == 422
        made = client.post("/supervision/clues/new/", typed | {"case_number": case.number})
        clue = Clue.objects.get()
        address = f"/supervision/clues/{clue.number}/"
        assert (made["Location"], clue.body_id) == (address, case.body_id)
        assert client.post(f"{address}investigate/", {"investigate-text": ""}).status_code == 422
        assert (
            client.post(f"{address}answer/", {"answer-text": "好", "answer-founded": "no"}).status_code == 409
        )
        assert client.post(f"{address}investigate/", {"investigate-text": "约谈"}).status_code == 302
        given = {"answer-text": "属实", "answer-founded": "yes", "answer-demand": "当日办结"}
        assert client.post(f"{address}answer/", given).status_code == 302
        page = client.get(address).content.decode()
        assert "J420102-2026-0001" in page
        assert (
            clue.number
            in client.get("/supervision/clues/?state=answered&source=network&q=拖").content.decode()
        )
        assert client.post(f"{address}praise/", {}).status_code == 404
