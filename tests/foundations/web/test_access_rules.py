"""Who stands before which door, and what is said to whoever may not enter."""

import pytest
from django.test import Client

from cast import Cast
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import AccessRule, Audience, open_to, open_to_public

pytestmark = pytest.mark.django_db

DOORS = ["/door/public/", "/door/signed-in/", "/door/citizens/", "/door/clerks/"]


def test_a_visitor_is_asked_to_sign_in_and_brought_back(client: Client) -> None:
    answers = [client.get(door, {"page": "2"}) for door in DOORS]
    assert [answer.status_code for answer in answers] == [200, 302, 302, 302]
    assert answers[3]["Location"] == "/account/sign-in/?next=%2Fdoor%2Fclerks%2F%3Fpage%3D2"


def test_after_a_posted_form_the_page_of_the_form_is_named(client: Client) -> None:
    assert client.post("/door/clerks/?a=1")["Location"] == "/account/sign-in/?next=%2Fdoor%2Fclerks%2F"


def test_a_visitor_in_the_middle_of_a_page_is_sent_away_as_a_whole(client: Client) -> None:
    answer = client.get(
        "/door/clerks/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/workbench/?tab=mine"},
    )
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/account/sign-in/?next=%2Fworkbench%2F%3Ftab%3Dmine"


def test_each_enters_where_the_rule_names_him(cast: Cast) -> None:
    clerk = cast.signed_in(cast.officer(Role.WINDOW_CLERK))
    reviewer = cast.signed_in(cast.officer(Role.REVIEWER, department="market_regulation"))
    citizen, company = cast.signed_in(cast.citizen), cast.signed_in(cast.company)
    assert [clerk.get(door).status_code for door in DOORS] == [200, 200, 403, 200]
    assert [reviewer.get(door).status_code for door in DOORS] == [200, 200, 403, 403]
    assert [citizen.get(door).status_code for door in DOORS] == [200, 200, 200, 403]
    assert [company.get(door).status_code for door in DOORS] == [200, 200, 200, 403]


def test_the_wrong_post_is_told_what_can_be_done(cast: Cast) -> None:
    answer = cast.signed_in(cast.citizen).get("/door/clerks/")
    assert "您的岗位不能打开这一页" in answer.content.decode()


def test_programs_get_problems_instead_of_pages(cast: Cast, client: Client) -> None:
    anonymous = client.get("/api/v1/clerks/")
    citizen = cast.signed_in(cast.citizen).get("/api/v1/clerks/")
    clerk = cast.signed_in(cast.officer(Role.WINDOW_CLERK)).get("/api/v1/clerks/")
    assert (anonymous.status_code, citizen.status_code, clerk.status_code) == (401, 403, 200)
    assert anonymous["Content-Type"] == "application/problem+json"
    assert citizen.json()["status"] == 403


def test_the_rule_can_be_read_off_the_view() -> None:
    view = open_to(Role.SUPERVISOR)(lambda request: None)  # type: ignore[arg-type, return-value]
    assert view.access_rule == AccessRule(Audience.OFFICERS, frozenset({Role.SUPERVISOR}))  # type: ignore[attr-defined]
    assert open_to_public(view).access_rule.audience is Audience.PUBLIC  # type: ignore[attr-defined]


def test_an_empty_list_of_roles_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        open_to()
