"""Which act may follow which: the case's state moves only where `law.procedures` lets it."""

from django.utils.translation import gettext as _

from yangguang.law.procedures import Act, OutOfOrder, may_follow
from yangguang.law.refusals import Refusal

from .models import Case
from .states import CaseState


def move(case: Case, act: Act) -> None:
    """Set the state that ``act`` leads to, or refuse with the article that orders the acts."""
    case.state = _state_after(case, act)


def require_possible(case: Case, act: Act) -> None:
    """Refuse unless ``act`` may happen now; the state stays (acts within a state)."""
    _state_after(case, act)


def _state_after(case: Case, act: Act) -> CaseState:
    try:
        return CaseState(may_follow(case.state, act).value)
    except OutOfOrder as error:
        raise Refusal(
            asked=_("对“%(state)s”的办件 %(number)s 办理此事项")
            % {"state": CaseState(case.state).label, "number": case.number},
            rule=str(error),
            way_out=_("请刷新页面查看办件的最新状态，可能已有其他人员办理"),
        ) from error
