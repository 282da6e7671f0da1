"""The account's own pages: its data and messages, its password, the choice among several posts; help at the window."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services
from yangguang.foundations.notices import queries as notices
from yangguang.foundations.notices import services as notices_services
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal

from .access_rules import open_to, open_to_signed_in
from .account_forms import ChangePasswordForm, WindowResetForm
from .middleware import POST_IN_SESSION
from .one_time_passwords import new_password
from .page_requests import OfficerRequest
from .rate_limits import limited
from .wording import in_language, moment_text

MESSAGES_PER_PAGE = 20


@open_to_signed_in
@never_cache
@require_safe
def profile(request: OfficerRequest) -> HttpResponse:
    """The account's data as it alone may see them, and its messages."""
    account_id = request.actor.account_id
    received = Paginator(notices.messages_for(account_id), MESSAGES_PER_PAGE)
    context = {
        "identity": accounts.identity_of(account_id),
        "posts": accounts.posts_held(account_id, at=request.now),
        "held": accounts.own_holdings(account_id, at=request.now),
        "received": received.get_page(request.GET.get("page")),
    }
    return render(request, "accounts/profile.html", context)


@open_to_signed_in
@require_POST
def open_message(request: OfficerRequest, message_id: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    account_id = request.actor.account_id
    notices_services.mark_read(account_id=account_id, message_ids=[message_id], at=request.now)
    link = notices.messages_for(account_id).filter(pk=message_id).values_list("link", flat=True).first()
    safe = link and url_has_allowed_host_and_scheme(link, allowed_hosts=None)
    return redirect(link if safe and link else "accounts:profile")


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose_post(request: OfficerRequest) -> HttpResponse:
    """Officers with several posts act in one at a time."""
    held = accounts.posts_held(request.actor.account_id, at=request.now)
    if request.method == "POST":
        chosen = next((post for post in held if str(post.id) == request.POST.get("post")), None)
        if chosen is not None:
            request.session[POST_IN_SESSION] = chosen.id
            messages.success(
                request, _("您现在以“%(title)s”的岗位办理。") % {"title": in_language(chosen, "title")}
            )
            return redirect("web:after_sign_in")
    return render(request, "accounts/choose_post.html", {"posts": held})


@open_to_signed_in
@sensitive_post_parameters("old", "password", "repeated")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: OfficerRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    account = request.user
    assert account.is_authenticated  # said by the rule of the door
    form = ChangePasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        services.change_password(account.pk, form.cleaned_data["password"], at=request.now)
        account.refresh_from_db()
        update_session_auth_hash(request, account)
        messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
        return redirect("accounts:profile")
    return render(
        request, "accounts/password.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@open_to(Role.WINDOW_CLERK)
@sensitive_post_parameters("identity_number", "name")
@never_cache
@limited("reset_at_window", limit=30, per_seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_at_window(request: OfficerRequest) -> HttpResponse:
    """For whoever forgot the password and came with the card; the owner is told in the account, too."""
    form = WindowResetForm(request.POST or None)
    refusal: Refusal | None = None
    told = ""
    if request.method == "POST" and form.is_valid():
        told = new_password()
        try:
            _reset_and_tell(request, form, told)
        except Refusal as refused:
            refusal, told = refused, ""
    context = {"form": form, "refusal": refusal, "password": told}
    status = 422 if request.method == "POST" and not told else 200
    return render(request, "accounts/reset_at_window.html", context, status=status)


def _reset_and_tell(request: OfficerRequest, form: WindowResetForm, password: str) -> None:
    account_id = services.reset_password_at_window(
        identity_number=form.cleaned_data["identity_number"],
        name=form.cleaned_data["name"].strip(),
        new_password=password,
        actor=request.actor,
        at=request.now,
    )
    post = request.actor.post
    notices_services.send_message(
        [account_id],
        subject=f"account:{account_id}",
        text=_("%(moment)s，%(post)s核对证件后为您重设了密码。如非本人到场，请立即拨打 12345。")
        % {"moment": moment_text(request.now), "post": post.title if post else ""},
        at=request.now,
    )
