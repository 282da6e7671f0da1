"""听证 on the page of a case: arrange, record, call off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.web.page_forms import PageForm

from . import services
from .access import REVIEW_ROLES
from .desk_acts import DeskAct
from .forms import ReasonForm
from .hearing_models import HearingGround
from .queries import CaseFile
from .states import CaseState


class ArrangeForm(PageForm):
    """Day and hour are Shanghai's."""

    ground = forms.ChoiceField(label=_("为什么听证"), choices=HearingGround.choices, widget=forms.RadioSelect)
    requested_on = forms.DateField(
        label=_("申请听证的日期（法定听证的不填）"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    begins_at = forms.DateTimeField(
        label=_("听证时间"),
        help_text=_("至少在七个工作日以后"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    place = forms.CharField(label=_("听证地点"), max_length=200)
    chair = forms.CharField(label=_("主持人（不能是审查本申请的人员）"), max_length=60)


class RecordForm(PageForm):
    participants = forms.CharField(
        label=_("参加人（已确认笔录并签字的）"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    statements = forms.CharField(
        label=_("陈述、申辩和质证"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )


def _reviews(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    bodies = {file.case.body_id, *(step.body_id for step in file.open_steps)}
    return (
        post is not None
        and file.case.state == CaseState.UNDER_REVIEW
        and post.body_id in bodies
        and actor.holds(*REVIEW_ROLES)
    )


def _may_arrange(actor: Actor, file: CaseFile) -> bool:
    return _reviews(actor, file) and file.open_hearing is None


def _has_open(actor: Actor, file: CaseFile) -> bool:
    return _reviews(actor, file) and file.open_hearing is not None


def _arrange_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    ground = HearingGround.REQUIRED if file.definition.hearing_required else HearingGround.REQUESTED
    return ArrangeForm(data, initial={"ground": ground})


def _arrange(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    plan = services.HearingPlan(**{**data, "ground": HearingGround(data["ground"])})
    services.arrange_hearing(actor=actor, case_id=file.case.pk, plan=plan, at=at)


def _record(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.record_hearing(actor=actor, case_id=file.case.pk, **data, at=at)


def _call_off(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.call_off_hearing(actor=actor, case_id=file.case.pk, reasons=data["reasons"], at=at)


HEARING_ACTS = (
    DeskAct(
        "hearing",
        _("组织听证"),
        _("提前七个工作日书面通知；听证期间不计入时限的，另行启动特别程序"),
        _may_arrange,
        _arrange_form,
        _arrange,
    ),
    DeskAct(
        "hearing_record",
        _("记录听证"),
        _("笔录由参加人确认签字；决定应当根据听证笔录作出"),
        _has_open,
        lambda _file, data: RecordForm(data),
        _record,
    ),
    DeskAct(
        "hearing_off",
        _("取消听证"),
        _("写明原因，并告知申请人"),
        _has_open,
        lambda _file, data: ReasonForm(data),
        _call_off,
    ),
)
