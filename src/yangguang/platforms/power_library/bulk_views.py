"""The desk of the whole list: take it away as a table, bring it back, see what every row would do, then apply all."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from . import bulk, bulk_files
from .bulk import RowVerdict, Verdict
from .bulk_files import BulkFile
from .spreadsheets import XLSX

ROWS_PER_PAGE = 50
ORDER = (Verdict.REFUSED, Verdict.CHANGED, Verdict.UNCHANGED)


class BulkForm(PageForm):
    """``from_date``: the first day of the bettered terms."""

    table = forms.FileField(
        label=gettext_lazy("修改后的表格（XLSX 或 CSV）"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    from_date = forms.DateField(
        label=gettext_lazy("自哪天起施行"), widget=forms.DateInput(attrs={"type": "date"})
    )


@open_to(Role.AGENCY_HEAD)
@limited("bulk", limit=30, per_seconds=300)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: OfficerRequest) -> HttpResponse:
    """Download, and upload for a dry run."""
    tomorrow = shanghai_date(request.now) + timedelta(days=1)
    form = BulkForm(request.POST or None, request.FILES or None, initial={"from_date": tomorrow.isoformat()})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        content, from_date = form.cleaned_data["table"].read(), form.cleaned_data["from_date"]
        try:
            bulk.judge_import(content, from_date=from_date, actor=request.actor)
        except Refusal as refused:
            refusal = refused
        else:
            key = bulk_files.keep(BulkFile(content, from_date), account_id=request.actor.account_id)
            return redirect("library:bulk_check", key)
    context = {"form": form, "refusal": refusal}
    return render(request, "library/edit/bulk.html", context, status=422 if request.method == "POST" else 200)


@open_to(Role.AGENCY_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: OfficerRequest, file_key: str) -> HttpResponse:
    """Every row's verdict, judged anew at each look; the button applies all rows or none."""
    actor = request.actor
    file = bulk_files.kept(file_key, account_id=actor.account_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            verdicts = bulk.apply_import(file.content, from_date=file.from_date, actor=actor, at=request.now)
        except Refusal as refused:
            refusal = refused
        else:
            bulk_files.drop(file_key, account_id=actor.account_id)
            changed = sum(one.verdict is Verdict.CHANGED for one in verdicts)
            messages.success(request, _("已导入，%(n)d 个事项自所选的一天起施行") % {"n": changed})
            return redirect("library:edit")
    verdicts = bulk.judge_import(file.content, from_date=file.from_date, actor=actor)
    context = _verdicts(verdicts, request.GET.get("page")) | {"day": file.from_date, "refusal": refusal}
    return render(request, "library/edit/bulk_check.html", context, status=409 if refusal else 200)


def _verdicts(verdicts: tuple[RowVerdict, ...], page: str | None) -> dict[str, Any]:
    """What is wrong first."""
    ordered = sorted(verdicts, key=lambda one: (ORDER.index(one.verdict), one.line))
    counts = {one: sum(verdict.verdict is one for verdict in verdicts) for one in ORDER}
    return {
        "page": Paginator(ordered, ROWS_PER_PAGE).get_page(page),
        "refused": counts[Verdict.REFUSED],
        "changed": counts[Verdict.CHANGED],
        "unchanged": counts[Verdict.UNCHANGED],
    }


@open_to(Role.AGENCY_HEAD)
@require_safe
def export_csv(request: OfficerRequest) -> HttpResponse:
    return _export(request, xlsx=False)


@open_to(Role.AGENCY_HEAD)
@require_safe
def export_xlsx(request: OfficerRequest) -> HttpResponse:
    return _export(request, xlsx=True)


def _export(request: OfficerRequest, *, xlsx: bool) -> HttpResponse:
    post = request.actor.post
    assert post  # said by the rule of the door
    content = bulk.export_entries(post.body_id, on=shanghai_date(request.now), xlsx=xlsx)
    response = HttpResponse(content, content_type=XLSX if xlsx else "text/csv; charset=utf-8")
    ending = "xlsx" if xlsx else "csv"
    response["Content-Disposition"] = content_disposition_header(True, f"{post.body_name}实施清单.{ending}")
    return response
