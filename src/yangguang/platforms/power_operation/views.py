"""The workbench: window, inbox and case page of the officers."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.uploads import Upload, uploads_of
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from . import queries, services
from .desk import act_by_key, acts_offered
from .forms import ONE_MORE, ApplicantForm, application_form, form_with_one_more
from .roles import DESK_ROLES, READING_ROLES, WINDOW_ROLES
from .rules import decided_at_window
from .services import Applicant, Intake
from .states import CaseState, Channel

PAGE_SIZE = 25


@require_GET
@open_to(*WINDOW_ROLES)
def workbench(request: OfficerRequest) -> HttpResponse:
    """The window's day: what came in, what is to be handed over, what is due."""
    actor = request.actor
    board = queries.window_board(actor)
    standing_in = accounts.stood_in_for(actor, at=request.now)
    return render(request, "operation/workbench.html", {"board": board, "standing_in": standing_in})


@require_GET
@open_to(*DESK_ROLES, Role.WINDOW_CLERK, Role.VILLAGE_AGENT)
def inbox(request: OfficerRequest) -> HttpResponse:
    """Steps that wait for my post, grouped by urgency, what is due first on top; for a head, what may be extended."""
    actor = request.actor
    groups = queries.inbox_by_urgency(actor, at=request.now)
    extendable = queries.extendable_cases(actor, at=request.now)
    context = {
        "groups": groups,
        "extendable": extendable,
        "to_check": queries.commitments_to_check(actor),
        "standing_in": accounts.stood_in_for(actor, at=request.now),
        "today": shanghai_date(request.now),
    }
    return render(request, "operation/inbox.html", context)


@require_GET
@open_to(*READING_ROLES)
def cases(request: OfficerRequest) -> HttpResponse:
    """Every case that my post may read, by state and number or name."""
    actor = request.actor
    state = request.GET.get("state", "")
    wanted = request.GET.get("q", "").strip()
    found = queries.case_list(actor, state=state, wanted=wanted)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "q": wanted, "states": CaseState.choices}
    return render(request, "operation/cases.html", context)


@require_GET
@open_to(*READING_ROLES)
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """一件一档: the whole file, with the acts that my post can do now."""
    return _case_page(request, number)


def _case_page(
    request: OfficerRequest, number: str, *, failed: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    file = _file(request, number)
    desk = [(act, (failed or {}).get(act.key) or act.form(file, None)) for act in acts_offered(actor, file)]
    context = {
        "file": file,
        "case": file.case,
        "desk": desk,
        "tried": next(iter(failed or {}), ""),
        "refusal": (failed or {}).get("refusal"),
    }
    return render(request, "operation/case.html", context, status=status)


def _file(request: OfficerRequest, number: str) -> queries.CaseFile:
    return queries.case_file(queries.case_to_read(request.actor, number), at=request.now)


@require_POST
@open_to(*WINDOW_ROLES, *DESK_ROLES)
def act(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Do one act; refused or invalid, the page comes back with what was typed."""
    actor = request.actor
    file = _file(request, number)
    desk_act = act_by_key(key)
    if desk_act is None:
        raise Http404
    form = desk_act.form(file, request.POST)
    if not form.is_valid():
        return _case_page(request, number, failed={key: form}, status=422)
    try:
        desk_act.perform(actor, file, form.cleaned_data, request.now)
    except Refusal as refusal:
        return _case_page(request, number, failed={key: form, "refusal": refusal}, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": desk_act.label})
    return redirect("operation:case", number=number)


@require_GET
@open_to(Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE)
def new_case(request: OfficerRequest) -> HttpResponse:
    """Choose what the person at the window wants: search as the public does, entries that serve this place."""
    actor = request.actor
    wanted = request.GET.get("q", "").strip()
    place = actor.post.division_code if actor.post else ""
    found = library.search(wanted, place=place, on=shanghai_date(request.now)) if wanted else []
    hits = [card for card in found if card.on_application]
    return render(request, "operation/new_case.html", {"q": wanted, "hits": hits})


@require_http_methods(["GET", "POST"])
@open_to(Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE)
def take_in(request: OfficerRequest, code: str) -> HttpResponse:
    """Type an application for the person at the window, or for one who gave the village agent authority."""
    actor = request.actor
    filed = library.filing_terms(library.entry_id_of(code), on=shanghai_date(request.now))
    agent = actor.holds(Role.VILLAGE_AGENT)
    data = request.POST or None
    applicant, form = ApplicantForm(data, prefix="applicant"), application_form(filed.definition, data)
    refusal: Refusal | None = None
    if group := request.POST.get(ONE_MORE):
        form = form_with_one_more(form, group)
    elif data is not None and applicant.is_valid() and form.is_valid():
        try:
            received = _receive(request, filed, applicant.cleaned_data, form.cleaned_data, agent=agent)
        except Refusal as error:
            refusal = error
        else:
            said = (
                _("已当场办结，办件编号 %(number)s")
                if _settles(request)
                else _("已收件，办件编号 %(number)s")
            )
            messages.success(request, said % {"number": received.number})
            return redirect("operation:case", number=received.number)
    context = {
        "filed": filed,
        "applicant": applicant,
        "form": form,
        "agent": agent,
        "on_the_spot": _decides_here(actor, filed),
        "refusal": refusal,
        "request_key": request.POST.get("request_key") or uuid4(),
        "on_paper": request.POST.getlist("on_paper"),
    }
    faulty = data is not None and ONE_MORE not in data
    return render(request, "operation/take_in.html", context, status=422 if faulty else 200)


def _decides_here(actor: Actor, filed: library.FilingTerms) -> bool:
    """Whether the window may decide what it takes in: its own place's, and left to it by the item."""
    post = actor.post
    ours = post is not None and post.division_code == filed.entry.division_id
    return ours and post is not None and decided_at_window(filed.definition, filed.entry.level, post.role)


def _settles(request: OfficerRequest) -> bool:
    return bool(request.POST.get("on_the_spot"))


def _receive(
    request: OfficerRequest,
    filed: library.FilingTerms,
    applicant: dict[str, Any],
    form: dict[str, Any],
    *,
    agent: bool,
) -> services.ReceivedCase:
    actor = request.actor
    assert actor.post
    uploads = uploads_of(request)
    authorisation = uploads.pop("authorisation", None)
    files = {key.removeprefix("file-"): _store(request, upload) for key, upload in uploads.items()}
    take_in = services.receive_on_the_spot if _settles(request) else services.receive_case
    return take_in(
        actor=actor,
        entry_id=filed.entry.pk,
        applicant=Applicant(**applicant, account_id=services.account_of_identity(applicant["identity"])),
        form={key: value for key, value in form.items() if value not in (None, "")},
        intake=Intake(
            channel=Channel.AGENT if agent and request.POST.get("for_another") else Channel.WINDOW,
            received_in=actor.post.division_code,
            files=files,
            on_paper=frozenset(request.POST.getlist("on_paper")) - set(files),
            authorisation=_store(request, authorisation) if authorisation else None,
            electronic_service=bool(request.POST.get("electronic_service")),
        ),
        at=request.now,
        request_key=UUID(request.POST["request_key"]) if request.POST.get("request_key") else None,
    )


def _store(request: OfficerRequest, upload: Upload) -> UUID:
    file = documents.store_evidence(
        owner_id=request.actor.account_id, name=upload.name, data=upload.content, at=request.now
    )
    return file.pk
