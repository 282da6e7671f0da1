"""站点地图: everything public can be found, and nothing else is offered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from cast import Library
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.site import sitemap

NAMES = {"s": sitemap.SCHEMA}


def today() -> date:
    """The day that the pages read off the clock."""
    return shanghai_date(datetime.now(UTC))


def addresses(client: Client, path: str) -> Iterator[tuple[str, str]]:
    """(path, lastmod) of everything in one file."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("application/xml")
    for one in ElementTree.fromstring(answer.content):
        found = one.find("s:loc", NAMES)
        assert found is not None
        assert found.text
        assert found.text.startswith(settings.PUBLIC_ADDRESS)
        yield found.text.removeprefix(settings.PUBLIC_ADDRESS), one.findtext("s:lastmod", "", NAMES)


@pytest.fixture
def everything(library: Library) -> dict[str, str]:
    client = Client()
    parts = [path for path, _day in addresses(client, "/sitemap.xml")]
    return {path: day for part in parts for path, day in addresses(client, part)}


def test_every_guide_in_force_is_named_with_its_day(everything: dict[str, str]) -> None:
    codes = set(ImplementingEntry.objects.filter(in_force__contains=today()).values_list("code", flat=True))
    assert codes
    assert {f"/guide/{code}/" for code in codes} <= set(everything)
    assert all(date.fromisoformat(everything[f"/guide/{code}/"]) for code in codes)


def test_everything_named_opens_for_everybody_and_most_of_it_as_data_too(everything: dict[str, str]) -> None:
    stranger = Client()
    guides = [path for path in everything if path.startswith("/guide/1")]
    for path in sorted(everything, key=lambda one: one in guides)[:140]:
        assert stranger.get(path).status_code == 200, path
    for path in [
        *guides[:3],
        *(one for one in everything if one.startswith("/guide/lists/") and one.count("/") == 4),
    ]:
        assert stranger.get(path.rstrip("/") + ".json").status_code == 200, path


def test_files_hold_no_more_than_the_protocol_allows(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    guides = ImplementingEntry.objects.filter(in_force__contains=today()).count()
    monkeypatch.setattr(sitemap, "MOST", 2)
    client = Client()
    parts = [path for path, _day in addresses(client, "/sitemap.xml")][1:]
    assert len(parts) == -(-guides // 2)
    found = [path for part in parts for path, _day in addresses(client, part)]
    assert len(found) == len(set(found)) == guides
    assert client.get(f"/sitemap-guides-{len(parts) + 1}.xml").status_code == 404


@pytest.mark.parametrize("part", ["guides-0", "guides-x", "elsewhere", "guides"])
def test_a_part_that_is_not_there(library: Library, part: str) -> None:
    assert Client().get(f"/sitemap-{part}.xml").status_code == 404


def test_who_has_it_already_is_told_so(library: Library) -> None:
    client = Client()
    first = client.get("/sitemap.xml")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert client.get("/sitemap.xml", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_robots_are_shown_the_way(library: Library) -> None:
    text = Client().get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.PUBLIC_ADDRESS}/sitemap.xml" in text
    assert "Disallow: /my/" in text
