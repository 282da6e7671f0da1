"""Slots in pages: a platform above adds its panel to a page of a platform below, which never learns of it.

A panel is registered once, in ``AppConfig.ready()``; the page names the slot: ``{% panels "case_page" case=case %}``.
"""

from collections import defaultdict
from typing import Any, Protocol

from django.http import HttpRequest
from django.utils.safestring import SafeString


class Panel(Protocol):
    """Draws itself for one request, or returns None when it has nothing to say to this person."""

    def __call__(self, request: HttpRequest, **context: Any) -> SafeString | None: ...


_slots: dict[str, list[tuple[int, Panel]]] = defaultdict(list)


def register_panel(slot: str, panel: Panel, *, ordinal: int = 50) -> None:
    """Panels of a slot appear by ``ordinal``, then in the order of registration. Repeating a registration is harmless."""
    if all(known is not panel for _, known in _slots[slot]):
        _slots[slot].append((ordinal, panel))
        _slots[slot].sort(key=lambda entry: entry[0])


def panels_of(slot: str) -> list[Panel]:
    return [panel for _, panel in _slots.get(slot, [])]


def draw_panels(slot: str, request: HttpRequest, **context: Any) -> list[SafeString]:
    drawn = (panel(request, **context) for panel in panels_of(slot))
    return [html for html in drawn if html]
