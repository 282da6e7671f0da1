"""Input of the pages around fees."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .forms import ReasonForm


def _day_input() -> forms.DateInput:
    """A day as browsers want it, whatever the language of the page."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ZeroFeeForm(PageForm):
    """Where, which fees, from when, until when, on which document. No fee chosen: every fee."""

    division = forms.ChoiceField(label=_("地方"))
    fees = forms.MultipleChoiceField(
        label=_("免收的项目（不选即全部免收）"), required=False, widget=forms.CheckboxSelectMultiple
    )
    document = forms.CharField(label=_("依据的文件和文号"), max_length=200)
    from_date = forms.DateField(label=_("自哪天起"), widget=_day_input())
    to_date = forms.DateField(
        label=_("到哪天恢复收费（没有期限的不填）"),
        required=False,
        widget=_day_input(),
    )

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, str]], fees: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("division", list(places)), ("fees", [(fee, fee) for fee in fees])):
            choice = self.fields[name]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = choices


class SettleForm(ReasonForm):
    """What a difference was, and what was done about it."""

    reasons = forms.CharField(
        label=_("原因和处理结果"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndZeroFeeForm(PageForm):
    """From which day fees are taken again, and by which document."""

    to_date = forms.DateField(label=_("自哪天起恢复收费"), widget=_day_input())
    end_document = forms.CharField(label=_("依据的文件和文号"), max_length=200)
