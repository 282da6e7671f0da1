"""What this platform adds to pages of others: the fees that a place does without, on its guides."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from yangguang.law.time_limits import shanghai_date

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
