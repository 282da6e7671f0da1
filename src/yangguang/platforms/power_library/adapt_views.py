"""A body betters its own implementing list: what it wants is shown against what is unified, then put in force."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from . import services
from .access import require_adapter
from .adapt_forms import AdaptForm
from .adapting import NotAnImprovement
from .comparison import differences
from .history import by_section
from .models import May
from .publishing_rights import require_right
from .reading import definition_of, entry_in_force, version_for, version_in_force


@open_to(Role.AGENCY_HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: OfficerRequest, code: str) -> HttpResponse:
    """The head of the body that exercises an item makes it lighter there; worse is refused with the rule."""
    today = shanghai_date(request.now)
    entry = entry_in_force(code, on=today)
    require_adapter(request.actor, entry.body_id)
    require_right(request.actor, May.ADAPT, entry.body.department_id, at=request.now)
    unified = definition_of(version_in_force(entry.item_id, on=today))
    form = AdaptForm(
        request.POST or None,
        unified=unified,
        now=definition_of(version_for(entry, on=today)),
        from_date=(today + timedelta(days=1)).isoformat(),
    )
    context: dict[str, Any] = {"form": form, "entry": entry, "item": unified}
    if request.method == "POST" and form.is_valid():
        context["changes"] = by_section(differences(unified, form.local()))
        context["compared"] = True
        if request.POST.get("act") == "publish":
            try:
                services.adapt_entry(
                    code,
                    form.local(),
                    from_date=form.cleaned_data["from_date"],
                    actor=request.actor,
                    at=request.now,
                )
            except Refusal as refused:
                context |= {"refusal": refused, "refused": _refused(refused)}
            else:
                messages.success(request, _("已公布，自所选的一天起施行"))
                return redirect("library:edit")
    status = 422 if form.errors or "refusal" in context else 200
    return render(request, "library/edit/adapt.html", context, status=status)


def _refused(refused: Refusal) -> Any:
    return by_section(refused.changes) if isinstance(refused, NotAnImprovement) else ()
