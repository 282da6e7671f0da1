"""AB 角: whoever is away is stood in for; both away at once is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cast import AT, JIANGAN, TODAY, Cast
from yangguang.foundations.accounts import queries, services
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Absence, Account, PostHolding
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Post
from yangguang.law.refusals import NotFound, Refusal

DAY = timedelta(days=1)


@pytest.fixture
def a(cast: Cast) -> Actor:
    return cast.officer(Role.REVIEWER, JIANGAN)


@pytest.fixture
def b(cast: Cast, a: Actor) -> Actor:
    """The B post beside the A post."""
    assert a.post
    post = Post.objects.get(pk=a.post.id)
    second, _new = Post.objects.get_or_create(
        body=post.body,
        division=post.division,
        role=post.role,
        ordinal=post.ordinal + 1,
        defaults={"title": "审查岗（B角）", "title_en": "Reviewer (B)"},
    )
    account = Account.objects.create(kind="officer", username="b-officer", name="周B", created_at=AT)
    PostHolding.objects.create(account=account, post=second, from_date=TODAY - 90 * DAY)
    return queries.actor_for(account, at=AT)


def holding_of(actor: Actor) -> int:
    return PostHolding.objects.get(account_id=actor.account_id).pk


def away(actor: Actor, first: date = TODAY, back: date = TODAY + 3 * DAY, by: Actor | None = None) -> Absence:
    return services.record_absence(
        holding_id=holding_of(actor), from_date=first, to_date=back, reason="培训", actor=by or actor, at=AT
    )


def present(actor: Actor, days: int) -> list[str]:
    assert actor.post
    at = AT + days * DAY
    return [one.name for one in queries.holders_of(role=Role.REVIEWER, body_id=actor.post.body_id, at=at)]


def test_b_takes_over_from_the_first_day_to_the_last(a: Actor, b: Actor) -> None:
    away(a, TODAY + DAY, TODAY + 3 * DAY)
    assert [a.name in present(a, days) for days in range(4)] == [True, False, False, True]
    assert all(b.name in present(a, days) for days in range(4))
    account = Account.objects.get(pk=a.account_id)
    assert queries.actor_for(account, at=AT).post is not None
    assert queries.actor_for(account, at=AT + DAY).post is None  # authority follows presence
    assert [one.holding.account.name for one in queries.stood_in_for(b, at=AT + DAY)] == [a.name]
    assert queries.stood_in_for(b, at=AT) == []


def test_both_away_at_once_is_refused(a: Actor, b: Actor) -> None:
    away(a, TODAY + DAY, TODAY + 3 * DAY)
    with pytest.raises(Refusal, match="不能同时缺岗"):
        away(b, TODAY + 2 * DAY, TODAY + 5 * DAY)
    away(b, TODAY + 3 * DAY, TODAY + 5 * DAY)


def test_who_stands_alone_cannot_leave(a: Actor) -> None:
    Absence.objects.all().delete()
    assert a.post
    others = PostHolding.objects.filter(post__body_id=a.post.body_id, post__role=a.post.role)
    others.exclude(account_id=a.account_id).update(to_date=TODAY)
    with pytest.raises(Refusal, match="始终有人在岗"):
        away(a)


def test_b_who_leaves_office_in_between_is_nobody_to_lean_on(a: Actor, b: Actor) -> None:
    PostHolding.objects.filter(post__body_id=a.post.body_id, post__role="reviewer").exclude(  # type: ignore[union-attr]
        account_id__in=[a.account_id, b.account_id]
    ).update(to_date=TODAY)
    PostHolding.objects.filter(account_id=b.account_id).update(to_date=TODAY + 2 * DAY)
    with pytest.raises(Refusal, match="AB 角"):
        away(a, TODAY, TODAY + 3 * DAY)
    away(a, TODAY, TODAY + 2 * DAY)


@pytest.mark.parametrize(
    ("first", "back"), [(TODAY - DAY, TODAY + DAY), (TODAY, TODAY), (TODAY + DAY, TODAY)]
)
def test_days_gone_by_and_empty_spans_are_refused(a: Actor, b: Actor, first: date, back: date) -> None:
    with pytest.raises(Refusal, match="缺岗自当日"):
        away(a, first, back)


def test_one_absence_at_a_time(a: Actor, b: Actor) -> None:
    away(a)
    with pytest.raises(Refusal, match="已登记缺岗"):
        away(a, TODAY + DAY, TODAY + 2 * DAY)


def test_back_earlier_ends_it_today_and_one_to_come_is_struck_out(a: Actor, b: Actor) -> None:
    running = away(a)
    gone = replace(a, post=None)  # away: no post, but his absence is his own
    services.end_absence(absence_id=running.pk, actor=gone, at=AT + DAY)
    assert [a.name in present(a, days) for days in (0, 1, 2)] == [False, True, True]
    coming = away(a, TODAY + 5 * DAY, TODAY + 9 * DAY)
    services.end_absence(absence_id=coming.pk, actor=a, at=AT + DAY)
    assert a.name in present(a, 6)
    away(a, TODAY + 5 * DAY, TODAY + 6 * DAY)


def test_only_the_holder_or_the_administrator_of_the_place_says_so(cast: Cast, a: Actor, b: Actor) -> None:
    with pytest.raises(NotFound):
        away(a, by=b)
    absence = away(a, by=cast.officer(Role.ADMINISTRATOR))
    with pytest.raises(NotFound):
        services.end_absence(absence_id=absence.pk, actor=b, at=AT)


def test_the_ledger_keeps_both(a: Actor, b: Actor) -> None:
    absence = away(a)
    services.end_absence(absence_id=absence.pk, actor=a, at=AT + DAY)
    kinds = LedgerEvent.objects.filter(stream=f"account:{a.account_id}").order_by("position")
    assert list(kinds.values_list("kind", flat=True))[-2:] == [
        "accounts.AbsenceRecorded",
        "accounts.AbsenceEnded",
    ]


class TestPage:
    def test_record_and_come_back(self, cast: Cast, a: Actor, b: Actor) -> None:
        client = cast.signed_in(a)
        page = client.get("/account/absence/")
        assert page.status_code == 200
        today = date.today()  # noqa: DTZ011 - the page reads the clock
        typed = {
            "holding": holding_of(a),
            "from_date": today + 2 * DAY,
            "back_on": today + 4 * DAY,
            "reason": "出差",
        }
        answer = client.post("/account/absence/", typed)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        assert "出差" in client.get("/account/absence/").content.decode()
        absence = Absence.objects.get()
        client.post(f"/account/absence/{absence.pk}/end/")
        assert "出差" not in client.get("/account/absence/").content.decode()

    def test_a_refusal_shows_what_was_typed(self, cast: Cast, a: Actor, b: Actor) -> None:
        client = cast.signed_in(a)
        typed = {
            "holding": holding_of(a),
            "from_date": "2026-01-05",
            "back_on": "2026-01-06",
            "reason": "补登记",
        }
        answer = client.post("/account/absence/", typed)
        assert answer.status_code == 422
        assert "不能事后改为缺岗" in answer.content.decode()
        assert 'value="补登记"' in answer.content.decode()

    def test_citizens_have_no_such_page(self, cast: Cast) -> None:
        assert cast.signed_in(cast.citizen).get("/account/absence/").status_code == 404
