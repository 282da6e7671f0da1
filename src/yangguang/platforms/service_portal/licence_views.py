"""My licences: until when each is good, and the way to have it renewed or changed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yangguang.foundations.web.access_rules import open_to_citizens
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation.queries import (
    licence_of_holder,
    licence_view,
    licences_of_holder,
)
from yangguang.platforms.power_operation.states import Matter

from . import services


@open_to_citizens
@require_safe
def my_licences(request: OfficerRequest) -> HttpResponse:
    today = shanghai_date(request.now)
    views = [licence_view(one, on=today, whole=True) for one in licences_of_holder(request.actor)]
    return render(request, "portal/my_licences.html", {"views": views})


@open_to_citizens
@require_safe
def my_licence(request: OfficerRequest, licence_id: int) -> HttpResponse:
    today = shanghai_date(request.now)
    view = licence_view(licence_of_holder(request.actor, licence_id), on=today, whole=True)
    in_time = view.window is not None and view.window.open_on(today)
    return render(request, "portal/my_licence.html", {"view": view, "in_time": in_time})


@open_to_citizens
@require_POST
def begin(request: OfficerRequest, licence_id: int, matter: str) -> HttpResponse:
    """To the application form, with what was answered last time."""
    if matter not in (Matter.RENEWAL, Matter.CHANGE):
        raise NotFound
    draft = services.start_from_licence(
        actor=request.actor, licence_id=licence_id, matter=Matter(matter), at=request.now
    )
    return redirect("portal:draft", draft_id=draft.pk)
