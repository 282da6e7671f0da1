"""The administrator's room: who holds which post, in the administrator's own place and below."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services
from yangguang.foundations.accounts.actors import PostHeld
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

from .access_rules import open_to
from .administration_forms import AppointForm, EndForm, OfficerForm
from .one_time_passwords import new_password
from .page_requests import OfficerRequest

OFFICERS_PER_PAGE = 25


@open_to(Role.ADMINISTRATOR)
@require_safe
def administration(request: OfficerRequest) -> HttpResponse:
    """Officers of the place and below, searchable."""
    wanted = request.GET.get("q", "").strip()
    page = Paginator(accounts.search_officers(request.actor, wanted), OFFICERS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    officers = [accounts.as_officer(account, request.actor, at=request.now) for account in page]
    place = organisations.place_card(_post(request).division_code)
    return render(
        request,
        "web/administration.html",
        {"page": page, "officers": officers, "wanted": wanted, "place": place},
    )


@open_to(Role.ADMINISTRATOR)
@never_cache
@require_safe
def officer(request: OfficerRequest, account_id: int) -> HttpResponse:
    """One officer: every term, and the doors to end one or begin another."""
    return _officer_page(request, account_id)


@open_to(Role.ADMINISTRATOR)
@require_POST
def appoint(request: OfficerRequest, account_id: int) -> HttpResponse:
    accounts.officer_of(request.actor, account_id, at=request.now)
    place = _place_of(request, request.POST.get("place", ""))
    form = AppointForm(request.POST, vacancies=accounts.vacancies(place.code, at=request.now))
    if not form.is_valid():
        return _officer_page(request, account_id, place=place, appoint_form=form)
    typed = form.cleaned_data
    try:
        services.appoint(
            account_id=account_id,
            post_id=typed["post"],
            from_date=typed["from_date"],
            to_date=typed["to_date"],
            actor=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        return _officer_page(request, account_id, place=place, appoint_form=form, refusal=refusal)
    messages.success(request, _("任命已记录。"))
    return redirect("web:officer", account_id)


@open_to(Role.ADMINISTRATOR)
@require_POST
def end_holding(request: OfficerRequest, account_id: int, holding_id: int) -> HttpResponse:
    form = EndForm(request.POST, auto_id=f"end_{holding_id}_%s")
    if not form.is_valid():
        return _officer_page(request, account_id, end_form=form, ending=holding_id)
    try:
        services.end_holding(
            holding_id=holding_id, to_date=form.cleaned_data["to_date"], actor=request.actor, at=request.now
        )
    except Refusal as refusal:
        return _officer_page(request, account_id, end_form=form, ending=holding_id, refusal=refusal)
    messages.success(request, _("任职结束日已记录；此前办理的事项继续有效。"))
    return redirect("web:officer", account_id)


@open_to(Role.ADMINISTRATOR)
@never_cache
@require_POST
def reset_password(request: OfficerRequest, account_id: int) -> HttpResponse:
    password = new_password()
    services.reset_officer_password(
        account_id=account_id, new_password=password, actor=request.actor, at=request.now
    )
    return _officer_page(request, account_id, password=password)


@open_to(Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_officer(request: OfficerRequest) -> HttpResponse:
    form = OfficerForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        password = new_password()
        try:
            account = services.create_officer(
                **form.cleaned_data,
                password=password,
                home=_post(request).division_code,
                actor=request.actor,
                at=request.now,
            )
        except Refusal as refused:
            refusal = refused
        else:
            return _officer_page(request, account.pk, password=password)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/new_officer.html", {"form": form, "refusal": refusal}, status=status)


def _officer_page(
    request: OfficerRequest,
    account_id: int,
    *,
    place: organisations.PlaceCard | None = None,
    appoint_form: AppointForm | None = None,
    end_form: EndForm | None = None,
    ending: int | None = None,
    refusal: Refusal | None = None,
    password: str = "",
) -> HttpResponse:
    shown = accounts.officer_of(request.actor, account_id, at=request.now)
    place = place or _place_of(request, request.GET.get("place", ""))
    form = appoint_form or AppointForm(vacancies=accounts.vacancies(place.code, at=request.now))
    context: dict[str, Any] = {
        "officer": shown,
        "terms": [
            (holding, end_form if holding.id == ending else EndForm(auto_id=f"end_{holding.id}_%s"))
            for holding in shown.holdings
        ],
        "place": place,
        "form": form,
        "wrong_form": end_form or form,
        "refusal": refusal,
        "password": password,
    }
    status = 422 if refusal or form.errors or (end_form and end_form.errors) else 200
    return render(request, "web/officer.html", context, status=status)


def _place_of(request: OfficerRequest, code: str) -> organisations.PlaceCard:
    """The place chosen, within the administrator's own; else the administrator's own."""
    chosen = organisations.place_card(code) if code else None
    if chosen is None or not request.actor.answers_for(chosen.path):
        chosen = organisations.place_card(_post(request).division_code)
    if chosen is None:
        raise NotFound
    return chosen


def _post(request: OfficerRequest) -> PostHeld:
    post = request.actor.post
    if post is None:
        raise NotFound
    return post
