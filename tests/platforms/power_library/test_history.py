"""An item through time: what was in force on a day, and the pages that say so."""

from dataclasses import replace
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, Library, definition
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.services import publish_version, suspend_item

pytestmark = pytest.mark.usefixtures("stopped_clock")
JULY = date(2026, 7, 1)


@pytest.fixture
def succeeded(library: Library) -> Library:
    """The food licence with a second version from July: five days, one paper fewer."""
    item = definition("food_business")
    kept = tuple(row for row in item.materials if row.key != "safety_rules")
    second = replace(
        item,
        version=2,
        in_force_from=JULY,
        limits=replace(item.limits, promised="7wd"),
        materials=kept,
    )
    publish_version(second, actor=SystemActor(), at=AT)
    return library


def page(name: str, *arguments: object, **query: str) -> str:
    response = Client().get(reverse(f"library:{name}", args=arguments), query)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), 1),
        (date(2026, 6, 30), 1),
        (JULY, 2),
        (date(2040, 1, 1), 2),
    ],
)
def test_what_was_in_force_on_any_day(succeeded: Library, day: date, number: int | None) -> None:
    governing = queries.item_history("food_business", on=day).governing
    assert (governing.number if governing else None) == number


def test_the_last_day_of_a_version_is_the_day_before_its_successor(succeeded: Library) -> None:
    second, first = queries.item_history("food_business", on=JULY).versions
    assert (first.until, first.last_day) == (JULY, date(2026, 6, 30))
    assert second.until is None


def test_an_item_without_versions_is_not_found(library: Library) -> None:
    with pytest.raises(NotFound):
        queries.item_history("no_such_item", on=JULY)
    with pytest.raises(NotFound):
        queries.compared("food_business", 1, 9, on=JULY)


def test_the_page_of_versions_marks_the_day_asked_for(succeeded: Library) -> None:
    assert "2026年3月1日施行的是第 1 版" in page("versions", "food_business", on="2026-03-01")
    assert "2026年7月1日施行的是第 2 版" in page("versions", "food_business", on="2026-07-01")
    assert "没有施行的版本" in page("versions", "food_business", on="2020-01-01")


def test_the_guide_of_another_day_is_the_version_of_that_day(succeeded: Library) -> None:
    code = succeeded.entry().code
    later = page("guide", code, on="2026-07-01")
    today = page("guide", code)
    assert "施行的第 2 版" in later
    assert "7个工作日" in later
    assert "8个工作日" in today
    assert "规章制度目录清单" in today
    assert "规章制度目录清单" not in later
    assert reverse("portal:apply", args=[code]) not in later  # nobody applies on another day
    assert Client().get(reverse("library:guide", args=[code]), {"on": "2020-01-01"}).status_code == 404


def test_the_data_of_another_day(succeeded: Library) -> None:
    address = reverse("library:guide_json", args=[succeeded.entry().code])
    assert Client().get(address, {"on": "2026-07-01"}).json() != Client().get(address).json()


def test_what_is_no_day_is_refused_with_an_example(library: Library) -> None:
    response = Client().get(reverse("library:versions", args=["food_business"]), {"on": "2026-02-30"})
    assert response.status_code == 409
    assert "2026-03-01" in response.content.decode()


def test_the_comparison_says_what_changed(succeeded: Library) -> None:
    shown = page("compare", "food_business")
    assert "第 1 版和第 2 版有什么不同" in shown
    for said in ("8个工作日", "7个工作日", "承诺期限", "更便利", "规章制度目录清单"):
        assert said in shown
    assert "要求更高 <strong>0</strong>" in shown
    backwards = page("compare", "food_business", **{"from": "2", "to": "1"})
    assert "要求更高 <strong>2</strong>" in backwards


def test_a_version_compared_with_itself(succeeded: Library) -> None:
    assert "完全一样" in page("compare", "food_business", **{"from": "2", "to": "2"})


@pytest.mark.parametrize("number", ["x", "9", "٣", "9" * 30])
def test_a_version_that_never_was(succeeded: Library, number: str) -> None:
    response = Client().get(reverse("library:compare", args=["food_business"]), {"from": number})
    assert response.status_code == 404


def test_the_guide_leads_to_its_versions(library: Library) -> None:
    assert reverse("library:versions", args=["food_business"]) in page("guide", library.entry().code)


# ── the feed of changes ──────────────────────────────────────────────────────────────────

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(**query: str) -> list[tuple[str, str]]:
    """(title, summary) of every entry, as a reader sees them."""
    response = Client().get(reverse("library:changes"), query)
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    return [(one.findtext(f"{ATOM}title", ""), one.findtext(f"{ATOM}summary", "")) for one in entries]


def test_the_feed_tells_what_was_published_and_what_ends(succeeded: Library) -> None:
    suspend_item("food_business", from_date=date(2026, 9, 1), reason="省政府令", actor=SystemActor(), at=AT)
    name = definition("food_business").name
    told = [said for title, said in feed(item="food_business") if title == name]
    assert len(told) == 2
    assert "第 2 版，2026年7月1日起施行；2026年9月1日起暂停实施：省政府令" in told
    assert len(feed()) > len(told)  # the other items
    assert feed(item="nothing") == []
