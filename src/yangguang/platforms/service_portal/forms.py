"""Input of the portal's own pages. The application form itself is drawn by `power_operation.forms`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm


class RatingForm(PageForm):
    """五级评价."""

    stars = forms.TypedChoiceField(
        label=_("您对这次服务满意吗？"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, _("非常满意")),
            (4, _("满意")),
            (3, _("基本满意")),
            (2, _("不满意")),
            (1, _("非常不满意")),
        ],
    )
    text = forms.CharField(
        label=_("想说的话（可不填）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TrackingForm(PageForm):
    """查询进度: by number and the tail of the identity number, so that a number alone opens nothing."""

    number = forms.CharField(label=_("办件编号或查询码"), max_length=43)
    tail = forms.CharField(
        label=_("证件号码后四位"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
