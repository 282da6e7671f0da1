"""Pages around fees: the places that do without them, and the daily comparison with the provider's books."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from . import services
from .fee_forms import EndZeroFeeForm, SettleForm, ZeroFeeForm
from .models import ZeroFeePlace
from .reconciliation_records import days_of_books, differences_of
from .zero_fees import listed_fee_names, zero_fees_at_or_below, zero_fees_over


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def zero_fees(request: OfficerRequest) -> HttpResponse:
    """What the place and those below it do without, and the form for more."""
    form = _zero_fee_form(request, request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.record_zero_fee(actor=request.actor, at=request.now, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("零收费已登记，缴费通知和办事指南自施行之日起照此执行"))
            return redirect("operation:zero_fees")
    status = 422 if request.method == "POST" else 200
    return _zero_fees_page(request, status=status, form=form, refusal=refusal)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def end_zero_fee(request: OfficerRequest, zero_fee_id: int) -> HttpResponse:
    """Let a period end on a day to come."""
    held = _zero_fees_here(request).filter(pk=zero_fee_id).first()
    if held is None:
        raise NotFound
    form, refusal = EndZeroFeeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            services.end_zero_fee(
                actor=request.actor,
                zero_fee_id=held.pk,
                to_date=form.cleaned_data["to_date"],
                document=form.cleaned_data["end_document"],
                at=request.now,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已登记恢复收费的日期"))
            return redirect("operation:zero_fees")
    context = {"row": held, "form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "operation/end_zero_fee.html", context, status=status)


def _zero_fee_form(request: OfficerRequest, data: Any) -> ZeroFeeForm:
    today = shanghai_date(request.now)
    post = request.actor.post
    if post is None:
        raise NotFound
    here = organisations.places_to(post.division_code)[-1:]
    places = [*here, *organisations.places_in(post.division_code)]
    return ZeroFeeForm(
        data,
        places=[(place.code, in_language(place)) for place in places],
        fees=listed_fee_names(on=today),
        initial={"division": post.division_code, "from_date": today},
    )


def _zero_fees_here(request: OfficerRequest) -> Any:
    return (
        zero_fees_at_or_below(request.actor.post.path) if request.actor.post else ZeroFeePlace.objects.none()
    )


def _zero_fees_page(request: OfficerRequest, *, status: int, **context: Any) -> HttpResponse:
    today = shanghai_date(request.now)
    post = request.actor.post
    above = zero_fees_over(post.path, on=today).exclude(division__path=post.path) if post else []
    context |= {"rows": _zero_fees_here(request), "above": above, "today": today}
    return render(request, "operation/zero_fees.html", context, status=status)


@require_GET
@open_to(Role.CENTRE_MANAGER)
def reconciliation(request: OfficerRequest) -> HttpResponse:
    """Day by day: our books of the place against the provider's statement."""
    days = days_of_books(request.actor, until=shanghai_date(request.now))
    return render(request, "operation/reconciliation.html", {"days": days})


@require_GET
@open_to(Role.CENTRE_MANAGER)
def reconciliation_day(request: OfficerRequest, day: date) -> HttpResponse:
    """The differences of one day, each with the form that settles it."""
    return _day_page(request, day)


@require_POST
@open_to(Role.CENTRE_MANAGER)
def settle(request: OfficerRequest, day: date, difference_id: int) -> HttpResponse:
    """Settle one difference; refused or without reasons, the page comes back with what was typed."""
    if difference_id not in {one.pk for one in differences_of(request.actor, day)}:
        raise NotFound
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _day_page(request, day, failed=(difference_id, form, None), status=422)
    try:
        services.settle_difference(
            actor=request.actor,
            difference_id=difference_id,
            reasons=form.cleaned_data["reasons"],
            at=request.now,
        )
    except Refusal as refusal:
        return _day_page(request, day, failed=(difference_id, form, refusal), status=409)
    messages.success(request, _("差异已处理"))
    return redirect("operation:reconciliation_day", day=day)


def _day_page(
    request: OfficerRequest,
    day: date,
    *,
    failed: tuple[int, SettleForm, Refusal | None] | None = None,
    status: int = 200,
) -> HttpResponse:
    tried, typed, refusal = failed or (0, None, None)
    rows = [
        (one, typed if one.pk == tried and typed else SettleForm(auto_id=f"id_{one.pk}_%s"))
        for one in differences_of(request.actor, day)
    ]
    context = {"day": day, "rows": rows, "tried": tried, "refusal": refusal}
    return render(request, "operation/reconciliation_day.html", context, status=status)
