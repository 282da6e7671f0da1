"""Asking for a paper or a charge at the window: what the lists name can be chosen; what they do not is refused, and seen."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import in_language

from . import services
from .desk_acts import DeskAct, at_window
from .queries import CaseFile
from .rules import listed_intermediaries, listed_proofs
from .services import Paper
from .states import CaseState

FEE = "fee"
OTHER = "other"
ASKED_WHILE = {CaseState.RECEIVED, CaseState.AWAITING_CORRECTION, CaseState.UNDER_REVIEW}


class DemandForm(PageForm):
    """One thing to ask for: chosen from the lists of the item, or named freely when it stands on none of them.

    Values are ``kind:name``, or ``other:kind`` with the name in ``name``.
    """

    wanted = forms.ChoiceField(label=_("要求申请人提交或者缴纳"))
    name = forms.CharField(label=_("清单以外的，写明名称"), required=False, max_length=120)

    def __init__(
        self, listed: Sequence[tuple[Any, list[tuple[str, str]]]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["wanted"]
        assert isinstance(choice, forms.ChoiceField)
        off_the_lists = [
            (f"{OTHER}:{Paper.PROOF}", _("清单以外的证明")),
            (f"{OTHER}:{Paper.INTERMEDIARY_REPORT}", _("清单以外的中介服务成果")),
            (f"{OTHER}:{FEE}", _("清单以外的费用")),
        ]
        choice.choices = [("", _("请选择")), *listed, (_("清单以外"), off_the_lists)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if str(cleaned.get("wanted", "")).startswith(OTHER) and not cleaned.get("name", "").strip():
            self.add_error("name", _("请写明要求的材料或者费用的名称"))
        return cleaned


def _listed(file: CaseFile) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """The groups of the choice, each with what its list names; empty groups are left out."""
    papers = {
        Paper.PROOF: (_("清单所列的证明"), listed_proofs(file.definition)),
        Paper.INTERMEDIARY_REPORT: (_("清单所列的中介服务成果"), listed_intermediaries(file.definition)),
    }
    for paper, (title, names) in papers.items():
        rows = [(f"{paper}:{m.name}", in_language(m)) for m in file.definition.materials if m.name in names]
        if rows:
            yield title, rows
    if file.definition.fees:
        yield _("清单所列的费用"), [(f"{FEE}:{fee.name}", in_language(fee)) for fee in file.definition.fees]


def _demand(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    kind, _colon, name = data["wanted"].partition(":")
    if kind == OTHER:
        kind, name = name, data["name"]
    if kind == FEE:
        services.demand_fees(actor=actor, case_id=file.case.pk, names=[name], at=at)
    else:
        services.demand_papers(actor=actor, case_id=file.case.pk, paper=Paper(kind), names=[name], at=at)


DEMAND_ACTS = (
    DeskAct(
        "demand",
        _("核对能否要求材料或者费用"),
        _(
            "只能要求公布的清单所列的材料和费用：所列材料写入一次性补正告知，所列费用已在缴费通知中；清单以外的要求会被拒绝并记入台账。"
        ),
        lambda actor, file: file.case.state in ASKED_WHILE and at_window(actor, file),
        lambda file, data: DemandForm(list(_listed(file)), data),
        _demand,
    ),
)
