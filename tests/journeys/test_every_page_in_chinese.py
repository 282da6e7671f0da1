"""Every page in Chinese; ``walking`` says what is looked at."""

from journeys.conftest import Site
from journeys.visitors import Town
from journeys.walking import look_at_every_page, look_at_refusals


def test_every_page(site: Site, town: Town) -> None:
    look_at_every_page(site, town, "zh-hans")


def test_refused_pages_say_where_to_go(town: Town) -> None:
    look_at_refusals(town, "zh-hans")
