"""The bucket: what goes in, when it lets in again, and what the table gives away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from yangguang.foundations.web.rate_limits import (
    client_address,
    forget_idle_clients,
    spend,
    within_limit,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def tries(*seconds: float, limit: int = 3, per_seconds: int = 60, key: str = "a") -> list[bool]:
    return [
        within_limit("sign_in", key, limit=limit, per_seconds=per_seconds, at=AT + timedelta(seconds=s))
        for s in seconds
    ]


def test_the_limit_may_be_used_at_once_and_not_exceeded() -> None:
    assert tries(0, 0, 0, 0, 1) == [True, True, True, False, False]


def test_one_leaks_out_in_its_share_of_the_time() -> None:
    assert tries(0, 0, 0, 19.9, 20, 20, 40) == [True, True, True, False, True, False, True]


def test_the_moment_named_is_the_first_that_lets_in() -> None:
    tries(0, 0, 0)
    refused = spend("sign_in", "a", limit=3, per_seconds=60, at=AT + timedelta(seconds=5))
    assert not refused.allowed
    assert refused.again_at == AT + timedelta(seconds=20)
    assert within_limit("sign_in", "a", limit=3, per_seconds=60, at=refused.again_at)


def test_others_and_other_doors_are_not_concerned() -> None:
    assert tries(0, 0, 0, 0)[-1] is False
    assert tries(0, key="b") == [True]
    assert within_limit("search", "a", limit=3, per_seconds=60, at=AT)


def test_a_clock_that_steps_back_empties_nothing() -> None:
    assert tries(60, 60, 60, 0, 79, 80) == [True, True, True, False, False, True]


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=30), st.integers(1, 6))
def test_in_no_stretch_of_time_are_more_let_in_than_the_bucket_and_its_leak(
    seconds: list[int], limit: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_rate_limit")
    moments = sorted(seconds)
    let_in = [s for s, ok in zip(moments, tries(*moments, limit=limit), strict=True) if ok]
    for n, first in enumerate(let_in):
        for m in range(n, len(let_in)):
            assert m - n + 1 <= limit + (let_in[m] - first) * limit / 60 + 1e-6
    assert let_in[:1] == moments[:1]


def test_the_table_does_not_say_who_called() -> None:
    tries(0, key="zhou-dehua|10.0.0.7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, key FROM web_rate_limit")
        assert [(name, "zhou" in key, "10.0" in key) for name, key in cursor.fetchall()] == [
            ("sign_in", False, False)
        ]


def test_idle_buckets_are_forgotten_and_busy_ones_kept() -> None:
    tries(0, key="long ago")
    tries(90_000, key="just now")
    assert forget_idle_clients(at=AT + timedelta(seconds=90_001)) == 1


def test_the_page_says_when_to_come_again(client: Client) -> None:
    answers = [client.get("/door/thrice/") for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    assert "操作太频繁" in answers[-1].content.decode()


@pytest.mark.parametrize(
    ("hops", "header", "expected"),
    [
        (0, "1.2.3.4", "127.0.0.1"),  # without proxies of our own, whatever is written there is hearsay
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Settings, hops: int, header: str, expected: str) -> None:
    settings.PROXY_HOPS = hops
    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": header})) == expected
