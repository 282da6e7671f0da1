"""What the page shell needs to draw itself."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from yangguang import __version__
from yangguang.foundations.notices import queries as notices

from .navigation import navigation_for
from .page_requests import PageRequest


def page(request: HttpRequest) -> dict[str, Any]:
    page_request = cast("PageRequest", request)
    actor = getattr(page_request, "actor", None)  # absent when a middleware before ours answered
    return {
        "actor": actor,
        "now": getattr(page_request, "now", None),
        "navigation": SimpleLazyObject(lambda: navigation_for(actor, request.path)),
        "unread_messages": SimpleLazyObject(lambda: notices.unread_count(actor.account_id) if actor else 0),
        "languages": settings.LANGUAGES,
        "language": get_language(),
        "software_version": __version__,
    }
