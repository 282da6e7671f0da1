"""Cases that are granted on a commitment, and what the check found."""

from datetime import datetime
from typing import Any

from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library.queries import ItemDefinition
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case

from .office_time import after
from .plots import Stop
from .reviewing import clerk_for, deliver
from .setting import Course, Filing, Setting

DAYS_UNTIL_THE_CHECK = 7
DAYS_TO_CORRECT = 10


def choice_of_commitment(definition: ItemDefinition) -> dict[str, Any]:
    """The answer of the form by which an applicant chooses to commit."""
    key, _equals, value = definition.commitments[0].when.partition("=")
    return {key: value}


def commit(setting: Setting, filing: Filing, case: Case, at: datetime) -> Course:
    """Granted and handed over within the visit; in one of the stories the check finds it not kept."""
    rng, calendar = setting.rng, setting.calendar
    at = yield after(at, 0, calendar, rng)
    named = Case.objects.only("applicant_name").get(pk=case.pk)
    clerk = clerk_for(setting, case)
    operation.decide_on_commitment(actor=clerk, case_id=case.pk, signed_by=named.applicant_name, at=at)
    deliver(setting, Case.objects.select_related("item_version").get(pk=case.pk), at)
    if filing.stop is Stop.CORRECTING:
        at = yield after(at, DAYS_UNTIL_THE_CHECK, calendar, rng)
        first, *others = setting.staff.in_body(Role.REVIEWER, case.body_id)
        operation.record_commitment_check(
            actor=first,
            case_id=case.pk,
            fulfilled=False,
            facts="二层安全出口上锁，疏散通道堆放杂物，与承诺内容不符。",
            checked_with=others[0].name if others else "协助核查人员",
            correct_days=DAYS_TO_CORRECT,
            at=at,
        )
    return None
