"""The acts of electronic supervision: the only writers of this platform's tables."""

from .accountability import Result, close_accountability, open_accountability, record_measure
from .appeals import allow_appeal, appeal_card, dismiss_appeal, report_appeal_up
from .clues import NewClue, answer_clue, investigate_clue, merge_clue, record_clue
from .follow_up import answer_card, confirm_card, revoke_card
from .incidents import close_incident, open_incident, set_incident
from .inspections import NewPlan, Photo, plan_inspections, submit_inspection
from .list_warnings import read_library
from .order_steps import move_order
from .orders import escalate_unanswered, issue_order
from .procedures import sweep_procedures
from .sweep import SweepResult, sweep
from .watch import watch_cases

__all__ = [
    "NewClue",
    "NewPlan",
    "Photo",
    "Result",
    "SweepResult",
    "allow_appeal",
    "answer_card",
    "answer_clue",
    "appeal_card",
    "close_accountability",
    "close_incident",
    "confirm_card",
    "dismiss_appeal",
    "escalate_unanswered",
    "investigate_clue",
    "issue_order",
    "merge_clue",
    "move_order",
    "open_accountability",
    "open_incident",
    "plan_inspections",
    "read_library",
    "record_clue",
    "record_measure",
    "report_appeal_up",
    "revoke_card",
    "set_incident",
    "submit_inspection",
    "sweep",
    "sweep_procedures",
    "watch_cases",
]
