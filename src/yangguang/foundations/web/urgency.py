"""What a clock says in one word. The words mean the same on every page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Within so many units of the promise the word turns to "due soon": the lead time of the warning (domain notes, 4.2).
SOON = 2


@dataclass(frozen=True, slots=True)
class Urgency:
    word: str
    tone: str


def urgency(left: int | None, *, state: str = "running", past_statutory: bool = False) -> Urgency:
    """``left`` counts units of the limit (working days); negative = overdue by so many; None = not known."""
    if state == "stopped":
        late = left is not None and left < 0
        return Urgency(_("逾期办结"), "bad") if late else Urgency(_("按时办结"), "good")
    if past_statutory:
        return Urgency(_("严重超期"), "red")
    if left is not None and left < 0:
        return Urgency(_("已超期"), "yellow")
    if state == "suspended":
        return Urgency(_("计时中止"), "paused")
    if left is not None and left <= SOON:
        return Urgency(_("即将到期"), "warn")
    return Urgency(_("正常"), "ongoing")


def left_text(left: int | None, *, state: str = "running") -> str:
    """How much is left in words; nothing once the clock has stopped."""
    if left is None or state == "stopped":
        return ""
    if left < 0:
        return ngettext("超过 %(days)d 个工作日", "超过 %(days)d 个工作日", -left) % {"days": -left}
    if left == 0:
        return _("今天到期")
    return ngettext("还剩 %(days)d 个工作日", "还剩 %(days)d 个工作日", left) % {"days": left}
