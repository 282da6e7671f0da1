"""Whole stories in a real browser, against a real server: what each person sees and presses, from end to end."""

import re

import pytest

from journeys.conftest import Site
from journeys.visitors import NARROW, WIDE, Town, Visitor

REQUIRED = ("application_form", "business_licence", "layout_plan", "safety_rules")


def decide(town: Town, number: str) -> None:
    """The site check, then the grant."""
    town.at_case("reviewer", number).press("提交审查意见")
    town.at_case("decider", number).press("作出决定")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_from_search_to_rating(town: Town, size: tuple[int, int]) -> None:
    citizen = town.signed_in("citizen", size)
    citizen.go("/")
    citizen.page.locator("main [name=q]").fill("食品经营许可")
    citizen.press("搜索")
    citizen.page.locator("main a[href*='food_business'], main .lib-cards a").first.click()
    citizen.look()
    for place in ("武汉市", "江岸区"):
        citizen.press(place, role="link")
    citizen.press("在线办理", role="link")
    citizen.press("开始填写")
    citizen.fill_application("food_business")
    citizen.press("下一步：上传材料")
    citizen.attach(*REQUIRED)
    citizen.press("上传，下一步：核对")
    citizen.press("提交申请")
    number = citizen.page.locator("main .yg-number").first.inner_text().strip()
    assert len(number) == 43
    assert citizen.download("下载回执（PDF）").startswith(b"%PDF")

    town.at_case("window", number).press("受理")
    citizen.go(f"/my/cases/{number}/")
    citizen.sees("时限怎么算")
    assert citizen.page.locator("main .yg-strip").count() == 1
    decide(town, number)
    clerk = town.at_case("window", number)
    clerk.press("送达结果")

    citizen.go(f"/my/cases/{number}/")
    citizen.press("评价这次服务", role="link")
    citizen.page.locator("main [name=stars][value='5']").check(force=True)
    citizen.press("提交评价")
    citizen.sees("5 / 5")

    stranger = town.visitor(size)
    for _attempt in range(30):  # the worker publishes every ten seconds
        stranger.page.goto(f"{town.address}/open/?q={number}")
        if stranger.page.locator("main tbody").count():
            break
        stranger.page.wait_for_timeout(1000)
    stranger.look()
    stranger.sees(re.compile(r"张\*"))
    stranger.does_not_see("张敏")


def test_correction_loop(town: Town, site: Site) -> None:
    number = site.cases["incomplete"]
    clerk = town.at_case("window", number)
    clerk.page.locator("#act-correct > summary").click()
    clerk.page.locator("[name=problem-layout_plan]").select_option("missing")
    clerk.press("一次性告知补正")
    clerk.sees("请写明")  # refused: what is asked for must be said; what was chosen is still there
    assert clerk.page.locator("[name=problem-layout_plan]").input_value() == "missing"
    clerk.page.locator("[name=required-layout_plan]").fill("标明功能区和主要设备位置")
    clerk.press("一次性告知补正")
    clerk.sees("待补正")

    citizen = town.signed_in("citizen")
    citizen.go(f"/my/cases/{number}/")
    citizen.sees("需要您补正材料")
    citizen.press("去补正", role="link")
    citizen.sees("标明功能区和主要设备位置")
    citizen.attach("layout_plan")
    citizen.press("提交补正")
    citizen.does_not_see("需要您补正材料")

    clerk = town.at_case("window", number)
    clerk.press("受理")
    clerk.sees("审查中")


def test_refusal(town: Town, site: Site) -> None:
    number = site.cases["hopeless"]
    town.at_case("window", number).press("受理")
    town.at_case("reviewer", number).press("提交审查意见")
    decider = town.at_case("decider", number)
    decider.page.locator("#act-decide [name=outcome][value=refused]").check()
    decider.page.locator("#act-decide [name=facts]").fill("现场无独立的清洗消毒设施")
    decider.press("作出决定")
    assert decider.page.locator("#act-decide [name=facts]").input_value() == "现场无独立的清洗消毒设施"
    decider.page.locator("#act-decide [name=reasons]").fill("不符合食品经营许可条件")
    decider.page.locator("#act-decide [name=basis]").fill("《中华人民共和国食品安全法》第三十五条")
    decider.press("作出决定")
    decider.sees("办结：不予批准")

    citizen = town.signed_in("citizen")
    citizen.go(f"/my/cases/{number}/")
    for text in ("不予批准", "不符合食品经营许可条件", "您可以怎么办", "行政复议", "行政诉讼"):
        citizen.sees(text)


