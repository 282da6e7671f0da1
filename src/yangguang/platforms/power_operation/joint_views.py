"""Pages of joint cases for officers: the list, one of them with the acts of my post, and taking one in at the window."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.uploads import uploads_of
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from . import services
from .forms import ONE_MORE, ApplicantForm, application_form, form_with_one_more
from .joint_access import joint_to_read
from .joint_desk import act_by_key, acts_offered
from .joint_records import JointFile, joint_cases_of, joint_file
from .roles import DESK_ROLES, READING_ROLES, WINDOW_ROLES
from .services import Applicant, Intake, ReceivedJoint
from .states import Channel

PAGE_SIZE = 25


@require_GET
@open_to(*READING_ROLES)
def joint_cases(request: OfficerRequest) -> HttpResponse:
    """Joint cases that my post may read, what is due first on top."""
    page = Paginator(joint_cases_of(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "operation/joint_cases.html", {"page": page})


@require_GET
@open_to(*READING_ROLES)
def joint_case(request: OfficerRequest, number: str) -> HttpResponse:
    """Members, the joint clock and each one's own, what was held together, and what my post can do now."""
    return _page(request, _file(request, number))


@require_POST
@open_to(*WINDOW_ROLES, *DESK_ROLES)
def joint_act(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Do one act; refused or invalid, the page comes back with what was typed."""
    file, act = _file(request, number), act_by_key(key)
    if act is None:
        raise Http404
    form = act.form(file, request.POST)
    if not form.is_valid():
        return _page(request, file, failed={key: form}, status=422)
    try:
        act.perform(request.actor, file, form.cleaned_data, request.now)
    except Refusal as refusal:
        return _page(request, file, failed={key: form, "refusal": refusal}, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": act.label})
    return redirect("operation:joint_case", number=number)


def _file(request: OfficerRequest, number: str) -> JointFile:
    return joint_file(request.actor, joint_to_read(request.actor, number), at=request.now)


def _page(
    request: OfficerRequest, file: JointFile, *, failed: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    tried = failed or {}
    desk = [(act, tried.get(act.key) or act.form(file, None)) for act in acts_offered(request.actor, file)]
    context = {
        "file": file,
        "joint": file.joint,
        "desk": desk,
        "tried": next(iter(tried), ""),
        "refusal": tried.get("refusal"),
        "case_page": "operation:case",
    }
    return render(request, "operation/joint_case.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to(Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE)
def joint_take_in(request: OfficerRequest, key: str) -> HttpResponse:
    """Type one application for the whole matter for the person at the window."""
    assert request.actor.post
    place = request.actor.post.division_code
    guide = library.matter_guide(key, place, on=shanghai_date(request.now))
    data = request.POST or None
    applicant, form = ApplicantForm(data, prefix="applicant"), application_form(guide.whole.form, data)
    refusal: Refusal | None = None
    if group := request.POST.get(ONE_MORE):
        form = form_with_one_more(form, group)
    elif data is not None and applicant.is_valid() and form.is_valid():
        try:
            received = _receive(request, key, applicant.cleaned_data, form.cleaned_data)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("已收件，编号 %(number)s") % {"number": received.number})
            return redirect("operation:joint_case", number=received.number)
    context = {
        "guide": guide,
        "matter": guide.matter,
        "applicant": applicant,
        "form": form,
        "refusal": refusal,
        "request_key": request.POST.get("request_key") or uuid4(),
        "on_paper": request.POST.getlist("on_paper"),
        "at_window": True,
        "agent": request.actor.holds(Role.VILLAGE_AGENT),
    }
    faulty = data is not None and ONE_MORE not in data
    return render(request, "operation/joint_form.html", context, status=422 if faulty else 200)


def _receive(
    request: OfficerRequest, key: str, applicant: dict[str, Any], answers: dict[str, Any]
) -> ReceivedJoint:
    assert request.actor.post
    uploads = uploads_of(request)
    files = {
        name.removeprefix("file-"): documents.store_evidence(
            owner_id=request.actor.account_id, name=upload.name, data=upload.content, at=request.now
        ).pk
        for name, upload in uploads.items()
    }
    authorisation = files.pop("authorisation", None)
    return services.file_joint(
        actor=request.actor,
        matter_key=key,
        place=request.actor.post.division_code,
        applicant=Applicant(**applicant, account_id=services.account_of_identity(applicant["identity"])),
        answers={name: value for name, value in answers.items() if value not in (None, "")},
        intake=Intake(
            channel=Channel.AGENT if request.POST.get("for_another") else Channel.WINDOW,
            received_in=request.actor.post.division_code,
            files=files,
            on_paper=frozenset(request.POST.getlist("on_paper")) - set(files),
            authorisation=authorisation,
            electronic_service=bool(request.POST.get("electronic_service")),
        ),
        at=request.now,
        request_key=UUID(request.POST["request_key"]) if request.POST.get("request_key") else None,
    )
