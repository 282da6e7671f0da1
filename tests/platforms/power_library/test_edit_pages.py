"""The pages of the editor: sections, rows, conflicts, the way of a draft, ending an item, bettering a list."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cast import HUBEI, JIANGAN, WUHAN, Cast, Library, definition
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library.form_plan import SECTIONS
from yangguang.platforms.power_library.item_files import definition_as_json
from yangguang.platforms.power_library.models import ItemVersion, Proposal
from yangguang.platforms.power_library.step_diagram import StepBox, diagram, wrapped

DESK = "/guide/edit/"
ITEM = definition("food_business")
DEPARTMENT = "market_regulation"


@pytest.fixture(autouse=True)
def _clock(stopped_clock: object) -> None:
    """Pages are asked for at nine o'clock of the first day."""


def desk_of(cast: Cast, role: Role, place: str = HUBEI, department: str | None = DEPARTMENT) -> Client:
    return cast.signed_in(cast.officer(role, place, department))


@pytest.fixture
def drafter(library: Library) -> Client:
    return desk_of(library.cast, Role.REVIEWER)


@pytest.fixture
def proposal(library: Library, drafter: Client) -> Proposal:
    drafter.post(f"{DESK}items/food_business/start/")
    return Proposal.objects.get(item_key="food_business")


def section(proposal: Proposal, key: str) -> str:
    return f"{DESK}drafts/{proposal.pk}/sections/{key}/"


INPUT = re.compile(r"<input([^>]*)>|<textarea([^>]*)>\n?(.*?)</textarea>|<select([^>]*)>(.*?)</select>", re.S)


def form_of(page: str) -> dict[str, Any]:
    """What the form on a page would send, as a browser reads it."""
    start = page.index('<form method="post" class="lib-form')
    typed: dict[str, Any] = {}
    for plain, area, text, chooser, options in INPUT.findall(page[start : page.index("</form>", start)]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', plain or area or chooser))
        name = attributes.get("name")
        if not name or (attributes.get("type") == "checkbox" and " checked" not in plain):
            continue
        value = attributes.get("value", "on")
        if area:
            value = text
        elif chooser:
            chosen = re.search(r'value="([^"]*)"\s+selected', options) or re.search(
                r'value="([^"]*)"', options
            )
            value = chosen[1] if chosen else ""
        typed.setdefault(name, []).append(unescape(value))
    return typed


def opened(client: Client, address: str) -> dict[str, Any]:
    return form_of(client.get(address).content.decode())


def test_the_desk_shows_the_items_of_its_department(library: Library, drafter: Client) -> None:
    page = drafter.get(DESK).content.decode()
    assert "食品经营许可" in page
    assert "律师事务所设立许可" not in page
    assert "起草新版本" in page
    assert "新设事项" in page
    county = desk_of(library.cast, Role.AGENCY_HEAD, JIANGAN).get(DESK).content.decode()
    assert "起草新版本" not in county
    assert library.entry().code in county


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_sent_back_as_drawn_changes_nothing(drafter: Client, proposal: Proposal, key: str) -> None:
    before = Proposal.objects.get(pk=proposal.pk).content
    address = section(proposal, key)
    assert drafter.post(address, opened(drafter, address) | {"act": "save"}).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).content == before


def test_a_fault_is_kept_shown_and_named(drafter: Client, proposal: Proposal) -> None:
    address = section(proposal, "time")
    typed = opened(drafter, address) | {"limits-promised": "30", "act": "save"}
    page = drafter.post(address, typed, follow=True).content.decode()
    assert 'value="30"' in page
    assert "承诺期限长于法定期限" in page
    assert "行政许可法第四十二条" in page
    assert "缩短承诺期限" in page
    assert 'href="#limits-promised"' in page
    typed["limits-promised"] = "很快"
    page = drafter.post(address, typed, follow=True).content.decode()
    assert 'value="很快"' in page


def test_rows_are_moved_by_buttons_and_what_was_typed_goes_with_them(
    drafter: Client, proposal: Proposal
) -> None:
    address = section(proposal, "materials")
    typed = opened(drafter, address) | {"materials-1-issuer": "市场局", "act": "up:materials:1"}
    answer = drafter.post(address, typed)
    assert answer["Location"].endswith("?open=row-materials-0#row-materials-0")
    rows = Proposal.objects.get(pk=proposal.pk).content["materials"]
    assert [row["key"] for row in rows[:2]] == ["business_licence", "application_form"]
    assert rows[0]["issuer"] == "市场局"
    drafter.post(address, opened(drafter, address) | {"act": "move:materials:4:0"})
    drafter.post(address, opened(drafter, address) | {"act": "remove:materials:1"})
    rows = Proposal.objects.get(pk=proposal.pk).content["materials"]
    assert [row["key"] for row in rows] == [
        "agent_authorisation",
        "application_form",
        "layout_plan",
        "safety_rules",
    ]


