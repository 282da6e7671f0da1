"""Posts are filled and cleared by whoever answers for their place, one holder a day, each with a ledger row."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cast import BAOCHENG, HUBEI, JIANGAN, YILING, Cast
from yangguang.foundations.accounts import queries, services
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.accounts.models import Account, PostHolding
from yangguang.foundations.accounts.services import NewOfficer
from yangguang.foundations.ledger.queries import history
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal

pytestmark = pytest.mark.django_db

SPRING = date(2026, 3, 1)


@pytest.fixture
def administrator(cast: Cast) -> Actor:
    return cast.officer(Role.ADMINISTRATOR)


@pytest.fixture
def newcomer(cast: Cast, administrator: Actor) -> Account:
    return services.create_officer(
        username="new", name="吴立新", password=None, home=JIANGAN, actor=administrator, at=cast.at
    )


def appoint(cast: Cast, account: Account, by: Actor | SystemActor, **changes: object) -> PostHolding:
    asked = {
        "account_id": account.pk,
        "post_id": cast.post(Role.WINDOW_CLERK).pk,
        "from_date": SPRING,
        "actor": by,
        "at": cast.at,
    }
    return services.appoint(**(asked | changes))  # type: ignore[arg-type]


def test_an_officer_without_a_post_has_no_authority(cast: Cast, newcomer: Account) -> None:
    assert queries.actor_for(newcomer, at=cast.at).post is None


def test_an_appointment_gives_authority_from_its_day_to_its_end(
    cast: Cast, newcomer: Account, administrator: Actor
) -> None:
    appoint(cast, newcomer, administrator, from_date=date(2026, 3, 2), to_date=date(2026, 3, 4))
    roles = [
        queries.actor_for(newcomer, at=moment).role
        for moment in (
            datetime(2026, 3, 1, 15, 59, tzinfo=UTC),  # still the first of March in Shanghai
            datetime(2026, 3, 1, 16, 0, tzinfo=UTC),
            datetime(2026, 3, 3, 15, 59, tzinfo=UTC),
            datetime(2026, 3, 3, 16, 0, tzinfo=UTC),
        )
    ]
    assert roles == [None, Role.WINDOW_CLERK, Role.WINDOW_CLERK, None]


def test_the_ledger_keeps_who_appointed_and_no_name(
    cast: Cast, newcomer: Account, administrator: Actor
) -> None:
    holding = appoint(cast, newcomer, administrator)
    opened, appointed = history(f"account:{newcomer.pk}")
    assert opened.payload == {"account_kind": "officer"}
    assert appointed.kind == "accounts.Appointed"
    assert appointed.actor_id == administrator.account_id
    assert appointed.post_id == administrator.post.id if administrator.post else None
    assert appointed.payload == {
        "holding_id": holding.pk,
        "post_id": holding.post_id,
        "role": "window_clerk",
        "from_date": "2026-03-01",
        "to_date": None,
    }


def test_a_post_has_one_holder_a_day(cast: Cast, newcomer: Account, administrator: Actor) -> None:
    cast.officer(Role.WINDOW_CLERK)  # since the new year
    with pytest.raises(Refusal, match="一个岗位同一天只由一人担任"):
        appoint(cast, newcomer, administrator)
    appoint(cast, newcomer, administrator, from_date=date(2025, 6, 1), to_date=date(2026, 1, 1))
    appoint(cast, newcomer, administrator, post_id=cast.post(Role.WINDOW_CLERK, ordinal=2).pk)


def test_the_database_itself_refuses_a_second_holder(cast: Cast, newcomer: Account) -> None:
    cast.officer(Role.WINDOW_CLERK)
    with pytest.raises(IntegrityError, match="one_holder_of_a_post_at_a_time"), transaction.atomic():
        PostHolding.objects.create(
            account=newcomer, post=cast.post(Role.WINDOW_CLERK), from_date=SPRING, to_date=date(2026, 4, 1)
        )


def test_an_office_is_staffed_from_its_list_at_once(
    cast: Cast, administrator: Actor, django_assert_max_num_queries: Any
) -> None:
    posts = [cast.post(Role.WINDOW_CLERK, ordinal=n) for n in (1, 2)]
    officers = [
        NewOfficer(post.pk, f"post-{post.pk}", name) for post, name in zip(posts, "甲乙", strict=True)
    ]
    with django_assert_max_num_queries(8 + len(officers)):
        holdings = services.staff_posts(officers, from_date=SPRING, actor=administrator, at=cast.at)

    held = queries.holders_in([post.pk for post in posts], at=cast.at)
    assert [(actor.name, actor.role, actor.post and actor.post.id) for actor in held] == [
        ("甲", Role.WINDOW_CLERK, posts[0].pk),
        ("乙", Role.WINDOW_CLERK, posts[1].pk),
    ]
    opened, appointed = history(f"account:{holdings[0].account_id}")
    assert opened.kind == "accounts.AccountOpened"
    assert appointed.payload["post_id"] == posts[0].pk
    assert not Account.objects.get(pk=holdings[0].account_id).has_usable_password()


def test_a_list_with_one_bad_line_staffs_nobody(cast: Cast, administrator: Actor) -> None:
    good = NewOfficer(cast.post(Role.WINDOW_CLERK).pk, "new-clerk", "甲")
    taken = NewOfficer(cast.officer(Role.SUPERVISOR).post.id, "new-supervisor", "乙")  # type: ignore[union-attr]
    elsewhere = NewOfficer(cast.post(Role.SUPERVISOR, YILING).pk, "other", "丙")
    namesake = NewOfficer(cast.post(Role.WINDOW_CLERK, ordinal=2).pk, "new-clerk", "丁")

    def staff(*officers: NewOfficer) -> None:
        services.staff_posts(officers, from_date=SPRING, actor=administrator, at=cast.at)

    with pytest.raises(Refusal, match="一个岗位同一天只由一人担任"):
        staff(good, taken)
    with pytest.raises(NotFound):
        staff(good, elsewhere)
    with pytest.raises(Refusal, match="用户名在全省唯一"):
        staff(good, namesake)
    assert not Account.objects.filter(username="new-clerk").exists()


@pytest.mark.parametrize("place", [HUBEI, YILING])
def test_posts_above_and_elsewhere_do_not_exist_for_an_administrator(
    cast: Cast, newcomer: Account, administrator: Actor, place: str
) -> None:
    post = cast.post(Role.SUPERVISOR, place)
    with pytest.raises(NotFound):
        appoint(cast, newcomer, administrator, post_id=post.pk)
    appoint(cast, newcomer, SystemActor(), post_id=post.pk)


def test_posts_below_are_filled_from_above(cast: Cast, newcomer: Account, administrator: Actor) -> None:
    appoint(cast, newcomer, administrator, post_id=cast.post(Role.VILLAGE_AGENT, BAOCHENG).pk)


def test_only_administrators_appoint(cast: Cast, newcomer: Account) -> None:
    with pytest.raises(NotFound):
        appoint(cast, newcomer, cast.officer(Role.CENTRE_MANAGER))


def test_nobody_appoints_himself(cast: Cast, administrator: Actor) -> None:
    own = Account.objects.get(pk=administrator.account_id)
    with pytest.raises(Refusal, match="不得变动自己的岗位"):
        appoint(cast, own, administrator)


def test_a_citizen_account_holds_no_post(cast: Cast, administrator: Actor) -> None:
    citizen = Account.objects.get(pk=cast.citizen.account_id)
    with pytest.raises(Refusal, match="工作账户与个人账户分开"):
        appoint(cast, citizen, administrator)


def test_a_term_ends_after_it_begins(cast: Cast, newcomer: Account, administrator: Actor) -> None:
    with pytest.raises(Refusal, match="结束日必须晚于开始日"):
        appoint(cast, newcomer, administrator, to_date=SPRING)


def test_an_ended_holding_frees_the_post(cast: Cast, newcomer: Account, administrator: Actor) -> None:
    clerk = cast.officer(Role.WINDOW_CLERK)
    holding = PostHolding.objects.get(account_id=clerk.account_id)
    services.end_holding(holding_id=holding.pk, to_date=date(2026, 3, 9), actor=administrator, at=cast.at)
    appoint(cast, newcomer, administrator, from_date=date(2026, 3, 9))
    (ended,) = history(f"account:{clerk.account_id}")
    assert (ended.kind, ended.payload["to_date"]) == ("accounts.HoldingEnded", "2026-03-09")


def test_an_ended_term_is_not_stretched(cast: Cast, administrator: Actor) -> None:
    holding = PostHolding.objects.get(account_id=cast.officer(Role.WINDOW_CLERK).account_id)
    services.end_holding(holding_id=holding.pk, to_date=date(2026, 3, 9), actor=administrator, at=cast.at)
    with pytest.raises(Refusal, match="请重新任命"):
        services.end_holding(
            holding_id=holding.pk, to_date=date(2026, 3, 10), actor=administrator, at=cast.at
        )


def test_foreign_terms_are_not_ended(cast: Cast, administrator: Actor) -> None:
    holding = PostHolding.objects.get(account_id=cast.officer(Role.SUPERVISOR, YILING).account_id)
    with pytest.raises(NotFound):
        services.end_holding(holding_id=holding.pk, to_date=date(2026, 3, 9), actor=administrator, at=cast.at)
