"""Above the red card: orders and recommendations, what follows them, and who is held to account. Nothing is taken away."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cast import JIANGAN, WUHAN
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import RED_AT, Watch
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web import middleware
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.electronic_supervision import escalation, order_queries, services, tasks
from yangguang.platforms.electronic_supervision.models import (
    AccountabilityMeasure,
    AccountabilityRecord,
    Card,
    OrderAct,
    SupervisionOrder,
)
from yangguang.platforms.electronic_supervision.orders import (
    LEADS_TO,
    Measure,
    OrderKind,
    OrderState,
    OrderStep,
)

ISSUED_AT = RED_AT + DAY
NEXT_DAY = RED_AT + 2 * DAY
LATER = RED_AT + 90 * DAY


@pytest.fixture
def red(watch: Watch) -> Card:
    watch.late_case()
    watch.at(RED_AT + HOUR)
    return watch.card(3)


@pytest.fixture
def order(watch: Watch, red: Card) -> SupervisionOrder:
    return issue(watch, red)


@pytest.fixture
def above(watch: Watch) -> Actor:
    return watch.desk.cast.officer(Role.SUPERVISOR, WUHAN)


def issue(
    watch: Watch, *cards: Card, kind: OrderKind = OrderKind.ORDER, by: Actor | None = None
) -> SupervisionOrder:
    return services.issue_order(
        by or watch.supervisor,
        kind=kind,
        card_ids=[card.pk for card in cards],
        text="立即办结，查明逾期原因。",
        at=ISSUED_AT,
    )


def move(actor: Actor, order: SupervisionOrder, step: OrderStep, text: str = "专家排期延误，已补办。") -> str:
    services.move_order(actor, order.pk, step, text, NEXT_DAY)
    order.refresh_from_db()
    return order.state


class TestIssuing:
    def test_an_order_has_its_number_day_document_and_recipients(
        self, watch: Watch, order: SupervisionOrder
    ) -> None:
        assert order.number == "D420102-2026-0001"
        assert order.answer_due_date == date(
            2026, 4, 16
        )  # ten working days after 31 March, 清明 on the 4th to 6th
        (document,) = documents.documents_of(f"order:{order.pk}")
        assert (document.kind, document.addressee) == ("supervision_order", order.body.name)
        assert document.facts["clocks"][0]["rows"], "the clock is explained day by day"
        told = set(Message.objects.filter(sent_at=ISSUED_AT).values_list("account_id", flat=True))
        assert {one["account"] for one in order.recipients} <= told
        assert {one["as"] for one in order.recipients} == {
            "agency_head",
            "centre_manager",
            "supervisor",
            "government_head",
        }

    def test_the_document_says_what_was_computed(self, order: SupervisionOrder) -> None:
        (document,) = documents.documents_of(f"order:{order.pk}")
        assert documents.render_pdf(document).startswith(b"%PDF")
        (card,) = document.facts["cards"]
        assert "法定期限" in card["finding"]

    def test_kinds_are_numbered_apart(self, watch: Watch, red: Card, order: SupervisionOrder) -> None:
        second = issue(watch, red)
        recommendation = issue(watch, red, kind=OrderKind.RECOMMENDATION)
        assert (second.number, recommendation.number) == ("D420102-2026-0002", "J420102-2026-0001")

    def test_one_from_several_cards(self, watch: Watch, red: Card) -> None:
        yellow = watch.card(2)
        both = issue(watch, red, yellow)
        assert sorted(one["level"] for one in both.facts["cards"]) == ["红牌", "黄牌"]

    def test_a_warning_is_no_ground(self, watch: Watch, red: Card) -> None:
        with pytest.raises(Refusal, match="预警"):
            issue(watch, watch.card(1))

    def test_nor_is_a_revoked_card(self, watch: Watch, red: Card) -> None:
        services.revoke_card(watch.supervisor, red.pk, "系统停用", ISSUED_AT)
        with pytest.raises(Refusal, match="已撤销"):
            issue(watch, red)

    def test_the_department_issues_none(self, watch: Watch, red: Card) -> None:
        with pytest.raises(NotFound):
            issue(watch, red, by=watch.desk.head)

    def test_the_day_lies_ahead(self, watch: Watch, red: Card) -> None:
        with pytest.raises(Refusal, match="答复期限"):
            services.issue_order(
                watch.supervisor,
                kind=OrderKind.ORDER,
                card_ids=[red.pk],
                text="整改",
                answer_due=date(2026, 3, 31),
                at=ISSUED_AT,
            )


class TestWhatFollows:
    def test_answered_and_accepted(self, watch: Watch, order: SupervisionOrder) -> None:
        assert move(watch.desk.head, order, OrderStep.ANSWER) == "answered"
        assert move(watch.supervisor, order, OrderStep.ACCEPT, "") == "accepted"
        assert order.settled_at == NEXT_DAY
        events = LedgerEvent.objects.filter(stream=f"order:{order.pk}").order_by("position")
        assert [event.kind for event in events] == [
            "supervision.OrderIssued",
            "supervision.OrderMoved",
            "supervision.OrderMoved",
        ]
        assert "专家排期" not in str([event.payload for event in events])

    def test_sent_back_the_days_begin_anew(self, watch: Watch, order: SupervisionOrder) -> None:
        first = order.answer_due_date
        move(watch.desk.head, order, OrderStep.ANSWER)
        assert move(watch.supervisor, order, OrderStep.SEND_BACK, "未说明责任人") == "returned"
        assert order.answer_due_date > first
        assert move(watch.desk.head, order, OrderStep.ANSWER) == "answered"

    def test_reported_up_those_below_decide_no_more(
        self, watch: Watch, order: SupervisionOrder, above: Actor
    ) -> None:
        move(watch.desk.head, order, OrderStep.ANSWER)
        move(watch.supervisor, order, OrderStep.REPORT_UP, "涉及本级，报请决定")
        with pytest.raises(NotFound):
            move(watch.supervisor, order, OrderStep.ACCEPT)
        assert Message.objects.filter(account_id=above.account_id, sent_at=NEXT_DAY).exists()
        assert move(above, order, OrderStep.ACCEPT) == "accepted"

    def test_an_appeal_is_decided_by_another_and_heard_once(
        self, watch: Watch, order: SupervisionOrder, above: Actor
    ) -> None:
        move(watch.desk.head, order, OrderStep.APPEAL)
        with pytest.raises(Refusal, match="相分离"):
            move(watch.supervisor, order, OrderStep.DISMISS)
        with pytest.raises(Refusal, match="相分离"):
            move(watch.supervisor, order, OrderStep.REVOKE)
        assert move(above, order, OrderStep.DISMISS) == "returned"
        with pytest.raises(Refusal, match="一次"):
            move(watch.desk.head, order, OrderStep.APPEAL)

    def test_an_appeal_that_is_right_revokes(
        self, watch: Watch, order: SupervisionOrder, above: Actor
    ) -> None:
        move(watch.desk.head, order, OrderStep.APPEAL)
        assert move(above, order, OrderStep.REVOKE, "停机属实") == "revoked"
        page = order_queries.order_page(watch.desk.head, order.number, at=NEXT_DAY)
        assert [act.text for act in page.acts][-1] == "停机属实"

    @pytest.mark.parametrize("step", [OrderStep.ANSWER, OrderStep.APPEAL])
    def test_another_body_does_not_even_see_it(
        self, watch: Watch, order: SupervisionOrder, step: OrderStep
    ) -> None:
        with pytest.raises(NotFound):
            move(watch.desk.cast.officer(Role.AGENCY_HEAD, JIANGAN, "health"), order, step)

    def test_the_supervisor_does_not_answer_nor_the_department_judge(
        self, watch: Watch, order: SupervisionOrder
    ) -> None:
        with pytest.raises(NotFound):
            move(watch.supervisor, order, OrderStep.ANSWER)
        move(watch.desk.head, order, OrderStep.ANSWER)
        with pytest.raises(NotFound):
            move(watch.desk.head, order, OrderStep.ACCEPT)

    def test_reasons_are_written(self, watch: Watch, order: SupervisionOrder) -> None:
        with pytest.raises(Refusal, match="书面"):
            move(watch.desk.head, order, OrderStep.ANSWER, " ")

    @pytest.mark.parametrize("step", OrderStep)
    def test_what_is_settled_stays_settled(
        self, watch: Watch, order: SupervisionOrder, above: Actor, step: OrderStep
    ) -> None:
        move(above, order, OrderStep.REVOKE)
        by = watch.desk.head if step in {OrderStep.ANSWER, OrderStep.APPEAL} else above
        with pytest.raises(Refusal, match="已撤销"):
            move(by, order, step)


def test_no_step_leaves_a_settled_state() -> None:
    assert {state for state, _step in LEADS_TO}.isdisjoint({OrderState.ACCEPTED, OrderState.REVOKED})


class TestOverdue:
    def test_an_unanswered_red_card_is_put_to_the_supervisor(self, watch: Watch, red: Card) -> None:
        assert not order_queries.next_steps(watch.supervisor, at=ISSUED_AT)
        assert order_queries.next_steps(watch.supervisor, at=LATER).cards == [red]
        issue(watch, red)
        assert order_queries.next_steps(watch.supervisor, at=LATER).cards == []

    def test_an_unanswered_order_is_put_until_it_was_taken_further(
        self, watch: Watch, red: Card, order: SupervisionOrder
    ) -> None:
        assert order_queries.next_steps(watch.supervisor, at=LATER).orders == [order]
        further = services.issue_order(
            watch.supervisor,
            kind=OrderKind.RECOMMENDATION,
            card_ids=[red.pk],
            text="建议追究责任",
            follows=order.pk,
            at=LATER,
        )
        assert further.follows == order
        assert order_queries.next_steps(watch.supervisor, at=LATER).orders == []

    def test_nothing_comes_by_itself_where_the_rules_do_not_say_so(self, red: Card) -> None:
        assert tasks.escalate(LATER) == 0

    def test_where_they_do_the_order_is_issued_once(self, red: Card, monkeypatch: pytest.MonkeyPatch) -> None:
        terms = escalation.escalations()["chengdu-2009"]
        assert terms.automatic
        monkeypatch.setattr(services.orders, "escalations", lambda: {red.rule_version: terms})
        assert (tasks.escalate(ISSUED_AT), tasks.escalate(LATER), tasks.escalate(LATER + DAY)) == (0, 1, 0)
        order = SupervisionOrder.objects.get()
        assert (order.account, order.cards.get().card) == (None, red)


class TestAccountability:
    def result(self, **changed: object) -> services.Result:
        given = {
            "measure": Measure.CRITICISM,
            "basis": "行政许可法第七十四条第（二）项",
            "decided_by": "江岸区人民政府",
            "decided_on": date(2026, 4, 1),
        }
        return services.Result(**(given | changed))  # type: ignore[arg-type]

    @pytest.fixture
    def record(self, watch: Watch, order: SupervisionOrder) -> AccountabilityRecord:
        return services.open_accountability(watch.supervisor, order.pk, "红牌逾期，拒不整改", ISSUED_AT)

    def test_from_its_opening_to_its_end(self, watch: Watch, record: AccountabilityRecord) -> None:
        assert watch.desk.head.post
        services.record_measure(
            watch.supervisor, record.number, self.result(post_id=watch.desk.head.post.id), NEXT_DAY + DAY
        )
        services.record_measure(
            watch.supervisor, record.number, self.result(measure=Measure.CIRCULAR), NEXT_DAY + DAY
        )
        services.close_accountability(watch.supervisor, record.number, "已处理到位", NEXT_DAY + DAY)
        record.refresh_from_db()
        assert record.closed_at == NEXT_DAY + DAY
        taken = order_queries.measures_taken(record.order.place_path, ISSUED_AT - DAY, LATER)
        assert [one.person_id for one in taken] == [watch.desk.head.account_id, None]
        payloads = str(list(LedgerEvent.objects.filter(stream=f"order:{record.order_id}").values("payload")))
        assert watch.desk.head.name not in payloads

    def test_nobody_held_to_account_counts_as_nobody(
        self, watch: Watch, record: AccountabilityRecord
    ) -> None:
        services.record_measure(
            watch.supervisor, record.number, self.result(measure=Measure.NONE), NEXT_DAY + DAY
        )
        assert not order_queries.measures_taken(record.order.place_path, ISSUED_AT - DAY, LATER).exists()

    def test_it_does_not_end_without_a_result(self, watch: Watch, record: AccountabilityRecord) -> None:
        with pytest.raises(Refusal, match="至少一项结果"):
            services.close_accountability(watch.supervisor, record.number, "办结", NEXT_DAY)

    def test_one_at_a_time(self, watch: Watch, record: AccountabilityRecord) -> None:
        with pytest.raises(Refusal, match="未结"):
            services.open_accountability(watch.supervisor, record.order_id, "再查", NEXT_DAY)

    def test_only_people_of_the_body_are_named(self, watch: Watch, record: AccountabilityRecord) -> None:
        stranger = watch.desk.cast.officer(Role.AGENCY_HEAD, JIANGAN, "health")
        assert stranger.post
        with pytest.raises(NotFound):
            services.record_measure(
                watch.supervisor, record.number, self.result(post_id=stranger.post.id), NEXT_DAY + DAY
            )

    def test_what_is_closed_stays_closed(self, watch: Watch, record: AccountabilityRecord) -> None:
        services.record_measure(watch.supervisor, record.number, self.result(), NEXT_DAY + DAY)
        services.close_accountability(watch.supervisor, record.number, "已处理", NEXT_DAY + DAY)
        with pytest.raises(Refusal, match="办结"):
            services.record_measure(watch.supervisor, record.number, self.result(), NEXT_DAY + DAY)

    def test_the_department_opens_none(self, watch: Watch, order: SupervisionOrder) -> None:
        with pytest.raises(NotFound):
            services.open_accountability(watch.desk.head, order.pk, "追究", NEXT_DAY)


class TestTheDatabaseKeepsOrders:
    @pytest.mark.parametrize(
        "model", [SupervisionOrder, OrderAct, AccountabilityRecord, AccountabilityMeasure]
    )
    def test_nothing_is_deleted(
        self, watch: Watch, order: SupervisionOrder, model: type[SupervisionOrder]
    ) -> None:
        record = services.open_accountability(watch.supervisor, order.pk, "拒不整改", ISSUED_AT)
        result = services.Result(
            measure=Measure.TALK, basis="第七十四条", decided_by="区政府", decided_on=date(2026, 3, 31)
        )
        services.record_measure(watch.supervisor, record.number, result, ISSUED_AT)
        move(watch.desk.head, order, OrderStep.ANSWER)
        with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
            model.objects.all()._raw_delete("default")  # type: ignore[attr-defined]

    def test_what_is_demanded_never_changes(self, order: SupervisionOrder) -> None:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            SupervisionOrder.objects.update(demand="不必整改")

    def test_a_settled_order_is_not_reopened(
        self, watch: Watch, order: SupervisionOrder, above: Actor
    ) -> None:
        move(above, order, OrderStep.REVOKE)
        with pytest.raises(DatabaseError, match="stays so"), transaction.atomic():
            SupervisionOrder.objects.update(state="issued", settled_at=None)


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: ISSUED_AT + HOUR))

    def page(self, watch: Watch, actor: Actor, address: str) -> str:
        response = watch.desk.cast.signed_in(actor).get(address)
        assert response.status_code == 200, address
        return response.content.decode()

    def test_a_supervisor_issues_and_the_department_answers(self, watch: Watch, red: Card) -> None:
        assert f"/supervision/orders/issue/?card={red.number}" in self.page(
            watch, watch.supervisor, f"/supervision/cards/{red.number}/"
        )
        client = watch.desk.cast.signed_in(watch.supervisor)
        address = f"/supervision/orders/issue/?card={red.number}"
        assert red.number in client.get(address).content.decode()
        given = {"kind": "order", "text": "立即办结", "card": [red.number], "answer_due": ""}
        made = client.post("/supervision/orders/issue/", given)
        order = SupervisionOrder.objects.get()
        assert made["Location"] == f"/supervision/orders/{order.number}/"
        page = self.page(watch, watch.desk.head, f"/supervision/orders/{order.number}/")
        assert f"/supervision/orders/{order.number}/answer/" in page
        assert f"/supervision/orders/{order.number}/accept/" not in page
        self.answer(watch, order)
        assert f"/supervision/orders/{order.number}/accept/" in self.page(
            watch, watch.supervisor, f"/supervision/orders/{order.number}/"
        )
        assert order.number in self.page(watch, watch.desk.head, "/supervision/orders/")

    def answer(self, watch: Watch, order: SupervisionOrder) -> None:
        client = watch.desk.cast.signed_in(watch.desk.head)
        address = f"/supervision/orders/{order.number}/answer/"
        assert client.post(address, {"answer-text": ""}).status_code == 422
        assert client.post(address, {"answer-text": "已整改"}).status_code == 302

    def test_an_empty_demand_shows_what_was_typed(self, watch: Watch, red: Card) -> None:
        client = watch.desk.cast.signed_in(watch.supervisor)
        given = {"kind": "recommendation", "text": "", "card": [red.number], "answer_due": "2026-05-06"}
        response = client.post("/supervision/orders/issue/", given)
        assert response.status_code == 422
        assert "2026-05-06" in response.content.decode()

    def test_accountability_on_the_page(self, watch: Watch, order: SupervisionOrder) -> None:
        client = watch.desk.cast.signed_in(watch.supervisor)
        base = f"/supervision/orders/{order.number}/accountability"
        assert client.post(f"{base}/result/", {}).status_code == 404  # none is open
        assert client.post(f"{base}/open/", {"accountability-text": "拒不整改"}).status_code == 302
        assert client.post(f"{base}/result/", {"measure-measure": "talk"}).status_code == 422
        given = {
            "measure-post_id": "",
            "measure-measure": "talk",
            "measure-basis": "行政许可法第七十四条",
            "measure-decided_by": "江岸区人民政府",
            "measure-decided_on": "2026-03-31",
        }
        assert client.post(f"{base}/result/", given).status_code == 302
        assert client.post(f"{base}/close/", {"conclusion-text": "已处理"}).status_code == 302
        page = self.page(watch, watch.supervisor, "/supervision/accountability/")
        assert "约谈" in page

    def test_the_question_stands_on_the_console(
        self, watch: Watch, red: Card, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: LATER + timedelta(hours=1)))
        assert f"/supervision/orders/issue/?card={red.number}" in self.page(
            watch, watch.supervisor, "/supervision/"
        )

    def test_strangers_find_nothing(self, watch: Watch, order: SupervisionOrder) -> None:
        stranger = watch.desk.cast.officer(Role.AGENCY_HEAD, JIANGAN, "health")
        client: Client = watch.desk.cast.signed_in(stranger)
        assert client.get(f"/supervision/orders/{order.number}/").status_code == 404
