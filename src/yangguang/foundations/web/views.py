"""Pages that belong to no platform: the way in, the choice of language and place, the style page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as django_set_language

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.organisations import queries as organisations

from .access_rules import open_to_public, open_to_signed_in
from .design_examples import ExampleForm, examples
from .front_doors import door_of
from .page_requests import OfficerRequest, PageRequest
from .rate_limits import limited

FOUND_AT_MOST = 40


@open_to_public
def set_language(request: HttpRequest) -> HttpResponseBase:
    return django_set_language(request)


@open_to_signed_in
@require_safe
def after_sign_in(request: OfficerRequest) -> HttpResponse:
    """Where each role begins its day; whoever is away begins with saying that he is back."""
    actor = request.actor
    if actor.post is None and accounts.coming_absences(actor.account_id, at=request.now):
        return redirect("accounts:absences")
    return redirect(door_of(actor))


@open_to_public
@require_safe
def design(request: PageRequest) -> HttpResponse:
    """Every component of the page library, in every state that has a look of its own."""
    context: dict[str, Any] = examples(request.now)
    context["timeline_entries"] = context.pop("timeline")
    context["page_example"] = Paginator(range(240), 20).get_page(request.GET.get("page"))
    context["filter_form"] = ExampleForm(auto_id="filter_%s")
    return render(request, "web/design.html", context)


@open_to_public
@require_safe
@limited("search", limit=60, per_seconds=60)
def places(request: PageRequest) -> HttpResponse:
    """Choose one of the 30,000 places, by going down or by name; then back to the page that asked."""
    path = organisations.places_to(request.GET.get("at", ""))
    province = organisations.province_card()
    if not path and province:
        path = [province]
    wanted = request.GET.get("q", "").strip()
    found = organisations.places_named(wanted, limit=FOUND_AT_MOST) if wanted else []
    below = organisations.places_in(path[-1].code) if path else []
    with_place = _way_back(request)
    context = {
        "path": path[:-1],
        "place": path[-1] if path else None,
        "choose_url": with_place(path[-1].code) if path else "",
        "below": [(place, with_place(place.code)) for place in below],
        "found": [(place, with_place(place.code)) for place in found],
        "wanted": wanted,
        "next": request.GET.get("next", ""),
        "parameter": request.GET.get("parameter", "place"),
    }
    return render(request, "web/places.html", context)


def _way_back(request: PageRequest) -> Callable[[str], str]:
    """The address of the asking page with another place in its query: an address of this site, and nothing else."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    parts = urlsplit(wanted if safe else "/")
    parameter = request.GET.get("parameter", "place")

    def with_place(code: str) -> str:
        query = QueryDict(parts.query, mutable=True)
        query[parameter] = code
        query.pop("page", None)
        return urlunsplit(("", "", parts.path, query.urlencode(), ""))

    return with_place
