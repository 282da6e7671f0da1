"""Every page that links lead to, for each role, in both languages, on a telephone.

Each page must have a title, one h1, nothing wider than the window, no violation that axe finds (in English only those that
depend on the language; the rest of the page is the same) and nothing on the
browser's console; an English page has no Chinese but what is marked as such (``lang="zh"``: names, addresses, what people
wrote). One page of each route is looked at, for the first two roles that come to it (in English the first).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Error, Response

from journeys.conftest import Site
from journeys.visitors import NARROW, WIDER_THAN_THE_WINDOW, Town, Visitor

OFFICERS = (
    *("window", "agent", "chief", "manager", "reviewer", "decider", "agency-head", "governor"),
    *("supervisor", "supervisor-hubei", "legal", "statistician", "administrator"),
    *("drafter-hubei", "head-hubei", "governor-hubei"),
)
FILES = re.compile(r"^api/|\.(pdf|csv|xlsx|json|atom|p7s|zip|xml|txt)$|/(pdf|signed|evidence)/|^documents/")
UNMARKED_CHINESE = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (!/[\\u3400-\\u9fff]/.test(text) || holder.closest("[lang|=zh], script, style, textarea")) continue;
    if (holder.tagName === "OPTION" && /[A-Za-z]{3}/.test(text)) continue; // cannot mark the name that it holds
    found.push(text);
  }
  for (const one of document.querySelectorAll("[placeholder], [title], [aria-label], [alt]"))
    for (const name of ["placeholder", "title", "aria-label", "alt"])
      if (/[\\u3400-\\u9fff]/.test(one.getAttribute(name)) && !one.closest("[lang|=zh]"))
        found.push(`${name}: ${one.getAttribute(name)}`);
  return found;
}"""
# Where a search leads, not a link; and the editor's desk, which others see too, but without the links of these.
ALSO = {
    "window": ("/account/", "/work/new/?q=食品"),
    **dict.fromkeys(("agency-head", "head-hubei"), ("/guide/edit/",)),
    "manager": ("/guide/halls/420102000000/",),
    "administrator": ("/guide/edit/", "/guide/codes/420000000000/", "/guide/rights/420100000000/"),
    "governor-hubei": ("/guide/edit/", "/guide/halls/420000000000/", "/guide/rights/420000000000/"),
    # These open routes of whose page another sees only a part.
    "supervisor": ("/supervision/lists/", "/supervision/inspections/"),
}
# Addresses that take a form and answer with another page.
ACTS = {
    *("language/", "start/", "account/sign-out/", "account/messages/<int:message_id>/"),
    "account/absence/<int:absence_id>/end/",
    *(f"administration/<int:account_id>/{act}/" for act in ("appoint", "password", "end/<int:holding_id>")),
    "my/licences/<int:licence_id>/<slug:matter>/",
    *("queue/desk/<slug:act>/", "queue/tickets/<uuid:ticket_id>/<slug:act>/"),
    "queue/appointments/<uuid:appointment_id>/<slug:act>/",
    *("apply/draft/<uuid:draft_id>/delete/", "my/cases/<str:number>/withdraw/"),
    *("guide/edit/items/<slug:key>/start/", "guide/edit/drafts/<int:proposal_id>/acts/<slug:step>/"),
    *("guide/rounds/<int:round_id>/lines/", "guide/rounds/<int:round_id>/lines/<int:line_id>/remove/"),
    "guide/rounds/<int:round_id>/<slug:step>/",
    *("work/cases/<str:number>/<slug:key>/", "guide/items/<slug:key>/compare/"),
    "work/reconciliation/<day:day>/<int:difference_id>/",
    "work/joint/<str:number>/<slug:key>/",
    *(
        f"supervision/cards/<str:number>/{act}/"
        for act in ("answer", "confirm", "revoke", "appeal", "allow", "dismiss", "report")
    ),
    "supervision/orders/<str:number>/<slug:step>/",
    "supervision/clues/<str:number>/<slug:step>/",
    *(f"supervision/orders/<str:number>/accountability/{act}/" for act in ("open", "result", "close")),
}
# Pages of what has not come about in this small province; the tests of their own rooms look at them.
NOT_HERE = {
    *(f"my/cases/<str:number>/{act}/" for act in ("correct", "supply", "rate", "pay")),
    *("guide/rounds/<int:round_id>/", "guide/rounds/new/", "guide/rounds/changes/"),
    *("guide/matters/<slug:key>/", "guide/edit/bulk/<str:file_key>/"),
    *("legality/<str:number>/", "supervision/questions/<str:key>/"),
    *("work/reconciliation/<day:day>/", "work/zero-fees/<int:zero_fee_id>/"),
    "queue/tickets/<uuid:ticket_id>/",
    *("my/licences/<int:licence_id>/", "licences/<str:identifier>/", "licences/register/<int:licence_id>/"),
    *("apply/matter/<slug:key>/", "my/joint/<str:number>/"),
    *("work/joint/<str:number>/", "work/joint/new/<slug:key>/"),
    *("supervision/orders/issue/", "supervision/orders/<str:number>/", "supervision/clues/<str:number>/"),
    *("supervision/inspections/<str:number>/", "supervision/inspections/<str:number>/<int:ordinal>/"),
}
REFUSED = {"/nothing-here/": 404, "/supervision/": 403, "/work/cases/0/": 403}
# What may be wrong in one language alone: that something has no name, or is said in another tongue than it says.
SAID = {
    **DEFAULT_OPTIONS,
    "runOnly": [
        *("document-title", "html-has-lang", "html-lang-valid", "valid-lang", "label", "button-name"),
        *("link-name", "image-alt", "input-button-name", "select-name", "aria-input-field-name"),
        *("empty-heading", "summary-name", "frame-title", "svg-img-alt", "area-alt"),
    ],
}
LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map(one => one.getAttribute('href'))"
HEADINGS = "[...document.querySelectorAll('h1')].filter(one => one.innerText.trim()).length"


