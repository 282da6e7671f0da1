"""A clue as a supervisor enters it, and what is written about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .clues import ClueSource

BY_HAND = [one for one in ClueSource.choices if one[0] != ClueSource.RATING]


class ClueForm(PageForm):
    source = forms.ChoiceField(label=_("来源"), choices=BY_HAND)
    title = forms.CharField(label=_("题目"), max_length=120)
    text = forms.CharField(label=_("反映的问题"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    place = forms.CharField(
        label=_("地方（区划代码）"), max_length=12, help_text=_("本级或所辖区划；线索由该地的监察人员办理")
    )
    case_number = forms.CharField(
        label=_("办件编号"),
        max_length=60,
        required=False,
        help_text=_("涉及具体办件的，填写后自动对应责任单位"),
    )
    source_ref = forms.CharField(
        label=_("来源编号或网址"), max_length=80, required=False, help_text=_("同一来源的同一线索只登记一次")
    )


class InvestigateForm(PageForm):
    prefix = "investigate"
    text = forms.CharField(label=_("调查安排"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class MergeForm(PageForm):
    prefix = "merge"
    into = forms.CharField(label=_("并入线索编号"), max_length=40)
    text = forms.CharField(label=_("合并的理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class ClueAnswerForm(PageForm):
    prefix = "answer"
    founded = forms.ChoiceField(label=_("调查结论"), choices=[("no", _("不属实")), ("yes", _("属实"))])
    text = forms.CharField(
        label=_("答复内容"),
        help_text=_("告知反映人的调查结果"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    demand = forms.CharField(
        label=_("整改要求"),
        help_text=_("属实且需要整改的，填写后向责任单位发出监察建议书"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
