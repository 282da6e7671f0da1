"""Recording a legal review (法制审核): four points, an opinion, and the record without which nothing is decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_operation import services as operation

from .access import case_to_review
from .models import LegalReview


@transaction.atomic
def review_decision(
    actor: Actor,
    case_id: int,
    competence_ok: bool,
    evidence_ok: bool,
    law_applied_ok: bool,
    procedure_ok: bool,
    opinion: str,
    at: datetime,
) -> None:
    """Review what is about to be decided. Passed only when every point is in order; else the opinion says what is not.

    Operation refuses the decision until the latest review has passed; a failed one is reviewed again after the
    department has dealt with it.
    """
    case = case_to_review(actor, case_id)
    if not opinion.strip():
        raise Refusal(
            asked=_("提交办件 %(number)s 的法制审核意见") % {"number": case.number},
            rule=_("法制审核应当提出书面审核意见（国办发〔2018〕118号）"),
            way_out=_("请填写审核意见；有一项不符合的，请写明问题和处理建议"),
        )
    assert actor.post
    review = LegalReview.objects.create(
        case_id=case.pk,
        competence_ok=competence_ok,
        evidence_ok=evidence_ok,
        law_applied_ok=law_applied_ok,
        procedure_ok=procedure_ok,
        opinion=opinion.strip(),
        reviewed_by_id=actor.account_id,
        post_id=actor.post.id,
        reviewed_at=at,
    )
    operation.record_legal_review(
        actor=actor, case_id=case.pk, passed=review.passed, opinion=review.opinion, at=at
    )
