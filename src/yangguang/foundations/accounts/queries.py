"""Who holds which post at a moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.time_limits import shanghai_date

from .absences import absent_on, coming_absences, own_holdings, stood_in_for
from .actors import Actor, PostHeld
from .models import Absence, Account, PostHolding
from .staff import HoldingLine, Officer, PostVacancy, as_officer, officer_of, search_officers, vacancies

__all__ = [
    "Absence",
    "HoldingLine",
    "Identity",
    "Officer",
    "PostVacancy",
    "account_id_of_identity",
    "account_named",
    "actor_for",
    "as_officer",
    "coming_absences",
    "holders_at",
    "holders_in",
    "holders_of",
    "identity_of",
    "names_at_centre",
    "names_in_post",
    "officer_of",
    "own_holdings",
    "posts_held",
    "search_officers",
    "stood_in_for",
    "vacancies",
]


def posts_held(account_id: int, *, at: datetime) -> list[PostHeld]:
    """The posts an account holds on the Shanghai day of ``at`` and is not away from, in a stable order."""
    today = shanghai_date(at)
    holdings = (
        PostHolding.objects.filter(account_id=account_id, from_date__lte=today)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=today), ~absent_on(today))
        .select_related("post__body", "post__division")
        .order_by("pk")
    )
    return [_post_held(holding) for holding in holdings]


def actor_for(account: Account, *, at: datetime, post_id: int | None = None) -> Actor:
    """The actor that an account is at ``at``, in the post named, else in the first it holds."""
    held = posts_held(account.pk, at=at)
    chosen = next((post for post in held if post.id == post_id), held[0] if held else None)
    return Actor(account_id=account.pk, name=account.name, kind=account.kind, post=chosen)


def account_id_of_identity(identity: str) -> int | None:
    """The account with this identity number (GB 11643 or GB 32100), if its owner has registered."""
    if not identity:
        return None
    return (
        Account.objects.filter(identity_number=identity, is_active=True).values_list("pk", flat=True).first()
    )


# Written out because every act and every card asks it: building the statement anew cost more than answering it.
_HOLDERS = """
SELECT account.id, account.name, account.kind, post.id, post.role, post.body_id, body.name, body.name_en,
    body.department_id, post.division_id, division.level, division.path, post.centre_id, post.title, post.title_en
FROM accounts_postholding AS holding
JOIN accounts_account AS account ON account.id = holding.account_id
JOIN organisations_post AS post ON post.id = holding.post_id
JOIN organisations_body AS body ON body.id = post.body_id
JOIN organisations_division AS division ON division.code = post.division_id
WHERE {asked} AND holding.from_date <= %s AND (holding.to_date IS NULL OR holding.to_date > %s)
    AND NOT EXISTS (
        SELECT FROM accounts_absence AS absence
        WHERE absence.holding_id = holding.id AND absence.from_date <= %s AND absence.to_date > %s
    )
ORDER BY {order}, holding.id
"""


def holders_of(*, role: Role, body_id: int, at: datetime) -> list[Actor]:
    """Everybody who holds a post of ``role`` in a body at ``at``."""
    asked = "post.role = %s AND post.body_id = %s"
    return _holders(asked, [role.value, body_id], order="post.ordinal", at=at)


def holders_at(*, roles: Collection[Role], division_codes: Collection[str], at: datetime) -> list[Actor]:
    """Everybody who holds a post of one of ``roles`` that answers for one of these places at ``at``."""
    asked = "post.role = ANY(%s) AND post.division_id = ANY(%s)"
    wanted = [[Role(role).value for role in roles], list(division_codes)]
    return _holders(asked, wanted, order="division.level, post.ordinal", at=at)


def holders_in(post_ids: Collection[int], *, at: datetime) -> list[Actor]:
    """Everybody who holds one of these posts at ``at``, by rank."""
    return _holders("post.id = ANY(%s)", [list(post_ids)], order="post.ordinal", at=at)


def _holders(asked: str, wanted: Sequence[Any], *, order: str, at: datetime) -> list[Actor]:
    today = shanghai_date(at)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS.format(asked=asked, order=order), [*wanted, today, today, today, today])
        return [_actor(row) for row in cursor.fetchall()]


def _actor(row: Sequence[Any]) -> Actor:
    account, name, kind, post, role, body, body_name, body_name_en, *rest = row
    department, division, level, path, centre, title, title_en = rest
    held = PostHeld(
        id=post,
        role=Role(role),
        body_id=body,
        body_name=body_name,
        department=department,
        level=Level(level),
        division_code=division,
        path=path,
        centre_code=centre,
        title=title,
        title_en=title_en,
        body_name_en=body_name_en,
    )
    return Actor(account_id=account, name=name, kind=kind, post=held)


def _post_held(holding: PostHolding) -> PostHeld:
    post = holding.post
    return PostHeld(
        id=post.pk,
        role=Role(post.role),
        body_id=post.body_id,
        body_name=post.body.name,
        department=post.body.department_id,
        level=Level(post.division.level),
        division_code=post.division_id,
        path=post.division.path,
        centre_code=post.centre_id,
        title=post.title,
        title_en=post.title_en,
        body_name_en=post.body.name_en,
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """What an account says of its owner, for filling forms and naming the applicant."""

    kind: str
    name: str
    identity: str
    phone: str


def identity_of(account_id: int) -> Identity:
    account = Account.objects.get(pk=account_id)
    return Identity(account.kind, account.name, account.identity_number, account.phone)


def names_in_post(*, role: str, body_id: int, at: datetime) -> list[str]:
    """Names of those who hold a post of ``role`` in a body, for the public line "who is responsible"."""
    return [actor.name for actor in holders_of(role=Role(role), body_id=body_id, at=at)]


def names_at_centre(centre_code: str, *, at: datetime) -> list[str]:
    """Names of the window staff of a centre, hall or room at ``at``."""
    today = shanghai_date(at)
    windows = [Role.WINDOW_CLERK, Role.VILLAGE_AGENT]
    holdings = (
        PostHolding.objects.filter(post__centre_id=centre_code, post__role__in=windows, from_date__lte=today)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=today), ~absent_on(today))
        .order_by("post__ordinal", "pk")
    )
    return list(holdings.values_list("account__name", flat=True))


def account_named(username: str) -> Account | None:
    """The account that may sign in under this user name."""
    return Account.objects.filter(username=username, is_active=True).first()


def names_of(account_ids: Collection[int]) -> dict[int, str]:
    """Account id → the name of its owner."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "name"))
