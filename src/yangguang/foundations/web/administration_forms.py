"""What an administrator types: terms of office, new officers, days that the place sets for itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.accounts.queries import PostVacancy

from .page_forms import PageForm
from .wording import in_language

DAY = {"type": "date"}


class AppointForm(PageForm):
    post = forms.TypedChoiceField(label=gettext_lazy("岗位"), coerce=int)
    from_date = forms.DateField(label=gettext_lazy("任职开始日"), widget=forms.DateInput(attrs=DAY))
    to_date = forms.DateField(
        label=gettext_lazy("任职结束日"),
        help_text=gettext_lazy("从这一天起不再任职；不填表示没有确定的结束日"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
    )

    def __init__(self, *args: Any, vacancies: Iterable[PostVacancy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(vacancy.post.id, _described(vacancy)) for vacancy in vacancies]
        self.fields["post"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


def _described(vacancy: PostVacancy) -> str:
    post = vacancy.post
    rank = _("%(title)s（%(rank)s）") % {
        "title": in_language(post, "title"),
        "rank": "AB"[post.ordinal - 1 : post.ordinal],
    }
    title = rank if post.ordinal <= 2 else in_language(post, "title")
    holder = _("现由%(name)s担任") % {"name": vacancy.holder} if vacancy.holder else _("空缺")
    return f"{in_language(post, 'body_name')} · {title} — {holder}"


class EndForm(PageForm):
    to_date = forms.DateField(label=gettext_lazy("从哪天起不再任职"), widget=forms.DateInput(attrs=DAY))


class OfficerForm(PageForm):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    username = forms.RegexField(
        label=gettext_lazy("用户名"),
        help_text=gettext_lazy("3 到 30 个字母、数字、汉字或 . _ -"),
        regex=r"^[\w.\-]{3,30}$",
        error_messages={"invalid": gettext_lazy("用户名只能用 3 到 30 个字母、数字、汉字或 . _ -")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class OverlayForm(PageForm):
    first_date = forms.DateField(label=gettext_lazy("从哪天起"), widget=forms.DateInput(attrs=DAY))
    last_date = forms.DateField(
        label=gettext_lazy("到哪天止"), help_text=gettext_lazy("含当天"), widget=forms.DateInput(attrs=DAY)
    )
    working = forms.TypedChoiceField(
        label=gettext_lazy("这些天"),
        choices=[
            ("no", gettext_lazy("不办公（不计入工作日）")),
            ("yes", gettext_lazy("照常办公（计入工作日）")),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("原因"), help_text=gettext_lazy("例如：防汛停工、自治州州庆"), max_length=60
    )
    citation = forms.CharField(
        label=gettext_lazy("依据"), help_text=gettext_lazy("作出决定的文件名称和文号"), max_length=200
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first: date | None = typed.get("first_date")
        last: date | None = typed.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", ValidationError(_("结束日不能早于开始日")))
        return typed
