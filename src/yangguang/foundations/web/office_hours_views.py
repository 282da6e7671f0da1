"""Office hours of the bodies of a place: published by its administrator for a coming day, with the decision they rest on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.calendars import services
from yangguang.foundations.ledger.events import ActorRef
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .access_rules import open_to
from .administration_forms import OfficeHoursForm
from .page_requests import OfficerRequest
from .wording import in_language


@open_to(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def office_hours(request: OfficerRequest) -> HttpResponse:
    """The hours that bodies of the place have set, and the form for further ones."""
    post = request.actor.post
    if post is None:
        raise NotFound
    bodies = organisations.bodies_at(post.division_code, besides=0)
    choices = [(body.pk, in_language(body)) for body in bodies]
    form = OfficeHoursForm(request.POST or None, bodies=choices)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _publish(request, form)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("办公时间已公布；此前收件的办件仍按收件当日的办公时间计时。"))
            return redirect("web:office_hours")
    rows = calendars.office_hours_at(post.division_code)
    context = {
        "form": form,
        "refusal": refusal,
        "rows": rows,
        "today": shanghai_date(request.now),
        "place": organisations.place_card(post.division_code),
        "centre": organisations.centre_cards([post.division_code]).get(post.division_code),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/office_hours.html", context, status=status)


def _publish(request: OfficerRequest, form: OfficeHoursForm) -> None:
    actor, typed = request.actor, form.cleaned_data
    services.set_office_hours(
        body_id=typed["body"],
        hours=typed["hours"],
        in_force_from=typed["in_force_from"],
        citation=typed["citation"],
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id if actor.post else None),
        at=request.now,
    )