def test_three_departments_in_parallel(town: Town, site: Site) -> None:
    number = site.cases["joint"]
    town.at_case("window", number).press("受理")
    for reviewer in ("reviewer-urban", "reviewer", "reviewer-fire"):
        waiting = town.at_case("decider", number)
        assert waiting.page.locator("#act-decide").count() == 0
        town.at_case(reviewer, number).press("提交审查意见")
    lawyer = town.signed_in("legal")
    lawyer.go(f"/legality/{number}/")
    for point in ("competence_ok", "evidence_ok", "law_applied_ok", "procedure_ok"):
        lawyer.page.locator(f"[name={point}][value=yes]").check()
    lawyer.page.locator("main [name=opinion]").fill("主体适格，程序合法")
    lawyer.press("提交审核意见")
    town.at_case("decider", number).press("作出决定")

    citizen = town.signed_in("citizen")
    citizen.go(f"/my/cases/{number}/")
    for text in ("食品经营许可审查与现场核查", "消防安全检查", "户外招牌设置审查", "准予"):
        citizen.sees(text)


def test_silence_is_acceptance(town: Town, site: Site) -> None:
    """Twenty days without a word: taken as accepted on the day of receipt, and a clock that has run since then."""
    citizen = town.signed_in("citizen")
    citizen.go(f"/my/cases/{site.cases['silent']}/")
    citizen.sees("审查中")
    citizen.sees("视为受理")
    assert citizen.page.locator("main .yg-strip").count() == 1


def test_late_case_with_yellow_and_red_card(town: Town, site: Site) -> None:
    number = site.cases["late"]
    supervisor = town.signed_in("supervisor")
    supervisor.go("/supervision/")
    supervisor.sees(number)
    red, yellow = (card_of(supervisor, number, level) for level in (3, 2))

    chief = town.signed_in("chief")
    chief.go("/supervision/my-cards/")
    for card in (red, yellow):
        chief.go(f"/supervision/cards/{card}/")
        chief.page.locator("#answer textarea").fill("现场核查人员不足，已增派两人，本周办结")
        chief.press("提交反馈")

    supervisor.go(f"/supervision/cards/{red}/")
    supervisor.sees("现场核查人员不足")
    supervisor.press("确认")
    supervisor.sees("已确认")
    supervisor.go(f"/supervision/cards/{yellow}/")
    supervisor.page.locator("#judge summary", has_text="撤销").click()
    supervisor.press("撤销这张牌")
    assert not supervisor.page.get_by_text("已撤销", exact=True).count()  # refused without a reason
    supervisor.page.locator("#judge [name=revoke-text]").fill("与红牌同一事实，合并认定")
    supervisor.press("撤销这张牌")
    supervisor.sees("已撤销")


def card_of(supervisor: Visitor, number: str, level: int) -> str:
    supervisor.go(f"/supervision/cards/?q={number}&level={level}&matter=case_time")
    cards = supervisor.page.locator("main tbody th a")
    assert cards.count() == 1, supervisor.page.locator("main").inner_text()
    return cards.inner_text().strip()


def test_english_chrome_has_no_chinese(town: Town) -> None:
    """Navigation, headings, buttons, labels; what people typed, and names marked with their language, stay as they are."""
    reader = town.visitor(language="en-GB")
    reader.go("/")
    if reader.page.locator("html").get_attribute("lang") != "en":
        reader.press("English")
    for path in ("/", "/guide/", "/track/", "/open/", "/account/sign-in/", "/account/register/"):
        reader.go(path)
        left = reader.page.evaluate(CHINESE_CHROME)
        assert left == [], f"{path}: {left}"


CHINESE_CHROME = """() => [...document.querySelectorAll(
    'header *, nav *, h1, h2, h3, button, label, th[scope=col], footer *')]
    .filter(one => !one.closest('[lang|=zh]'))
    .flatMap(one => [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent.trim()))
    .filter(text => /[\\u3400-\\u9fff]/.test(text))"""
