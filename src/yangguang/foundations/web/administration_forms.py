"""What an administrator types: terms of office, new officers, days and office hours that the place sets for itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.accounts.queries import PostVacancy
from yangguang.foundations.organisations.queries import office_hours_in
from yangguang.law.axes import DEFAULT_OFFICE_HOURS, NoOfficeHours, OfficeHours

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


class OfficeHoursForm(PageForm):
    """``hours`` is cleaned to `OfficeHours`; ``bodies`` are (id, name)."""

    body = forms.TypedChoiceField(label=gettext_lazy("机关"), coerce=int)
    in_force_from = forms.DateField(
        label=gettext_lazy("从哪天起"),
        help_text=gettext_lazy("明天或更晚；此前收件的办件不受影响"),
        widget=forms.DateInput(attrs=DAY),
    )
    hours = forms.CharField(
        label=gettext_lazy("办公时间"),
        help_text=gettext_lazy("工作日的上班时段，例如 9:00-12:00、14:00-17:00；中午不休息的写一段"),
        initial=str(DEFAULT_OFFICE_HOURS),
        max_length=120,
    )
    citation = forms.CharField(
        label=gettext_lazy("依据"), help_text=gettext_lazy("作出决定的文件名称和文号"), max_length=200
    )

    def __init__(self, *args: Any, bodies: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("请选择")), *bodies]  # type: ignore[attr-defined]

    def clean_hours(self) -> OfficeHours:
        try:
            return office_hours_in(self.cleaned_data["hours"])
        except NoOfficeHours as error:
            raise ValidationError(_("没有写明起止时刻，请按 9:00-12:00、14:00-17:00 的样子填写")) from error
        except ValueError as error:
            raise ValidationError(_("时段应当由早到晚、互不相连，钟点在 0:00 到 23:59 之间")) from error
