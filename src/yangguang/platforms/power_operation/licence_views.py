"""The register of licences: anybody checks one, officers see those of their body and end them where the law says so."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from . import services
from .licence_forms import EndLicenceForm
from .licence_records import (
    REGISTER_ROLES,
    LicenceView,
    found_licence,
    licence_view,
    may_end,
    register_of,
    wanted_among,
)
from .states import Ended

PAGE_SIZE = 50
STATES = ("valid", "expiring", "expired", "ended")


@open_to_public
@limited("check_licence", limit=60, per_seconds=60)
@require_safe
def check(request: PageRequest) -> HttpResponse:
    """Type the identifier on a licence: is it genuine, and is it still good?"""
    typed = "".join(request.GET.get("identifier", "").split())
    unknown = False
    if typed:
        try:
            return redirect("licences:licence", identifier=found_licence(typed).identifier)
        except NotFound:
            unknown = True
    context = {"typed": typed, "unknown": unknown}
    return render(request, "operation/licences/check.html", context, status=404 if unknown else 200)


@open_to_public
@limited("check_licence", limit=60, per_seconds=60)
@never_cache
@require_safe
def licence(request: PageRequest, identifier: str) -> HttpResponse:
    """What the public may know of a licence: who holds it (people masked), for what, until when, how it stands."""
    found = found_licence(identifier)
    view = licence_view(found, on=shanghai_date(request.now), whole=False)
    return render(request, "operation/licences/licence.html", {"view": view, "asked": identifier.upper()})


@open_to_public
@limited("check_licence", limit=60, per_seconds=60)
@never_cache
@require_safe
def licence_json(request: PageRequest, identifier: str) -> HttpResponse:
    found = found_licence(identifier)
    view = licence_view(found, on=shanghai_date(request.now), whole=False)
    return JsonResponse(as_json(view), json_dumps_params={"ensure_ascii": False})


def as_json(view: LicenceView) -> dict[str, Any]:
    """Days in ISO; ``until`` is the last day of validity, null for a licence without end."""
    licence = view.licence
    return {
        "identifier": licence.identifier,
        "number": licence.document.number,
        "item": licence.item_version.name,
        "item_en": licence.item_version.name_en,
        "body": licence.body.name,
        "body_en": licence.body.name_en,
        "holder": view.holder,
        "valid_from": licence.valid_from.isoformat(),
        "until": view.until.isoformat() if view.until else None,
        "standing": view.standing.value,
        "versions": [
            {
                "version": one.version,
                "how": one.how,
                "identifier": one.identifier,
                "number": one.document.number,
                "day": shanghai_date(one.at).isoformat(),
            }
            for one in view.versions
        ],
    }


@open_to(*REGISTER_ROLES)
@require_safe
def register(request: OfficerRequest) -> HttpResponse:
    """What my body has given, or at a window the bodies of its place."""
    today = shanghai_date(request.now)
    wanted, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    found = wanted_among(register_of(request.actor), wanted, state, on=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [licence_view(one, on=today, whole=True) for one in page],
        "q": wanted,
        "state": state,
        "states": zip(
            STATES, (_("有效"), _("六十日内到期"), _("已过有效期"), _("已撤销、注销等")), strict=True
        ),
    }
    return render(request, "operation/licences/register.html", context)


@open_to(*REGISTER_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def registered(request: OfficerRequest, licence_id: int) -> HttpResponse:
    """One licence with its past; for those who may, the form that ends it."""
    found = register_of(request.actor).filter(pk=licence_id).first()
    if found is None:
        raise NotFound
    allowed = may_end(request.actor, found) and not found.ended
    form = EndLicenceForm(request.POST or None) if allowed else None
    refusal: Refusal | None = None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            said = dict(form.cleaned_data)
            ending = services.Ending(how=Ended(said.pop("how")), **said)
            paper = services.end_licence(
                actor=request.actor, licence_id=found.pk, ending=ending, at=request.now
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已处理，决定书 %(number)s") % {"number": paper.number})
            return redirect("licences:registered", licence_id=found.pk)
    view = licence_view(found, on=shanghai_date(request.now), whole=True)
    context = {"view": view, "form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "operation/licences/registered.html", context, status=status)
