"""Demands at the counter for papers that a published list does not name: refused with the list's own article, and seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_intake
from ..events import UnlistedDemandRefused
from ..rules import listed_intermediaries, listed_proofs
from .record import append_events


class Paper(StrEnum):
    PROOF = "proof"  # 证明事项
    INTERMEDIARY_REPORT = "intermediary_report"  # 中介服务成果


@dataclass(frozen=True, slots=True)
class _List:
    word: Promise
    rule: Promise


LISTS = {
    Paper.PROOF: _List(
        gettext_lazy("证明"),
        gettext_lazy(
            "证明事项应当有法律、法规或者国务院决定依据，清单之外不得索要（优化营商环境条例第四十五条）"
        ),
    ),
    Paper.INTERMEDIARY_REPORT: _List(
        gettext_lazy("中介服务成果"),
        gettext_lazy(
            "中介服务应当有法律、法规或者国务院决定依据，清单之外不得要求；不得指定机构（优化营商环境条例第四十三条）"
        ),
    ),
}
LISTED = {Paper.PROOF: listed_proofs, Paper.INTERMEDIARY_REPORT: listed_intermediaries}


def demand_papers(*, actor: Actor, case_id: int, paper: Paper, names: Sequence[str], at: datetime) -> None:
    """Somebody at the window asks for proofs or intermediaries' reports by name.

    What the item's list does not name is refused and stands on the ledger. What it names is asked for in the one notice
    of correction, so that a lawful demand changes nothing here.
    """
    with transaction.atomic():
        case = lock_case(case_id).case
        require_intake(actor, case)
        listed = LISTED[paper](library.definition_of(case.item_version))
        unlisted = [name for name in dict.fromkeys(one.strip() for one in names) if name not in listed]
        word = LISTS[paper].word
        demanded = _("%(kind)s：%(names)s") % {"kind": word, "names": "、".join(unlisted)}
        if unlisted:
            attempt = UnlistedDemandRefused(case_id=case.pk, number=case.number, demanded=demanded)
            append_events(case, [attempt], actor=actor, at=at)
    if unlisted:
        raise Refusal(
            asked=_("要求申请人提交%(demanded)s") % {"demanded": demanded},
            rule=str(LISTS[paper].rule),
            way_out=_("请只就办事指南列明的材料告知补正；本次要求已记入台账"),
        )
