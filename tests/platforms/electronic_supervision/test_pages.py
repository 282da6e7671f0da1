"""The console, the lists and the page of a card, as officers open them."""

import re
from datetime import datetime
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client

from cast import HUBEI, JIANGAN, WUHAN, YICHANG
from desk import HOUR
from platforms.electronic_supervision.conftest import RED_AT, YELLOW_AT, Watch
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web import middleware
from yangguang.platforms.electronic_supervision.models import Card
from yangguang.platforms.power_operation.models import Case

NOW = RED_AT + HOUR


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: NOW))


@pytest.fixture
def late(watch: Watch) -> Case:
    case = watch.late_case()
    watch.at(YELLOW_AT)
    watch.at(NOW)
    return case


def signed_in(watch: Watch, actor: Actor) -> Client:
    return watch.desk.cast.signed_in(actor)


def page(client: Client, address: str, status: int = 200, **more: object) -> str:
    response = client.get(address, **more)  # type: ignore[arg-type]
    assert response.status_code == status
    return response.content.decode()


class TestConsole:
    def test_from_the_province_to_the_case_in_three_steps(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.desk.cast.officer(Role.SUPERVISOR, HUBEI))
        province = page(client, "/supervision/")
        assert f'href="/supervision/?place={WUHAN}"' in province
        city = page(client, f"/supervision/?place={WUHAN}")
        department = f"/supervision/?place={WUHAN}&amp;department=market_regulation#cases-title"
        assert department in city
        cases = page(client, f"/supervision/?place={WUHAN}&department=market_regulation")
        assert f'href="/work/cases/{late.number}/"' in cases
        assert page(client, f"/work/cases/{late.number}/").count("yg-badge-red") >= 1

    def test_it_counts_what_burns(self, watch: Watch, late: Case) -> None:
        watch.desk.accepted(at=NOW)  # all in time
        text = page(signed_in(watch, watch.supervisor), "/supervision/")
        figures = re.findall(r'yg-stat-label">([^<]+)</span>\s*<span class="yg-stat-value">(\d+)', text)
        assert dict(figures) == {
            "超过法定期限": "1",
            "超过承诺期限": "0",
            "即将到期": "0",
            "红牌": "1",
            "黄牌": str(Card.objects.filter(level=2).count()),
            "预警": str(Card.objects.filter(level=1).count()),
            "等待反馈": str(Card.objects.filter(level__gt=1).count()),
            "已反馈待复核": "0",
        }

    def test_each_figure_opens_to_as_many_rows(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.supervisor)
        board = page(client, "/supervision/")
        figures = re.findall(
            r'<a href="([^"]+)" class="yg-stat[^>]*>\s*<span[^>]*>[^<]+</span>\s*<span[^>]*>(\d+)', board
        )
        assert len(figures) == 8
        for address, count in figures:
            listed = page(client, unescape(address))
            row = (
                'class="sv-card-number"' if "/cards/" in address else '<th scope="row"><a href="/work/cases/'
            )
            assert listed.count(row) == int(count), address

    def test_a_poll_gets_the_moving_part_alone(self, watch: Watch, late: Case) -> None:
        text = page(signed_in(watch, watch.supervisor), "/supervision/", headers={"HX-Request": "true"})
        assert text.lstrip().startswith('<div id="board"')
        assert "<html" not in text

    def test_another_place_is_not_found(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.supervisor)
        for place in (WUHAN, YICHANG, HUBEI, "nowhere"):
            page(client, f"/supervision/?place={place}", 404)

    def test_a_quiet_place_says_so(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.desk.cast.officer(Role.SUPERVISOR, YICHANG))
        text = page(client, "/supervision/")
        assert "没有超期，也没有待处理的牌件" in text
        assert late.number not in text


