"""现场核查 on the page of a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.web.page_forms import PageForm

from . import services
from .desk_acts import DeskAct
from .queries import CaseFile
from .states import CaseState


class SiteCheckForm(PageForm):
    """What two officers found, and who was there."""

    checked_on = forms.DateField(
        label=_("核查日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    place = forms.CharField(label=_("核查地点"), max_length=200)
    checked_with = forms.CharField(label=_("另一名核查人员"), max_length=60)
    findings = forms.CharField(label=_("核查情况"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    passed = forms.ChoiceField(
        label=_("核查结论"),
        widget=forms.RadioSelect,
        choices=[("yes", _("符合要求")), ("no", _("不符合要求"))],
    )
    present = forms.CharField(label=_("申请人一方在场人员（没有的不填）"), max_length=120, required=False)
    objection = forms.CharField(
        label=_("在场人员的意见（没有的不填）"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _may_check(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    return (
        post is not None
        and file.case.state == CaseState.UNDER_REVIEW
        and any(
            not step.decides and step.role == post.role and step.body_id == post.body_id
            for step in file.open_steps
        )
    )


def _check(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    visit = services.Visit(**{**data, "passed": data["passed"] == "yes"})
    services.record_site_check(actor=actor, case_id=file.case.pk, visit=visit, at=at)


SITE_CHECK_ACTS = (
    DeskAct(
        "site_check",
        _("记录现场核查"),
        _("两名以上工作人员到现场，笔录随卷保存，申请人可以查阅"),
        _may_check,
        lambda _file, data: SiteCheckForm(data),
        _check,
    ),
)
