"""Input of the operation platform's pages; the application form is drawn from the item's published definition."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import either_language, said
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.identifiers import InvalidIdentifier, parse_citizen_id, parse_uscc
from yangguang.platforms.power_library.queries import AnswerFormat, FormField, ItemDefinition, fault_in

from .repeated_rows import ONE_MORE as ONE_MORE  # for the pages that draw this form
from .repeated_rows import RowsField, with_one_more
from .states import RefundCause

PHONE = re.compile(r"^(1\d{10}|0\d{2,3}-?\d{7,8})$")


class ApplicationForm(PageForm):
    """The published form of an item; fields that the list does not name do not exist.

    A field with ``show_if`` is asked, and required, only when the other field has that answer; otherwise what was typed
    into it is left out.
    """

    definition: ItemDefinition

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.definition.fields:
            if not field.show_if or field.key not in self.fields:
                continue
            if not _is_shown(field.show_if, cleaned):
                cleaned.pop(field.key, None)
                self.errors.pop(field.key, None)
            elif field.required and cleaned.get(field.key) in (None, "") and field.key not in self.errors:
                self.add_error(field.key, self.fields[field.key].error_messages["required"])
        return cleaned


def _is_shown(condition: str, answers: Mapping[str, Any]) -> bool:
    key, _equals, value = condition.partition("=")
    return str(answers.get(key.strip(), "")) == value.strip()


def application_form(
    definition: ItemDefinition,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> ApplicationForm:
    """The form of an item, one field per published form field, in order; the questions of a group in its rows."""
    drawn = _drawn(definition, "")
    return drawn(data=data, initial=dict(initial or {}))


def form_with_one_more(form: ApplicationForm, group: str) -> ApplicationForm:
    """The form as typed, with a further blank row in ``group``, and nothing found fault with yet."""
    return application_form(form.definition, initial=with_one_more(typed_into(form), group))


def typed_into(form: ApplicationForm) -> dict[str, Any]:
    """What was typed, raw."""
    return {
        key: field.widget.value_from_datadict(form.data, form.files, key) or ""
        for key, field in form.fields.items()
    }


def _drawn(definition: ItemDefinition, group: str) -> type[ApplicationForm]:
    fields: dict[str, Any] = {
        field.key: RowsField(field, _drawn(definition, field.key))
        if field.kind == "group"
        else _form_field(field)
        for field in definition.fields
        if field.group == group
    }
    return type("DrawnForm", (ApplicationForm,), {**fields, "definition": definition})


def _form_field(field: FormField) -> forms.Field:
    shared: dict[str, Any] = {
        "label": either_language(field.label, field.label_en),
        "help_text": either_language(field.help, field.help_en),
        "required": field.required and not field.show_if,
    }
    match field.kind:
        case "long_text":
            return forms.CharField(
                max_length=field.max_length or 2000, widget=forms.Textarea(attrs={"rows": 4}), **shared
            )
        case "number":
            return forms.IntegerField(min_value=field.least, max_value=field.most or 10**12, **shared)
        case "money_cents":
            return MoneyField(**shared)
        case "date":
            return DayField(widget=forms.DateInput(attrs={"type": "date"}), **shared)
        case "choice":
            choices = [(c.value, either_language(c.label, c.label_en)) for c in field.choices]
            return forms.ChoiceField(choices=[("", _("请选择")), *choices], **shared)
        case "yes_no":
            return forms.ChoiceField(choices=[("", _("请选择")), ("yes", _("是")), ("no", _("否"))], **shared)
        case "phone":
            return forms.CharField(max_length=20, validators=[check_phone], **shared)
        case "id_number":
            return forms.CharField(max_length=18, validators=[check_citizen_id], **shared)
        case "uscc":
            return forms.CharField(max_length=18, validators=[check_uscc], **shared)
        case _:
            format_ = partial(check_format, wanted=field.format)
            return forms.CharField(max_length=field.max_length or 200, validators=[format_], **shared)


class DayField(forms.DateField):
    """A day, kept as ISO text in drafts and cases."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if isinstance(day, date) else ""