class TestLists:
    def test_cards_are_chosen_by_level_state_place_and_number(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.supervisor)
        red, warning = watch.card(3), watch.card(1)
        reds = page(client, "/supervision/cards/?level=3")
        assert red.number in reds
        assert warning.number not in reds
        assert red.number not in page(client, "/supervision/cards/?state=answered")
        assert red.number in page(client, f"/supervision/cards/?q={red.number.lower()}")
        assert red.number in page(client, "/supervision/cards/?level=nonsense&state=nonsense&page=nonsense")
        page(client, f"/supervision/cards/?place={YICHANG}", 404)

    def test_a_department_sees_its_own_what_waits_for_it_on_top(self, watch: Watch, late: Case) -> None:
        text = page(signed_in(watch, watch.desk.head), "/supervision/my-cards/")
        red, warning = watch.card(3), watch.card(1)
        assert text.index(red.number) < text.index(warning.number)
        other = watch.desk.cast.officer(Role.AGENCY_HEAD, department="health")
        assert red.number not in page(signed_in(watch, other), "/supervision/my-cards/")

    def test_the_case_page_shows_its_cards_to_officers(self, watch: Watch, late: Case) -> None:
        red = watch.card(3)
        assert red.number in page(signed_in(watch, watch.desk.reviewer), f"/work/cases/{late.number}/")

    def test_the_inbox_of_the_head_reminds_of_unanswered_cards(self, watch: Watch, late: Case) -> None:
        assert watch.card(3).number in page(signed_in(watch, watch.desk.head), "/work/inbox/")


class TestCardPage:
    def test_it_shows_rule_facts_counting_and_recipients(self, watch: Watch, late: Case) -> None:
        card = watch.card(3)
        text = page(signed_in(watch, watch.supervisor), f"/supervision/cards/{card.number}/")
        for said in (
            "超过法定期限",
            "行政许可法第四十二条",
            "default-1",
            "2026年3月30日 24:00",
            "20个工作日",
            "结果与发牌时一致",
            watch.desk.head.name,
            "红牌通知 (PDF)",
        ):
            assert said in text, said

    def test_in_english_nothing_of_the_finding_is_chinese(self, watch: Watch, late: Case) -> None:
        client = signed_in(watch, watch.supervisor)
        client.cookies["django_language"] = "en"
        text = page(client, f"/supervision/cards/{watch.card(3).number}/")
        assert "The statutory limit has passed" in text
        assert "20 working days" in text

    def test_the_department_answers_and_the_supervisor_confirms(self, watch: Watch, late: Case) -> None:
        card = watch.card(3)
        address = f"/supervision/cards/{card.number}/"
        department = signed_in(watch, watch.desk.head)
        assert f'action="{address}answer/"' in page(department, address)
        assert f'action="{address}confirm/"' not in page(department, address)
        answered = department.post(f"{address}answer/", {"answer-text": "人手不足，已调整分工"})
        assert (answered.status_code, answered["Location"]) == (302, address)

        supervisor = signed_in(watch, watch.supervisor)
        assert "人手不足" in page(supervisor, address)
        supervisor.post(f"{address}confirm/", {"confirm-text": ""})
        card.refresh_from_db()
        assert card.state == "confirmed"

    def test_what_was_typed_comes_back_with_the_refusal(self, watch: Watch, late: Case) -> None:
        card = watch.card(3)
        supervisor = signed_in(watch, watch.supervisor)
        response = supervisor.post(
            f"/supervision/cards/{card.number}/confirm/", {"confirm-text": "属实，应追责"}
        )
        text = response.content.decode()
        assert response.status_code == 409
        assert "属实，应追责" in text
        assert "有权说明情况" in text

    def test_an_empty_answer_is_asked_for_again(self, watch: Watch, late: Case) -> None:
        card = watch.card(3)
        response = signed_in(watch, watch.desk.head).post(
            f"/supervision/cards/{card.number}/answer/", {"answer-text": " "}
        )
        assert response.status_code == 422
        assert "请填写反馈内容" in response.content.decode()


ROLES_WITHOUT = (Role.LEGAL_OFFICER, Role.STATISTICIAN, Role.ADMINISTRATOR)


