"""清单监察: which duties towards the list of powers are late, and which were done after a warning."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_requests import OfficerRequest

from .access import LIST_READERS
from .list_warning_models import ListWarning

SHOWN = 50


@open_to(*LIST_READERS)
@require_safe
def list_warnings(request: OfficerRequest) -> HttpResponse:
    """Open ones, what fell due first on top; then the latest settled ones. The list is everybody's, and so is this."""
    warnings = ListWarning.objects.select_related("department")
    context = {
        "open": list(warnings.filter(settled_at=None).order_by("fell_due_at", "pk")[:SHOWN]),
        "settled": list(warnings.exclude(settled_at=None).order_by("-settled_at", "-pk")[:SHOWN]),
    }
    return render(request, "supervision/list_warnings.html", context)
