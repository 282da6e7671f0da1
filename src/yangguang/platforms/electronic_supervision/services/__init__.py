"""The acts of electronic supervision: the only writers of this platform's tables."""

from .follow_up import answer_card, confirm_card, revoke_card
from .incidents import close_incident, open_incident, set_incident
from .sweep import SweepResult, sweep
from .watch import watch_cases

__all__ = [
    "SweepResult",
    "answer_card",
    "close_incident",
    "confirm_card",
    "open_incident",
    "revoke_card",
    "set_incident",
    "sweep",
    "watch_cases",
]
