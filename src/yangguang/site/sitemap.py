"""站点地图: every public address for search engines (sitemaps.org 0.9), in files of at most 50,000, and robots.txt."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

MOST = 50_000  # addresses in one file, by the protocol
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
KEPT_SECONDS = 3600
PAGES = (
    "portal:home",
    "portal:track",
    "library:search",
    "library:themes",
    "library:departments",
    "library:lists",
    "library:matters",
)
NOT_FOR_ROBOTS = (
    "/account/",
    "/apply/",
    "/my/",
    "/work/",
    "/supervision/",
    "/legality/",
    "/administration/",
    "/guide/edit/",
)

Address = tuple[str, date | None]


def _etag(request: HttpRequest, **_named: str) -> str:
    on = shanghai_date(request.now)  # type: ignore[attr-defined]  # set by our middleware
    now = library.listed(on=on)
    return f'"{on:%Y%m%d}-{now.guides}-{now.newest}"'


@open_to_public
@require_safe
@condition(etag_func=_etag)
@cache_control(public=True, max_age=KEPT_SECONDS)
def index(request: PageRequest) -> HttpResponse:
    """The files: pages and lists first, then the guides."""
    on = shanghai_date(request.now)
    found = library.listed(on=on)
    parts = ["pages", *(f"guides-{number}" for number in range(1, -(-found.guides // MOST) + 1))]
    addresses = ((reverse("sitemap_part", args=[part]), found.newest) for part in parts)
    return _xml("sitemapindex", "sitemap", addresses)


@open_to_public
@require_safe
@condition(etag_func=_etag)
@cache_control(public=True, max_age=KEPT_SECONDS)
def part(request: PageRequest, part: str) -> HttpResponse:
    """One file of addresses."""
    on = shanghai_date(request.now)
    if part == "pages":
        return _xml("urlset", "url", _pages(on))
    name, _dash, number = part.partition("-")
    if (
        name != "guides"
        or not number.isdigit()
        or not 0 < int(number) <= -(-library.listed(on=on).guides // MOST)
    ):
        raise Http404
    codes = library.guide_codes(on=on, first=(int(number) - 1) * MOST, most=MOST)
    stem = reverse("library:guide", args=["0" * 31])
    return _xml("urlset", "url", ((stem.replace("0" * 31, code), since) for code, since in codes))


@open_to_public
@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def robots(_request: PageRequest) -> HttpResponse:
    """What robots may read: all that is public."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {settings.PUBLIC_ADDRESS}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _pages(on: date) -> Iterator[Address]:
    lists = (reverse("library:list", args=[card.key]) for card in library.list_cards(on=on))
    yield from ((address, None) for address in chain(map(reverse, PAGES), lists))
    for key, since in library.item_keys(on=on):
        yield reverse("library:item", args=[key]), since


def _xml(root: str, each: str, addresses: Iterable[Address]) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": SCHEMA}))
    for path, since in addresses:
        xml.startElement(each, AttributesImpl({}))
        xml.addQuickElement("loc", settings.PUBLIC_ADDRESS + path)
        if since:
            xml.addQuickElement("lastmod", since.isoformat())
        xml.endElement(each)
    xml.endElement(root)
    xml.endDocument()
    return response
