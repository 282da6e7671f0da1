"""What is recorded about a centre: which items enter, leave or stay outside, and what was found of the eight."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import in_language

from .hall_models import Unity
from .hall_queries import HallItem


class _ItemsForm(PageForm):
    """Items are offered body by body, each with how it stands now."""

    entries = forms.TypedMultipleChoiceField(label=_("事项"), coerce=int, widget=forms.CheckboxSelectMultiple)
    from_date = forms.DateField(
        label=_("自哪天起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, items: Iterable[HallItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped: dict[str, list[tuple[int, str]]] = {}
        for one in items:
            named = f"{in_language(one)} · {one.standing.label}"
            grouped.setdefault(in_language(one, "body_name"), []).append((one.entry_id, named))
        field = self.fields["entries"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(grouped.items())


class MoveForm(_ItemsForm):
    """登记进驻: entering with authority or without, or leaving."""

    move = forms.ChoiceField(
        label=_("登记什么"),
        choices=[
            ("decides", _("进驻，窗口有权决定")),
            ("receives", _("进驻，窗口只收不办")),
            ("leave", _("撤出中心")),
        ],
    )
    ground = forms.CharField(
        label=_("授权书或者原因"),
        help_text=_("授权到位的写授权书名称和日期；撤出的写原因；只收不办的可以不填"),
        max_length=120,
        required=False,
    )
    field_order = ("move", "entries", "ground", "from_date")


class KeepOutForm(_ItemsForm):
    """批准不进驻."""

    decision = forms.CharField(label=_("批准文件的名称和文号"), max_length=120)
    ground = forms.CharField(
        label=_("不进驻的理由"),
        help_text=_("理由向社会公开"),
        widget=forms.Textarea({"rows": 3}),
        max_length=500,
    )
    field_order = ("entries", "decision", "ground", "from_date")


class UnityForm(PageForm):
    """八统一确认."""

    aspects = forms.MultipleChoiceField(
        label=_("哪些方面"), choices=Unity.choices, widget=forms.CheckboxSelectMultiple
    )
    met = forms.TypedChoiceField(
        label=_("核对结果"),
        choices=[("yes", _("已经统一")), ("no", _("没有统一"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    found_on = forms.DateField(
        label=_("核对日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    evidence = forms.CharField(
        label=_("依据"),
        help_text=_("例如挂牌照片编号、编制文件文号、现场核对记录；向社会公开"),
        widget=forms.Textarea({"rows": 3}),
        max_length=500,
    )

    def chosen(self) -> list[Unity]:
        return [Unity(aspect) for aspect in self.cleaned_data["aspects"]]
