"""What supervision shows on pages below it, which never learn of it."""

from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from yangguang.foundations.web.page_requests import PageRequest

from . import queries
from .levels import AlertLevel, CardState


def cards_of_case(request: HttpRequest, **context: Any) -> SafeString | None:
    """The cards of the case whose page is shown, for the officers who may read them."""
    actor = cast("PageRequest", request).actor
    if actor is None or actor.post is None:
        return None
    cards = queries.cards_of_case(actor, context["case"].pk)
    if not cards:
        return None
    return render_to_string("supervision/_case_panel.html", {"cards": cards}, request)


def cards_to_answer(request: HttpRequest, **_context: Any) -> SafeString | None:
    """On the inbox of a department: the cards that wait for its answer."""
    actor = cast("PageRequest", request).actor
    if actor is None or actor.post is None:
        return None
    waiting = queries.addressed_to(actor).filter(state=CardState.ISSUED, level__gt=AlertLevel.WARN)
    cards = [card for card in waiting[:5] if queries.may_answer(actor, card)]
    if not cards:
        return None
    return render_to_string("supervision/_answer_panel.html", {"cards": cards}, request)
