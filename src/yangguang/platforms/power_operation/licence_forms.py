"""Input of the pages around licences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .states import Ended


class EndLicenceForm(PageForm):
    """How it ends and why; whether the holder was heard and what he is paid is asked by the service, by the way it ends."""

    how = forms.ChoiceField(
        label=_("怎样处理"),
        choices=[
            (Ended.CANCELLED, _("注销：期满未延续、持有人终止、许可依法失效等（行政许可法第七十条）")),
            (Ended.REVOKED, _("撤销：违法作出，或者以欺骗、贿赂取得（行政许可法第六十九条）")),
            (Ended.WITHDRAWN, _("撤回：依据修改或者客观情况重大变化（行政许可法第八条）")),
            (Ended.FORFEITED, _("吊销：作为行政处罚（行政处罚法第九条）")),
        ],
        widget=forms.RadioSelect,
    )
    heard_on = forms.DateField(
        label=_("听取陈述、申辩的日期（注销的不填）"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    facts = forms.CharField(label=_("事实"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reasons = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    compensation = forms.CharField(
        label=_("补偿办法（只有撤回才填）"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
