"""People in front of the site: each has a browser window, and every page that they come to is looked over by axe."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from cast import definition
from yangguang.law.time_limits import shanghai_date
from yangguang.site.demonstration import APPLICANTS, PASSWORD
from yangguang_sim.applications import filled_form
from yangguang_sim.papers import PAPER
from yangguang_sim.people import Person

WIDE = (1440, 900)
NARROW = (390, 844)
WIDER_THAN_THE_WINDOW = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > edge)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className} to ${one.getBoundingClientRect().right}`);
}"""
HAN = re.compile(r"[\u3400-\u9fff]")
LOOKED_AT: set[tuple[str, int, bool, str]] = set()
PDF = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PAPER}


@dataclass
class Visitor:
    """One person and her window. Whoever only ``passes`` through a page leaves looking it over to somebody else."""

    page: Page
    address: str
    passes: bool = False

    def go(self, path: str) -> None:
        response = self.page.goto(self.address + path)
        assert response, f"{path}: no answer"
        assert response.ok, f"{path}: {response.status}"
        self.look()

    def press(self, name: str, *, role: Any = "button") -> None:
        """Press the first button (or link) of that name, and look at the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        """No violation that axe finds, and nothing wider than the window; axe looks at each kind of page once."""
        self.page.wait_for_load_state("load")
        if self.passes:
            return
        kind = self._kind()
        if kind not in LOOKED_AT:
            LOOKED_AT.add(kind)
            found = Axe().run(self.page)
            assert not found.violations_count, f"{self.page.url}\n{found.generate_report()}"
        wide = self.page.evaluate(WIDER_THAN_THE_WINDOW)
        assert not wide, f"{self.page.url} is wider than the window: {wide}"

    def _kind(self) -> tuple[str, int, bool, str]:
        """Its route, the width of the window, whether something on it was wrong, and the headings under which it says it."""
        path = re.split(r"[?#]", self.page.url.removeprefix(self.address))[0]
        wrong = self.page.locator(".yg-error, .yg-error-summary").count() > 0
        headings = self.page.evaluate("[...document.querySelectorAll('h2')].map(one => one.innerText).join()")
        size = self.page.viewport_size
        try:
            route = resolve(path).route
        except Resolver404:  # the page that says so
            route = path
        return route, size["width"] if size else 0, wrong, headings

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def fill_application(self, item: str) -> None:
        """Answer every field that shows, as 张敏."""
        me = APPLICANTS[0]
        person = Person(me.name, me.identity, me.phone)
        today = shanghai_date(datetime.now(UTC))
        for key, value in filled_form(definition(item), person, Random(7), today).items():
            control = self.page.locator(f"main [name={key}]").first
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(str(value))
            else:
                control.fill(str(value))

    def attach(self, *materials: str) -> None:
        for key in materials:
            self.page.locator(f"#file-{key}").set_input_files(PDF)  # type: ignore[arg-type]

    def download(self, link: str) -> bytes:
        """The file behind a link, fetched with the cookies of this window."""
        href = self.page.get_by_role("link", name=link, exact=True).first.get_attribute("href")
        answer = self.page.request.get(f"{self.address}{href}")
        assert answer.ok, f"{href}: {answer.status}"
        return answer.body()


@dataclass
class Town:
    """Everybody's windows. Each signs in once; later windows take the cookies along, as at one's own computer."""

    browser: Browser
    address: str
    _cookies: dict[str, Any] = field(default_factory=dict)

    def visitor(self, size: tuple[int, int] = WIDE, language: str = "zh-CN", cookies: Any = None) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, storage_state=cookies
        )
        context.set_default_timeout(10_000)
        return Visitor(context.new_page(), self.address)

    def signed_in(self, username: str, size: tuple[int, int] = WIDE, *, passes: bool = False) -> Visitor:
        if username in self._cookies:
            return self.visitor(size, cookies=self._cookies[username])
        visitor = self.visitor(size)
        visitor.passes = passes
        visitor.go("/account/sign-in/")
        visitor.page.locator("main [name=login]").fill(username)
        visitor.page.locator("main [name=password]").fill(PASSWORD)
        visitor.press("登录")
        assert "/sign-in/" not in visitor.page.url, f"{username} was not let in"
        self._cookies[username] = visitor.page.context.storage_state()
        return visitor

    def at_case(self, username: str, number: str) -> Visitor:
        officer = self.signed_in(username)
        officer.go(f"/work/cases/{number}/")
        return officer
