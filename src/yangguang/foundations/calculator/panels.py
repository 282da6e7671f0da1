"""The way to the calculator from the pages of others."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def home_tile(request: HttpRequest, **_context: Any) -> SafeString:  # noqa: ARG001 — the shape of a panel
    return render_to_string("calculator/home_tile.html")


def foot_link(request: HttpRequest, **_context: Any) -> SafeString:  # noqa: ARG001 — the shape of a panel
    return render_to_string("calculator/foot_link.html")
