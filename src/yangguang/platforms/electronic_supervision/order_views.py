"""Supervision orders and recommendations: the list, the page of each, issuing one, what follows, accountability."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import NotFound, Refusal

from . import order_queries, services
from .order_access import ORDER_ROLES, order_to_read
from .order_forms import AccountabilityForm, ConclusionForm, MeasureForm, OrderForm, StepForm
from .orders import Measure, OrderKind, OrderState, OrderStep

PAGE_SIZE = 25


@open_to(*ORDER_ROLES)
@require_safe
def orders(request: OfficerRequest) -> HttpResponse:
    """Orders that the reader may see; what waits stands on top."""
    wanted = request.GET
    found = order_queries.order_list(
        request.actor,
        kind=wanted.get("kind", ""),
        state=wanted.get("state", ""),
        wanted=wanted.get("q", "").strip(),
    )
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(wanted.get("page")),
        "choosers": [
            ("kind", _("文书"), _choices(OrderKind, wanted.get("kind"))),
            ("state", _("处理"), _choices(OrderState, wanted.get("state"))),
        ],
        "next_steps": order_queries.next_steps(request.actor, at=request.now),
    }
    return render(request, "supervision/orders.html", context)


def _choices(choices: Any, chosen: str | None) -> list[tuple[str, str, bool]]:
    return [(value, str(label), value == chosen) for value, label in choices.choices]


@open_to(*ORDER_ROLES)
@require_safe
def order(request: OfficerRequest, number: str) -> HttpResponse:
    """One order: what it rests on, what it demands, what followed, who was held to account."""
    return _page(request, number)


@open_to(Role.SUPERVISOR)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_order(request: OfficerRequest) -> HttpResponse:
    """Choose cards of one body and say what is demanded; ``card`` may be given several times, ``follows`` once."""
    given = request.POST if request.method == "POST" else request.GET
    numbers = given.getlist("card")
    cards = list(order_queries.cards_to_take_up(request.actor, numbers)[:PAGE_SIZE])
    if not cards:
        raise NotFound
    form = OrderForm(request.POST or None, initial={"kind": given.get("kind", OrderKind.ORDER)})
    follows = given.get("follows", "")
    context = {"form": form, "cards": cards, "chosen": numbers, "follows": follows}
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue_order(
                request.actor,
                kind=OrderKind(form.cleaned_data["kind"]),
                card_ids=[card.pk for card in cards if card.number in numbers],
                text=form.cleaned_data["text"],
                answer_due=form.cleaned_data["answer_due"],
                follows=_followed(request, follows),
                at=request.now,
            )
        except Refusal as refusal:
            return render(
                request, "supervision/order_issue.html", {**context, "refusal": refusal}, status=409
            )
        messages.success(request, _("文书已发出，已通知责任单位和有关负责人"))
        return redirect("supervision:order", number=made.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "supervision/order_issue.html", context, status=status)


def _followed(request: OfficerRequest, number: str) -> int | None:
    return order_to_read(request.actor, number).pk if number else None


@open_to(*ORDER_ROLES)
@require_POST
def order_act(request: OfficerRequest, number: str, step: str) -> HttpResponse:
    """Take one step; refused or invalid, the page comes back with what was typed."""
    found = order_to_read(request.actor, number)
    if step not in OrderStep.values:
        raise NotFound
    form = StepForm(OrderStep(step), request.POST)
    if not form.is_valid():
        return _page(request, number, failed=form, status=422)
    try:
        services.move_order(request.actor, found.pk, form.step, form.cleaned_data["text"], request.now)
    except Refusal as refusal:
        return _page(request, number, failed=form, refusal=refusal, status=409)
    messages.success(request, _("已记录，有关人员已收到通知"))
    return redirect("supervision:order", number=number)


@open_to(*ORDER_ROLES)
@require_safe
def accountability(request: OfficerRequest) -> HttpResponse:
    """Records of accountability, open ones first."""
    found = order_queries.records_visible(request.actor).prefetch_related("measures__person")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/accountability.html", {"page": page})


@open_to(Role.SUPERVISOR)
@require_POST
def open_accountability(request: OfficerRequest, number: str) -> HttpResponse:
    found = order_to_read(request.actor, number)
    form = AccountabilityForm(request.POST)
    if not form.is_valid():
        return _page(request, number, failed=form, status=422)
    try:
        services.open_accountability(request.actor, found.pk, form.cleaned_data["text"], request.now)
    except Refusal as refusal:
        return _page(request, number, failed=form, refusal=refusal, status=409)
    messages.success(request, _("责任追究已立项"))
    return redirect("supervision:order", number=number)


@open_to(Role.SUPERVISOR)
@require_POST
def record_measure(request: OfficerRequest, number: str) -> HttpResponse:
    """A result in the open record of the order ``number``."""
    page = order_queries.order_page(request.actor, number, at=request.now)
    form = MeasureForm(request.POST, people=_people(page))
    if page.open_record is None:
        raise NotFound
    if not form.is_valid():
        return _page(request, number, failed=form, status=422)
    given = form.cleaned_data | {"measure": Measure(form.cleaned_data["measure"])}
    try:
        services.record_measure(request.actor, page.open_record.number, services.Result(**given), request.now)
    except Refusal as refusal:
        return _page(request, number, failed=form, refusal=refusal, status=409)
    messages.success(request, _("追究结果已登记"))
    return redirect("supervision:order", number=number)


@open_to(Role.SUPERVISOR)
@require_POST
def close_accountability(request: OfficerRequest, number: str) -> HttpResponse:
    page = order_queries.order_page(request.actor, number, at=request.now)
    form = ConclusionForm(request.POST)
    if page.open_record is None:
        raise NotFound
    if not form.is_valid():
        return _page(request, number, failed=form, status=422)
    try:
        services.close_accountability(
            request.actor, page.open_record.number, form.cleaned_data["text"], request.now
        )
    except Refusal as refusal:
        return _page(request, number, failed=form, refusal=refusal, status=409)
    messages.success(request, _("责任追究已办结"))
    return redirect("supervision:order", number=number)


def _people(page: order_queries.OrderPage) -> list[tuple[int, str]]:
    return [(one.post.id, f"{one.name} {one.post.title}") for one in page.people if one.post]


def _page(
    request: OfficerRequest,
    number: str,
    *,
    failed: PageForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    page = order_queries.order_page(request.actor, number, at=request.now)
    forms: dict[str, PageForm] = {
        "accountability_form": AccountabilityForm(),
        "measure_form": MeasureForm(people=_people(page)),
        "conclusion_form": ConclusionForm(),
    }
    steps = {step: StepForm(step) for step in page.steps}
    if isinstance(failed, StepForm):
        steps[failed.step] = failed
    elif failed is not None:
        forms[f"{failed.prefix}_form"] = failed
    context = {"page": page, "order": page.order, "steps": list(steps.values()), "refusal": refusal, **forms}
    return render(request, "supervision/order.html", context, status=status)
