"""The portal: find, apply, track, rate."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.web.access_rules import open_to_citizens, open_to_public
from yangguang.foundations.web.downloads import private_download
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.foundations.web.uploads import uploads_of
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation import services as operation_services
from yangguang.platforms.power_operation.archive import archive_pdf, archive_zip
from yangguang.platforms.power_operation.forms import (
    ONE_MORE,
    application_form,
    form_with_one_more,
    typed_into,
)
from yangguang.platforms.power_operation.services import Applicant
from yangguang.platforms.power_operation.states import CaseState

from . import access, queries, services
from .forms import RatingForm, TrackingForm
from .models import ApplicationDraft


@require_GET
@open_to_public
def home(request: PageRequest) -> HttpResponse:
    """The front door: one search box, themes, the five levels, what is new."""
    context = {"themes": library.themes(), "popular": queries.popular_items(on=shanghai_date(request.now))}
    return render(request, "portal/home.html", context)


@require_http_methods(["GET", "POST"])
@open_to_citizens
def apply(request: OfficerRequest, code: str) -> HttpResponse:
    """Before you start: what is needed and how long it takes; POST begins or takes up the draft."""
    if request.method == "POST":
        draft = services.start_draft(actor=request.actor, entry_code=code, at=request.now)
        return redirect("portal:draft", draft_id=draft.pk)
    filed = library.filing_terms(library.entry_id_of(code), on=shanghai_date(request.now))
    existing = queries.open_cases_for(request.actor, filed.entry.pk)
    return render(request, "portal/apply.html", {"filed": filed, "existing": existing})


@require_http_methods(["GET", "POST"])
@open_to_citizens
def draft(request: OfficerRequest, draft_id: UUID) -> HttpResponse:
    """The form: saved on the server at each press, complete or not; checked before the next page."""
    found = access.draft_to_work_on(request.actor, draft_id)
    if found.case is not None:
        return redirect("portal:case", number=found.case.number)
    definition = library.definition_of(found.item_version)
    form = application_form(
        definition, request.POST or None, initial=queries.initial_values(request.actor, found)
    )
    if request.method == "POST":
        if group := request.POST.get(ONE_MORE):
            form = form_with_one_more(form, group)
            services.save_draft(actor=request.actor, draft_id=draft_id, data=form.initial, at=request.now)
            return redirect(reverse("portal:draft", args=[draft_id]) + f"#id_{group}")
        services.save_draft(actor=request.actor, draft_id=draft_id, data=_typed(form), at=request.now)
        if "save" in request.POST:
            messages.success(request, _("已保存，可以随时回来继续填写（在“我的办件”中）"))
            return redirect("portal:draft", draft_id=draft_id)
        if form.is_valid():
            return redirect("portal:materials", draft_id=draft_id)
    context = {"draft": found, "form": form, "definition": definition}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/draft.html", context, status=status)


def _typed(form: Any) -> dict[str, Any]:
    """What was typed: the cleaned value where it is one, else the raw text, so that nothing is lost."""
    form.is_valid()
    return {
        **typed_into(form),
        **{key: value for key, value in form.cleaned_data.items() if value is not None},
    }


@require_http_methods(["GET", "POST"])
@open_to_citizens
def materials(request: OfficerRequest, draft_id: UUID) -> HttpResponse:
    """One upload for each listed material; the failure of one never touches the others."""
    found = access.draft_to_work_on(request.actor, draft_id)
    refusals: dict[str, Refusal] = {}
    if request.method == "POST":
        refusals = _take_files(request, draft_id)
        if not refusals:
            target = "portal:check" if "next" in request.POST else "portal:materials"
            return redirect(target, draft_id=draft_id)
        found.refresh_from_db()
    context = {"draft": found, "rows": queries.material_rows(found, refusals)}
    return render(request, "portal/materials.html", context, status=422 if refusals else 200)


def _take_files(request: OfficerRequest, draft_id: UUID) -> dict[str, Refusal]:
    refused: dict[str, Refusal] = {}
    if removed := request.POST.get("remove"):
        services.remove_file(actor=request.actor, draft_id=draft_id, material=removed, at=request.now)
    for key, upload in uploads_of(request).items():
        try:
            services.attach_file(
                actor=request.actor,
                draft_id=draft_id,
                material=key,
                name=upload.name,
                content=upload.content,
                at=request.now,
            )
        except Refusal as refusal:
            refused[key] = refusal
    return refused


@require_http_methods(["GET", "POST"])
@open_to_citizens
def check(request: OfficerRequest, draft_id: UUID) -> HttpResponse:
    """Check your answers, then submit. What is missing is named with its cost, and may still be submitted."""
    found = access.draft_to_work_on(request.actor, draft_id)
    if found.case is not None:
        return redirect("portal:case", number=found.case.number)
    definition = library.definition_of(found.item_version)
    form = application_form(definition, found.data)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            received = _submit(request, found, form.cleaned_data)
        except Refusal as error:
            refusal = error
        else:
            return redirect("portal:submitted", number=received.number)
    context = {
        "draft": found,
        "definition": definition,
        "form": form,
        "answers": operation.answers(definition, found.data),
        "rows": queries.material_rows(found, {}),
        "refusal": refusal,
        "valid": form.is_valid(),
    }
    return render(request, "portal/check.html", context, status=422 if request.method == "POST" else 200)


def _submit(
    request: OfficerRequest, found: ApplicationDraft, cleaned: dict[str, Any]
) -> operation_services.ReceivedCase:
    data = {key: value for key, value in cleaned.items() if value not in (None, "")}
    services.replace_answers(actor=request.actor, draft_id=found.pk, data=data, at=request.now)
    me = accounts.identity_of(request.actor.account_id)
    return services.submit_draft(
        actor=request.actor,
        draft_id=found.pk,
        applicant=Applicant(
            kind=me.kind,
            name=me.name,
            identity=me.identity,
            phone=me.phone,
            account_id=request.actor.account_id,
        ),
        electronic_service=bool(request.POST.get("electronic_service")),
        at=request.now,
    )


@require_GET
@open_to_citizens
def submitted(request: OfficerRequest, number: str) -> HttpResponse:
    """The receipt at once: number, what happens next, until when, who is responsible."""
    file = _own_file(request, number)
    return render(request, "portal/submitted.html", {"file": file, "case": file.case})


@require_GET
@open_to_citizens
def my_cases(request: OfficerRequest) -> HttpResponse:
    context = {
        "drafts": access.drafts_of(request.actor),
        "joint_cases": operation.joint_cases_of(request.actor),
        "cases": operation.visible_cases(request.actor)
        .select_related("item_version", "body")
        .order_by("-received_at"),
    }
    return render(request, "portal/my_cases.html", context)


@require_POST
@open_to_citizens
def delete_draft(request: OfficerRequest, draft_id: UUID) -> HttpResponse:
    services.delete_draft(actor=request.actor, draft_id=draft_id)
    messages.success(request, _("草稿已删除"))
    return redirect("portal:my_cases")


def _own_file(request: OfficerRequest, number: str) -> operation.CaseFile:
    return operation.case_file(operation.case_to_read(request.actor, number), at=request.now)


@require_GET
@open_to_citizens
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """What happens now, who is responsible, what the clock counts and what not and why."""
    file = _own_file(request, number)
    context = {
        "file": file,
        "case": file.case,
        "answers": operation.answers(file.definition, file.case.form),
        "rating": queries.rating_of(file.case.pk),
        "responsible": queries.responsible_for(file, at=request.now),
    }
    return render(request, "portal/case.html", context)


@open_to_citizens
@limited("archive", limit=10, per_seconds=60)
@require_GET
def case_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """The applicant's own file, whole, in one PDF."""
    content = archive_pdf(_own_file(request, number), actor=request.actor, at=request.now)
    return private_download(content, name=f"{number}.pdf", media_type="application/pdf")


