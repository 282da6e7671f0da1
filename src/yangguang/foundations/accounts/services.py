"""Opening accounts, filling posts, and what the ledger keeps of both."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.events import ActorRef
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

from .access import holding_to_end, officer_to_administer, require_other_person, require_place
from .actors import Actor, SystemActor
from .events import (
    AccountEvent,
    AccountOpened,
    Appointed,
    HoldingEnded,
    PasswordChanged,
    PasswordReset,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from .models import Account, AccountKind, PostHolding


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


@transaction.atomic
def appoint(
    *,
    account_id: int,
    post_id: int,
    from_date: date,
    to_date: date | None = None,
    actor: Actor | SystemActor,
    at: datetime,
) -> PostHolding:
    """任命：``account_id`` holds the post from ``from_date`` until before ``to_date`` (Shanghai days; None = open)."""
    post = organisations.post_to_fill(post_id)  # locked: two administrators cannot fill it at once
    if post is None:
        raise NotFound
    require_place(actor, post.path)
    require_other_person(actor, account_id)
    officer = Account.objects.get(pk=account_id)
    _require_officer(officer)
    _require_period(from_date, to_date)
    _require_vacant(post_id, post.title, from_date, to_date)
    holding = PostHolding.objects.create(
        account=officer, post_id=post_id, from_date=from_date, to_date=to_date
    )
    event = Appointed(
        holding_id=holding.pk,
        post_id=post_id,
        role=post.role,
        from_date=from_date.isoformat(),
        to_date=to_date.isoformat() if to_date else None,
    )
    _record(account_id, event, actor=actor, at=at, place_path=post.path)
    return holding


@transaction.atomic
def end_holding(*, holding_id: int, to_date: date, actor: Actor | SystemActor, at: datetime) -> PostHolding:
    """免职：the holding ends before ``to_date`` (a Shanghai day). What was done until then stays valid."""
    holding = holding_to_end(actor, holding_id)
    require_other_person(actor, holding.account_id)
    _require_period(holding.from_date, to_date)
    if holding.to_date is not None and holding.to_date <= to_date:
        raise Refusal(
            asked=_("在 %(day)s 结束任职") % {"day": to_date},
            rule=_("该任职已于 %(day)s 结束，任期只能提前，不能倒推延长") % {"day": holding.to_date},
            way_out=_("需要继续任职的，请重新任命"),
        )
    holding.to_date = to_date
    holding.save(update_fields=["to_date"])
    event = HoldingEnded(holding_id=holding.pk, post_id=holding.post_id, to_date=to_date.isoformat())
    _record(holding.account_id, event, actor=actor, at=at, place_path=holding.post.division.path)
    return holding


@transaction.atomic
def record_sign_in(account_id: int, *, at: datetime) -> None:
    _record(account_id, SignedIn(), actor=None, at=at)


@transaction.atomic
def record_failed_sign_in(account_id: int, *, at: datetime) -> None:
    _record(account_id, SignInFailed(), actor=None, at=at)


@transaction.atomic
def record_sign_out(account_id: int, *, at: datetime) -> None:
    _record(account_id, SignedOut(), actor=None, at=at)


@transaction.atomic
def change_password(account_id: int, new_password: str, *, at: datetime) -> None:
    """By the owner, who has shown the old one. Every other session of the account ends with it."""
    _set_password(account_id, new_password)
    _record(account_id, PasswordChanged(), actor=None, at=at)


@transaction.atomic
def reset_officer_password(*, account_id: int, actor: Actor, at: datetime, new_password: str) -> None:
    """By the administrator of the officer's place. Raises `NotFound` for others' officers."""
    officer = officer_to_administer(actor, account_id)
    require_other_person(actor, officer.pk)
    _set_password(officer.pk, new_password)
    _record(officer.pk, PasswordReset(), actor=actor, at=at)


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
    _record(account.pk, PasswordReset(), actor=actor, at=at)
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
            _record(account.pk, AccountOpened(account_kind=kind.value), actor=actor, at=at)
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


def _require_officer(account: Account) -> None:
    if account.kind != AccountKind.OFFICER:
        raise Refusal(
            asked=_("任命个人或企业账户"),
            rule=_("行政职权由在岗工作人员行使，工作账户与个人账户分开（本系统账户规则）"),
            way_out=_("请先为其建立工作人员账户"),
        )


def _require_period(from_date: date, to_date: date | None) -> None:
    if to_date is not None and to_date <= from_date:
        raise Refusal(
            asked=_("任职到 %(day)s 为止") % {"day": to_date},
            rule=_("任期按半开区间计算，结束日必须晚于开始日 %(day)s") % {"day": from_date},
            way_out=_("请把结束日改到 %(day)s 之后") % {"day": from_date},
        )


def _require_vacant(post_id: int, title: str, from_date: date, to_date: date | None) -> None:
    overlapping = PostHolding.objects.filter(post_id=post_id).filter(
        Q(to_date__isnull=True) | Q(to_date__gt=from_date)
    )
    if to_date is not None:
        overlapping = overlapping.filter(from_date__lt=to_date)
    held = overlapping.order_by("from_date").first()
    if held is not None:
        raise Refusal(
            asked=_("任命“%(title)s”") % {"title": title},
            rule=_("一个岗位同一天只由一人担任；这个岗位自 %(day)s 起已有人任职（AB 角各为一个岗位）")
            % {"day": held.from_date},
            way_out=_("请先结束原任职，或任命到该岗位的 B 角"),
        )


def _record(
    account_id: int,
    event: AccountEvent,
    *,
    actor: Actor | SystemActor | None,
    at: datetime,
    place_path: str = "",
) -> None:
    reference: ActorRef | None = None
    if isinstance(actor, Actor):
        reference = ActorRef(account_id=actor.account_id, post_id=actor.post.id if actor.post else None)
    elif actor is None:  # the owner of the account, not yet or no longer signed in
        reference = ActorRef(account_id=account_id)
    ledger.append(f"account:{account_id}", [event.as_event()], actor=reference, at=at, place_path=place_path)
