"""当场办结: what the item lets the window decide is accepted, decided and handed over in one visit and one act.

Every act of the way is made, with its document and its line on the ledger; either all of them are, or none.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.services import ServiceMode
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_intake
from ..models import Case, FeeNotice
from ..rules import decided_at_window
from ..states import CaseState, FeeState, Outcome
from .acceptance import accept_case
from .decision import Ruling, decide_case, deliver_case
from .receipt import ReceivedCase, receive_case


@transaction.atomic
def settle_on_the_spot(*, actor: Actor, case_id: int, person: str, at: datetime) -> None:
    """Accept, grant and hand over to ``person``. Refused where the item's procedure leaves the decision to others."""
    case = lock_case(case_id).case
    require_intake(actor, case)
    _require_authority(actor, case)
    if case.state == CaseState.RECEIVED:
        accept_case(actor=actor, case_id=case_id, at=at)
    _require_nothing_due(case)
    decide_case(actor=actor, case_id=case_id, ruling=Ruling(outcome=Outcome.GRANTED), at=at)
    deliver_case(actor=actor, case_id=case_id, mode=ServiceMode.DIRECT, person=person, at=at)


@transaction.atomic
def receive_on_the_spot(*, actor: Actor, at: datetime, **filing: Any) -> ReceivedCase:
    """Take in as `receive_case` does, and settle in the same act. A repeat of the request has one effect."""
    received = receive_case(actor=actor, at=at, **filing)
    case = Case.objects.only("state", "applicant_name").get(pk=received.case_id)
    if case.state != CaseState.DELIVERED:
        settle_on_the_spot(actor=actor, case_id=received.case_id, person=case.applicant_name, at=at)
    return received


def _require_authority(actor: Actor, case: Case) -> None:
    definition = library.definition_of(case.item_version)
    if actor.post is None or not decided_at_window(definition, case.level, actor.post.role):
        raise Refusal(
            asked=_("当场办结办件 %(number)s") % {"number": case.number},
            rule=_(
                "只有公布为即办件、由窗口作出决定的事项可以当场办结（行政许可法第三十四条第二款、事项实施清单·办理流程）"
            ),
            way_out=_("请受理后按公布的流程转交审查"),
        )


def _require_nothing_due(case: Case) -> None:
    if FeeNotice.objects.filter(case=case, state=FeeState.DUE).exists():
        raise Refusal(
            asked=_("当场办结办件 %(number)s") % {"number": case.number},
            rule=_("该事项应当缴费，缴清之前不能办结（办事指南·收费）"),
            way_out=_("请先受理，由申请人缴费后再作出决定和送达"),
        )
