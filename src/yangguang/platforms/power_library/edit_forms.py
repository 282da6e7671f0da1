"""The short forms of the editor: begin an item, say an opinion, name a day, end an item."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import in_language

from .item_checks import FOLDERS
from .wording import kind_name


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}))


class NewItemForm(PageForm):
    name = forms.CharField(label=gettext_lazy("事项名称"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("事项名称（英文）"), max_length=200)
    key = forms.CharField(
        label=gettext_lazy("标识"),
        help_text=gettext_lazy("事项的公开地址，公布后不变：小写字母、数字和下划线，例如 food_business"),
        max_length=60,
    )
    kind = forms.ChoiceField(label=gettext_lazy("事项类型"))
    department = forms.ChoiceField(label=gettext_lazy("主管部门"))

    def __init__(self, *args: Any, departments: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", _("请选择")), *((code, kind_name(code)) for code in FOLDERS)])
        named = {one.key: in_language(one) for one in organisations.department_cards()}
        offer(self, "department", [(key, named[key]) for key in sorted(departments) if key in named])


class OpinionForm(PageForm):
    text = forms.CharField(
        label=gettext_lazy("意见或者理由"),
        help_text=gettext_lazy("审核意见、退回理由随事项保存，并记入台账"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
    )


class PublishForm(OpinionForm):
    from_date = day_field(gettext_lazy("施行日"), gettext_lazy("公布的次日或者更晚"))


class EndForm(PageForm):
    how = forms.ChoiceField(
        label=gettext_lazy("怎样停止"),
        choices=[
            ("suspend", gettext_lazy("暂停：以后可以公布新版本恢复")),
            ("cancel", gettext_lazy("取消：不再恢复")),
        ],
        widget=forms.RadioSelect,
    )
    from_date = day_field(
        gettext_lazy("从哪一天起不再受理"), gettext_lazy("最早自明天起；在此之前申请的继续办完")
    )
    reason = forms.CharField(
        label=gettext_lazy("依据"),
        help_text=gettext_lazy("作出决定的文件和条款，随事项公布"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
    )


def offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
