"""What a line of a round says, and last days, in the reader's words."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.web.wording import day_text
from yangguang.law.time_limits import last_day_before
from yangguang.platforms.power_library.models import RoundLine

register = template.Library()


@register.filter
def last_day_of(due_at: datetime) -> str:
    """The last day on which it is still in time."""
    return day_text(last_day_before(due_at))


@register.filter
def adjustment(line: RoundLine) -> str:
    """「下放：省级 → 县级」."""
    where = str(Level(line.level).label) if line.level else _("全部层级")
    to = str(Level(line.to_level).label) if line.to_level else ""
    detail = {
        RoundLine.Kind.DELEGATE: f"{where} → {to}",
        RoundLine.Kind.TAKE_OVER: to,
        RoundLine.Kind.MERGE: _("%(where)s，并入 %(item)s") % {"where": where, "item": line.target_key},
        RoundLine.Kind.CONVERT: _("%(where)s，%(what)s") % {"where": where, "what": line.becomes},
        RoundLine.Kind.ADD: "",
    }.get(RoundLine.Kind(line.kind), where)
    return f"{line.get_kind_display()}{_('：')}{detail}" if detail else str(line.get_kind_display())
