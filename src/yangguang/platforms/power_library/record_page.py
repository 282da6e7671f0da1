"""One page with one form that records one thing: shown, checked, done or refused, and nothing typed is lost."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import Refusal


def record_page(
    request: OfficerRequest,
    form: PageForm,
    act: Callable[[], str],
    *,
    title: str,
    above: tuple[str, str],
    eyebrow: str = "",
    after: str = "",
) -> HttpResponse:
    """The page of ``form``. Sent and valid, ``act`` does it and says what was done, or raises `Refusal`.

    ``above`` is the page that this one stands below, as its name and address; from ``after``, by default that page, the
    officer goes on.
    """
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(after or above[1])
    context = {"title": title, "form": form, "refusal": refusal, "above": above, "eyebrow": eyebrow}
    return render(request, "library/record.html", context, status=422 if request.method == "POST" else 200)
