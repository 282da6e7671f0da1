"""Input of the joint pages; the shared form itself is drawn from the merged matter as any item's form is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm

from .forms import DeliveryForm, ExtensionForm
from .joint_models import JointActKind, JointOpinion

__all__ = ["DeliveryForm", "ExtensionForm", "JointActForm", "JointOpinionForm", "NothingMore"]


class NothingMore(PageForm):
    """An act that asks nothing."""


class JointOpinionForm(PageForm):
    """The opinion of one member's body on the whole."""

    item = forms.ChoiceField(label=_("事项"))
    opinion = forms.ChoiceField(label=_("意见"), widget=forms.RadioSelect, choices=JointOpinion.choices)
    text = forms.CharField(
        label=_("说明（不同意必须写明理由）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, own: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["item"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = own


class JointActForm(PageForm):
    """A visit or a meeting held together."""

    kind = forms.ChoiceField(label=_("形式"), choices=JointActKind.choices)
    held_on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    with_officer = forms.CharField(label=_("另一名工作人员"), max_length=60)
    present = forms.MultipleChoiceField(label=_("参加的事项"), widget=forms.CheckboxSelectMultiple)
    protocol = forms.CharField(
        label=_("经过和结论"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, members: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["present"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = members
