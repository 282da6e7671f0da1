"""Days that a place sets for itself: read by everybody in the administrator's room, published with its reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.calendars import services
from yangguang.foundations.ledger.events import ActorRef
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import Overlay

from .access_rules import open_to
from .administration_forms import OverlayForm
from .page_requests import OfficerRequest


@open_to(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def working_calendar(request: OfficerRequest) -> HttpResponse:
    """The calendar in force, its own days, and the form for one more."""
    form = OverlayForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _publish(request, form)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("新的日历版本已发布；在办件按记录的改期规则重新计算。"))
            return redirect("web:working_calendar")
    return render(
        request, "web/working_calendar.html", _context(request, form, refusal), status=_status(request)
    )


def _status(request: OfficerRequest) -> int:
    return 422 if request.method == "POST" else 200


def _context(request: OfficerRequest, form: OverlayForm, refusal: Refusal | None) -> dict[str, object]:
    version, calendar = calendars.calendar_in_force()
    names = {
        code: organisations.place_card(code)
        for code in {overlay.region for overlay in calendar.overlays}
        if code
    }
    return {
        "form": form,
        "refusal": refusal,
        "version": version,
        "years": calendar.years,
        "overlays": [(overlay, names.get(overlay.region)) for overlay in calendar.overlays],
        "place": organisations.place_card(_division_code(request)),
    }


def _publish(request: OfficerRequest, form: OverlayForm) -> None:
    """A further version: the overlays in force and the new one, for the administrator's own place."""
    actor, typed = request.actor, form.cleaned_data
    _version, calendar = calendars.calendar_in_force()
    added = Overlay(
        first_date=typed["first_date"],
        last_date=typed["last_date"],
        working=typed["working"],
        name=typed["name"],
        citation=typed["citation"],
        region=_region(request),
    )
    services.publish_calendar(
        known_on=shanghai_date(request.now),
        title=_("%(name)s（%(day)s 起）") % {"name": added.name, "day": added.first_date.isoformat()},
        overlays=(*calendar.overlays, added),
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id if actor.post else None),
        at=request.now,
    )


def _region(request: OfficerRequest) -> str:
    """The days of the province hold everywhere; those of a place hold in it and below."""
    post = request.actor.post
    return "" if post is None or post.level == Level.PROVINCE else post.division_code


def _division_code(request: OfficerRequest) -> str:
    if request.actor.post is None:
        raise NotFound
    return request.actor.post.division_code
