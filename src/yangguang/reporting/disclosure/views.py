"""办件公告: what was accepted and how it ended, for everybody to read."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.foundations.organisations.queries import Division, ancestors
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest

from . import queries
from .models import PublicNotice

PAGE_SIZE = 30


@require_GET
@open_to_public
def notices(request: PageRequest) -> HttpResponse:
    place = _place(request.GET.get("place", ""))
    kind, wanted = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    found = queries.notices(place_path=place.path if place else "", kind=kind, wanted=wanted)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": PublicNotice.Kind.choices,
        "q": wanted,
        "place": place,
        "trail": ancestors(place) if place else [],
        "below": Division.objects.filter(parent=place).order_by("code") if place else _cities(),
    }
    return render(request, "disclosure/notices.html", context)


def _place(code: str) -> Division | None:
    if not code:
        return None
    found = Division.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def _cities() -> list[Division]:
    return list(Division.objects.filter(level=3).order_by("code"))
