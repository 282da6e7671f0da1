"""一件事 for citizens and companies: apply once, follow everything on one page."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.documents import services as documents
from yangguang.foundations.web.access_rules import open_to_citizens
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.uploads import uploads_of
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation import services as operation_services
from yangguang.platforms.power_operation.forms import ONE_MORE, application_form, form_with_one_more
from yangguang.platforms.power_operation.services import Applicant, Intake, ReceivedJoint
from yangguang.platforms.power_operation.states import Channel

PLACE_COOKIE = "place"


@require_http_methods(["GET", "POST"])
@open_to_citizens
def joint_apply(request: OfficerRequest, key: str) -> HttpResponse:
    """The shared form and all papers on one page; submitted, every part is on its way."""
    place = request.GET.get("place", request.COOKIES.get(PLACE_COOKIE, ""))
    guide = library.matter_guide(key, place, on=shanghai_date(request.now))
    if not guide.complete_here:
        return redirect("library:matter", key=key)
    data = request.POST or None
    form = application_form(guide.whole.form, data, initial=_known(request, guide))
    refusal: Refusal | None = None
    if group := request.POST.get(ONE_MORE):
        form = form_with_one_more(form, group)
    elif data is not None and form.is_valid():
        try:
            received = _file(request, key, place, form.cleaned_data)
        except Refusal as error:
            refusal = error
        else:
            return redirect("portal:joint", number=received.number)
    context = {
        "guide": guide,
        "matter": guide.matter,
        "form": form,
        "refusal": refusal,
        "request_key": request.POST.get("request_key") or uuid4(),
    }
    faulty = data is not None and ONE_MORE not in data
    return render(request, "operation/joint_form.html", context, status=422 if faulty else 200)


def _known(request: OfficerRequest, guide: library.MatterGuide) -> dict[str, Any]:
    """What the account already says."""
    me = accounts.identity_of(request.actor.account_id)
    kinds = {"phone": me.phone, "uscc" if me.kind == "company" else "id_number": me.identity}
    return {one.field.key: kinds[one.field.kind] for one in guide.whole.fields if one.field.kind in kinds}


def _file(request: OfficerRequest, key: str, place: str, answers: dict[str, Any]) -> ReceivedJoint:
    me = accounts.identity_of(request.actor.account_id)
    files = {
        name.removeprefix("file-"): documents.store_evidence(
            owner_id=request.actor.account_id, name=upload.name, data=upload.content, at=request.now
        ).pk
        for name, upload in uploads_of(request).items()
    }
    return operation_services.file_joint(
        actor=request.actor,
        matter_key=key,
        place=place,
        applicant=Applicant(
            kind=me.kind,
            name=me.name,
            identity=me.identity,
            phone=me.phone,
            account_id=request.actor.account_id,
        ),
        answers={name: value for name, value in answers.items() if value not in (None, "")},
        intake=Intake(
            channel=Channel.ONLINE,
            received_in=place,
            files=files,
            electronic_service=bool(request.POST.get("electronic_service")),
        ),
        at=request.now,
        request_key=UUID(request.POST["request_key"]) if request.POST.get("request_key") else None,
    )


@require_GET
@open_to_citizens
def joint(request: OfficerRequest, number: str) -> HttpResponse:
    """Who has which part, how far it is and when it is due; the joint clock over all."""
    found = operation.joint_to_read(request.actor, number)
    file = operation.joint_file(request.actor, found, at=request.now)
    context = {"file": file, "joint": found, "case_page": "portal:case"}
    return render(request, "portal/joint.html", context)
