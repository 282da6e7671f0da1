"""What is written on an order, on its answer, and in a record of accountability."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .orders import Measure, OrderKind, OrderStep

LONGEST = 2000
CARD_ORDERS = [one for one in OrderKind.choices if one[0] != OrderKind.RECTIFICATION]
HELP = {
    OrderStep.ANSWER: _("写明查明的原因、已经完成的整改和对责任人员的处理"),
    OrderStep.ACCEPT: _("可以写明认可的理由"),
    OrderStep.SEND_BACK: _("写明哪些没有整改到位；答复期限重新计算"),
    OrderStep.REPORT_UP: _("写明为什么需要上级决定；此后由上级监察人员处理"),
    OrderStep.APPEAL: _("写明不服的理由和证据；由未参与认定的监察人员决定，可以申诉一次"),
    OrderStep.DISMISS: _("写明申诉不成立的理由；责任单位须继续整改，期限重新计算"),
    OrderStep.REVOKE: _("写明撤销的理由；文书和理由一直可以查看"),
}


class OrderForm(PageForm):
    kind = forms.ChoiceField(label=_("文书"), choices=CARD_ORDERS)
    text = forms.CharField(
        label=_("整改要求"),
        help_text=_("写明要做什么、做到什么程度、由谁负责"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )
    answer_due = forms.DateField(
        label=_("答复期限"),
        help_text=_("留空的，按监察规则的天数计算"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class StepForm(PageForm):
    """One text for one step; which step says what its text is for."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST)

    def __init__(self, step: OrderStep, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=step, **kwargs)
        field = self.fields["text"]
        field.label, field.help_text = step.label, HELP[step]
        field.required = step != OrderStep.ACCEPT
        field.error_messages["required"] = _("请写明情况和理由")
        self.step = step


class AccountabilityForm(PageForm):
    prefix = "accountability"
    text = forms.CharField(
        label=_("追究责任的事由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST
    )


class MeasureForm(PageForm):
    prefix = "measure"
    post_id = forms.TypedChoiceField(
        label=_("对象"),
        choices=[],
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("不选的，是单位本身"),
    )
    measure = forms.ChoiceField(label=_("方式"), choices=Measure.choices)
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("法律条文或者规定，例如：行政许可法第七十四条")
    )
    decided_by = forms.CharField(label=_("决定机关"), max_length=120)
    decided_on = forms.DateField(label=_("决定日期"), widget=forms.DateInput(attrs={"type": "date"}))
    document_number = forms.CharField(label=_("决定文号"), max_length=80, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("单位")), *people]


class ConclusionForm(PageForm):
    prefix = "conclusion"
    text = forms.CharField(label=_("结论"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST)
