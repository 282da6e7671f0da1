"""一件事: the list of matters and the merged guide of each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.law.time_limits import shanghai_date

from . import queries
from .views import chosen_place


@open_to_public
@require_safe
def matters(request: PageRequest) -> HttpResponse:
    cards = queries.matter_cards(on=shanghai_date(request.now))
    return render(request, "library/matters.html", {"matters": cards})


@open_to_public
@require_safe
def matter(request: PageRequest, key: str) -> HttpResponse:
    """What to bring once, who decides, how long together and how long one by one."""
    place = chosen_place(request)
    guide = queries.matter_guide(key, place.code if place else "", on=shanghai_date(request.now))
    return render(request, "library/matter.html", {"guide": guide, "matter": guide.matter, "place": place})
