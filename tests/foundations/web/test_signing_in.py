"""The way in and out: who is let in, who learns what, and where each role arrives."""

import re
from datetime import date

import pytest
from django.test import Client

from cast import Cast
from yangguang.foundations.accounts.models import Account, PostHolding
from yangguang.foundations.ledger.queries import history
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.front_doors import DOOR_OF_ROLE

pytestmark = pytest.mark.django_db

PASSWORD = "sunshine-2026"


@pytest.fixture
def citizen(cast: Cast) -> Account:
    account = Account.objects.get(pk=cast.citizen.account_id)
    account.phone = "13812345678"
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> tuple[int, str, str]:
    answer = client.post("/account/sign-in/", {"login": login, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


@pytest.mark.parametrize("login", ["chen-xiaolan", "13812345678", " chen-xiaolan "])
def test_name_or_telephone_opens_the_account(client: Client, citizen: Account, login: str) -> None:
    status, location, _ = sign_in(client, login)
    assert (status, location) == (302, "/start/")
    assert [row.kind for row in history(f"account:{citizen.pk}")] == ["accounts.SignedIn"]


def test_a_shared_telephone_opens_the_account_whose_password_it_is(
    client: Client, cast: Cast, citizen: Account
) -> None:
    company = Account.objects.get(pk=cast.company.account_id)
    company.phone = citizen.phone
    company.set_password("another-secret-1")
    company.save()
    sign_in(client, "13812345678", "another-secret-1")
    assert client.session["_auth_user_id"] == str(company.pk)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, citizen: Account) -> None:
    wrong = sign_in(client, "chen-xiaolan", "guess-guess")
    unknown = sign_in(client, "chen-xiaolam", "guess-guess")
    assert (wrong[0], unknown[0]) == (422, 422)
    assert _without_tokens(wrong[2]).replace("chen-xiaolan", "") == _without_tokens(unknown[2]).replace(
        "chen-xiaolam", ""
    )
    assert 'value="chen-xiaolan"' in wrong[2]
    assert "guess-guess" not in wrong[2]
    assert [row.kind for row in history(f"account:{citizen.pk}")] == ["accounts.SignInFailed"]


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_closed_account_stays_closed(client: Client, citizen: Account) -> None:
    Account.objects.filter(pk=citizen.pk).update(is_active=False)
    assert sign_in(client, "chen-xiaolan")[0] == 422


def test_guessing_at_one_name_is_stopped_and_others_of_the_office_go_on(
    client: Client, cast: Cast, citizen: Account
) -> None:
    statuses = [sign_in(client, "chen-xiaolan", f"guess-{n}")[0] for n in range(7)]
    assert statuses == [422] * 6 + [429]
    assert sign_in(client, "chen-xiaolan")[0] == 429
    assert sign_in(client, "somebody-else", "x")[0] == 422


def test_the_page_asked_for_is_shown_after_signing_in(client: Client, citizen: Account) -> None:
    assert sign_in(client, "chen-xiaolan", next="/door/citizens/?page=2")[1] == "/door/citizens/?page=2"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_off_the_site(client: Client, citizen: Account, wanted: str) -> None:
    assert sign_in(client, "chen-xiaolan", next=wanted)[1] == "/start/"


def test_signing_out_takes_a_button_not_a_link(client: Client, cast: Cast) -> None:
    cast.signed_in(cast.citizen, client)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert history(f"account:{cast.citizen.account_id}")[-1].kind == "accounts.SignedOut"


def test_every_role_has_its_door(cast: Cast) -> None:
    assert set(DOOR_OF_ROLE) == set(Role)
    arrivals = {
        role: cast.signed_in(cast.officer(role)).get("/start/")["Location"]
        for role in (
            Role.WINDOW_CLERK,
            Role.REVIEWER,
            Role.SUPERVISOR,
            Role.LEGAL_OFFICER,
            Role.ADMINISTRATOR,
        )
    }
    assert list(arrivals.values()) == [
        "/workbench/",
        "/inbox/",
        "/console/",
        "/legality/",
        "/administration/",
    ]
    assert cast.signed_in(cast.citizen).get("/start/")["Location"] == "/"


def test_an_officer_with_two_posts_acts_in_the_one_chosen(cast: Cast) -> None:
    clerk = cast.officer(Role.WINDOW_CLERK)
    second = cast.post(Role.SUPERVISOR)
    PostHolding.objects.create(account_id=clerk.account_id, post=second, from_date=date(2026, 1, 1))
    client = cast.signed_in(clerk)
    assert client.get("/start/")["Location"] == "/workbench/"
    client.post("/account/post/", {"post": second.pk})
    assert client.get("/start/")["Location"] == "/console/"
    assert client.get("/door/clerks/").status_code == 403


def test_a_post_of_somebody_else_cannot_be_chosen(cast: Cast) -> None:
    client = cast.signed_in(cast.officer(Role.WINDOW_CLERK))
    client.post("/account/post/", {"post": cast.post(Role.SUPERVISOR).pk})
    assert client.get("/start/")["Location"] == "/workbench/"
