"""What is written on a card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

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


class AppealForm(PageForm):
    text = forms.CharField(
        label=_("申诉理由"),
        help_text=_("写明不服的理由和证据；由未参与认定的监察人员决定，一张牌可以申诉一次"),
        widget=forms.Textarea,
        max_length=LONGEST,
    )


class RulingForm(PageForm):
    text = forms.CharField(
        label=_("决定的理由"),
        help_text=_("理由送达责任单位，并与牌件一同保存"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST,
    )
