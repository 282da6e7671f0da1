"""The forms of a round: to open it, to propose a line, to say an opinion, to record a change of law."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.queries import DepartmentCard
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import in_language

from .models import LegalChange, RoundLine
from .rounds_balance import LineKind
from .rounds_lines import NewLine
from .rounds_queries import Adjustable


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}))


class RoundForm(PageForm):
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    decision = forms.CharField(
        label=gettext_lazy("依据的文件"),
        help_text=gettext_lazy("决定开展这轮清理的文件和文号"),
        max_length=200,
    )
    publish_on = _day(gettext_lazy("公布日"), gettext_lazy("批准后在这一天由系统一次公布"))
    in_force_on = _day(gettext_lazy("施行日"), gettext_lazy("公布的次日或者更晚"))


class LineForm(PageForm):
    """Which fields a kind needs is said in their help and checked by the service, so that one form serves all kinds."""

    kind = forms.ChoiceField(label=gettext_lazy("怎样调整"), choices=RoundLine.Kind.choices)
    item_key = forms.ChoiceField(label=gettext_lazy("事项"))
    level = forms.TypedChoiceField(
        label=gettext_lazy("哪一级的"),
        help_text=gettext_lazy("取消、合并、转为可以只调整一级；下放写明从哪一级"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    to_level = forms.TypedChoiceField(
        label=gettext_lazy("到哪一级"),
        help_text=gettext_lazy("下放、承接时填写"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    target_key = forms.ChoiceField(
        label=gettext_lazy("并入"), help_text=gettext_lazy("合并时填写"), required=False
    )
    becomes = forms.CharField(
        label=gettext_lazy("转为什么"),
        help_text=gettext_lazy("例如备案、行业自律、事后监管"),
        required=False,
        max_length=120,
    )
    basis = forms.CharField(
        label=gettext_lazy("依据"), help_text=gettext_lazy("文件名称和条款"), max_length=300
    )
    change_id = forms.TypedChoiceField(
        label=gettext_lazy("因哪次法律变动"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, items: Sequence[Adjustable], changes: Sequence[LegalChange], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.key, one.name) for one in items]
        _offer(self.fields["item_key"], [("", _("请选择")), *names])
        _offer(self.fields["target_key"], [("", "—"), *names])
        _offer(self.fields["level"], [("", _("全部层级")), *Level.choices])
        _offer(self.fields["to_level"], [("", "—"), *Level.choices])
        owed = [(str(change.pk), change.instrument) for change in changes]
        _offer(self.fields["change_id"], [("", _("不因法律变动")), *owed])

    def new_line(self) -> NewLine:
        return NewLine(**{**self.cleaned_data, "kind": LineKind(self.cleaned_data["kind"])})


class OpinionForm(PageForm):
    text = forms.CharField(
        label=gettext_lazy("意见或者理由"),
        help_text=gettext_lazy("审核意见、退回理由随清理保存"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
    )


class ChangeForm(PageForm):
    instrument = forms.CharField(
        label=gettext_lazy("法律、法规、规章或者改革方案"),
        help_text=gettext_lazy("公布、修改、废止的文件名称"),
        max_length=200,
    )
    department = forms.ChoiceField(label=gettext_lazy("负责报告的部门"))
    published_on = _day(gettext_lazy("公布日期"), gettext_lazy("报告期限自这一天的次日起算"))

    def __init__(self, *args: Any, departments: Sequence[DepartmentCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.key, in_language(one)) for one in departments]
        _offer(self.fields["department"], [("", _("请选择")), *named])


def _offer(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
