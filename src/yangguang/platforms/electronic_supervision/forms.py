"""What is written on a card, and how cards are chosen from a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .levels import AlertLevel, CardState, Matter

LONGEST = 2000


class AnswerForm(PageForm):
    text = forms.CharField(
        label=_("反馈内容"),
        help_text=_("写明超期或违规的原因、已采取的措施和预计办结时间；对认定有异议的，写明理由"),
        widget=forms.Textarea,
        max_length=LONGEST,
    )


class ConfirmForm(PageForm):
    text = forms.CharField(
        label=_("确认意见"),
        help_text=_("可以写明对整改的要求"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST,
        required=False,
    )


class RevokeForm(PageForm):
    text = forms.CharField(
        label=_("撤销理由"),
        help_text=_("撤销后不再计入统计；牌件和理由一直可以查看"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST,
    )


class CardFilterForm(PageForm):
    """Asked by address, so every choice is optional and an unknown one is as none."""

    level = forms.ChoiceField(label=_("级别"), required=False)
    state = forms.ChoiceField(label=_("处理"), required=False)
    matter = forms.ChoiceField(label=_("事由"), required=False)
    q = forms.CharField(label=_("牌件或办件编号"), required=False, max_length=60)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("level", AlertLevel), ("state", CardState), ("matter", Matter)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *choices.choices]
