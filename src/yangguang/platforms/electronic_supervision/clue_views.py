"""Clues from the public and the press: the list, entering one, the page of each with what is done about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import queries as operation

from . import clue_queries, services
from .clue_access import clue_to_read
from .clue_forms import ClueAnswerForm, ClueForm, InvestigateForm, MergeForm
from .clues import ClueSource, ClueState, ClueStep

PAGE_SIZE = 25
FORMS: dict[str, type[PageForm]] = {
    ClueStep.INVESTIGATE: InvestigateForm,
    ClueStep.MERGE: MergeForm,
    ClueStep.ANSWER: ClueAnswerForm,
}


@open_to(Role.SUPERVISOR)
@require_safe
def clues(request: OfficerRequest) -> HttpResponse:
    """Clues of the place and below; what has to be answered first stands on top."""
    wanted = request.GET
    found = clue_queries.clue_list(
        request.actor,
        source=wanted.get("source", ""),
        state=wanted.get("state", ""),
        wanted=wanted.get("q", "").strip(),
    )
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(wanted.get("page")),
        "choosers": [
            ("source", _("来源"), _choices(ClueSource, wanted.get("source"))),
            ("state", _("处理"), _choices(ClueState, wanted.get("state"))),
        ],
    }
    return render(request, "supervision/clues.html", context)


def _choices(choices: Any, chosen: str | None) -> list[tuple[str, str, bool]]:
    return [(value, str(label), value == chosen) for value, label in choices.choices]


@open_to(Role.SUPERVISOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_clue(request: OfficerRequest) -> HttpResponse:
    """Enter a clue; refused or invalid, what was typed is shown again."""
    assert request.actor.post
    form = ClueForm(request.POST or None, initial={"place": request.actor.post.division_code})
    if request.method != "POST":
        return render(request, "supervision/clue_new.html", {"form": form})
    new = _entered(request, form) if form.is_valid() else None
    if new is None:
        return render(request, "supervision/clue_new.html", {"form": form}, status=422)
    try:
        made = services.record_clue(request.actor, new, request.now)
    except NotFound:
        form.add_error("place", _("请填写本级或所辖区划的代码"))
        return render(request, "supervision/clue_new.html", {"form": form}, status=422)
    except Refusal as refusal:
        return render(request, "supervision/clue_new.html", {"form": form, "refusal": refusal}, status=409)
    messages.success(request, _("线索已登记"))
    return redirect("supervision:clue", number=made.number)


def _entered(request: OfficerRequest, form: ClueForm) -> services.NewClue | None:
    """The clue; None with an error in the form when place or case are not there."""
    given = form.cleaned_data
    place = Division.objects.filter(pk=given["place"]).first()
    case = _case(request, given["case_number"].strip())
    if place is None:
        form.add_error("place", _("请填写本级或所辖区划的代码"))
    if given["case_number"] and case is None:
        form.add_error("case_number", _("没有这个编号的办件"))
    if place is None or form.errors:
        return None
    return services.NewClue(
        source=ClueSource(given["source"]),
        title=given["title"],
        text=given["text"],
        place=place,
        body_id=case.body_id if case else None,
        case_id=case.pk if case else None,
        source_ref=given["source_ref"].strip(),
    )


def _case(request: OfficerRequest, number: str) -> operation.Case | None:
    try:
        return operation.case_to_read(request.actor, number)
    except NotFound:
        return None


@open_to(Role.SUPERVISOR)
@require_safe
def clue(request: OfficerRequest, number: str) -> HttpResponse:
    """One clue: what it says, by when it is to be answered, what was done."""
    return _page(request, number)


@open_to(Role.SUPERVISOR)
@require_POST
def clue_act(request: OfficerRequest, number: str, step: str) -> HttpResponse:
    """Take one step; refused or invalid, the page comes back with what was typed."""
    found = clue_to_read(request.actor, number)
    if step not in FORMS:
        raise NotFound
    form = FORMS[step](request.POST)
    if not form.is_valid():
        return _page(request, number, failed={step: form}, status=422)
    try:
        _take(request, found.pk, ClueStep(step), form.cleaned_data)
    except Refusal as refusal:
        return _page(request, number, failed={step: form}, refusal=refusal, status=409)
    messages.success(request, _("已记录"))
    return redirect("supervision:clue", number=number)


def _take(request: OfficerRequest, clue_id: int, step: ClueStep, given: dict[str, Any]) -> None:
    actor, text, now = request.actor, given["text"], request.now
    match step:
        case ClueStep.INVESTIGATE:
            services.investigate_clue(actor, clue_id, text, now)
        case ClueStep.MERGE:
            services.merge_clue(actor, clue_id, given["into"], text, now)
        case ClueStep.ANSWER:
            founded = given["founded"] == "yes"
            services.answer_clue(actor, clue_id, text, now, founded=founded, demand=given["demand"])


def _page(
    request: OfficerRequest,
    number: str,
    *,
    failed: dict[str, PageForm] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    page = clue_queries.clue_page(request.actor, number)
    forms = [(step, (failed or {}).get(step) or FORMS[step]()) for step in page.steps]
    context = {"page": page, "clue": page.clue, "forms": forms, "refusal": refusal}
    return render(request, "supervision/clue.html", context, status=status)
