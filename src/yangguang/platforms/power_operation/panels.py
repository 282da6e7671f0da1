"""What this platform adds to pages: the fees that a place does without, and the ways to a joint case."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound
from yangguang.law.time_limits import shanghai_date

from .joint_records import joint_of_case
from .licence_records import licence_of_paper, licence_view
from .queue_records import hall_of
from .zero_fees import zero_fees_over

if TYPE_CHECKING:
    from yangguang.foundations.web.page_requests import PageRequest


def zero_fees_on_guide(request: HttpRequest, **context: Any) -> SafeString | None:
    """Which fees of the guide its place does not take now, by which document; silent for items without fees."""
    guide = context["guide"]
    if not guide.item.fees:
        return None
    names = {fee.name for fee in guide.item.fees}
    over = zero_fees_over(guide.place.path, on=shanghai_date(cast("PageRequest", request).now))
    rows = [(row, [fee for fee in guide.item.fees if not row.fees or fee.name in row.fees]) for row in over]
    held = [(row, fees) for row, fees in rows if not row.fees or names & set(row.fees)]
    return render_to_string("operation/_guide_zero_fees.html", {"held": held}, request) if held else None


def take_in_matter(request: HttpRequest, **context: Any) -> SafeString | None:
    """At the window: the way from a matter's guide to taking it in."""
    actor = cast("PageRequest", request).actor
    if actor is None or not actor.holds(Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE):
        return None
    address = reverse("operation:joint_take_in", args=[context["matter"].key])
    words = _("在窗口收件")
    return render_to_string("operation/_joint_link.html", {"address": address, "words": words}, request)


def queue_of_place(request: HttpRequest, **context: Any) -> SafeString | None:
    """On the page of a place: its queue, where its centre posts hours."""
    return _ways_to_queue(request, context["place"].code, "")


def queue_on_guide(request: HttpRequest, **context: Any) -> SafeString | None:
    """On a guide that one may come to a window with."""
    guide = context["guide"]
    if guide.centre is None or not guide.item.on_application:
        return None
    return _ways_to_queue(request, guide.place.code, guide.code)


def _ways_to_queue(request: HttpRequest, code: str, wanted: str) -> SafeString | None:
    try:
        hall_of(code)
    except NotFound:
        return None
    return render_to_string("operation/queue/_ways.html", {"code": code, "wanted": wanted}, request)


def check_licence(request: HttpRequest, **_context: Any) -> SafeString:
    """Beside the check of documents: the one of licences by their identifiers."""
    return render_to_string("operation/licences/_check_link.html", {}, request)


def licence_on_document(request: HttpRequest, **context: Any) -> SafeString | None:
    """On the page that checks a licence: how it stands now, whichever of its papers was scanned."""
    found = licence_of_paper(context["document"].pk)
    if found is None:
        return None
    view = licence_view(found, on=shanghai_date(cast("PageRequest", request).now), whole=False)
    superseded = found.document_id != context["document"].pk
    return render_to_string(
        "operation/licences/_on_document.html", {"view": view, "superseded": superseded}, request
    )


def part_of_joint(request: HttpRequest, **context: Any) -> SafeString | None:
    """On the page of a case: which joint case it belongs to."""
    joint = joint_of_case(context["case"].pk)
    return render_to_string("operation/_joint_part.html", {"joint": joint}, request) if joint else None
