"""缺岗登记: an officer says when he is away, so that the colleague of the same post stands in; and that he is back."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services
from yangguang.law.refusals import NotFound, Refusal

from .access_rules import open_to_signed_in
from .page_forms import PageForm
from .page_requests import OfficerRequest
from .wording import in_language


class AbsenceForm(PageForm):
    """``back_on`` is the first day at work again."""

    holding = forms.TypedChoiceField(label=gettext_lazy("岗位"), coerce=int)
    from_date = forms.DateField(
        label=gettext_lazy("自哪天起不在岗"), widget=forms.DateInput(attrs={"type": "date"})
    )
    back_on = forms.DateField(
        label=gettext_lazy("哪天回到岗位"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: OfficerRequest) -> HttpResponse:
    """One's own absences, and a new one. Open to whoever is away: he has no post now, but may come back."""
    account_id = request.actor.account_id
    held = accounts.own_holdings(account_id, at=request.now)
    if not held:
        raise NotFound
    form = AbsenceForm(request.POST or None)
    form.fields["holding"].choices = [(one.pk, in_language(one.post, "title")) for one in held]  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.record_absence(
                holding_id=form.cleaned_data["holding"],
                from_date=form.cleaned_data["from_date"],
                to_date=form.cleaned_data["back_on"],
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=request.now,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已登记，这几天由同岗人员代行全部职责"))
            return redirect("accounts:absences")
    context = {
        "form": form,
        "refusal": refusal,
        "absences": accounts.coming_absences(account_id, at=request.now),
    }
    return render(request, "accounts/absences.html", context, status=422 if request.method == "POST" else 200)


@open_to_signed_in
@require_POST
def end(request: OfficerRequest, absence_id: int) -> HttpResponse:
    """Back at work."""
    services.end_absence(absence_id=absence_id, actor=request.actor, at=request.now)
    messages.success(request, _("已回到岗位"))
    return redirect("accounts:absences")
