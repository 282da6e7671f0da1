"""The public deadline calculator: the page and the API answer alike, and refuse alike."""

from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from cast import JIANGAN, Cast

pytestmark = pytest.mark.django_db

LICENSING = {"rule": "licensing.decision", "unit": "wd", "start": "2026-02-13"}
PAUSED = [("pause_first", "2026-03-02"), ("pause_last", "2026-03-04"), ("pause_kind", "hearing")]


def page(client: Client, *pairs: tuple[str, str], status: int = 200, **asked: str) -> str:
    answer = client.get(f"/deadline/?{urlencode([*asked.items(), *pairs])}")
    assert answer.status_code == status, answer.content.decode()
    return unescape(answer.content.decode())


def test_without_a_question_the_form_alone(client: Client, cast: Cast) -> None:
    answer = client.get("/deadline/")
    assert answer.status_code == 200
    shown = unescape(answer.content.decode())
    assert "作出行政许可决定 · 20个工作日" in shown
    assert f'value="{JIANGAN}"' in shown
    assert 'id="result"' not in shown


def test_the_due_day_comes_first_in_a_plain_sentence(client: Client, cast: Cast) -> None:
    shown = page(client, **LICENSING)
    assert "最迟 2026年3月19日 星期四 24时" in shown
    assert "行政许可法" in shown
    assert "补班" in shown  # 14 February 2026 is a make-up Saturday


def test_a_suspension_moves_the_day_and_is_shown_again(client: Client, cast: Cast) -> None:
    shown = page(client, *PAUSED, **LICENSING)
    assert "最迟 2026年3月24日 星期二 24时" in shown
    assert 'name="pause_first" value="2026-03-02"' in shown
    assert '<option value="hearing" selected>' in shown
    assert shown.count('name="pause_first"') == 2  # one row more than was typed


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rule": "", "amount": "20", "unit": "wd", "start": "2026-02-13"}, "最迟 2026年3月19日 星期四 24时"),
        ({"rule": "", "amount": "60", "unit": "nd", "start": "2026-02-13"}, "最迟 2026年4月14日 星期二 24时"),
        ({"rule": "", "amount": "1", "unit": "mo", "start": "2026-01-31"}, "最迟 2026年2月28日 星期六 24时"),
        (
            {"rule": "", "amount": "24", "unit": "h", "start": "2026-03-02", "start_time": "09:30"},
            "最迟 2026年3月3日 星期二 09:30",
        ),
        (
            {
                "rule": "",
                "amount": "4",
                "unit": "h",
                "start": "2026-03-02",
                "start_time": "15:00",
                "counting": "office_hours",
            },
            "最迟 2026年3月3日 星期二 11:00",
        ),
    ],
)
def test_free_limits(client: Client, cast: Cast, asked: dict[str, str], said: str) -> None:
    assert said in page(client, **asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rule": "", "unit": "wd", "start": "2026-02-13"}, "请选择一项法定期限，或者填写期限的长短"),
        ({"rule": "", "amount": "4", "unit": "h", "start": "2026-03-02"}, "请填写起算时刻"),
        ({"rule": "licensing.decision", "unit": "wd", "start": "13.2.2026"}, "13.2.2026"),
    ],
)
def test_what_was_typed_is_shown_again(client: Client, cast: Cast, asked: dict[str, str], said: str) -> None:
    shown = page(client, status=422, **asked)
    assert said in shown
    assert asked["start"] in shown


def test_a_suspension_the_wrong_way_round_is_named(client: Client, cast: Cast) -> None:
    pause = [("pause_first", "2026-03-04"), ("pause_last", "2026-03-02"), ("pause_kind", "hearing")]
    assert "中止期间先后颠倒：2026-03-04 晚于 2026-03-02" in page(client, *pause, status=422, **LICENSING)


def test_a_year_without_its_notice_is_refused_with_a_way_out(client: Client, cast: Cast) -> None:
    asked = LICENSING | {"start": "2026-12-20"}
    refused = page(client, status=422, **asked)
    assert "国务院办公厅 2027 年放假安排的通知尚未公布" in refused
    assert "provisional=on" in refused
    guessed = page(client, provisional="on", **asked)
    assert "暂定" in guessed.partition('id="result"')[2].partition("yg-strip")[0]


def test_the_calendar_as_known_on_a_day(client: Client, cast: Cast) -> None:
    """The Spring Festival of 2020 was lengthened on 26 January 2020."""
    asked = {"rule": "", "amount": "3", "unit": "wd", "start": "2020-01-23"}
    before = page(client, known_on="2020-01-20", **asked)
    after = page(client, known_on="2020-02-20", **asked)
    assert "最迟 2020年2月3日" in before
    assert "最迟 2020年2月5日" in after


def test_a_law_that_was_not_yet_in_force_is_said(client: Client, cast: Cast) -> None:
    shown = page(client, status=422, **(LICENSING | {"start": "2004-03-01"}))
    assert "2004-03-01 没有这一名称的有效规定" in shown


def test_english_is_complete(client: Client, cast: Cast) -> None:
    client.post("/language/", {"language": "en", "next": "/deadline/"})
    assert "Thursday" in page(client, **LICENSING)


def test_the_link_to_json_gives_the_same_answer(client: Client, cast: Cast) -> None:
    shown = page(client, *PAUSED, **LICENSING)
    link = shown.partition('href="/api/v1/deadline')[2].partition('"')[0]
    assert parse_qs(urlsplit(link).query)["suspend"] == ["2026-03-02..2026-03-04:hearing"]
    answer = client.get(f"/api/v1/deadline{link}")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["due"], found["provisional"]) == ("2026-03-24", False)
    assert sum(day["counted"] for day in found["days"]) == 20


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-02-13&limit=20wd", 200),
        ("from=2026-02-13&limit=20", 409),
        ("from=2026-02-13", 409),
        ("from=2026-12-20&limit=20wd", 409),
        ("from=2026-12-20&limit=20wd&provisional=true", 200),
        ("from=2026-02-13&rule=licensing.nothing", 409),
        ("from=2026-02-13&rule=licensing.hearing_notice", 409),
        ("from=2026-02-13&limit=24h", 409),
        ("from=2026-02-13T09:30&limit=24h", 200),
        ("limit=24h", 422),
        ("from=2026-02-13&limit=20wd&region=x", 422),
        ("from=2026-02-13&limit=99999y", 409),
    ],
)
def test_the_api_answers_or_says_why_not(client: Client, cast: Cast, query: str, status: int) -> None:
    answer = client.get(f"/api/v1/deadline?{query}")
    assert answer.status_code == status, answer.content
    if status == 409:
        assert answer.json()["way_out"]


def test_home_and_foot_lead_here(client: Client, cast: Cast) -> None:
    assert client.get("/").content.decode().count('href="/deadline/"') >= 2
