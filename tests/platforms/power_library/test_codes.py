"""代码对照 and 地方编码: conflicting sets mapped both ways, and a place's own codes beside the national ones."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from cast import AT, DAZHI, HUBEI, JIANGAN, TODAY, Cast, Library, definition
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import BodyKind, Level, Role
from yangguang.law.powers import PowerKind
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import services
from yangguang.platforms.power_library.code_sets import (
    code_field,
    code_fields,
    scheme_named,
    schemes,
)
from yangguang.platforms.power_library.item_definitions import (
    CaseKind,
    Depth,
    MaterialForm,
    MaterialSource,
    Necessity,
)
from yangguang.platforms.power_library.local_codes import local_code_for
from yangguang.platforms.power_library.models import LocalCode
from yangguang.platforms.power_operation.states import CaseState, Outcome, ResultCode

# ── sets ─────────────────────────────────────────────────────────────────────────────────

OURS = {
    "kind": set(PowerKind),
    "level": {str(int(level)) for level in Level},
    "body": set(BodyKind.values),
    "case_kind": set(CaseKind),
    "service_object": {"natural_person", "legal_person"},
    "material_form": set(MaterialForm),
    "necessity": set(Necessity),
    "source": set(MaterialSource),
    "depth": set(Depth),
    "outcome": set(Outcome.values),
    "case_state": set(CaseState.values),
}
# What a set says more coarsely than we do: ours → what it comes back as.
NARROWED = {
    ("body", "national", "government"): "department",
    ("case_kind", "review", "joint"): "promised",
    ("case_kind", "review", "sent_up"): "promised",
    ("material_form", "national", "copy"): "original",
    ("depth", "national", "II"): "I",
    ("outcome", "exchange", "declined"): "refused",
    ("outcome", "exchange", "referred"): "refused",
    ("case_state", "guangdong", "received"): "under_review",
    ("case_state", "guangdong", "delivered"): "concluded",
}


def test_the_tables_name_exactly_our_values() -> None:
    assert {field.key: {value.key for value in field.values} for field in code_fields()} == OURS


@pytest.mark.parametrize(
    ("field", "one", "value"),
    [
        (field.key, one.key, value.key)
        for field in code_fields()
        for one in field.sets
        for value in field.values
    ],
)
def test_what_is_written_comes_back_or_is_known_to_be_coarser(field: str, one: str, value: str) -> None:
    table = code_field(field)
    codes = table.set_named(one).written(value)
    assert table.read(one, codes) == NARROWED.get((field, one, value), value)


@pytest.mark.parametrize(
    ("field", "one", "value", "codes"),
    [  # the conflict, side by side: 1 is on the spot in one set, within the promise in another
        ("case_kind", "review", "immediate", ("1",)),
        ("case_kind", "promise_first", "immediate", ("2",)),
        ("case_kind", "promise_first", "joint", ("4",)),
        ("case_kind", "five_kinds", "joint", ("3",)),
        ("necessity", "from_one", "required", ("1",)),
        ("necessity", "from_zero", "required", ("0",)),
        ("service_object", "national", "legal_person", ("2",)),
        ("depth", "national", "III", ("1", "2", "3")),
        ("depth", "national", "IV", ("1", "2", "3", "4", "5", "6")),
        ("outcome", "exchange", "granted", ("0",)),
    ],
)
def test_written_codes(field: str, one: str, value: str, codes: tuple[str, ...]) -> None:
    assert code_field(field).set_named(one).written(value) == codes


def test_results_are_those_that_cases_carry() -> None:
    exchanged = {code.code for code in code_field("outcome").set_named("exchange").codes}
    assert {str(code.value) for code in ResultCode} <= exchanged


def test_unknown_codes_are_refused_and_foreign_ones_read_as_nothing() -> None:
    kinds = code_field("case_kind")
    with pytest.raises(Refusal, match="9"):
        kinds.read("five_kinds", ["9"])
    assert kinds.read("five_kinds", ["4"]) is None  # 初审件
    with pytest.raises(Refusal, match="不得自行编造"):
        kinds.set_named("review").written("nothing")
    with pytest.raises(NotFound):
        kinds.set_named("martian")
    with pytest.raises(NotFound):
        code_field("martian")


def test_the_examples_fit_their_schemes() -> None:
    assert all(one.fits(one.example) for one in schemes())
    assert not scheme_named("hubei").fits("430131004W00")
    with pytest.raises(NotFound):
        scheme_named("martian")


# ── local codes ──────────────────────────────────────────────────────────────────────────

FOOD, OTHER = "420131004W00", "420131004W01"


def administrator(cast: Cast, place: str = JIANGAN) -> Actor:
    return cast.officer(Role.ADMINISTRATOR, place)


def record(
    cast: Cast, lines: str, *, days: int = 0, actor: Actor | None = None, scheme: str = "hubei"
) -> int:
    at = AT + timedelta(days=days)
    return services.record_local_codes(JIANGAN, scheme, lines, actor=actor or administrator(cast), at=at)


def basic(key: str) -> str:
    return definition(key).basic_code


def test_a_code_holds_for_the_place_and_below_until_it_is_replaced(library: Library) -> None:
    cast = library.cast
    assert record(cast, f"{basic('food_business')},{FOOD}\n") == 1
    assert record(cast, f"{basic('food_business')}\t{FOOD.lower()}") == 0  # as it was: nothing happens
    assert local_code_for("food_business", [HUBEI, JIANGAN, DAZHI], on=TODAY) == FOOD
    assert local_code_for("food_business", [HUBEI], on=TODAY) == ""
    assert record(cast, f"{basic('food_business')}，{OTHER}", days=1) == 1
    tomorrow = TODAY + timedelta(days=1)
    assert local_code_for("food_business", [JIANGAN], on=TODAY) == FOOD
    assert local_code_for("food_business", [JIANGAN], on=tomorrow) == OTHER
    events = LedgerEvent.objects.filter(stream=f"codes:{JIANGAN}")
    assert [event.payload["codes"] for event in events] == [
        {basic("food_business"): FOOD},
        {basic("food_business"): OTHER},
    ]


def test_two_items_may_change_codes(library: Library) -> None:
    first, second = basic("food_business"), basic("law_firm")
    record(library.cast, f"{first},{FOOD}\n{second},{OTHER}")
    assert record(library.cast, f"{first},{OTHER}\n{second},{FOOD}", days=1) == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "没有填写编码"),
        ("{food}", "第 1 行：应为“基本编码,地方编码”"),
        ("{food},42013", "第 1 行：42013 不合编码规则，例如 420131004W00"),
        ("{food},420131004W00\n{food},420131004W01", "第 2 行"),
        ("{food},420131004W00\n{law},420131004W00", "用于两个事项"),
        ("009999999999,420131004W00", "没有基本编码为 009999999999 的事项"),
        ("{food},420131004W09", "已经是别的事项的编码"),
    ],
)
def test_one_wrong_line_and_nothing_is_kept(library: Library, lines: str, said: str) -> None:
    record(library.cast, f"{basic('law_firm')},420131004W09")
    with pytest.raises(Refusal) as refused:
        record(library.cast, lines.format(food=basic("food_business"), law=basic("law_firm")))
    assert said in refused.value.rule
    assert LocalCode.objects.count() == 1


def test_only_the_administrator_of_the_place_keeps_its_codes(library: Library) -> None:
    for stranger in (
        administrator(library.cast, HUBEI),
        library.cast.officer(Role.CENTRE_MANAGER, JIANGAN),
    ):
        with pytest.raises(Refusal, match="登记地方编码"):
            record(library.cast, f"{basic('food_business')},{FOOD}", actor=stranger)
    with pytest.raises(NotFound):
        services.record_local_codes("990000000000", "hubei", "x", actor=administrator(library.cast), at=AT)


def test_the_database_keeps_one_code_for_one_item(library: Library) -> None:
    record(library.cast, f"{basic('food_business')},{FOOD}")
    held = LocalCode.objects.get()
    for change in ({"code": OTHER}, {"item_id": "law_firm"}):
        again = {"item_id": held.item_id, "code": held.code} | change
        with pytest.raises(IntegrityError), transaction.atomic():
            LocalCode.objects.create(
                division_id=JIANGAN,
                scheme="hubei",
                in_force=DateRange(TODAY, None),
                recorded_at=AT,
                **again,
            )


# ── pages ────────────────────────────────────────────────────────────────────────────────


def test_everybody_reads_the_tables(client: Client, db: None) -> None:
    page = client.get("/guide/codes/").content.decode()
    assert "五分法" in page
    told = json.loads(client.get("/guide/codes.json").content)
    assert {one["field"] for one in told["fields"]} == set(OURS)
    rows = list(csv.reader(io.StringIO(client.get("/guide/codes.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 1 + sum(len(one.codes) for field in code_fields() for one in field.sets)
    assert client.get("/guide/codes/990000000000/").status_code == 404


def test_the_administrator_records_and_the_guide_shows_it(library: Library, stopped_clock: object) -> None:
    client = library.cast.signed_in(administrator(library.cast))
    page = f"/guide/codes/{JIANGAN}/"
    assert f"{page}record/" in client.get(page).content.decode()
    wrong = client.post(f"{page}record/", {"scheme": "hubei", "lines": "nonsense"})
    assert wrong.status_code == 422
    assert "nonsense" in wrong.content.decode()
    lines = f"{basic('food_business')},{FOOD}"
    assert client.post(f"{page}record/", {"scheme": "hubei", "lines": lines}).status_code == 302
    assert FOOD in client.get(page).content.decode()
    entry = library.entry()
    assert FOOD in client.get(f"/guide/{entry.code}/").content.decode()
    told = json.loads(client.get(f"/guide/{entry.code}.json").content)
    assert told["local_code"] == FOOD
    assert told["codes"]["case_kind"]["promise_first"] in (["1"], ["4"])
    assert client.get(f"/guide/codes/{HUBEI}/record/").status_code == 404
