"""法制审核: what waits for it, who may give it, and that nothing is decided without it."""

from types import SimpleNamespace

import pytest
from django.test import Client

from cast import AT, HUBEI, WUHAN, YICHANG
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web import middleware
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.legality_supervision import queries, services
from yangguang.platforms.legality_supervision.models import LegalReview
from yangguang.platforms.power_operation.models import Case, LegalReviewRecord

POINTS = ("competence_ok", "evidence_ok", "law_applied_ok", "procedure_ok")


@pytest.fixture
def officer(desk: Desk) -> Actor:
    return desk.cast.officer(Role.LEGAL_OFFICER)


@pytest.fixture
def case(desk: Desk) -> Case:
    """餐饮店开办: its published steps demand a legal review before the decision."""
    return desk.accepted("restaurant_opening")


def review(officer: Actor, case: Case, *wrong: str, opinion: str = "主体适格，程序合法") -> None:
    found = {point: point not in wrong for point in POINTS}
    services.review_decision(officer, case.pk, **found, opinion=opinion, at=AT + 2 * DAY)


def test_only_cases_whose_version_demands_it_wait(desk: Desk, officer: Actor, case: Case) -> None:
    desk.accepted("food_business")
    desk.file("restaurant_opening")  # not accepted yet
    assert list(queries.awaiting_review(officer)) == [case]


def test_a_decision_waits_for_the_review(desk: Desk, officer: Actor, case: Case) -> None:
    desk.review(case, at=AT + DAY)
    with pytest.raises(Refusal, match="法制审核"):
        desk.decide(case, at=AT + 2 * DAY)
    review(officer, case)
    assert list(queries.awaiting_review(officer)) == []
    desk.decide(case, at=AT + 3 * DAY)
    case.refresh_from_db()
    assert case.outcome == "granted"


@pytest.mark.parametrize("point", POINTS)
def test_one_point_amiss_fails_the_review_and_the_case_waits_on(
    desk: Desk, officer: Actor, case: Case, point: str
) -> None:
    desk.review(case, at=AT + DAY)
    review(officer, case, point, opinion="请补充告知记录")
    assert not LegalReviewRecord.objects.get(case=case).passed
    with pytest.raises(Refusal):
        desk.decide(case, at=AT + 3 * DAY)
    (waiting,) = queries.awaiting_review(officer)
    assert waiting.latest_passed is False


def test_a_later_review_may_pass(officer: Actor, case: Case) -> None:
    review(officer, case, "procedure_ok")
    services.review_decision(officer, case.pk, True, True, True, True, "已补正", AT + 3 * DAY)
    assert list(queries.awaiting_review(officer)) == []
    assert LegalReview.objects.filter(case=case).count() == 2


def test_a_review_has_an_opinion(officer: Actor, case: Case) -> None:
    with pytest.raises(Refusal, match="书面审核意见"):
        review(officer, case, opinion="  ")
    assert not LegalReview.objects.exists()


def test_after_the_decision_there_is_nothing_to_review(desk: Desk, officer: Actor, case: Case) -> None:
    desk.review(case, at=AT + DAY)
    review(officer, case)
    desk.decide(case, at=AT + 3 * DAY)
    with pytest.raises(Refusal):
        services.review_decision(officer, case.pk, True, True, True, True, "再审", AT + 4 * DAY)


class TestWho:
    @pytest.mark.parametrize("place", [WUHAN, HUBEI])
    def test_a_legal_officer_above_may(self, desk: Desk, case: Case, place: str) -> None:
        above = desk.cast.officer(Role.LEGAL_OFFICER, place)
        assert list(queries.awaiting_review(above)) == [case]
        review(above, case)

    def test_one_elsewhere_does_not_see_it(self, desk: Desk, case: Case) -> None:
        elsewhere = desk.cast.officer(Role.LEGAL_OFFICER, YICHANG)
        assert list(queries.awaiting_review(elsewhere)) == []
        with pytest.raises(NotFound):
            review(elsewhere, case)

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD])
    def test_the_department_itself_may_not(self, desk: Desk, case: Case, role: Role) -> None:
        own = desk.cast.officer(role, department="market_regulation")
        assert list(queries.awaiting_review(own)) == []
        with pytest.raises(NotFound):
            review(own, case)


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: AT + DAY))

    def test_from_the_inbox_to_the_review(self, desk: Desk, officer: Actor, case: Case) -> None:
        client = desk.cast.signed_in(officer)
        address = f"/legality/{case.number}/"
        assert address in client.get("/legality/").content.decode()
        assert client.get(address).status_code == 200
        typed = dict.fromkeys(POINTS, "yes") | {"opinion": "事实清楚，程序合法"}
        done = client.post(address, typed)
        assert (done.status_code, done["Location"]) == (302, "/legality/")
        assert LegalReview.objects.get(case=case).passed
        assert "没有等待审核的办件" in client.get("/legality/").content.decode()

    def test_every_point_must_be_answered_and_what_was_typed_comes_back(
        self, desk: Desk, officer: Actor, case: Case
    ) -> None:
        client = desk.cast.signed_in(officer)
        response = client.post(f"/legality/{case.number}/", {"competence_ok": "yes", "opinion": "事实清楚"})
        text = response.content.decode()
        assert response.status_code == 422
        assert "请选择程序" in text
        assert "事实清楚" in text
        assert not LegalReview.objects.exists()

    def test_a_no_is_a_no(self, desk: Desk, officer: Actor, case: Case) -> None:
        typed = dict.fromkeys(POINTS, "yes") | {"evidence_ok": "no", "opinion": "证据不足"}
        desk.cast.signed_in(officer).post(f"/legality/{case.number}/", typed)
        assert LegalReview.objects.get(case=case).evidence_ok is False

    def test_doors(self, desk: Desk, officer: Actor, case: Case) -> None:
        address = f"/legality/{case.number}/"
        elsewhere = desk.cast.officer(Role.LEGAL_OFFICER, YICHANG)
        statuses = {desk.reviewer: 403, desk.clerk: 403, desk.cast.citizen: 403, elsewhere: 404, officer: 200}
        found = {actor: desk.cast.signed_in(actor).get(address).status_code for actor in statuses}
        assert found == statuses
        assert Client().get(address).status_code == 302


def test_the_inbox_puts_first_what_is_due_first(desk: Desk, officer: Actor) -> None:
    later = desk.accepted("restaurant_opening", at=AT + DAY)
    first = desk.accepted("restaurant_opening", at=AT)
    assert list(queries.awaiting_review(officer)) == [first, later]
    assert first.accepted_at == AT + HOUR
