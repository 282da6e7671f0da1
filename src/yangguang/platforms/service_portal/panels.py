"""What the portal adds to pages of others: the way from a matter's guide to its application."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from yangguang.foundations.web.page_requests import PageRequest


def apply_for_matter(request: HttpRequest, **context: Any) -> SafeString | None:
    """For everybody but officers; who is not signed in is asked to at the next page."""
    actor = cast("PageRequest", request).actor
    if actor is not None and actor.kind == "officer":
        return None
    address = f"{reverse('portal:joint_apply', args=[context['matter'].key])}?place={context['place'].code}"
    return render_to_string(
        "operation/_joint_link.html", {"address": address, "words": _("在线办理")}, request
    )
