"""Inspections: plans with their draw, the inspector's own list, and the checklist for one window."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import NotFound, Refusal

from . import inspection_queries, services
from .inspection_access import INSPECTING_ROLES
from .inspection_forms import ChecklistForm, PlanForm

PAGE_SIZE = 25


@open_to(*INSPECTING_ROLES)
@require_safe
def inspections(request: OfficerRequest) -> HttpResponse:
    """What I am to inspect, the plans I may read, and what was found at places I answer for."""
    context = {
        "mine": inspection_queries.to_inspect(request.actor, at=request.now),
        "plans": inspection_queries.plan_list(request.actor)[:PAGE_SIZE],
        "page": Paginator(inspection_queries.done_at_my_place(request.actor), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "supervision/inspections.html", context)


@open_to(Role.SUPERVISOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: OfficerRequest) -> HttpResponse:
    """Plan and draw in one; refused or invalid, what was typed is shown again."""
    assert request.actor.post
    form = PlanForm(request.POST or None, initial={"place": request.actor.post.division_code})
    if request.method != "POST":
        return render(request, "supervision/plan_new.html", {"form": form})
    if not form.is_valid():
        return render(request, "supervision/plan_new.html", {"form": form}, status=422)
    try:
        made = services.plan_inspections(request.actor, _planned(form), request.now)
    except NotFound:
        form.add_error("place", _("请填写本级或所辖区划的代码"))
        return render(request, "supervision/plan_new.html", {"form": form}, status=422)
    except Refusal as refusal:
        return render(request, "supervision/plan_new.html", {"form": form, "refusal": refusal}, status=409)
    messages.success(request, _("已抽取，检查人员已收到通知"))
    return redirect("supervision:plan", number=made.number)


def _planned(form: PlanForm) -> services.NewPlan:
    given = form.cleaned_data
    place = Division.objects.filter(pk=given["place"]).first()
    if place is None:
        raise NotFound
    return services.NewPlan(
        title=given["title"],
        place=place,
        from_date=given["from_date"],
        until_date=given["last_date"] + timedelta(days=1),
        windows=given["windows"],
    )


@open_to(Role.SUPERVISOR)
@require_safe
def plan(request: OfficerRequest, number: str) -> HttpResponse:
    """One plan: its seed, the draw made again, and how far it has come."""
    page = inspection_queries.plan_page(request.actor, number)
    last = page.plan.until_date - timedelta(days=1)
    return render(request, "supervision/plan.html", {"page": page, "plan": page.plan, "last_date": last})


@open_to(*INSPECTING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def inspection(request: OfficerRequest, number: str, ordinal: int) -> HttpResponse:
    """The checklist of one window: to be filled in by those drawn, to be read when it is done."""
    page = inspection_queries.inspection_page(request.actor, number, ordinal)
    if request.method != "POST":
        return _inspection_page(request, page, ChecklistForm())
    form = ChecklistForm(request.POST, request.FILES)
    if not form.is_valid():
        return _inspection_page(request, page, form, status=422)
    try:
        order = services.submit_inspection(
            request.actor,
            page.inspection.pk,
            form.answers,
            request.now,
            remark=form.cleaned_data["remark"],
            photos=form.photos,
        )
    except Refusal as refusal:
        return _inspection_page(request, page, form, refusal=refusal, status=409)
    said = (
        _("已提交，已发出整改通知书 %(number)s") % {"number": order.number}
        if order
        else _("已提交，未发现问题")
    )
    messages.success(request, said)
    return redirect("supervision:inspection", number=number, ordinal=ordinal)


def _inspection_page(
    request: OfficerRequest,
    page: inspection_queries.InspectionPage,
    form: ChecklistForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    fillable = page.mine and page.inspection.done_at is None
    context = {
        "page": page,
        "inspection": page.inspection,
        "form": form if fillable else None,
        "refusal": refusal,
        "last_date": page.inspection.plan.until_date - timedelta(days=1),
    }
    return render(request, "supervision/inspection.html", context, status=status)
