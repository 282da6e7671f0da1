"""进驻与八统一: what must enter a centre, how it stands, who records it, and the pages that show it."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from cast import AT, HUBEI, JIANGAN, TODAY, WUHAN, YICHANG, Cast, Library
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import BodyKind, Level, Role
from yangguang.foundations.organisations.models import ServiceCentre
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import hall_queries, services
from yangguang.platforms.power_library.hall_queries import HallItem
from yangguang.platforms.power_library.hall_rules import (
    AspectFound,
    Standing,
    latest_by_aspect,
    must_enter,
    standing,
    unified_since,
)
from yangguang.platforms.power_library.models import Authority, HallEntry, HallExemption, Unity

LETTER = "窗口授权委托书 2026-02-27"
DECISION = "江岸政办〔2026〕3号"
TOMORROW = TODAY + timedelta(days=1)


# ── rules ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "body", "level", "expected"),
    [
        (PowerKind.LICENSING, BodyKind.DEPARTMENT, Level.PROVINCE, True),
        (PowerKind.LICENSING, BodyKind.DEPARTMENT, Level.COUNTY, True),
        (PowerKind.PUBLIC_SERVICE, BodyKind.DEPARTMENT, Level.CITY, True),
        (PowerKind.PENALTY, BodyKind.DEPARTMENT, Level.COUNTY, False),  # nobody applies for a fine
        (PowerKind.LICENSING, BodyKind.GOVERNMENT, Level.TOWNSHIP, False),  # it runs the hall itself
        (PowerKind.PUBLIC_SERVICE, BodyKind.VILLAGE_COMMITTEE, Level.VILLAGE, False),
        (PowerKind.LICENSING, BodyKind.DEPARTMENT, Level.TOWNSHIP, False),
    ],
)
def test_what_must_enter(kind: PowerKind, body: BodyKind, level: Level, expected: bool) -> None:
    assert must_enter(kind, body, level) is expected


@pytest.mark.parametrize(
    ("authority", "exempt", "expected"),
    [
        ("decides", False, Standing.AUTHORISED),
        ("receives", False, Standing.UNAUTHORISED),  # 明进暗不进
        (None, False, Standing.OUTSIDE),
        (None, True, Standing.EXEMPT),
    ],
)
def test_how_an_item_stands(authority: str | None, exempt: bool, expected: Standing) -> None:
    assert standing(authority, exempt=exempt) is expected


def found(met: bool, day: int) -> AspectFound:
    return AspectFound(met, date(2026, 2, day), "现场核对")


def test_all_eight_since_the_last_of_them() -> None:
    eight = {aspect: found(True, 1) for aspect in Unity.values} | {"fees": found(True, 9)}
    assert unified_since(eight) == date(2026, 2, 9)
    assert unified_since(eight | {"sign": found(False, 10)}) is None
    assert unified_since({aspect: one for aspect, one in eight.items() if aspect != "online"}) is None


def test_of_each_aspect_the_last_finding_holds() -> None:
    rounds = [(["name", "sign"], found(True, 1)), (["sign"], found(False, 5)), (["fees"], found(True, 6))]
    assert latest_by_aspect(rounds) == {
        "name": found(True, 1),
        "sign": found(False, 5),
        "fees": found(True, 6),
    }


# ── acts ─────────────────────────────────────────────────────────────────────────────────


def manager(cast: Cast, place: str = JIANGAN) -> Actor:
    return cast.officer(Role.CENTRE_MANAGER, place)


def head(cast: Cast, place: str = JIANGAN) -> Actor:
    return cast.officer(Role.GOVERNMENT_HEAD, place)


def items(on: date = TODAY, place: str = JIANGAN) -> dict[str, HallItem]:
    return {one.item_key: one for one in hall_queries.hall_items(place, on=on)}


def enter(
    cast: Cast,
    *keys: str,
    authority: Authority = Authority.DECIDES,
    from_date: date = TODAY,
    letter: str = LETTER,
) -> int:
    held = items()
    return services.enter_hall(
        JIANGAN,
        [held[key].entry_id for key in keys],
        authority=authority,
        letter=letter,
        from_date=from_date,
        actor=manager(cast),
        at=AT,
    )


def keep_out(cast: Cast, *keys: str, actor: Actor | None = None, ground: str = "涉及国家秘密") -> int:
    held = items()
    return services.keep_out_of_hall(
        JIANGAN,
        [held[key].entry_id for key in keys],
        decision=DECISION,
        ground=ground,
        from_date=TODAY,
        actor=actor or head(cast),
        at=AT,
    )


def test_items_enter_with_authority_from_a_day(library: Library) -> None:
    assert items()["food_business"].standing is Standing.OUTSIDE
    enter(library.cast, "food_business", from_date=TOMORROW)
    assert items()["food_business"].standing is Standing.OUTSIDE
    now = items(TOMORROW)["food_business"]
    assert (now.standing, now.letter, now.since) == (Standing.AUTHORISED, LETTER, TOMORROW)
    event = LedgerEvent.objects.get(stream=f"hall:{JIANGAN}")
    assert event.kind == "library.ItemsEnteredHall"
    assert event.payload["entries"] == [now.code]


def test_authority_taken_back_is_another_period(library: Library) -> None:
    enter(library.cast, "food_business")
    enter(library.cast, "food_business", authority=Authority.RECEIVES, letter="", from_date=TOMORROW)
    assert items()["food_business"].standing is Standing.AUTHORISED
    assert items(TOMORROW)["food_business"].standing is Standing.UNAUTHORISED
    assert HallEntry.objects.count() == 2


def test_what_the_government_keeps_out_ends_where_it_enters(library: Library) -> None:
    enter(library.cast, "food_business")
    assert keep_out(library.cast, "food_business") == 1
    shown = items()["food_business"]
    assert (shown.standing, shown.ground, shown.decision) == (Standing.EXEMPT, "涉及国家秘密", DECISION)
    enter(library.cast, "food_business", from_date=TOMORROW)
    assert items(TOMORROW)["food_business"].standing is Standing.AUTHORISED
    assert items()["food_business"].standing is Standing.EXEMPT
    assert HallExemption.objects.get().in_force == DateRange(TODAY, TOMORROW)


def test_leaving_is_said_with_its_reason(library: Library) -> None:
    enter(library.cast, "food_business")
    entry_id = items()["food_business"].entry_id

    def leave(reason: str) -> None:
        services.leave_hall(
            JIANGAN, [entry_id], from_date=TOMORROW, reason=reason, actor=manager(library.cast), at=AT
        )

    with pytest.raises(Refusal, match="撤出的原因"):
        leave(" ")
    leave("系统改造")
    assert items(TOMORROW)["food_business"].standing is Standing.OUTSIDE
    with pytest.raises(Refusal, match="只有已经进驻的事项可以撤出"):
        leave("再撤一次")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"letter": ""}, "授权应当书面"),
        ({"from_date": TODAY - timedelta(days=1)}, "不改写"),
    ],
)
def test_an_entry_that_is_refused_writes_nothing(library: Library, change: dict, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(Refusal, match=said):
        enter(library.cast, "food_business", **change)
    assert not HallEntry.objects.exists()
    assert not LedgerEvent.objects.filter(stream__startswith="hall:").exists()


def test_no_item_at_all_and_another_places_item_are_refused(library: Library) -> None:
    with pytest.raises(Refusal, match="没有选择事项"):
        enter(library.cast)
    elsewhere = items(place=WUHAN)
    some = next(iter(elsewhere.values())).entry_id
    with pytest.raises(Refusal, match="只登记本地部门"):
        services.enter_hall(
            JIANGAN,
            [some],
            authority=Authority.RECEIVES,
            letter="",
            from_date=TODAY,
            actor=manager(library.cast),
            at=AT,
        )


def test_a_later_registration_is_not_overtaken(library: Library) -> None:
    enter(library.cast, "food_business", from_date=TOMORROW)
    with pytest.raises(Refusal, match="已有自"):
        enter(library.cast, "food_business")


def test_who_records_what(library: Library) -> None:
    cast = library.cast
    entry_id = items()["food_business"].entry_id
    for stranger in (
        manager(cast, YICHANG),
        manager(cast, WUHAN),
        head(cast),
        cast.officer(Role.WINDOW_CLERK, JIANGAN),
    ):
        with pytest.raises(Refusal, match="登记事项进驻"):
            services.enter_hall(
                JIANGAN,
                [entry_id],
                authority=Authority.RECEIVES,
                letter="",
                from_date=TODAY,
                actor=stranger,
                at=AT,
            )
    for stranger in (manager(cast), head(cast, WUHAN)):
        with pytest.raises(Refusal, match="批准事项不进驻中心"):
            keep_out(cast, "food_business", actor=stranger)
    with pytest.raises(Refusal, match="不进驻的理由"):
        keep_out(cast, "food_business", ground="")


def test_the_database_keeps_periods_apart(library: Library) -> None:
    enter(library.cast, "food_business")
    held = HallEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        HallEntry.objects.create(
            entry=held.entry, authority="receives", in_force=DateRange(TOMORROW, None), recorded_at=AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        HallEntry.objects.filter(pk=held.pk).update(letter="")


def find(
    actor: Actor, aspects: list[Unity], *, met: bool = True, on: date = TODAY, evidence: str = "现场核对记录"
) -> date | None:
    return services.find_unity(JIANGAN, aspects, met=met, found_on=on, evidence=evidence, actor=actor, at=AT)


def test_a_centre_is_unified_when_all_eight_are(library: Library) -> None:
    actor = manager(library.cast, WUHAN)
    assert find(actor, list(Unity)[:7], on=TODAY - timedelta(days=3)) is None
    assert ServiceCentre.objects.get(pk=JIANGAN).unified_on is None
    assert find(actor, [Unity.ONLINE]) == TODAY
    assert ServiceCentre.objects.get(pk=JIANGAN).unified_on == TODAY
    assert find(actor, [Unity.SIGN], met=False) is None
    assert ServiceCentre.objects.get(pk=JIANGAN).unified_on is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"aspects": []}, "至少勾选一个方面"),
        ({"evidence": " "}, "确认的依据"),
        ({"on": TOMORROW}, "还没有到"),
        ({"on": TODAY - timedelta(days=9)}, "按日期先后"),
    ],
)
def test_a_finding_that_is_refused(library: Library, change: dict, said: str) -> None:  # type: ignore[type-arg]
    actor = manager(library.cast)
    find(actor, [Unity.NAME], on=TODAY - timedelta(days=2))
    with pytest.raises(Refusal) as refused:
        find(actor, **{"aspects": [Unity.SIGN], **change})
    assert said in f"{refused.value.rule}{refused.value.way_out}"
    assert ServiceCentre.objects.get(pk=JIANGAN).unity_findings.count() == 1


def test_unity_is_found_by_managers_there_and_above_only(library: Library) -> None:
    cast = library.cast
    for stranger in (manager(cast, YICHANG), cast.officer(Role.SUPERVISOR, JIANGAN)):
        with pytest.raises(Refusal, match="确认八统一"):
            find(stranger, [Unity.NAME])
    find(manager(cast, HUBEI), [Unity.NAME])


def test_many_centres_are_accepted_at_once(library: Library) -> None:
    def accept(codes: list[str], below: str = WUHAN) -> int:
        return services.accept_centres(
            below, codes, found_on=TODAY, evidence="验收报告", actor=SystemActor(), at=AT
        )

    assert accept([JIANGAN, WUHAN]) == 2
    assert ServiceCentre.objects.get(pk=JIANGAN).unified_on == TODAY
    assert hall_queries.hall_view(JIANGAN, on=TODAY).unified_since == TODAY
    with pytest.raises(NotFound):
        accept([YICHANG])
    assert ServiceCentre.objects.get(pk=YICHANG).unified_on is None


# ── reads ────────────────────────────────────────────────────────────────────────────────


def test_counts_close_over_the_levels(library: Library) -> None:
    enter(library.cast, "food_business")
    held = items()
    receiving = next(key for key in held if key != "food_business")
    enter(library.cast, receiving, authority=Authority.RECEIVES, letter="")
    outside = next(key for key in held if key not in ("food_business", receiving))
    keep_out(library.cast, outside)
    view = hall_queries.hall_view(JIANGAN, on=TODAY)
    count = view.count
    assert (count.authorised, count.unauthorised, count.exempt) == (1, 1, 1)
    assert count.outside == len(held) - 3
    assert count.must == len(held) - 1
    city = hall_queries.hall_view(WUHAN, on=TODAY)
    below = {one.place.code: one for one in city.below}[JIANGAN]
    assert below.count.items == count.items
    by_level = hall_queries.hall_counts(city.place.path, on=TODAY)
    assert by_level["", Level.CITY].items == city.count.items
    assert by_level["420102", Level.COUNTY].items == count.items
    assert {level for _part, level in by_level} == {Level.CITY, Level.COUNTY}


def test_a_room_has_nothing_to_enter(library: Library) -> None:
    view = hall_queries.hall_view("420102002003", on=TODAY)
    assert view.departments == ()
    with pytest.raises(NotFound):
        hall_queries.hall_view("990000000000", on=TODAY)


# ── pages ────────────────────────────────────────────────────────────────────────────────

PAGE = f"/guide/halls/{JIANGAN}/"


@pytest.fixture
def on_the_day(library: Library, stopped_clock: object) -> Library:
    return library


def test_everybody_reads_how_a_centre_stands(on_the_day: Library, client: Client) -> None:
    enter(on_the_day.cast, "food_business", authority=Authority.RECEIVES, letter="")
    page = client.get(PAGE).content.decode()
    assert "明进暗不进" in page
    assert "应进未进" in page
    assert f"{PAGE}items/" not in page
    told = json.loads(client.get(f"/guide/halls/{JIANGAN}.json").content)
    standings = {one["item"]: one["standing"] for one in told["items"]}
    assert standings["food_business"] == "unauthorised"
    assert [one["met"] for one in told["unity"]] == [None] * 8
    table = csv.reader(io.StringIO(client.get(f"/guide/halls/{JIANGAN}.csv").content.decode("utf-8-sig")))
    assert len(list(table)) == 1 + len(standings)
    assert client.get("/guide/halls/990000000000/").status_code == 404


def test_the_manager_registers_and_corrects(on_the_day: Library) -> None:
    client = on_the_day.cast.signed_in(manager(on_the_day.cast))
    assert f"{PAGE}items/" in client.get(PAGE).content.decode()
    entry = items()["food_business"]
    form = {"move": "decides", "entries": [str(entry.entry_id)], "ground": "", "from_date": "2026-03-02"}
    refused = client.post(f"{PAGE}items/", form)
    assert refused.status_code == 422
    assert "授权应当书面" in refused.content.decode()
    again = re.search(rf'<input[^>]*value="{entry.entry_id}"[^>]*>', refused.content.decode())
    assert again
    assert "checked" in again[0]
    assert client.post(f"{PAGE}items/", form | {"ground": LETTER}).status_code == 302
    assert items()["food_business"].standing is Standing.AUTHORISED
    leaves = form | {"move": "leave", "ground": "窗口装修", "from_date": "2026-03-03"}
    assert client.post(f"{PAGE}items/", leaves).status_code == 302
    assert items(TOMORROW)["food_business"].standing is Standing.OUTSIDE
    assert client.get(f"/guide/halls/{WUHAN}/items/").status_code == 404


def test_the_government_decides_what_stays_outside(on_the_day: Library) -> None:
    client = on_the_day.cast.signed_in(head(on_the_day.cast))
    entry = items()["food_business"]
    form = {
        "entries": [str(entry.entry_id)],
        "decision": DECISION,
        "ground": "场地有特殊要求",
        "from_date": "2026-03-02",
    }
    assert client.post(f"{PAGE}outside/", form | {"ground": ""}).status_code == 422
    assert client.post(f"{PAGE}outside/", form).status_code == 302
    assert "场地有特殊要求" in client.get(PAGE).content.decode()
    assert client.get(f"/guide/halls/{WUHAN}/outside/").status_code == 404


def test_the_manager_above_finds_the_eight(on_the_day: Library) -> None:
    client = on_the_day.cast.signed_in(manager(on_the_day.cast, WUHAN))
    form = {
        "aspects": list(Unity.values),
        "met": "yes",
        "found_on": "2026-03-02",
        "evidence": "验收表 第 7 号",
    }
    assert client.post(f"{PAGE}unity/", form | {"evidence": ""}).status_code == 422
    assert client.post(f"{PAGE}unity/", form).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "验收表 第 7 号" in page
    assert "起全部统一" in page
    assert client.get(f"/guide/halls/{YICHANG}/unity/").status_code == 404
