"""Every page in English; ``walking`` says what is looked at. A file of its own: the two walks run side by side."""

from journeys.conftest import Site
from journeys.visitors import Town
from journeys.walking import look_at_every_page, look_at_refusals


def test_every_page(site: Site, town: Town) -> None:
    look_at_every_page(site, town, "en")


def test_refused_pages_say_where_to_go(town: Town) -> None:
    look_at_refusals(town, "en")
