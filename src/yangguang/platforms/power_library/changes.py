"""What changed in the library, latest first: versions put in force, suspended and cancelled, for whoever follows it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from yangguang.foundations.web.wording import day_text, in_language

from .models import Ending, ItemVersion, VersionState

MOST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """``on`` is the day from which version ``number`` is in force, ``said`` the whole in words."""

    item_key: str
    name: str
    number: int
    on: date
    said: str
    published_at: datetime


def recent_changes(item_key: str = "") -> list[Change]:
    """The latest 100, of one item or of all."""
    versions = (
        ItemVersion.objects.filter(state=VersionState.PUBLISHED, published_at__isnull=False)
        .defer("content", "search_text", "search_vector")
        .order_by("-published_at", "-pk")
    )
    if item_key:
        versions = versions.filter(item_id=item_key)
    return [_change(version) for version in versions[:MOST]]


def _change(version: ItemVersion) -> Change:
    words = {"number": version.number, "day": day_text(version.in_force.lower)}
    said = _("第 %(number)d 版，%(day)s起施行") % words
    if version.ended_by in (Ending.SUSPENDED, Ending.CANCELLED):
        said = _("%(said)s；%(day)s起%(how)s：%(reason)s") % {
            "said": said,
            "day": day_text(version.in_force.upper),
            "how": Ending(version.ended_by).label,
            "reason": version.ended_reason,
        }
    assert version.published_at is not None
    return Change(
        item_key=version.item_id,
        name=in_language(version),
        number=version.number,
        on=version.in_force.lower,
        said=said,
        published_at=version.published_at,
    )