@dataclass
class Walk:
    """The pages already looked at, over all visitors; ``faults`` tells everything that is wrong with them."""

    english: bool
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def follow(self, visitor: Visitor, who: str, *starts: str) -> int:
        """Look at the start pages and at one page of every route that links lead to from there; how many it were."""
        heard: list[str] = []
        visitor.page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        to_do, own, count = list(starts), set[str](), 0
        enough = 1 if self.english or who == "stranger" else 2
        while to_do:
            path = to_do.pop(0)
            route = resolve(re.split(r"[?#]", path)[0]).route
            begins = path in starts
            if route in own or FILES.search(route) or (self.seen[route] >= enough and not begins):
                continue
            own.add(route)
            heard.clear()
            answer = _opened(visitor, path)
            if answer is None:
                continue
            count += 1
            self.faults += [
                f"{who} {path}: {fault}" for fault in self._faults(visitor, answer, heard) if fault
            ]
            to_do += visitor.page.evaluate(LINKS)
        self.seen.update(own)
        if who == "stranger":
            self.seen.update(own)  # the public pages are the same for all
        return count

    def _faults(self, visitor: Visitor, answer: Response, heard: list[str]) -> list[str]:
        page = visitor.page
        found = Axe().run(page, options=SAID if self.english else DEFAULT_OPTIONS)
        wide = page.evaluate(WIDER_THAN_THE_WINDOW)
        chinese = page.evaluate(UNMARKED_CHINESE) if self.english else []
        return [
            "" if answer.ok else f"answers {answer.status}",
            found.generate_report() if found.violations_count else "",
            f"wider than the window: {wide[:3]}" if wide else "",
            f"Chinese on an English page: {chinese[:5]}" if chinese else "",
            f"on the console: {heard}" if heard else "",
            "" if page.evaluate(HEADINGS) == 1 else "not one h1",
            "" if page.title().partition(" · ")[0].strip() else "no title",
        ]


def _opened(visitor: Visitor, path: str) -> Response | None:
    """The page, or nothing when the address gives a file to keep."""
    try:
        answer = visitor.page.goto(visitor.address + path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise
    assert answer is not None
    return answer if answer.headers.get("content-type", "").startswith("text/html") else None


def look_at_every_page(site: Site, town: Town, language: str) -> None:
    """Walk the site as everybody; every fault at once, then the routes that nobody came to."""
    draft, proposal = _begun_draft(town), _begun_proposal(town)
    walk = Walk(english=language == "en")
    stranger = _reading(town.visitor(NARROW), language)
    walk.follow(stranger, "stranger", "/", "/track/no-such-code/", "/documents/", "/licences/", "/design/")
    citizen = _reading(town.signed_in("citizen", NARROW), language)
    mine = [f"/my/cases/{number}/" for number in site.cases.values()]
    drafted = [draft, f"{draft}materials/", f"{draft}check/"]
    booking = "/queue/420102000000/book/"
    walk.follow(citizen, "citizen", "/my/", "/account/", booking, *drafted, mine[0], f"{mine[0]}submitted/")
    for username in OFFICERS:
        officer = _reading(town.signed_in(username, NARROW, passes=True), language)
        also = {**ALSO, "drafter-hubei": ("/guide/edit/", proposal)}.get(username, ())
        walk.follow(officer, username, _door(officer), *also)
    assert walk.faults == [], "\n".join(walk.faults)
    unseen = {route for route in _routes() if not walk.seen[route] and not FILES.search(route)}
    unseen -= ACTS | NOT_HERE
    assert not unseen, f"no link leads to {sorted(unseen)}"


def _begun_draft(town: Town) -> str:
    """张敏 has begun an application; her other pages lead to it."""
    citizen = town.signed_in("citizen", NARROW)
    citizen.go("/guide/items/food_business/")
    for place in ("武汉市", "江岸区"):
        citizen.press(place, role="link")
    citizen.press("在线办理", role="link")
    citizen.press("开始填写")
    return citizen.page.url.removeprefix(town.address)


def _begun_proposal(town: Town) -> str:
    """沈岚 has begun a new version of an item."""
    drafter = town.signed_in("drafter-hubei", NARROW)
    drafter.go("/guide/edit/")
    with drafter.page.expect_navigation():
        drafter.page.locator("main form[action$='/start/'] button").first.click()
    return drafter.page.url.removeprefix(town.address)


def _door(officer: Visitor) -> str:
    """Where an officer stands after signing in."""
    officer.page.goto(f"{officer.address}/start/")
    return officer.page.url.removeprefix(officer.address)


def _routes(patterns: Iterable[Any] | None = None, before: str = "") -> Iterator[str]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


def _reading(visitor: Visitor, language: str) -> Visitor:
    cookie = {"name": "django_language", "value": language, "url": visitor.address}
    visitor.page.context.add_cookies([cookie])
    return visitor


def look_at_refusals(town: Town, language: str) -> None:
    """A page that is refused to a citizen says where to go instead."""
    citizen = _reading(town.signed_in("citizen", NARROW), language)
    for path, status in REFUSED.items():
        answer = citizen.page.goto(town.address + path)
        assert answer is not None
        assert answer.status == status
        citizen.look()
        assert citizen.page.locator("main a, main button").count() > 0
        if language == "en":
            assert citizen.page.evaluate(UNMARKED_CHINESE) == []
