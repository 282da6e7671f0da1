"""The shell around every page: language, navigation, errors, places, the account's own pages."""

import pytest
from django.test import Client

from cast import BAOCHENG, HUBEI, JIANGAN, WUHAN, Cast
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.notices.models import Message
from yangguang.foundations.notices.services import send_message
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web import navigation
from yangguang.foundations.web.navigation import NavigationEntry, navigation_for, register_navigation

pytestmark = pytest.mark.django_db


def test_the_site_speaks_chinese_whatever_the_browser_announces(client: Client) -> None:
    answer = client.get("/design/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans">' in answer.content.decode()


def test_english_once_chosen_stays(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/design/"})
    assert '<html lang="en">' in client.get("/design/").content.decode()


def test_an_unknown_language_is_not_taken_from_the_cookie(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    assert client.get("/design/").headers["Content-Language"] == "zh-hans"


def test_the_policy_forbids_what_is_not_ours(client: Client) -> None:
    policy = client.get("/design/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_navigation_shows_to_each_what_is_his(cast: Cast) -> None:
    register_navigation(
        NavigationEntry("办事", "portal:home", ordinal=1),
        NavigationEntry("工作台", "operation:workbench", roles=(Role.WINDOW_CLERK,), ordinal=9),
        NavigationEntry("我的账户", "accounts:profile", citizens=True, ordinal=5),
    )
    register_navigation(NavigationEntry("办事", "portal:home", ordinal=1))  # a second time changes nothing
    assert [link.label for link in navigation_for(None, "/")] == ["办事"]
    assert [link.label for link in navigation_for(cast.citizen, "/")] == ["办事", "我的账户"]
    clerk = navigation_for(cast.officer(Role.WINDOW_CLERK), "/workbench/case/7/")
    assert [(link.label, link.current) for link in clerk] == [("办事", False), ("工作台", True)]
    assert navigation._entries[0].url_name == "portal:home"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere/", 404, "没有找到这一页"),
        ("/door/hiding/", 404, "没有找到这一页"),
        ("/door/refusing/", 409, "行政许可法第三十二条"),
    ],
)
def test_what_went_wrong_is_said_with_a_way_out(client: Client, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "12345" in answer.content.decode()


def test_a_failure_is_admitted_without_its_cause(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/door/failing/")
    assert answer.status_code == 500
    assert "系统出了故障" in answer.content.decode()
    assert "ZeroDivision" not in answer.content.decode()


def test_a_form_from_elsewhere_is_not_taken(cast: Cast) -> None:
    strict = cast.signed_in(cast.citizen, Client(enforce_csrf_checks=True))
    answer = strict.post("/account/sign-out/")
    assert answer.status_code == 403
    assert "页面已经过期" in answer.content.decode()


def test_a_place_is_reached_step_by_step_and_carried_back(client: Client, cast: Cast) -> None:
    asked = {"next": "/figures/?period=2026&place=420000000000&page=3", "parameter": "place"}
    province = client.get("/places/", asked).content.decode()
    assert f"at={WUHAN}" in province
    district = client.get("/places/", asked | {"at": JIANGAN}).content.decode()
    assert f'href="/figures/?period=2026&amp;place={JIANGAN}"' in district


def test_a_place_is_found_by_name_and_by_initials(client: Client, cast: Cast) -> None:
    for wanted in ("保成", "bcsq"):
        page = client.get("/places/", {"q": wanted, "next": "/figures/"}).content.decode()
        assert f'href="/figures/?place={BAOCHENG}"' in page
    assert "没有找到这个地方" in client.get("/places/", {"q": "亚特兰蒂斯"}).content.decode()


def test_the_choice_of_a_place_leads_nowhere_else(client: Client, cast: Cast) -> None:
    page = client.get("/places/", {"next": "https://evil.example/"}).content.decode()
    assert 'href="https://evil.example' not in page
    assert f'href="/?place={HUBEI}"' in page


def test_messages_are_counted_opened_and_followed(cast: Cast) -> None:
    client = cast.signed_in(cast.citizen)
    send_message(
        [cast.citizen.account_id], subject="case:1", text="请补正材料", link="/my/cases/1/", at=cast.at
    )
    page = client.get("/account/").content.decode()
    assert "请补正材料" in page
    assert '<span class="yg-count" title="未读消息">1<' in page
    message = Message.objects.get()
    assert client.post(f"/account/messages/{message.pk}/").headers["Location"] == "/my/cases/1/"
    assert "yg-count" not in client.get("/account/").content.decode()


def test_a_message_of_somebody_else_is_neither_shown_nor_read(cast: Cast) -> None:
    send_message([cast.neighbour.account_id], subject="case:1", text="别人的事", link="/x/", at=cast.at)
    client = cast.signed_in(cast.citizen)
    assert "别人的事" not in client.get("/account/").content.decode()
    message = Message.objects.get()
    assert client.post(f"/account/messages/{message.pk}/").headers["Location"] == "/account/"
    message.refresh_from_db()
    assert message.read_at is None


def test_the_owner_sees_his_own_number_masked(cast: Cast) -> None:
    page = cast.signed_in(cast.citizen).get("/account/").content.decode()
    assert "420***********1229" in page
    assert "420102198804051229" not in page


def test_a_password_is_changed_by_whoever_knows_the_old_one(cast: Cast) -> None:
    account = Account.objects.get(pk=cast.citizen.account_id)
    account.set_password("sunshine-2026")
    account.save()
    client, elsewhere = cast.signed_in(cast.citizen), cast.signed_in(cast.citizen)
    typed = {"old": "wrong", "password": "moonlight-2026", "repeated": "moonlight-2026"}
    assert "现在的密码不对" in client.post("/account/password/", typed).content.decode()
    assert client.post("/account/password/", typed | {"old": "sunshine-2026"}).status_code == 302
    account.refresh_from_db()
    assert account.check_password("moonlight-2026")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_clerk_resets_a_password_and_the_owner_is_told(cast: Cast) -> None:
    clerk = cast.signed_in(cast.officer(Role.WINDOW_CLERK))
    typed = {"identity_number": "420102 19880405 1229", "name": "陈晓兰", "seen": "on"}
    page = clerk.post("/account/window/password/", typed).content.decode()
    told = page.split('<span class="yg-code">')[1].split("<")[0]
    assert Account.objects.get(pk=cast.citizen.account_id).check_password(told)
    assert "为您重设了密码" in Message.objects.get(account_id=cast.citizen.account_id).text


def test_without_the_card_there_is_no_new_password(cast: Cast) -> None:
    clerk = cast.signed_in(cast.officer(Role.WINDOW_CLERK))
    typed = {"identity_number": "420102198804051229", "name": "陈晓兰"}
    answer = clerk.post("/account/window/password/", typed)
    assert answer.status_code == 422
    assert "请勾选" in answer.content.decode()
    assert not Message.objects.exists()
