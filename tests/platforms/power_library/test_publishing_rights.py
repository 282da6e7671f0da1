"""公布权: a right with a place and a period, narrowed on the way down; refused alike on page, API and command line."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, DAZHI, HUBEI, JIANGAN, TODAY, WUHAN, YICHANG, Library
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import bulk, services
from yangguang.platforms.power_library.models import ItemVersion, PublishingRight, VersionState
from yangguang.platforms.power_library.publishing_right_rules import LOCAL, WHOLE, Decided, Right, effective
from yangguang.platforms.power_library.publishing_rights import right_at
from yangguang.platforms.power_library.reading import definition_of
from yangguang.site import list_commands, right_commands

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
BOTH, ADAPT = frozenset({"publish", "adapt"}), frozenset({"adapt"})
DECISION = "鄂政办发〔2026〕9号"


# ── rules ────────────────────────────────────────────────────────────────────────────────


def row(first: int, until: int | None = None, may: frozenset[str] = BOTH, lines: str = "") -> Decided:
    day = date(2026, 3, 1)
    end = day + timedelta(days=until) if until is not None else None
    return Decided(day + timedelta(days=first), Right(may, frozenset(lines.split()) or None, end))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([[]], WHOLE),  # nobody narrowed anything
        ([[], [], []], LOCAL),  # below the province that is one's own improvements
        ([[], [row(0, may=ADAPT)], []], Right(ADAPT)),  # the county has what its city has
        ([[row(0, 30)], [row(0)]], Right(ADAPT, None, date(2026, 3, 31))),  # no longer than above
        ([[row(0, lines="a b")], [row(0, lines="b c")]], Right(ADAPT, frozenset("b"))),
        ([[row(0, lines="a")], [row(0, lines="b")]], None),
        ([[row(0, 5)], [row(0)]], None),  # ended above: ended below
        ([[], [row(0, 5)]], None),
        ([[], [row(0, 5), row(5)]], LOCAL),  # ended and granted again
        ([[row(20, may=ADAPT)]], WHOLE),  # announced for later: takes nothing before
    ],
)
def test_how_a_right_comes_down(levels: list[list[Decided]], expected: Right | None) -> None:
    assert effective(levels, date(2026, 3, 11)) == expected


rows = st.builds(
    row,
    st.integers(0, 40),
    st.none() | st.integers(41, 60),
    st.sets(st.sampled_from(["publish", "adapt"]), min_size=1).map(frozenset),
    st.sets(st.sampled_from("abc")).map(" ".join),
)


@given(st.lists(st.lists(rows, max_size=1), min_size=2, max_size=5), st.integers(0, 70))
def test_no_place_ever_has_more_than_the_one_above(levels: list[list[Decided]], days: int) -> None:
    on = date(2026, 3, 1) + timedelta(days=days)
    above = effective(levels[:-1], on)
    here = effective(levels, on)
    if above is None:
        assert here is None
    elif here is not None:
        assert not here.beyond(above)


# ── granting ─────────────────────────────────────────────────────────────────────────────


def administrator(library: Library, place: str = HUBEI) -> Actor:
    return library.cast.officer(Role.ADMINISTRATOR, place)


def grant(
    library: Library,
    place: str,
    *may: str,
    departments: tuple[str, ...] = (),
    from_date: date = TODAY,
    to_date: date | None = None,
    actor: Actor | None = None,
    decision: str = DECISION,
) -> None:
    services.grant_right(
        place,
        may=may,
        departments=departments,
        from_date=from_date,
        to_date=to_date,
        decision=decision,
        actor=actor or administrator(library),
        at=AT,
    )


def end(library: Library, place: str, *, actor: Actor | None = None, to_date: date = TOMORROW) -> None:
    services.end_right(
        place, to_date=to_date, decision="收回决定", actor=actor or administrator(library), at=AT
    )


def test_a_city_narrows_and_its_counties_inherit(library: Library) -> None:
    grant(library, WUHAN, "adapt", departments=("market_regulation", "health"), to_date=TODAY + 30 * DAY)
    expected = Right(ADAPT, frozenset({"market_regulation", "health"}), TODAY + 30 * DAY)
    assert right_at(DAZHI, on=TODAY) == expected
    assert right_at(DAZHI, on=TODAY + 30 * DAY) is None
    assert right_at(YICHANG, on=TODAY) == LOCAL
    assert right_at(HUBEI, on=TODAY) == WHOLE
    grant(
        library,
        JIANGAN,
        "adapt",
        departments=("health",),
        to_date=TODAY + DAY,
        actor=administrator(library, WUHAN),
    )
    assert right_at(JIANGAN, on=TODAY) == Right(ADAPT, frozenset({"health"}), TOMORROW)
    event = LedgerEvent.objects.get(stream=f"rights:{JIANGAN}")
    assert event.payload["departments"] == ["health"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"may": ("publish",)}, "统一的事项"),
        ({"departments": ()}, "全部条线"),
        ({"departments": ("health",)}, "卫生健康"),
        ({"to_date": None}, "期限更长"),
        ({"to_date": TODAY + 31 * DAY}, "期限更长"),
    ],
)
def test_nothing_is_granted_that_is_not_held_above(library: Library, change: dict, said: str) -> None:  # type: ignore[type-arg]
    grant(library, WUHAN, "adapt", departments=("market_regulation",), to_date=TODAY + 30 * DAY)
    asked = {"may": ("adapt",), "departments": ("market_regulation",), "to_date": TODAY + 30 * DAY} | change
    may = asked.pop("may")
    with pytest.raises(Refusal, match=said):
        grant(library, JIANGAN, *may, **asked)
    assert not PublishingRight.objects.filter(division_id=JIANGAN).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": " "}, "文件依据"),
        ({"from_date": TODAY - DAY}, "已经过去"),
        ({"to_date": TODAY}, "终止日应晚于起始日"),
    ],
)
def test_a_grant_that_is_refused(library: Library, change: dict, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(Refusal, match=said):
        grant(library, WUHAN, "adapt", **change)
    with pytest.raises(Refusal, match="没有选择"):
        grant(library, WUHAN)


def test_only_those_above_decide(library: Library) -> None:
    for stranger in (
        administrator(library, WUHAN),
        administrator(library, YICHANG),
        library.cast.officer(Role.SUPERVISOR, HUBEI),
    ):
        with pytest.raises(Refusal, match="授予、终止公布权"):
            grant(library, WUHAN, "adapt", actor=stranger)
        with pytest.raises(Refusal, match="授予、终止公布权"):
            end(library, WUHAN, actor=stranger)
    with pytest.raises(Refusal, match="授予、终止公布权"):
        grant(library, HUBEI, "adapt")
    grant(library, HUBEI, "adapt", actor=library.cast.officer(Role.GOVERNMENT_HEAD, HUBEI))
    assert right_at(JIANGAN, on=TODAY) == Right(ADAPT)
    with pytest.raises(NotFound):
        grant(library, "990000000000", "adapt")


def test_what_follows_ends_what_was(library: Library) -> None:
    grant(library, WUHAN, "adapt")
    grant(library, WUHAN, "adapt", departments=("health",), from_date=TOMORROW)
    assert right_at(WUHAN, on=TODAY) == Right(ADAPT, None, TOMORROW)
    assert right_at(WUHAN, on=TOMORROW) == Right(ADAPT, frozenset({"health"}))
    with pytest.raises(Refusal, match="已有自"):
        grant(library, WUHAN, "adapt")


def test_ending_takes_what_was_inherited_too(library: Library) -> None:
    end(library, WUHAN, to_date=TOMORROW)
    assert right_at(JIANGAN, on=TODAY) == Right(ADAPT, None, TOMORROW)
    assert right_at(JIANGAN, on=TOMORROW) is None
    with pytest.raises(Refusal, match="没有公布权"):
        end(library, WUHAN, to_date=TOMORROW)
    with pytest.raises(Refusal, match="上级在那一天没有公布权"):
        grant(library, JIANGAN, "adapt", from_date=TOMORROW)
    grant(library, WUHAN, "adapt", from_date=TOMORROW)
    assert right_at(JIANGAN, on=TOMORROW) == Right(ADAPT)


def test_a_day_that_has_begun_is_not_taken_back(library: Library) -> None:
    grant(library, WUHAN, "adapt")
    with pytest.raises(Refusal, match="已经开始的一天"):
        end(library, WUHAN, to_date=TODAY)
    grant(library, WUHAN, "adapt", departments=("health",), from_date=TODAY + 5 * DAY)
    with pytest.raises(Refusal, match="已有自"):
        end(library, WUHAN)
    end(library, WUHAN, to_date=TODAY + 6 * DAY)
    assert right_at(WUHAN, on=TODAY + 5 * DAY) == Right(ADAPT, frozenset({"health"}), TODAY + 6 * DAY)
    assert right_at(WUHAN, on=TODAY + 6 * DAY) is None


def test_the_database_keeps_one_right_at_a_time(library: Library) -> None:
    grant(library, WUHAN, "adapt")
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishingRight.objects.create(
            division_id=WUHAN,
            may=["publish"],
            in_force=DateRange(TOMORROW, None),
            decision="x",
            recorded_at=AT,
        )


# ── refused alike ────────────────────────────────────────────────────────────────────────

REFUSED = "公布权按地方、条线和期限授予"


def agency_head(library: Library) -> Actor:
    return library.cast.officer(Role.AGENCY_HEAD, JIANGAN, "market_regulation")


def better(library: Library) -> dict[str, object]:
    return {"promised": "5wd", "from_date": TOMORROW.isoformat()}


def test_page_api_and_command_line_refuse_alike_and_let_in_alike(
    library: Library, stopped_clock: object, tmp_path: object
) -> None:
    grant(library, WUHAN, "adapt", departments=("health",))
    head, code = agency_head(library), library.entry().code
    client = library.cast.signed_in(head)
    page = client.get(f"/guide/edit/entries/{code}/")
    assert page.status_code == 409
    assert REFUSED in page.content.decode()
    called = client.post(
        f"/api/v1/entries/{code}/improvements", json.dumps(better(library)), "application/json"
    )
    assert called.status_code == 409
    assert REFUSED in called.json()["rule"]
    table = services.export_entries(head.post.body_id, on=TODAY, xlsx=False) if head.post else b""
    shorter = table.decode("utf-8-sig").replace(",8wd,", ",5wd,").encode()
    with pytest.raises(Refusal, match=REFUSED):
        bulk.apply_import(shorter, from_date=TOMORROW, actor=head, at=AT)
    file = tmp_path / "list.csv"  # type: ignore[operator]
    file.write_bytes(shorter)
    account = head.account_id
    with pytest.raises(Refusal, match=REFUSED):
        list_commands.apply(file, _username(account), TOMORROW, at=AT, say=lambda _line: None)
    assert not ItemVersion.objects.filter(state=VersionState.ADAPTED).exists()
    grant(library, WUHAN, "adapt", from_date=TODAY)
    assert client.get(f"/guide/edit/entries/{code}/").status_code == 200
    called = client.post(
        f"/api/v1/entries/{code}/improvements", json.dumps(better(library)), "application/json"
    )
    assert called.json() == {"item": "food_business", "number": 1, "from_date": TOMORROW.isoformat()}
    assert ItemVersion.objects.get(state=VersionState.ADAPTED).promised_limit == "5wd"


def _username(account_id: int) -> str:
    from yangguang.foundations.accounts.models import Account

    return Account.objects.get(pk=account_id).username


def test_the_api_asks_for_the_token_and_refuses_what_is_worse(
    library: Library, stopped_clock: object
) -> None:
    head, code = agency_head(library), library.entry().code
    address = f"/api/v1/entries/{code}/improvements"
    careful = library.cast.signed_in(head, Client(enforce_csrf_checks=True))
    without = careful.post(address, json.dumps(better(library)), "application/json")
    assert without.status_code == 403
    assert "X-CSRFToken" in without.json()["title"]
    careful.get("/guide/edit/entries/" + code + "/")  # a page with a form sets the cookie
    token = careful.cookies["csrftoken"].value
    worse = careful.post(
        address,
        json.dumps({"promised": "15wd", "from_date": TOMORROW.isoformat()}),
        "application/json",
        headers={"X-CSRFToken": token},
    )
    assert worse.status_code == 409
    assert "不得改为" in worse.json()["rule"]
    assert Client().post(address, json.dumps(better(library)), "application/json").status_code == 401


def test_suspending_and_publishing_need_the_right_of_the_province(
    library: Library, stopped_clock: object
) -> None:
    head_of_government = library.cast.officer(Role.GOVERNMENT_HEAD, HUBEI)
    grant(library, HUBEI, "publish", "adapt", departments=("health",), actor=head_of_government)
    with pytest.raises(Refusal, match=REFUSED):
        services.suspend_item(
            "food_business", from_date=TOMORROW, reason="测试", actor=administrator(library), at=AT
        )
    client = library.cast.signed_in(administrator(library))
    called = client.post(
        "/api/v1/proposals/999999/publication",
        json.dumps({"from_date": TOMORROW.isoformat()}),
        "application/json",
    )
    assert called.status_code == 404
    told = Client().get(f"/api/v1/rights/{JIANGAN}").json()
    assert (told["may"], told["departments"]) == (["adapt"], ["health"])


def test_an_approved_version_waits_until_the_right_is_there(library: Library, stopped_clock: object) -> None:
    from yangguang.platforms.power_library.item_files import definition_as_json
    from yangguang.platforms.power_library.models import Proposal

    cast = library.cast
    head = cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation")
    now = definition_of(library.version())
    changed = replace(now, summary=now.summary + "。", summary_en=now.summary_en + " ")
    proposal = services.save_proposal(definition_as_json(changed), actor=head, at=AT)
    services.submit(proposal.pk, actor=head, at=AT)
    services.find_lawful(proposal.pk, opinion="合法", actor=cast.officer(Role.LEGAL_OFFICER, HUBEI), at=AT)
    governor = cast.officer(Role.GOVERNMENT_HEAD, HUBEI)
    services.approve(proposal.pk, actor=governor, at=AT)
    end(library, HUBEI, actor=governor)
    client = cast.signed_in(administrator(library))
    address = f"/api/v1/proposals/{proposal.pk}/publication"
    later = AT + DAY
    with pytest.raises(Refusal, match=REFUSED):
        services.publish_proposal(
            proposal.pk, from_date=TOMORROW + DAY, actor=administrator(library), at=later
        )
    services.grant_right(
        HUBEI,
        may=["publish"],
        departments=[],
        from_date=TOMORROW,
        to_date=None,
        decision=DECISION,
        actor=governor,
        at=AT,
    )
    called = client.post(address, json.dumps({"from_date": TOMORROW.isoformat()}), "application/json")
    assert called.status_code == 200, called.content
    assert called.json()["number"] == 2
    assert Proposal.objects.get(pk=proposal.pk).version_id is not None


# ── pages and command line ───────────────────────────────────────────────────────────────

PAGE = f"/guide/rights/{WUHAN}/"


def test_everybody_reads_and_those_above_decide_on_the_page(library: Library, stopped_clock: object) -> None:
    assert "与上级相同" in Client().get(PAGE).content.decode()
    assert f"{PAGE}grant/" not in Client().get(PAGE).content.decode()
    client = library.cast.signed_in(administrator(library))
    assert f"{PAGE}grant/" in client.get(PAGE).content.decode()
    form = {
        "may": ["adapt"],
        "departments": ["health"],
        "from_date": "2026-03-02",
        "to_date": "",
        "decision": DECISION,
    }
    missing = client.post(f"{PAGE}grant/", form | {"decision": ""})
    assert missing.status_code == 422
    assert client.post(f"{PAGE}grant/", form).status_code == 302
    page = Client().get(f"/guide/rights/{JIANGAN}/").content.decode()
    assert "卫生健康" in page
    assert DECISION in Client().get(PAGE).content.decode()
    assert client.post(f"{PAGE}end/", {"to_date": "2026-03-03", "decision": "收回"}).status_code == 302
    assert "或者已经终止" in Client().get(f"{PAGE}?on=2026-03-03").content.decode()
    assert client.get(f"/guide/rights/{HUBEI}/grant/").status_code == 404
    city = library.cast.signed_in(administrator(library, WUHAN))
    assert city.get(f"{PAGE}grant/").status_code == 404


def test_the_command_line_shows_grants_and_refuses(library: Library) -> None:
    said: list[str] = []

    def call(verb: str, officer: str | None = None, **more: object) -> None:
        chosen = {
            "may": ["adapt"],
            "departments": [],
            "from_date": None,
            "to_date": None,
            "decision": DECISION,
        }
        right_commands.act(
            Namespace(verb=verb, place=WUHAN, officer=officer, **(chosen | more)), at=AT, say=said.append
        )

    call("show")
    call("grant", _username(administrator(library).account_id), departments=["health"])
    with pytest.raises(Refusal, match="授予、终止公布权"):
        call("end", _username(administrator(library, YICHANG).account_id))
    call("end", _username(administrator(library).account_id), to_date=TOMORROW)
    assert said == [
        f"{WUHAN}：adapt；全部条线 / all",
        f"{WUHAN}：adapt；health",
        f"{WUHAN}：adapt；health → {TOMORROW}",
    ]
