"""Whose figures an officer may see: those of the place of the post and below. The public sees totals of every place."""

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role

DRILL_ROLES = (
    Role.STATISTICIAN,
    Role.SUPERVISOR,
    Role.CENTRE_MANAGER,
    Role.GOVERNMENT_HEAD,
    Role.LEGAL_OFFICER,
    Role.AGENCY_HEAD,
)


def may_open_cases(actor: Actor | None, place_path: str) -> bool:
    """Whether the list of cases behind a figure opens: numbers, items and dates, no applicant."""
    return actor is not None and actor.holds(*DRILL_ROLES) and actor.answers_for(place_path)
