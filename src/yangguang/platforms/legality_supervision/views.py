"""The legal officer's desk: what waits for a review, and the review itself."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import Refusal

from . import queries, services
from .forms import ReviewForm

PAGE_SIZE = 25
LAST_DONE = 10


@open_to(Role.LEGAL_OFFICER)
@require_safe
def inbox(request: OfficerRequest) -> HttpResponse:
    """Cases that may not be decided before a legal review, what is due first on top."""
    waiting = Paginator(queries.awaiting_review(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    done = queries.reviews_done(request.actor)[:LAST_DONE]
    return render(request, "legality/inbox.html", {"page": waiting, "done": done})


@open_to(Role.LEGAL_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OfficerRequest, number: str) -> HttpResponse:
    """The file of one case and the form for its review; refused or incomplete, it comes back with what was typed."""
    page = queries.review_page(request.actor, number, at=request.now)
    form = ReviewForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.review_decision(request.actor, page.file.case.pk, **form.cleaned_data, at=request.now)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("审核意见已记入案卷：%(number)s") % {"number": number})
            return redirect("legality:inbox")
    context: dict[str, Any] = {"page": page, "file": page.file, "case": page.file.case, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "legality/review.html", context | {"refusal": refusal}, status=status)