class MoneyField(forms.CharField):
    """An amount typed in yuan, kept in cents (分)."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, int):  # a draft that is bound again keeps cents
            return value
        text = super().clean(value).replace(",", "").replace("¥", "")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text):
            raise ValidationError(_("请填写金额，单位元，最多两位小数，例如 1200.50"))
        whole, _dot, cents = text.partition(".")
        return int(whole) * 100 + int((cents + "00")[:2])

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value


def check_format(value: str, *, wanted: AnswerFormat) -> None:
    if fault := fault_in(value, wanted):
        raise ValidationError(fault)


def check_phone(value: str) -> None:
    if not PHONE.match(value.replace(" ", "")):
        raise ValidationError(_("请填写 11 位手机号，或带区号的固定电话，例如 027-82731234"))


def check_citizen_id(value: str) -> None:
    try:
        parse_citizen_id(value)
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from error


def check_uscc(value: str) -> None:
    try:
        parse_uscc(value)
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from error


class ApplicantForm(PageForm):
    """Whom the case concerns, when somebody else types it."""

    kind = forms.ChoiceField(label=_("申请人类型"), choices=[("citizen", _("个人")), ("company", _("企业"))])
    name = forms.CharField(label=_("姓名或企业名称"), max_length=120)
    identity = forms.CharField(label=_("公民身份号码或统一社会信用代码"), max_length=18)
    phone = forms.CharField(label=_("联系电话"), max_length=20, validators=[check_phone])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check = check_uscc if cleaned.get("kind") == "company" else check_citizen_id
        if identity := cleaned.get("identity"):
            try:
                check(identity.strip().upper())
                cleaned["identity"] = identity.strip().upper()
            except ValidationError as error:
                self.add_error("identity", error)
        return cleaned


class ReasonForm(PageForm):
    """An act that needs written reasons and nothing else."""

    reasons = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class RefundForm(ReasonForm):
    """No amount: a refund is always what was paid."""

    cause = forms.ChoiceField(label=_("退费原因"), choices=RefundCause.choices)


class ReferForm(ReasonForm):
    """不属于本机关职权: names the right body."""

    right_body = forms.ChoiceField(label=_("有权办理的机关"))

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["right_body"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("请选择")), *((str(pk), name) for pk, name in bodies)]


class OpinionForm(PageForm):
    """An opinion of one step: agree, or disagree with reasons."""

    opinion = forms.ChoiceField(
        label=_("意见"), widget=forms.RadioSelect, choices=[("agree", _("同意")), ("disagree", _("不同意"))]
    )
    text = forms.CharField(
        label=_("说明（不同意必须写明事实和理由）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RulingForm(PageForm):
    """准予或者不予: a refusal needs facts, reasons and basis; remedies are written by the system."""

    outcome = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        choices=[("granted", _("准予")), ("refused", _("不予批准"))],
    )
    conditions = forms.CharField(
        label=_("准予的条件或范围（可不填）"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    facts = forms.CharField(
        label=_("查明的事实（不予批准必填）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reasons = forms.CharField(
        label=_("不予批准的理由（不予批准必填）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(
        label=_("法律依据（不予批准必填，写明法律名称和条款）"), required=False, max_length=300
    )


class SuspensionForm(PageForm):
    """特别程序: one of the eight kinds of art. 45, how long, why."""

    procedure = forms.ChoiceField(label=_("特别程序"))
    days = forms.IntegerField(label=_("预计所需工作日"), min_value=1, max_value=180)
    reasons = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["procedure"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(kind.value, said(kind.label)) for kind in SpecialProcedure]


class ExtensionForm(PageForm):
    """延期 (art. 42): how many working days, and the reasons that the applicant will read."""

    days = forms.IntegerField(label=_("延长的工作日数"), min_value=1, max_value=15)
    reasons = forms.CharField(
        label=_("延长的理由（将告知申请人）"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeliveryForm(PageForm):
    """送达: how and to whom the documents were handed over."""

    mode = forms.ChoiceField(label=_("送达方式"), choices=ServiceMode.choices)
    person = forms.CharField(label=_("受送达人"), max_length=120)
    tracking_number = forms.CharField(label=_("邮寄单号（邮寄送达时填写）"), required=False, max_length=40)


class HandOverForm(PageForm):
    """To whom the result is handed at the counter."""

    person = forms.CharField(label=_("受送达人"), max_length=120)


class MaterialsForm(PageForm):
    """A choice among materials, given as (key, name)."""

    materials = forms.MultipleChoiceField(label=_("材料"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, rows: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["materials"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = rows


class ToleranceForm(MaterialsForm):
    """容缺受理: which listed materials come later, within how many working days, and the words of the promise."""

    days = forms.IntegerField(label=_("几个工作日内补交"), min_value=1, max_value=60)
    promise = forms.CharField(
        label=_("申请人签署的书面承诺"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectionForm(PageForm):
    """一次性补正: one row for each listed material and one for the application form itself."""

    override_reason = forms.CharField(
        label=_("再次补正的理由（首次补正无须填写）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    PROBLEMS = [
        ("", _("无须补正")),
        ("missing", _("缺少")),
        ("incorrect", _("不符合要求")),
        ("out_of_date", _("已过期")),
    ]

    def __init__(self, definition: ItemDefinition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [
            *((m.key, either_language(m.name, m.name_en)) for m in definition.materials),
            ("form", str(_("申请表"))),
        ]
        for key, name in self.rows:
            self.fields[f"problem-{key}"] = forms.ChoiceField(
                label=name, required=False, choices=self.PROBLEMS
            )
            self.fields[f"required-{key}"] = forms.CharField(
                label=_("“%(name)s”应当达到的要求") % {"name": name}, required=False, max_length=300
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key, name in self.rows:
            if cleaned.get(f"problem-{key}") and not cleaned.get(f"required-{key}"):
                self.add_error(f"required-{key}", _("请写明“%(name)s”应当达到的要求") % {"name": name})
        if not self.items_from(cleaned):
            self.add_error(None, _("请至少选择一项需要补正的内容，并一次写全"))
        return cleaned

    def items_from(self, cleaned: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """(material, problem, required) for every row that was marked."""
        return [
            (key, cleaned[f"problem-{key}"], cleaned.get(f"required-{key}", ""))
            for key, _name in self.rows
            if cleaned.get(f"problem-{key}")
        ]
