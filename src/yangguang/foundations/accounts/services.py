"""Opening accounts, filling posts, and what the ledger keeps of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

from .absences import end_absence, record_absence
from .access import officer_to_administer, require_other_person, require_place
from .actors import Actor, SystemActor
from .appointments import appoint, end_holding, require_vacant
from .events import (
    AccountOpened,
    Appointed,
    PasswordChanged,
    PasswordReset,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from .models import Account, AccountKind, PostHolding
from .record import record

__all__ = [
    "NewOfficer",
    "appoint",
    "change_password",
    "create_officer",
    "end_absence",
    "end_holding",
    "record_absence",
    "record_failed_sign_in",
    "record_sign_in",
    "record_sign_out",
    "register_citizen",
    "register_company",
    "reset_officer_password",
    "reset_password_at_window",
    "staff_posts",
]


def register_citizen(
    *,
    username: str,
    password: str | None,
    name: str,
    identity_number: str,
    phone: str,
    at: datetime,
    home: str = "",
) -> Account:
    """An account for a person. ``identity_number`` has been checked (GB 11643); ``home`` is a division code or empty.

    Raises `Refusal` when the user name or the identity number already has an account.
    """
    return _open(AccountKind.CITIZEN, username, password, name, identity_number.upper(), phone, home, at)


def register_company(
    *,
    username: str,
    password: str | None,
    name: str,
    identity_number: str,
    phone: str,
    at: datetime,
    home: str = "",
) -> Account:
    """An account for a company or other organisation, named by its unified social credit code (GB 32100)."""
    return _open(AccountKind.COMPANY, username, password, name, identity_number.upper(), phone, home, at)


def create_officer(
    *,
    username: str,
    name: str,
    at: datetime,
    password: str | None,
    phone: str = "",
    home: str,
    actor: Actor | SystemActor,
) -> Account:
    """An account for an officer, still without a post and therefore without any authority.

    Without a password nobody can sign in until an administrator sets one.
    """
    place = organisations.place_card(home)
    if place is None:
        raise NotFound
    require_place(actor, place.path)
    return _open(AccountKind.OFFICER, username, password, name, "", phone, home, at, actor)


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """A line of a staff list: who is to take a vacant post, under which user name."""

    post_id: int
    username: str
    name: str


@transaction.atomic
def staff_posts(
    officers: Sequence[NewOfficer], *, from_date: date, actor: Actor | SystemActor, at: datetime
) -> list[PostHolding]:
    """Staff a whole office from its list: an account and an appointment without end for each line, or for none.

    Costs a few statements and one ledger entry a person, however many they are. Nobody can sign in until an
    administrator sets a password. Raises `Refusal` when a post is taken or a user name is in use.
    """
    posts = {post.id: post for post in organisations.posts_to_fill([one.post_id for one in officers])}
    for one in officers:
        if one.post_id not in posts:
            raise NotFound
        require_place(actor, posts[one.post_id].path)
    require_vacant(posts.values(), from_date, None)
    accounts = _open_unsigned(officers, [posts[one.post_id].division_code for one in officers], at)
    holdings = PostHolding.objects.bulk_create(
        PostHolding(account=account, post_id=one.post_id, from_date=from_date)
        for account, one in zip(accounts, officers, strict=True)
    )
    for holding in holdings:
        post = posts[holding.post_id]
        appointed = Appointed(
            holding_id=holding.pk,
            post_id=post.id,
            role=post.role,
            from_date=from_date.isoformat(),
            to_date=None,
        )
        opened = AccountOpened(account_kind=AccountKind.OFFICER.value)
        record(holding.account_id, opened, appointed, actor=actor, at=at, place_path=post.path)
    return holdings


def _open_unsigned(officers: Sequence[NewOfficer], homes: Sequence[str], at: datetime) -> list[Account]:
    accounts = [
        Account(
            kind=AccountKind.OFFICER,
            username=one.username,
            password=make_password(None),
            name=one.name,
            home_division_code=home,
            created_at=at,
        )
        for one, home in zip(officers, homes, strict=True)
    ]
    try:
        with transaction.atomic():
            return Account.objects.bulk_create(accounts)
    except IntegrityError as error:
        raise _already_taken(str(error)) from error


@transaction.atomic
def record_sign_in(account_id: int, *, at: datetime) -> None:
    record(account_id, SignedIn(), actor=None, at=at)


@transaction.atomic
def record_failed_sign_in(account_id: int, *, at: datetime) -> None:
    record(account_id, SignInFailed(), actor=None, at=at)


@transaction.atomic
def record_sign_out(account_id: int, *, at: datetime) -> None:
    record(account_id, SignedOut(), actor=None, at=at)


@transaction.atomic
def change_password(account_id: int, new_password: str, *, at: datetime) -> None:
    """By the owner, who has shown the old one. Every other session of the account ends with it."""
    _set_password(account_id, new_password)
    record(account_id, PasswordChanged(), actor=None, at=at)


@transaction.atomic
def reset_officer_password(*, account_id: int, actor: Actor, at: datetime, new_password: str) -> None:
    """By the administrator of the officer's place. Raises `NotFound` for others' officers."""
    officer = officer_to_administer(actor, account_id)
    require_other_person(actor, officer.pk)
    _set_password(officer.pk, new_password)
    record(officer.pk, PasswordReset(), actor=actor, at=at)


@transaction.atomic
def reset_password_at_window(
    *, identity_number: str, name: str, new_password: str, actor: Actor, at: datetime
) -> int:
    """At a window, with the person and the card before the clerk; returns the account.

    Raises `Refusal` unless number and name agree with one active account of a citizen or company.
    """
    if not actor.holds(Role.WINDOW_CLERK):
        raise NotFound
    account = (
        Account.objects.filter(identity_number=identity_number.upper(), name=name, is_active=True)
        .exclude(kind=AccountKind.OFFICER)
        .first()
    )
    if account is None:
        raise Refusal(
            asked=_("为当事人重设密码"),
            rule=_("证件号码和姓名（名称）须与注册时的一致（账户实名规则）"),
            way_out=_("请核对证件原件；当事人尚未注册的，可以当场注册"),
        )
    _set_password(account.pk, new_password)
    record(account.pk, PasswordReset(), actor=actor, at=at)
    return account.pk


def _set_password(account_id: int, new_password: str) -> None:
    Account.objects.filter(pk=account_id).update(password=make_password(new_password))


def _open(
    kind: AccountKind,
    username: str,
    password: str | None,  # None: nobody can sign in with it yet
    name: str,
    identity_number: str,
    phone: str,
    home: str,
    at: datetime,
    actor: Actor | SystemActor | None = None,
) -> Account:
    account = Account(
        kind=kind,
        username=username,
        password=make_password(password),
        name=name,
        identity_number=identity_number,
        phone=phone,
        home_division_code=home,
        created_at=at,
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            record(account.pk, AccountOpened(account_kind=kind.value), actor=actor, at=at)
    except IntegrityError as error:
        raise _already_taken(str(error)) from error
    return account


def _already_taken(error: str) -> Refusal:
    if "one_account_per_identity" in error:
        return Refusal(
            asked=_("用这个证件号码注册账户"),
            rule=_("一个证件号码只能有一个账户（账户实名规则）"),
            way_out=_("请直接登录；忘记用户名或密码的，请带证件到就近的政务服务窗口找回"),
        )
    return Refusal(
        asked=_("使用这个用户名"),
        rule=_("用户名在全省唯一，这个名字已有人使用"),
        way_out=_("请换一个用户名，例如加上几位数字"),
    )
