"""What people type to sign in and to register. Everything typed, except passwords, is shown again with the error."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.accounts.actors import AccountKind
from yangguang.law.identifiers import InvalidIdentifier, parse_citizen_id, parse_uscc

from .page_forms import PageForm
from .wording import said

_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")

FIELD_ORDER = ("name", "identity_number", "phone", "username", "password", "repeated")


class SignInForm(PageForm):
    login = forms.CharField(
        label=gettext_lazy("用户名或手机号"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(PageForm):
    """A password and its repetition, checked against the rules of the site."""

    password = forms.CharField(
        label=gettext_lazy("密码"),
        help_text=gettext_lazy("至少 8 位，不能全是数字，也不要用常见的密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=gettext_lazy("再输入一次密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if "password" in self.cleaned_data and repeated != self.cleaned_data["password"]:
            raise ValidationError(_("两次输入的密码不一样"))
        return repeated


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "repeated")

    def __init__(self, *args: Any, account: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password"].label = _("新密码")
        self.fields["repeated"].label = _("再输入一次新密码")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.account.check_password(old):
            raise ValidationError(_("现在的密码不对"))
        return old


class WindowResetForm(PageForm):
    """What the clerk copies from the card that lies on the counter."""

    identity_number = forms.CharField(
        label=gettext_lazy("证件号码"),
        help_text=gettext_lazy("公民身份号码或统一社会信用代码"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=gettext_lazy("姓名或名称"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.BooleanField(label=gettext_lazy("已当面核对证件原件，当事人本人在场"))

    def clean_identity_number(self) -> str:
        number: str = self.cleaned_data["identity_number"]
        return number.replace(" ", "").upper()


class RegistrationForm(NewPasswordForm):
    """One form for both kinds: the kind decides how the number is checked and what its fields are called."""

    kind: ClassVar[AccountKind]

    name = forms.CharField(max_length=120)
    identity_number = forms.CharField(max_length=24, widget=forms.TextInput(attrs={"spellcheck": "false"}))
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        help_text=gettext_lazy("手机号或带区号的座机，用于登录和接收办理通知"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    username = forms.RegexField(
        label=gettext_lazy("用户名"),
        help_text=gettext_lazy("3 到 30 个字母、数字、汉字或 . _ -"),
        regex=r"^[\w.\-]{3,30}$",
        error_messages={"invalid": gettext_lazy("用户名只能用 3 到 30 个字母、数字、汉字或 . _ -")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].replace(" ", "")
        if not _PHONE.fullmatch(phone):
            raise ValidationError(_("请填写 11 位手机号，或带区号的座机号，例如 027-87654321"))
        return phone

    def clean_identity_number(self) -> str:
        number = self.cleaned_data["identity_number"].replace(" ", "").upper()
        try:
            return self.checked_number(number)
        except InvalidIdentifier as error:
            raise ValidationError(said(error.args[0])) from error

    def checked_number(self, number: str) -> str:
        raise NotImplementedError


class CitizenForm(RegistrationForm):
    kind = AccountKind.CITIZEN
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    identity_number = forms.CharField(
        label=gettext_lazy("公民身份号码"),
        help_text=gettext_lazy("18 位，最后一位可能是 X；只用于核对身份，不会公开"),
        max_length=24,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "characters"}),
    )
    field_order = FIELD_ORDER

    def checked_number(self, number: str) -> str:
        parse_citizen_id(number, today=self.today)
        return number


class CompanyForm(RegistrationForm):
    kind = AccountKind.COMPANY
    name = forms.CharField(
        label=gettext_lazy("企业或组织名称"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    identity_number = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        help_text=gettext_lazy("营业执照上的 18 位代码，不含字母 I、O、S、V、Z"),
        max_length=24,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "characters"}),
    )
    field_order = FIELD_ORDER

    def checked_number(self, number: str) -> str:
        parse_uscc(number)
        return number


FORM_OF_KIND: dict[str, type[RegistrationForm]] = {"citizen": CitizenForm, "company": CompanyForm}
