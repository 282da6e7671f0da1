"""The content security policy allows no inline script and no inline style: a page that had one would break silently."""

import re
from pathlib import Path

import pytest

from .sources import ROOT, templates

FORBIDDEN = {
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "inline style": re.compile(r"<style\b|<[^>]+\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"href\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "foreign address": re.compile(
        r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "evaluated attribute": re.compile(r"\bhx-on\b|hx-vals\s*=\s*[\"']?js:", re.IGNORECASE),
}


def offences(text: str) -> set[str]:
    return {name for name, pattern in FORBIDDEN.items() if pattern.search(text)}


def test_pages_hold_no_inline_code() -> None:
    pages: list[Path] = list(templates())
    assert pages
    wrong = {str(page.relative_to(ROOT)): found for page in pages if (found := offences(page.read_text()))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("page", "offence"),
    [
        ("<script>go()</script>", "inline script"),
        ('<p style="color:red">', "inline style"),
        ('<button onclick="go()">', "inline handler"),
        ('<a href="javascript:go()">', "script address"),
        ('<script src="https://elsewhere.example/x.js"></script>', "foreign address"),
        ('<div hx-on:click="go()">', "evaluated attribute"),
    ],
)
def test_an_offence_is_seen(page: str, offence: str) -> None:
    assert offence in offences(page)
    assert offences('<script src="{% static \'x.js\' %}" defer></script><p class="style">') == set()
