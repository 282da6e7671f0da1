"""Officers and their posts in time, as an administrator reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date

from .access import officer_to_administer, officers_of
from .actors import Actor
from .models import Account, PostHolding


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """One term in one post; ``may_end``: the actor answers for its place and it has not yet ended."""

    id: int
    title: str
    title_en: str
    body_name: str
    body_name_en: str
    role: Role
    from_date: date
    to_date: date | None
    current: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Officer:
    id: int
    name: str
    username: str
    is_active: bool
    holdings: tuple[HoldingLine, ...]

    @property
    def current(self) -> list[HoldingLine]:
        return [holding for holding in self.holdings if holding.current]


@dataclass(frozen=True, slots=True)
class PostVacancy:
    """A post that may be filled; ``holder`` is who holds it on the day asked about, if anybody."""

    post: organisations.PostCard
    holder: str


def search_officers(actor: Actor, text: str = "") -> QuerySet[Account]:
    """The officers whom ``actor`` administers, by part of the name or beginning of the user name, for a paged list."""
    found = officers_of(actor).order_by("name", "pk").prefetch_related(Prefetch("holdings", _in_order()))
    return found.filter(Q(name__contains=text) | Q(username__startswith=text)) if text else found


def officer_of(actor: Actor, account_id: int, *, at: datetime) -> Officer:
    """One officer with every term. Raises `NotFound` for whoever is not of the actor's place."""
    account = officer_to_administer(actor, account_id)
    prefetch_related_objects([account], Prefetch("holdings", _in_order()))
    return as_officer(account, actor, at=at)


def as_officer(account: Account, actor: Actor, *, at: datetime) -> Officer:
    """An account whose terms have been fetched, as `search_officers` does."""
    today = shanghai_date(at)
    return Officer(
        id=account.pk,
        name=account.name,
        username=account.username,
        is_active=account.is_active,
        holdings=tuple(_line(holding, actor, today) for holding in account.holdings.all()),
    )


def vacancies(division_code: str, *, at: datetime) -> list[PostVacancy]:
    """The posts of a place and who holds them on the Shanghai day of ``at``."""
    posts = organisations.posts_at(division_code)
    today = shanghai_date(at)
    held = (
        PostHolding.objects.filter(post_id__in=[post.id for post in posts], from_date__lte=today)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=today))
        .values_list("post_id", "account__name")
    )
    holder = dict(held)
    return [PostVacancy(post, holder.get(post.id, "")) for post in posts]


def _in_order() -> QuerySet[PostHolding]:
    return PostHolding.objects.select_related("post__body", "post__division").order_by("-from_date", "-pk")


def _line(holding: PostHolding, actor: Actor, today: date) -> HoldingLine:
    ended = holding.to_date is not None and holding.to_date <= today
    return HoldingLine(
        id=holding.pk,
        title=holding.post.title,
        title_en=holding.post.title_en,
        body_name=holding.post.body.name,
        body_name_en=holding.post.body.name_en,
        role=Role(holding.post.role),
        from_date=holding.from_date,
        to_date=holding.to_date,
        current=holding.from_date <= today and not ended,
        may_end=not ended and actor.answers_for(holding.post.division.path),
    )
