"""Signing in and out, and opening an account."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.foundations.accounts import credentials, services
from yangguang.foundations.accounts.actors import AccountKind
from yangguang.foundations.accounts.credentials import Account
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from .access_rules import open_to_public, open_to_signed_in
from .account_forms import FORM_OF_KIND, RegistrationForm, SignInForm
from .page_requests import OfficerRequest, PageRequest
from .rate_limits import TooMany, client_address, spend

# A whole office shares one address, a guesser works at one name: the pair is held tight, the address loosely.
TRIES_PER_NAME = {"limit": 6, "per_seconds": 300}
TRIES_PER_ADDRESS = {"limit": 120, "per_seconds": 300}
REGISTRATIONS_PER_ADDRESS = {"limit": 30, "per_seconds": 3600}


@open_to_public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    if request.actor is not None and request.method != "POST":
        return redirect(_destination(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _checked(request, form.cleaned_data["login"].strip(), form.cleaned_data["password"])
        if account is not None:
            login(request, account)
            services.record_sign_in(account.pk, at=request.now)
            return redirect(_destination(request))
        form.add_error(
            None,
            _("用户名（手机号）或密码不对。请核对大小写；忘记密码的，请带证件到就近的政务服务窗口重设。"),
        )
    status = 200 if request.method != "POST" else 422
    return render(request, "accounts/sign_in.html", {"form": form, "next": _wanted(request)}, status=status)


def _checked(request: PageRequest, name: str, password: str) -> Account | None:
    _count_try(request, name)
    account = credentials.account_of(name, password, request=request)
    if account is None:
        for account_id in credentials.known_accounts(name):
            services.record_failed_sign_in(account_id, at=request.now)
    return account


def _count_try(request: PageRequest, name: str) -> None:
    address = client_address(request)
    for limit_name, key, limit in (
        ("sign_in_address", address, TRIES_PER_ADDRESS),
        ("sign_in_name", f"{name.lower()}|{address}", TRIES_PER_NAME),
    ):
        allowance = spend(limit_name, key, at=request.now, **limit)
        if not allowance.allowed:
            raise TooMany(allowance.again_at)


def _wanted(request: PageRequest) -> str:
    """The page of this site that was asked for before signing in, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""


def _destination(request: PageRequest) -> str:
    return _wanted(request) or resolve_url("web:after_sign_in")


@open_to_signed_in
@require_POST
def sign_out(request: OfficerRequest) -> HttpResponse:
    services.record_sign_out(request.actor.account_id, at=request.now)
    logout(request)
    messages.success(request, _("您已退出登录。在公用电脑上请同时关闭浏览器。"))
    return redirect("accounts:sign_in")


@open_to_public
@sensitive_post_parameters("password", "repeated", "identity_number")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: PageRequest) -> HttpResponse:
    kind = request.POST.get("kind") or request.GET.get("kind") or "citizen"
    form_class = FORM_OF_KIND.get(kind, FORM_OF_KIND["citizen"])
    form = form_class(request.POST or None, today=shanghai_date(request.now))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        _count_registration(request)
        try:
            account = _registered(form, request)
        except Refusal as refused:
            refusal = refused
        else:
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, _("注册成功，您已登录。"))
            return redirect(_destination(request))
    context = {"form": form, "kind": form.kind.value, "refusal": refusal, "next": _wanted(request)}
    return render(request, "accounts/register.html", context, status=422 if request.method == "POST" else 200)


def _count_registration(request: PageRequest) -> None:
    allowance = spend("register", client_address(request), at=request.now, **REGISTRATIONS_PER_ADDRESS)
    if not allowance.allowed:
        raise TooMany(allowance.again_at)


def _registered(form: RegistrationForm, request: PageRequest) -> Account:
    open_account = (
        services.register_citizen if form.kind == AccountKind.CITIZEN else services.register_company
    )
    typed = form.cleaned_data
    return open_account(
        username=typed["username"],
        password=typed["password"],
        name=typed["name"].strip(),
        identity_number=typed["identity_number"],
        phone=typed["phone"],
        at=request.now,
    )
