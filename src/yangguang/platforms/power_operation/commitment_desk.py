"""The acts of 告知承诺 on the page of a case: deciding on a commitment, checking it, taking the decision back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import either_language

from . import services
from .access import REVIEW_ROLES
from .commitment_models import CommitmentState
from .desk_acts import DeskAct, at_window
from .forms import ReasonForm
from .queries import CaseFile
from .rules import commitment_chosen
from .services.commitment import MOST_DAYS_TO_CORRECT
from .services.fees import APPROVING_ROLES
from .states import CaseState


class SignedForm(PageForm):
    """The text that the applicant reads and signs, as the list has it, and who signed."""

    signed = forms.BooleanField(label=_("申请人已阅读办理条件、承诺内容和责任，并在告知承诺书上签名或者盖章"))
    signed_by = forms.CharField(label=_("签署人"), max_length=120)

    def __init__(self, told: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].help_text = told


class CheckForm(PageForm):
    """What two officers found, and how long the applicant gets to put it right when it does not agree."""

    fulfilled = forms.ChoiceField(
        label=_("核查结果"),
        widget=forms.RadioSelect,
        choices=[("yes", _("与承诺相符")), ("no", _("与承诺不符"))],
    )
    facts = forms.CharField(
        label=_("核查发现的情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    checked_with = forms.CharField(label=_("另一名核查人员"), max_length=60)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            self.fields["correct_days"] = forms.IntegerField(
                label=_("几个工作日内整改（与承诺不符时填写）"),
                required=False,
                min_value=1,
                max_value=MOST_DAYS_TO_CORRECT,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = "correct_days" in self.fields and cleaned.get("fulfilled") == "no"
        if asked and not cleaned.get("correct_days") and "correct_days" not in self.errors:
            self.add_error("correct_days", _("与承诺不符的，请写明几个工作日内整改"))
        return cleaned


class RevocationForm(ReasonForm):
    """Facts and reasons; basis and remedies are written by the system."""

    facts = forms.CharField(label=_("事实"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["facts", "reasons"]


def _may_commit(actor: Actor, file: CaseFile) -> bool:
    undecided = file.case.state in {CaseState.RECEIVED, CaseState.UNDER_REVIEW} and not file.case.suspended
    chosen = commitment_chosen(file.definition, file.case.form) is not None
    return undecided and chosen and at_window(actor, file)


def _signed_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    listed = commitment_chosen(file.definition, file.case.form)
    if listed is None:  # the page may be old; the service refuses and says why
        return SignedForm("", data)
    conditions = either_language(
        "；".join(file.definition.conditions), "; ".join(file.definition.conditions_en)
    )
    told = _("办理条件：%(conditions)s。承诺内容：%(content)s。不实承诺的责任：%(liability)s。") % {
        "conditions": conditions,
        "content": either_language(listed.content, listed.content_en),
        "liability": either_language(listed.liability, listed.liability_en),
    }
    return SignedForm(told, data, initial={"signed_by": file.case.applicant_name})


def _commit(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.decide_on_commitment(actor=actor, case_id=file.case.pk, signed_by=data["signed_by"], at=at)


def _may_check(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    ours = post is not None and post.body_id == file.case.body_id and actor.holds(*REVIEW_ROLES)
    return ours and file.commitment is not None and file.commitment.to_check


def _check_form(file: CaseFile, data: Mapping[str, Any] | None) -> forms.Form:
    return CheckForm(data, first=file.commitment is not None and not file.commitment.checks)


def _check(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.record_commitment_check(
        actor=actor,
        case_id=file.case.pk,
        fulfilled=data["fulfilled"] == "yes",
        facts=data["facts"],
        checked_with=data["checked_with"],
        correct_days=data.get("correct_days"),
        at=at,
    )


def _may_revoke(actor: Actor, file: CaseFile) -> bool:
    held = file.commitment
    if held is None or held.commitment.state != CommitmentState.CORRECTING or len(held.checks) < 2:
        return False
    return _approves(actor, file)


def _approves(actor: Actor, file: CaseFile) -> bool:
    post = actor.post
    return post is not None and post.body_id == file.case.body_id and actor.holds(*APPROVING_ROLES)


def _revoke(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.revoke_decision(
        actor=actor, case_id=file.case.pk, facts=data["facts"], reasons=data["reasons"], at=at
    )


def _may_restore(actor: Actor, file: CaseFile) -> bool:
    held = file.commitment
    revoked = held is not None and held.commitment.state == CommitmentState.REVOKED
    return revoked and held is not None and held.commitment.restored_at is None and _approves(actor, file)


def _restore(actor: Actor, file: CaseFile, data: Mapping[str, Any], at: datetime) -> None:
    services.restore_commitment_credit(actor=actor, case_id=file.case.pk, reasons=data["reasons"], at=at)


COMMITMENT_ACTS = (
    DeskAct(
        "commit",
        _("告知承诺，当场决定"),
        _("申请人选择告知承诺并签署承诺书的，材料齐全即当场作出准予决定；事后由本机关在公布的期限内核查。"),
        _may_commit,
        _signed_form,
        _commit,
        urgent=True,
    ),
    DeskAct(
        "check_commitment",
        _("记录承诺核查"),
        _("由两名以上工作人员核查承诺是否属实；不符的责令限期整改，期满再次核查。"),
        _may_check,
        _check_form,
        _check,
        urgent=True,
    ),
    DeskAct(
        "revoke",
        _("撤销决定"),
        _("整改期满再次核查仍与承诺不符的，撤销原决定和证照；依据和救济途径由系统写入。"),
        _may_revoke,
        lambda _file, data: RevocationForm(data),
        _revoke,
    ),
    DeskAct(
        "restore_credit",
        _("登记信用修复"),
        _("申请人已经纠正失信行为的，登记后可以再次选择告知承诺。"),
        _may_restore,
        lambda _file, data: ReasonForm(data),
        _restore,
    ),
)
