"""The public pages, papers and data of the library."""

from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cast import BAOCHENG, HUBEI, JIANGAN, MAWANG, Library, definition
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import AccessRule, Audience
from yangguang.platforms.power_library import urls

pytestmark = pytest.mark.usefixtures("stopped_clock")

DISCLOSURES = (
    "服务内容",
    "政策依据",
    "办事程序",
    "申报条件",
    "承诺时限",
    "收费标准",
    "办理结果",
    "服务人员信息",
)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(library: Library) -> Client:
    return Client()


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    response = client.get(reverse(f"library:{name}", args=arguments), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


# ── the guide ────────────────────────────────────────────────────────────────────────────


def test_a_guide_shows_the_eight_disclosures_labelled(client: Client, library: Library) -> None:
    shown = page(client, "guide", library.entry().code)
    for number, disclosure in zip("①②③④⑤⑥⑦⑧", DISCLOSURES, strict=True):
        assert f"<h2>{disclosure} <span" in shown
        assert f"八公开 {number}" in shown


def test_the_first_screen_answers_where_what_how_long_and_how_much(client: Client, library: Library) -> None:
    glance = page(client, "guide", library.entry().code).split('class="lib-glance"')[1].split("</dl>")[0]
    for wanted in (
        "江岸区政务服务中心",
        "食品经营许可申请书",
        "8个工作日",
        "缩短了 60%",
        "不收费",
        "不用到现场",
    ):
        assert wanted in glance
    assert "营业执照" not in glance  # the window fetches it


def test_everything_of_the_definition_is_on_the_guide(client: Client, library: Library) -> None:
    item = definition("food_business")
    shown = page(client, "guide", library.entry().code)
    said = [item.name, item.summary, *item.conditions, item.result.name, item.limits.statutory_basis]
    said += [material.name for material in item.materials] + [material.basis for material in item.materials]
    said += [step.name for step in item.steps] + [basis.article for basis in item.legal_basis]
    said += [one.question for one in item.faq] + [one.answer for one in item.faq]
    assert [text for text in said if text not in shown] == []


def test_the_guide_names_who_answers_for_it(client: Client, library: Library) -> None:
    chief = library.cast.officer(Role.CHIEF_REPRESENTATIVE, JIANGAN, "market_regulation")
    clerk = library.cast.officer(Role.WINDOW_CLERK, JIANGAN)
    staff = page(client, "guide", library.entry().code).split('id="staff"')[1].split("</section>")[0]
    for wanted in ("武汉市江岸区市场监督管理局", chief.name, "首席代表", clerk.name, "12315"):
        assert wanted in staff


def test_departments_that_work_at_the_same_time_stand_in_one_stage(client: Client, library: Library) -> None:
    together = [step for step in definition("restaurant_opening").steps if step.parallel_group]
    shown = page(client, "guide", library.entry("restaurant_opening").code)
    assert f"{len(together)} 个部门同时办理" in shown


def test_a_guide_leads_to_applying_and_to_its_papers(client: Client, library: Library) -> None:
    code = library.entry().code
    shown = page(client, "guide", code)
    for name in (
        "library:form_pdf",
        "library:example_pdf",
        "library:guide_pdf",
        "library:guide_json",
        "portal:apply",
    ):
        assert f'href="{reverse(name, args=[code])}"' in shown


def test_a_guide_in_english_speaks_english(client: Client, library: Library) -> None:
    item = definition("food_business")
    shown = page(in_english(client), "guide", library.entry().code)
    for wanted in (item.name_en, item.summary_en, "Jiang'an District", "8 working days", *item.conditions_en):
        assert wanted in shown
    assert item.name not in shown
    assert item.summary not in shown


def test_a_code_that_no_body_has_is_not_found(client: Client) -> None:
    assert client.get(reverse("library:guide", args=["1" * 31])).status_code == 404
    assert client.get("/guide/not-a-code/").status_code == 404


# ── search ───────────────────────────────────────────────────────────────────────────────


def test_a_search_for_a_village_leads_to_the_guide_of_its_county(client: Client, library: Library) -> None:
    shown = page(client, "search", q="开饭店", place=BAOCHENG)
    assert reverse("library:guide", args=[library.entry().code]) in shown
    assert "保成社区" in shown


def test_without_a_place_a_search_leads_to_choosing_one(client: Client) -> None:
    assert reverse("library:item", args=["food_business"]) in page(client, "search", q="开饭店")


def test_the_place_chosen_is_remembered_until_another_is_chosen(client: Client, library: Library) -> None:
    page(client, "search", q="开饭店", place=MAWANG)
    assert library.entry("food_business", "429004000000").code in page(client, "search", q="开饭店")
    page(client, "search", place="all")
    assert reverse("library:item", args=["food_business"]) in page(client, "search", q="开饭店")


def test_htmx_gets_the_results_alone_and_history_the_whole_page(client: Client) -> None:
    address = reverse("library:search")
    part = client.get(address, {"q": "低保"}, headers=HTMX).content.decode()
    assert "最低生活保障" in part
    assert "<html" not in part
    whole = client.get(address, {"q": "低保"}, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


def test_what_was_typed_is_shown_again_and_never_as_markup(client: Client) -> None:
    raw = client.get(reverse("library:search"), {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_finding_nothing_says_what_to_do(client: Client) -> None:
    assert "换个说法试试" in page(client, "search", q="量子纠缠")


def test_filters_narrow_and_stay_chosen(client: Client) -> None:
    shown = page(client, "search", theme="food_catering", department="market_regulation")
    assert "食品经营许可" in shown
    assert "律师事务所设立许可" not in shown
    assert '<option value="food_catering" selected>' in shown


def test_search_is_limited_per_client(client: Client) -> None:
    answers = {
        client.get(reverse("library:search"), {"q": "低保"}, headers=HTMX).status_code for _ in range(125)
    }
    assert answers == {200, 429}


# ── lists ────────────────────────────────────────────────────────────────────────────────


def test_themes_and_departments_lead_to_their_items(client: Client) -> None:
    assert "?theme=food_catering" in page(client, "themes")
    assert "?department=justice" in page(client, "departments")
    assert "?department=justice" not in page(client, "departments", place=BAOCHENG)


def test_a_place_shows_its_hall_its_items_and_the_places_below(client: Client, library: Library) -> None:
    shown = page(client, "place", int(JIANGAN))
    for wanted in ("江岸区政务服务中心", "027-12345", "8:30", "食品经营许可", "大智街道"):
        assert wanted in shown
    assert library.entry().code in shown
    assert client.get(reverse("library:place", args=[999])).status_code == 404
    assert client.get(reverse("library:places")).headers["Location"] == reverse(
        "library:place", args=[int(HUBEI)]
    )


def test_an_item_is_followed_down_to_the_office(client: Client, library: Library) -> None:
    top = page(client, "item", "food_business")
    assert "您在哪里办?" in top.replace("？", "?")
    assert "place=420100000000" in top
    arrived = client.get(reverse("library:item", args=["food_business"]), {"place": JIANGAN})
    assert arrived.headers["Location"] == reverse("library:guide", args=[library.entry().code])
    assert client.get(reverse("library:item", args=["nothing"])).status_code == 404


# ── papers and data ──────────────────────────────────────────────────────────────────────


def text_of(client: Client, name: str, code: str) -> str:
    response = client.get(reverse(f"library:{name}", args=[code]))
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    return "".join("".join(sheet.extract_text() for sheet in reader.pages).split())


def test_the_blank_form_asks_every_field_and_lists_what_to_hand_in(client: Client, library: Library) -> None:
    item = definition("food_business")
    text = text_of(client, "form_pdf", library.entry().code)
    for field in item.fields:
        assert "".join(field.label.split()) in text
        assert all(choice.label in text for choice in field.choices)
    assert "授权委托书" in text
    assert "示范文本" not in text


def test_the_example_is_marked_as_one(client: Client, library: Library) -> None:
    assert "示范文本" in text_of(client, "example_pdf", library.entry().code)


def test_the_printed_guide_has_the_eight_disclosures(client: Client, library: Library) -> None:
    text = text_of(client, "guide_pdf", library.entry("restaurant_opening").code)
    missing = [name for name in DISCLOSURES if name != "服务内容" and name not in text]
    assert missing == []
    assert "开办餐饮店" in text


def test_the_same_guide_gives_the_same_paper(client: Client, library: Library) -> None:
    address = reverse("library:form_pdf", args=[library.entry().code])
    assert client.get(address).content == client.get(address).content


def test_the_data_of_a_guide_stand_at_a_stable_address(client: Client, library: Library) -> None:
    code = library.entry().code
    response = client.get(f"/guide/{code}.json")
    data = response.json()
    assert (data["code"], data["version"], data["in_force_from"]) == (code, 1, "2026-01-01")
    assert data["place"]["name"] == "江岸区"
    assert data["item"]["limits"]["promised"] == "8wd"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


DESKS = (
    *("edit/", "bulk/", "rounds/new/", "rounds/changes/", "rounds/<int:round_id>/lines/"),
    *(f"halls/<int:code>/{desk}/" for desk in ("items", "outside", "unity")),
    *("codes/<int:code>/record/", "rights/<int:code>/grant/", "rights/<int:code>/end/"),
)


def test_every_page_but_the_desks_is_declared_public() -> None:
    rules = {
        str(route.pattern): getattr(route.callback, "access_rule", None)
        for route in urls.urlpatterns
        if not str(route.pattern).startswith(DESKS) and route.name != "round_act"
    }
    assert set(rules.values()) == {AccessRule(Audience.PUBLIC)}, rules
