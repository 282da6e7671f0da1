"""The item through time, for everybody: which version was in force when, and what changed from one to another."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import NotFound

from . import queries
from .reading import pinned
from .views import day_asked


@open_to_public
@require_safe
def versions(request: PageRequest, key: str) -> HttpResponse:
    """Every version; ``?on=2026-03-01`` marks the one in force that day and says what it promised."""
    history = queries.item_history(key, on=day_asked(request))
    governing = pinned(history.governing.id).definition if history.governing else None
    return render(
        request,
        "library/versions.html",
        {
            "history": history,
            "item": pinned(history.latest.id).definition,
            "governing": governing,
            "asked": "on" in request.GET,
        },
    )


@open_to_public
@require_safe
def compare(request: PageRequest, key: str) -> HttpResponse:
    """Two versions side by side, in words; without ``from`` and ``to`` the last two."""
    history = queries.item_history(key, on=day_asked(request))
    numbers = [card.number for card in history.versions]
    before = _number(request.GET.get("from"), numbers[1] if len(numbers) > 1 else numbers[0])
    after = _number(request.GET.get("to"), numbers[0])
    comparison = queries.compared(key, before, after, on=history.on)
    return render(request, "library/compare.html", {"comparison": comparison, "history": history})


def _number(written: str | None, default: int) -> int:
    if not written:
        return default
    if not written.isascii() or not written.isdigit() or len(written) > 6:
        raise NotFound
    return int(written)


@open_to_public
@require_safe
@limited("library.changes", limit=60, per_seconds=60)
def changes(request: PageRequest) -> HttpResponse:
    """An Atom feed (RFC 4287) of what was published, suspended and cancelled; ``?item=`` of one item alone."""
    home = request.build_absolute_uri(reverse("library:search"))
    feed = Atom1Feed(
        title=_("行政权力库的变更"),
        link=home,
        description="",
        language=request.LANGUAGE_CODE,
        feed_url=request.build_absolute_uri(),
    )
    for change in queries.recent_changes(request.GET.get("item", "")[:60]):
        page = request.build_absolute_uri(reverse("library:versions", args=[change.item_key]))
        feed.add_item(
            title=change.name,
            link=page,
            description=change.said,
            unique_id=f"{page}#{change.number}",
            pubdate=change.published_at,
            updateddate=change.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