@open_to_citizens
@limited("archive", limit=10, per_seconds=60)
@require_GET
def case_zip(request: OfficerRequest, number: str) -> HttpResponse:
    content = archive_zip(_own_file(request, number), actor=request.actor, at=request.now)
    return private_download(content, name=f"{number}.zip", media_type="application/zip")


@require_http_methods(["GET", "POST"])
@open_to_citizens
def correct(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand in everything that was asked for, in one go."""
    file = _own_file(request, number)
    correction = file.open_correction
    if correction is None:
        return redirect("portal:case", number=number)
    form = application_form(file.definition, request.POST or None, initial=file.case.form)
    refusal: Refusal | None = None
    if group := request.POST.get(ONE_MORE):
        form = form_with_one_more(form, group)
    elif request.method == "POST" and form.is_valid():
        try:
            services.hand_in_correction(
                actor=request.actor,
                case_id=file.case.pk,
                uploads=uploads_of(request),
                form={key: value for key, value in form.cleaned_data.items() if value not in (None, "")},
                at=request.now,
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("补正材料已提交，窗口将在 5 个工作日内答复"))
            return redirect("portal:case", number=number)
    context = {
        "file": file,
        "case": file.case,
        "correction": correction,
        "items": queries.correction_rows(file, correction),
        "asks_form": any(item["material"] == "form" for item in correction.items),
        "form": form,
        "refusal": refusal,
    }
    faulty = request.method == "POST" and ONE_MORE not in request.POST
    return render(request, "portal/correct.html", context, status=422 if faulty else 200)


@require_http_methods(["GET", "POST"])
@open_to_citizens
def supply(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand in what was promised when the case was accepted without it (容缺受理)."""
    file = _own_file(request, number)
    if not file.outstanding:
        return redirect("portal:case", number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            services.hand_in_promised(
                actor=request.actor, case_id=file.case.pk, uploads=uploads_of(request), at=request.now
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("补交的材料已提交"))
            return redirect("portal:case", number=number)
    wanted = [row for row in file.definition.materials if row.key in file.outstanding]
    context = {"file": file, "case": file.case, "wanted": wanted, "refusal": refusal}
    return render(request, "portal/supply.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@open_to_citizens
def pay(request: OfficerRequest, number: str) -> HttpResponse:
    """Begin the payment; the case page then leads to the provider, whose address a form may not be sent on to."""
    file = _own_file(request, number)
    operation_services.begin_payment(actor=request.actor, case_id=file.case.pk, at=request.now)
    return redirect(f"{reverse('portal:case', args=[number])}#fees")


@require_POST
@open_to_citizens
def withdraw(request: OfficerRequest, number: str) -> HttpResponse:
    file = _own_file(request, number)
    operation_services.withdraw_case(actor=request.actor, case_id=file.case.pk, at=request.now)
    messages.success(request, _("申请已撤回"))
    return redirect("portal:case", number=number)


@require_http_methods(["GET", "POST"])
@open_to_citizens
def rate(request: OfficerRequest, number: str) -> HttpResponse:
    """一次一评, in five levels."""
    file = _own_file(request, number)
    form = RatingForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.rate_case(
                actor=request.actor,
                case_id=file.case.pk,
                stars=form.cleaned_data["stars"],
                text=form.cleaned_data["text"],
                at=request.now,
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("谢谢您的评价"))
            return redirect("portal:case", number=number)
    if file.case.state not in {CaseState.CONCLUDED, CaseState.DELIVERED}:
        return redirect("portal:case", number=number)
    context = {"file": file, "case": file.case, "form": form, "refusal": refusal}
    return render(request, "portal/rate.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@open_to_public
@limited("track", limit=60, per_seconds=300)
def track(request: PageRequest) -> HttpResponse:
    """查询进度 without an account: the number (or the QR code) and the tail of the identity number.

    By POST, so that neither stands in an address or a log.
    """
    form = TrackingForm(request.POST or None, initial={"number": request.GET.get("code", "")})
    progress = None
    if request.method == "POST" and form.is_valid():
        found = operation.track(form.cleaned_data["number"], form.cleaned_data["tail"])
        if found is None:
            form.add_error(
                None, _("没有找到符合的办件。请核对办件编号（43 位）或查询码（10 位）和证件号码后四位")
            )
        else:
            progress = operation.case_file(found, at=request.now)
    context: dict[str, Any] = {"form": form, "file": progress, "case": progress.case if progress else None}
    if progress:
        context["responsible"] = queries.responsible_for(progress, at=request.now)
    status = 422 if request.method == "POST" and progress is None else 200
    return render(request, "portal/track.html", context, status=status)


@require_GET
@open_to_public
def track_code(request: PageRequest, code: str) -> HttpResponse:
    """Where the QR code of a receipt leads: the tracking page with the code filled in."""
    if len(code) > 43:
        raise Http404
    return render(request, "portal/track.html", {"form": TrackingForm(initial={"number": code})})