class TestDoors:
    @pytest.mark.parametrize("address", ["", "cards/", "attempts/"])
    def test_the_supervisors_rooms_are_his(self, watch: Watch, late: Case, address: str) -> None:
        page(signed_in(watch, watch.supervisor), f"/supervision/{address}")
        for actor in (watch.desk.clerk, watch.desk.reviewer, watch.desk.head, watch.desk.cast.citizen):
            page(signed_in(watch, actor), f"/supervision/{address}", 403)
        assert Client().get(f"/supervision/{address}").status_code == 302

    def test_who_reads_the_card(self, watch: Watch, late: Case) -> None:
        address = f"/supervision/cards/{watch.card(3).number}/"
        cast = watch.desk.cast
        statuses = {
            watch.supervisor: 200,
            cast.officer(Role.SUPERVISOR, WUHAN): 200,
            cast.officer(Role.GOVERNMENT_HEAD, JIANGAN): 200,
            watch.manager: 200,
            watch.desk.reviewer: 200,
            watch.desk.clerk: 200,
            cast.officer(Role.SUPERVISOR, YICHANG): 404,
            cast.officer(Role.REVIEWER, department="health"): 404,
            cast.officer(Role.REVIEWER, YICHANG, "market_regulation"): 404,
            cast.officer(Role.LEGAL_OFFICER): 403,
            cast.officer(Role.STATISTICIAN): 403,
            cast.citizen: 403,
        }
        found = {actor: signed_in(watch, actor).get(address).status_code for actor in statuses}
        assert found == statuses

    def test_who_may_judge_and_answer_by_address(self, watch: Watch, late: Case) -> None:
        address = f"/supervision/cards/{watch.card(3).number}/"
        cast = watch.desk.cast
        head, stranger = watch.desk.head, cast.officer(Role.AGENCY_HEAD, department="health")
        typed = {"answer-text": "x", "confirm-text": "x", "revoke-text": "x"}
        assert signed_in(watch, head).post(f"{address}revoke/", typed).status_code == 403
        assert signed_in(watch, stranger).post(f"{address}answer/", typed).status_code == 404
        assert signed_in(watch, watch.desk.clerk).post(f"{address}answer/", typed).status_code == 404
        elsewhere = cast.officer(Role.SUPERVISOR, YICHANG)
        assert signed_in(watch, elsewhere).post(f"{address}revoke/", typed).status_code == 404
        assert watch.card(3).state == "issued"

    def test_its_document_opens_for_those_who_read_the_card(self, watch: Watch, late: Case) -> None:
        text = page(signed_in(watch, watch.desk.head), f"/supervision/cards/{watch.card(3).number}/")
        found = re.search(r'href="(/documents/[^"]+\.pdf)"', text)
        assert found
        assert signed_in(watch, watch.desk.head).get(found[1]).status_code == 200
        stranger = watch.desk.cast.officer(Role.AGENCY_HEAD, department="health")
        assert signed_in(watch, stranger).get(found[1]).status_code == 404


def test_health_and_attempts_open(watch: Watch, late: Case) -> None:
    client = signed_in(watch, watch.supervisor)
    assert "没有异常" in page(client, "/supervision/health/")
    assert "没有违规要求" in page(client, "/supervision/attempts/")
    assert isinstance(NOW, datetime)


class TestRules:
    def test_supervisor_and_supervised_read_the_same_rules(self, watch: Watch) -> None:
        for actor in (watch.supervisor, watch.desk.reviewer, watch.desk.clerk):
            text = page(signed_in(watch, actor), "/supervision/rules/")
            assert "承诺期限长于 2 个工作日的，届满前 2 个工作日" in text
            assert "期限届满后1个工作日" in text
            assert "行政许可法第四十四条" in text

    def test_another_place_calls_the_same_levels_otherwise(self, watch: Watch) -> None:
        text = page(signed_in(watch, watch.supervisor), "/supervision/rules/?set=chengdu-2009")
        assert "红牌（超过法定期限）" in text
        assert "成府发〔2009〕53号" in text

    def test_an_unknown_set_is_not_found(self, watch: Watch) -> None:
        page(signed_in(watch, watch.supervisor), "/supervision/rules/?set=none", status=404)
