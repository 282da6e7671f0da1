"""The form of a legal review: one answer for each point, none of them given beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

ANSWERS = (("yes", _("符合")), ("no", _("不符合")))
POINTS = ("competence_ok", "evidence_ok", "law_applied_ok", "procedure_ok")


def _point(label: Any, help_text: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, choices=ANSWERS, widget=forms.RadioSelect)


class ReviewForm(PageForm):
    competence_ok = _point(_("主体与权限"), _("办理机关和人员具有法定职权，没有超越权限"))
    evidence_ok = _point(_("事实与证据"), _("事实清楚，证据确凿，材料与审查意见相符"))
    law_applied_ok = _point(_("适用依据"), _("适用法律、法规、规章准确，裁量适当"))
    procedure_ok = _point(_("程序"), _("步骤、时限、告知符合法定程序"))
    opinion = forms.CharField(
        label=_("审核意见"),
        help_text=_("有不符合的，写明问题和处理建议；意见随案卷保存"),
        widget=forms.Textarea,
        max_length=2000,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {key: value == "yes" if key in POINTS else value for key, value in cleaned.items()}
