"""No violation that axe finds, no sideways scrolling, no blocked script: our own pages in a real browser, both widths."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cast import Cast
from yangguang.foundations.notices.services import send_message
from yangguang.foundations.organisations.levels import Role

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [390, 1440]
OPEN_EVERYTHING = "for (const part of document.querySelectorAll('details')) part.open = true"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium (make test does)"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own loop runs in this thread
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def visit(browser: Browser, live_server: LiveServer, client: Client, addresses: list[str]) -> list[str]:
    """Everything wrong with the pages at either width, for whoever sits behind ``client``."""
    return [fault for width in WIDTHS for fault in visit_at(width, browser, live_server, client, addresses)]


def visit_at(
    width: int, browser: Browser, live_server: LiveServer, client: Client, addresses: list[str]
) -> list[str]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    if "sessionid" in client.cookies:
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None
    )
    for address in addresses:
        answer = page.goto(live_server.url + address)
        assert answer
        assert answer.status == 200, address
        wrong += faults(page, address, width)
    context.close()
    return wrong


def faults(page: Page, address: str, width: int) -> list[str]:
    page.evaluate(OPEN_EVERYTHING)
    found = [
        f"{address} at {width}: {violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    if page.evaluate(SIDEWAYS):
        found.append(f"{address} at {width}: scrolls sideways")
    return found


def test_public_pages(browser: Browser, live_server: LiveServer, client: Client, cast: Cast) -> None:
    addresses = [
        "/design/",
        "/account/sign-in/",
        "/account/register/?kind=company",
        "/places/?at=420102000000",
    ]
    assert visit(browser, live_server, client, addresses) == []


def test_pages_of_an_account(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    send_message([cast.citizen.account_id], subject="case:1", text="请补正", link="/x/", at=cast.at)
    addresses = ["/account/", "/account/password/"]
    assert visit(browser, live_server, cast.signed_in(cast.citizen), addresses) == []
    clerk = cast.signed_in(cast.officer(Role.WINDOW_CLERK))
    assert (
        visit(browser, live_server, clerk, ["/account/", "/account/post/", "/account/window/password/"]) == []
    )


def test_pages_of_the_administrator(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    officer = cast.officer(Role.SUPERVISOR)
    room = cast.signed_in(cast.officer(Role.ADMINISTRATOR))
    addresses = [
        "/administration/",
        f"/administration/{officer.account_id}/",
        "/administration/new/",
        "/administration/calendar/",
        "/administration/office-hours/",
    ]
    assert visit(browser, live_server, room, addresses) == []
