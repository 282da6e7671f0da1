"""The published lists: read from the items in force, the same as page, CSV, XLSX and JSON."""

import csv
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, ITEMS, TODAY, Library, definition
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_library import queries, services
from yangguang.platforms.power_library.item_definitions import MaterialSource, Necessity
from yangguang.platforms.power_library.list_kinds import KINDS
from yangguang.platforms.power_library.loading import load_items
from yangguang.platforms.power_library.spreadsheets import as_csv, as_xlsx

pytestmark = pytest.mark.usefixtures("stopped_clock")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OWN_MOTION = ("unlicensed_food_penalty", "food_seizure", "food_safety_inspection")
LOADED = [definition(key) for key in (*ITEMS, *OWN_MOTION)]


@pytest.fixture(autouse=True)
def _powers(library: Library) -> None:
    """Bodies of the small province do some things of their own motion as well."""
    load_items(AT, [definition(key) for key in OWN_MOTION])


def rows(key: str, on: date = TODAY) -> list[tuple[str, ...]]:
    return [row.cells for row in queries.published_list(key, on=on).rows]


def of_xlsx(content: bytes) -> list[list[str]]:
    with ZipFile(BytesIO(content)) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    return [
        ["".join(text.itertext()) for text in row.iter(f"{SHEET}is")] for row in sheet.iter(f"{SHEET}row")
    ]


# Each list counted anew from the definitions.
COUNTS = {
    "permits": sum(item.kind == "01" for item in LOADED),
    "powers": len(LOADED),
    "penalties": sum(len(item.sanctions) for item in LOADED),
    "inspections": sum(item.kind == "06" for item in LOADED),
    "negative": sum(item.kind == "01" and "start_business" in item.themes for item in LOADED),
    "regulators": sum(item.kind == "01" for item in LOADED),
    "fees": sum(len(item.fees) for item in LOADED),
    "materials": sum(len(item.materials) for item in LOADED),
    "proofs": sum(
        row.source is not MaterialSource.APPLICANT and not row.intermediary
        for item in LOADED
        for row in item.materials
    ),
    "intermediaries": sum(row.intermediary for item in LOADED for row in item.materials),
    "commitments": sum(len(item.commitments) for item in LOADED),
    "tolerance": sum(row.necessity is Necessity.TOLERABLE for item in LOADED for row in item.materials),
    "grassroots": sum(bool({5, 6} & set(item.accepted_at)) for item in LOADED),
}


@pytest.mark.parametrize("key", KINDS)
def test_a_list_holds_what_the_items_in_force_say_and_nothing_else(library: Library, key: str) -> None:
    found = queries.published_list(key, on=TODAY)
    assert len(found.rows) == COUNTS[key]
    assert all(len(row.cells) == len(found.columns) for row in found.rows)
    assert "条" in found.rule or "号" in found.rule  # the article that makes it binding
    assert rows(key, date(2020, 1, 1)) == []


def test_the_permit_list_says_who_by_what_and_how_long(library: Library) -> None:
    (row,) = [row for row in rows("permits") if row[0] == "食品经营许可"]
    assert row[3:6] == ("县级", "20个工作日", "8个工作日")
    assert "《中华人民共和国食品安全法》第三十五条" in row[6]


def test_an_intermediary_report_is_on_its_own_list_and_on_no_other_but_the_materials(
    library: Library,
) -> None:
    services.publish_version(definition("labour_dispatch"), actor=SystemActor(), at=AT)
    (row,) = [row for row in rows("intermediaries") if row[0] == definition("labour_dispatch").name]
    assert row[1:3] == ("验资报告或者财务审计报告", "会计师事务所")
    assert row[5] == "《中华人民共和国劳动合同法》第五十七条"
    assert not any(row[1] in line for line in rows("proofs"))