def test_a_question_asked_on_a_condition(drafter: Client, proposal: Proposal) -> None:
    address = section(proposal, "form")
    drafter.post(address, opened(drafter, address) | {"act": "add:fields"})
    typed = opened(drafter, address)
    assert typed["fields-11-key"] == ["field_1"]
    typed |= {
        "fields-11-label": "是否外卖",
        "fields-11-label_en": "Takeaway?",
        "fields-11-kind": "yes_no",
        "fields-11-show_if": "business_form=catering",
    }
    page = drafter.post(address, typed | {"act": "save"}, follow=True).content.decode()
    assert "主体业态：餐饮服务经营者" in page
    assert "这一部分没有问题" in page
    assert Proposal.objects.get(pk=proposal.pk).content["fields"][11]["show_if"] == "business_form=catering"


def test_what_is_saved_by_itself_answers_with_the_parts_that_changed(
    drafter: Client, proposal: Proposal
) -> None:
    address = section(proposal, "access")
    typed = opened(drafter, address)
    answer = drafter.post(
        address, typed | {"visits": "3", "act": "autosave"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert Proposal.objects.get(pk=proposal.pk).content["visits"] == 3
    assert "<html" not in answer
    for part in ("saved", "base", "sections", "checks", "preview", "wrong-visits"):
        assert re.search(rf'id="{part}"[^>]*hx-swap-oob="true"', answer), part
    assert "全程网办(IV 级)不需要到现场" in answer


def test_the_second_of_two_sees_both(library: Library, drafter: Client, proposal: Proposal) -> None:
    address = section(proposal, "result")
    second = desk_of(library.cast, Role.DECIDER)
    mine, hers = opened(drafter, address), opened(second, address)
    drafter.post(address, mine | {"result-name": "甲证", "act": "save"})
    quiet = second.post(address, hers | {"result-name": "乙证"}, headers={"HX-Request": "true"})
    assert "刚刚保存过这一部分" in quiet.content.decode()
    answer = second.post(address, hers | {"result-name": "乙证", "act": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="乙证"' in page
    assert "甲证" in page
    assert Proposal.objects.get(pk=proposal.pk).content["result"]["name"] == "甲证"
    second.post(address, form_of(page) | {"act": "save"})
    assert Proposal.objects.get(pk=proposal.pk).content["result"]["name"] == "乙证"


def test_the_whole_way_by_pages(library: Library, drafter: Client, proposal: Proposal) -> None:
    cast = library.cast
    address = section(proposal, "time")
    drafter.post(address, opened(drafter, address) | {"limits-promised": "7", "act": "save"})
    page = f"{DESK}drafts/{proposal.pk}/"
    acts = page + "acts/"
    assert drafter.post(f"{acts}submit/").status_code == 422  # a reviewer does not sign
    assert desk_of(cast, Role.AGENCY_HEAD).post(f"{acts}submit/").status_code == 302
    assert drafter.get(address).status_code == 302  # nothing to write any more
    lawyer = desk_of(cast, Role.LEGAL_OFFICER, department=None)
    shown = lawyer.get(page).content.decode()
    assert "项检查全部通过" in shown
    assert "8个工作日" in shown
    assert "7个工作日" in shown
    assert "更便利" in shown
    silent = lawyer.post(f"{acts}lawful/", {"text": " "})
    assert silent.status_code == 422
    assert "意见和理由应当写明" in silent.content.decode()
    lawyer.post(f"{acts}return/", {"text": "依据要写全"})
    proposal.refresh_from_db()
    assert proposal.state == "draft"
    assert "依据要写全" in drafter.get(address).content.decode()
    desk_of(cast, Role.AGENCY_HEAD).post(f"{acts}submit/")
    assert lawyer.post(f"{acts}lawful/", {"text": "合法"}).status_code == 302
    desk_of(cast, Role.GOVERNMENT_HEAD, department=None).post(f"{acts}approve/")
    publisher = desk_of(cast, Role.ADMINISTRATOR, department=None)
    wrong = publisher.post(f"{acts}publish/", {"from_date": "明天"})
    assert wrong.status_code == 422
    assert 'value="明天"' in wrong.content.decode()
    assert publisher.post(f"{acts}publish/", {"from_date": "2026-03-03"}).status_code == 302
    assert ItemVersion.objects.get(item_id="food_business", number=2).promised_limit == "7wd"


def test_an_incomplete_draft_is_not_submitted(library: Library, drafter: Client, proposal: Proposal) -> None:
    address = section(proposal, "time")
    drafter.post(address, opened(drafter, address) | {"limits-promised": "", "act": "save"})
    head = desk_of(library.cast, Role.AGENCY_HEAD)
    answer = head.post(f"{DESK}drafts/{proposal.pk}/acts/submit/")
    assert answer.status_code == 422
    assert "时限 · 承诺期限" in answer.content.decode()


def test_drafts_are_read_by_their_department_and_those_who_judge(
    library: Library, proposal: Proposal
) -> None:
    page = f"{DESK}drafts/{proposal.pk}/"
    for path in (page, page + "preview/", section(proposal, "time")):
        assert desk_of(library.cast, Role.REVIEWER, HUBEI, "health").get(path).status_code == 404
        assert desk_of(library.cast, Role.REVIEWER, WUHAN).get(path).status_code == 404
    assert desk_of(library.cast, Role.LEGAL_OFFICER, department=None).get(page).status_code == 200


def test_a_new_item_is_begun(drafter: Client) -> None:
    words = {"name": "茶摊登记", "name_en": "Tea stall", "kind": "10", "department": DEPARTMENT}
    wrong = drafter.post(f"{DESK}new/", words | {"key": "Tea Stall"})
    assert wrong.status_code == 422
    assert 'value="Tea Stall"' in wrong.content.decode()
    answer = drafter.post(f"{DESK}new/", words | {"key": "tea_stall"})
    proposal = Proposal.objects.get(item_key="tea_stall")
    assert answer["Location"] == section(proposal, "identity")
    for key in SECTIONS:
        assert drafter.get(section(proposal, key)).status_code == 200
    assert 'name="basic_code"' in drafter.get(section(proposal, "identity")).content.decode()
    for rest in ("", "preview/"):
        assert drafter.get(f"{DESK}drafts/{proposal.pk}/{rest}").status_code == 200


def test_an_item_is_suspended_from_a_day(library: Library) -> None:
    publisher = desk_of(library.cast, Role.ADMINISTRATOR, department=None)
    address = f"{DESK}items/food_business/end/"
    said = {"how": "suspend", "from_date": "2026-03-02", "reason": "《决定》第一条"}
    answer = publisher.post(address, said)
    assert answer.status_code == 422
    assert "最早自明天起" in answer.content.decode()
    assert publisher.post(address, said | {"from_date": "2026-04-01"}).status_code == 302
    version = ItemVersion.objects.get(item_id="food_business")
    assert (version.ended_by, version.ended_reason) == ("suspended", "《决定》第一条")
    county = desk_of(library.cast, Role.ADMINISTRATOR, JIANGAN, None)
    refused = county.post(address, said | {"from_date": "2026-04-01", "how": "cancel"})
    assert refused.status_code == 422


def test_a_body_betters_its_list_and_worse_is_refused(library: Library) -> None:
    entry = library.entry()
    head = desk_of(library.cast, Role.AGENCY_HEAD, JIANGAN)
    address = f"{DESK}entries/{entry.code}/"
    typed = form_of(head.get(address).content.decode().replace("lib-form-plain", "lib-form"))
    worse = head.post(address, typed | {"promised": "12", "act": "publish"})
    assert worse.status_code == 422
    assert "不得改为" in worse.content.decode()
    assert 'value="12"' in worse.content.decode()
    seen = head.post(
        address, typed | {"promised": "5", "material-layout_plan": "drop", "act": "compare"}
    ).content.decode()
    assert "更便利" in seen
    assert not ItemVersion.objects.filter(entry=entry).exists()
    done = head.post(address, typed | {"promised": "5", "material-layout_plan": "drop", "act": "publish"})
    assert done.status_code == 302
    own = ItemVersion.objects.get(entry=entry)
    assert own.promised_limit == "5wd"
    assert "layout_plan" not in [row["key"] for row in own.content["materials"]]
    assert own.content["fees"] == definition_as_json(ITEM)["fees"]
    stranger = desk_of(library.cast, Role.AGENCY_HEAD, WUHAN)
    assert stranger.get(address).status_code == 409


def test_the_picture_of_the_steps() -> None:
    drawn = diagram(
        [[StepBox("受理审查", ("甲局", "5个工作日"))], [StepBox("勘查"), StepBox("评审")]],
        begins="受理",
        ends="送达",
    )
    assert [box.kind for box in drawn.boxes] == ["end", "step", "step", "step", "end"]
    side = drawn.boxes[2:4]
    assert side[0].y == side[1].y
    assert side[0].x + side[0].width < side[1].x
    assert all(box.x >= 0 and box.x + box.width <= drawn.width for box in drawn.boxes)
    assert drawn.boxes[-1].y + drawn.boxes[-1].height <= drawn.height
    assert drawn.said == "受理 → 受理审查 → 勘查 + 评审 → 送达"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("决定", ["决定"]),
        ("现场核查（两名以上工作人员）", ["现场核查（两名以上工作", "人员）"]),
        ("Site check by two or more officers", ["Site check by two or", "more officers"]),
        ("一" * 60, ["一" * 11, "一" * 11, "一" * 11 + "…"]),
    ],
)
def test_letters_stay_inside_their_box(text: str, lines: list[str]) -> None:
    assert wrapped(text) == lines
