"""Every route declares who may open it, and keeps to it for every role; foreign rows answer as if they did not exist."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cast import BAOCHENG, DAZHI, HUBEI, JIANGAN, TAINING, WUHAN, YILING, Cast
from desk import AT, DAY, Desk
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.api.shell import api
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import AccessRule, Audience

# A value for every name that stands in an address; a new name fails the walk until it is entered here.
VALUES = {
    "number": "0" * 43,
    "code": JIANGAN,
    "key": "S6",
    "part": "numerator",
    "draft_id": "00000000-0000-0000-0000-000000000000",
    "file_id": "00000000-0000-0000-0000-000000000000",
    "verification_code": "2" * 22,
    "holding_id": "999999999",
    "account_id": "999999999",
    "message_id": "999999999",
    "absence_id": "999999999",
    "file_key": "999999999",
    "post_id": "999999999",
    "round_id": "999999999",
    "line_id": "999999999",
    "proposal_id": "999999999",
    "zero_fee_id": "999999999",
    "difference_id": "999999999",
    "day": "2026-03-02",
    "theme": "x",
    "ordinal": "1",
    "licence_id": "999999999",
    "ticket_id": "00000000-0000-0000-0000-000000000000",
    "appointment_id": "00000000-0000-0000-0000-000000000000",
    "act": "return",
    "matter": "renewal",
    "identifier": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
}
IMPLEMENTING_CODE = "11420000MB1686999B4000131001000"


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def _pages() -> list[tuple[str, Any]]:
    """(address with values, view) of every page; the API declares its rules by operation (below)."""
    found = []
    for route, pattern in _routes(get_resolver()):
        if route.startswith("api/"):
            continue
        found.append(("/" + re.sub(r"<(?:(\w+):)?(\w+)>", _value, route), pattern.callback))
    return found


def _value(parameter: re.Match[str]) -> str:
    converter, name = parameter.groups()
    if converter == "implementing_code":
        return IMPLEMENTING_CODE
    if converter == "slug":
        return "accept"
    if name not in VALUES:
        pytest.fail(f"enter a value for <{name}> so that its route is walked")
    return VALUES[name]


def _rule(view: Any) -> AccessRule | None:
    while view is not None:
        rule = getattr(view, "access_rule", None)
        if isinstance(rule, AccessRule):
            return rule
        view = getattr(view, "__wrapped__", None)
    return None


def test_every_page_declares_its_rule() -> None:
    undeclared = [address for address, view in _pages() if _rule(view) is None]
    assert undeclared == []


def test_every_operation_of_the_api_declares_its_rule() -> None:
    operations = [
        (path, operation)
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]
    assert operations
    assert [path for path, operation in operations if _rule(operation.view_func) is None] == []


def _everybody(cast: Cast) -> dict[str, Actor | None]:
    people: dict[str, Actor | None] = {"anonymous": None, "citizen": cast.citizen, "company": cast.company}
    places = {Role.VILLAGE_AGENT: BAOCHENG, Role.STATISTICIAN: HUBEI, Role.ADMINISTRATOR: HUBEI}
    for role in Role:
        department = "market_regulation" if role in {Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD} else None
        people[role.value] = cast.officer(role, places.get(role, JIANGAN), department)
    return people


def test_every_role_at_every_door(desk: Desk) -> None:
    """Who is let in finds the page, or that there is no such row; who is not is turned away before anything is read."""
    wrong = []
    for who, actor in _everybody(desk.cast).items():
        client = desk.cast.signed_in(actor) if actor else Client()
        for address, view in _pages():
            rule = _rule(view)
            assert rule is not None
            response = client.get(address)
            turned_away = response.status_code == 403 or (
                response.status_code == 302 and "/account/sign-in/" in response["Location"]
            )
            if (
                rule.audience is not Audience.PUBLIC
                and response.status_code != 405
                and turned_away == rule.allows(actor)
            ):
                wrong.append(f"{who} {address}: {response.status_code}")
            if response.status_code >= 500:
                wrong.append(f"{who} {address}: {response.status_code}")
    assert wrong == []


def test_a_case_is_open_to_its_own_and_to_nobody_else(desk: Desk) -> None:
    case = desk.accepted()
    own = [
        desk.clerk,
        desk.reviewer,
        desk.decider,
        desk.cast.officer(Role.SUPERVISOR, JIANGAN),
        desk.cast.officer(Role.SUPERVISOR, WUHAN),
        desk.cast.officer(Role.SUPERVISOR, HUBEI),
        desk.cast.officer(Role.LEGAL_OFFICER, JIANGAN),
    ]
    foreign = [
        desk.cast.officer(Role.WINDOW_CLERK, YILING),
        desk.cast.officer(Role.SUPERVISOR, YILING),
        desk.cast.officer(Role.WINDOW_CLERK, DAZHI),
        desk.cast.officer(Role.VILLAGE_AGENT, BAOCHENG),
        desk.cast.officer(Role.REVIEWER, JIANGAN, "health"),
        desk.cast.officer(Role.REVIEWER, YILING, "market_regulation"),
    ]
    page = f"/work/cases/{case.number}/"
    for actor in own:
        assert desk.cast.signed_in(actor).get(page).status_code == 200, actor
    for actor in foreign:
        response = desk.cast.signed_in(actor).get(page)
        assert response.status_code == 404, actor
        assert case.applicant_name not in response.content.decode()
    assert desk.cast.signed_in(desk.cast.citizen).get(f"/my/cases/{case.number}/").status_code == 200
    assert desk.cast.signed_in(desk.cast.neighbour).get(f"/my/cases/{case.number}/").status_code == 404


def test_a_village_sees_its_own_room_only(desk: Desk) -> None:
    received = desk.file("village_mediation", division=BAOCHENG)
    page = f"/work/cases/{received.number}/"
    own, other = (desk.cast.officer(Role.VILLAGE_AGENT, place) for place in (BAOCHENG, TAINING))
    assert desk.cast.signed_in(own).get(page).status_code == 200
    assert desk.cast.signed_in(other).get(page).status_code == 404


def test_the_buttons_on_a_case_are_those_that_work(desk: Desk) -> None:
    """What the page does not offer is refused when posted all the same, and changes nothing."""
    from yangguang.foundations.ledger.models import LedgerEvent
    from yangguang.platforms.power_operation.desk import DESK_ACTS

    case = desk.accepted(at=AT + DAY)
    page = f"/work/cases/{case.number}/"
    for actor in (desk.clerk, desk.reviewer, desk.decider, desk.head):
        client = desk.cast.signed_in(actor)
        offered = set(re.findall(rf"{page}([a-z_]+)/", client.get(page).content.decode()))
        for act in DESK_ACTS:
            if act.key in offered:
                continue
            before = LedgerEvent.objects.count()
            posted = {
                "reasons": "x",
                "days": "1",
                "opinion": "agree",
                "outcome": "granted",
                "mode": "direct",
                "person": "x",
            }
            assert client.post(f"{page}{act.key}/", posted).status_code in {404, 409, 422}, (actor, act.key)
            assert LedgerEvent.objects.count() == before