def test_the_commitment_list_says_what_is_committed_to_and_when_it_is_checked(library: Library) -> None:
    services.publish_version(definition("fire_check"), actor=SystemActor(), at=AT)
    (row,) = rows("commitments")
    assert row[0] == definition("fire_check").name
    assert row[4:] == ("60个工作日", "《中华人民共和国消防法》第十五条")


def test_the_guide_says_what_is_committed_to_and_what_follows(library: Library) -> None:
    load_items(AT, [definition("fire_check")])
    entry = library.entry("fire_check")
    page = Client().get(reverse("library:guide", args=[entry.code])).content.decode()
    (commitment,) = definition("fire_check").commitments
    assert commitment.content in page
    assert commitment.liability in page
    assert "60个工作日" in page


def test_the_regulator_of_a_licence_is_who_grants_it(library: Library) -> None:
    (row,) = [row for row in rows("regulators") if row[0] == "食品经营许可"]
    assert row[1:3] == ("市场监督管理", "县级")
    assert definition("food_business").conditions[0] in row[4]


def test_what_is_suspended_leaves_every_list_that_day(library: Library) -> None:
    services.suspend_item(
        "food_business", from_date=date(2026, 7, 1), reason="省政府令", actor=SystemActor(), at=AT
    )
    name = definition("food_business").name
    for key in ("permits", "powers", "materials"):
        assert any(row[0] == name for row in rows(key, date(2026, 6, 30)))
        assert not any(row[0] == name for row in rows(key, date(2026, 7, 1)))


def test_there_is_no_such_list(library: Library) -> None:
    with pytest.raises(NotFound):
        queries.published_list("secrets", on=TODAY)
    for name in ("list", "list_csv", "list_xlsx", "list_json"):
        assert Client().get(reverse(f"library:{name}", args=["secrets"])).status_code == 404


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_files_and_data_agree(library: Library, key: str, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    data = client.get(reverse("library:list_json", args=[key])).json()
    table = [data["columns"], *(row["cells"] for row in data["rows"])]
    text = client.get(reverse("library:list_csv", args=[key])).content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(text, newline=""))) == table
    assert of_xlsx(client.get(reverse("library:list_xlsx", args=[key])).content) == table
    page = unescape(client.get(reverse("library:list", args=[key])).content.decode())
    assert data["title"] in page
    assert all(row["cells"][0] in page for row in data["rows"][:50])


def test_a_list_is_searched_and_asked_for_another_day(library: Library) -> None:
    address = reverse("library:list", args=["permits"])
    narrowed = unescape(Client().get(address, {"q": "食品经营"}).content.decode())
    assert "食品经营许可" in narrowed
    assert "律师事务所" not in narrowed
    assert "清单上没有" in Client().get(address, {"on": "2020-01-01"}).content.decode()


def test_the_overview_leads_to_every_list(library: Library) -> None:
    page = Client().get(reverse("library:lists")).content.decode()
    assert all(reverse("library:list", args=[key]) in page for key in KINDS)


# ── files ────────────────────────────────────────────────────────────────────────────────


def test_nothing_in_a_csv_is_a_formula() -> None:
    assert as_csv(["a"], [["=1+1"], ["-2"], ["@x"], ["普通"]]).decode("utf-8-sig").splitlines() == [
        "a", "'=1+1", "'-2", "'@x", "普通"
    ]  # fmt: skip


def test_a_sheet_keeps_every_sign_and_drops_what_xml_cannot_say() -> None:
    cell = "a<b>&\"c'\n第二行  两格\x00\x0b"
    assert of_xlsx(as_xlsx("表", ["列"], [[cell]])) == [
        ["列"],
        [cell.replace("\x00", "").replace("\x0b", "")],
    ]


def test_the_same_table_gives_the_same_file_and_columns_go_past_z() -> None:
    columns = [f"c{n}" for n in range(30)]
    content = as_xlsx("名[称]:很/长" * 9, columns, [columns])
    assert content == as_xlsx("名[称]:很/长" * 9, columns, [columns])
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'r="AD2"' in sheet
    assert 'autoFilter ref="A1:AD2"' in sheet
