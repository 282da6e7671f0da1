"""Legal officers review cases of their own place and below."""

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case


def reviewable_cases(actor: Actor) -> QuerySet[Case]:
    """The cases whose decisions this officer may review; none for anybody but a legal officer."""
    cases = operation.visible_cases(actor)
    return cases if actor.holds(Role.LEGAL_OFFICER) else cases.none()


def case_to_review(actor: Actor, case_id: int) -> Case:
    """NotFound when the case is absent or not this officer's."""
    case = reviewable_cases(actor).select_related("item_version", "body").filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case
