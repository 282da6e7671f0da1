"""A simulated history holds the worker's time; the worker goes on when it is over."""

from time import sleep

import pytest
from django.db import connections

from yangguang.foundations.jobs.held_time import TIME, held_time, shared_time


@pytest.mark.django_db
def test_time_is_free_unless_held() -> None:
    with shared_time() as free:
        assert free


@pytest.mark.django_db
def test_while_another_holds_time_no_run_acts() -> None:
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s), pg_backend_pid()", [TIME])
            _, holder = cursor.fetchone()
        with shared_time() as free:
            assert not free
    finally:
        other.close()  # however the holder ends, its hold ends with it
    _wait_for_the_end_of(holder)
    with shared_time() as free:
        assert free


def _wait_for_the_end_of(holder: int) -> None:
    """The server notices a closed connection in its own time."""
    with connections["default"].cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # else a transaction sees the first answer for ever
            cursor.execute("SELECT count(*) FROM pg_stat_get_activity(%s)", [holder])
            if cursor.fetchone() == (0,):
                return
            sleep(0.01)
    pytest.fail("the holder's backend never ended")


@pytest.mark.django_db
def test_holding_ends_with_the_block() -> None:
    with held_time():
        pass
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [TIME])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_seconds_stand_last_in_a_cron_of_six_fields() -> None:
    """What should run every few seconds does: a leading */5 would mean every fifth minute."""
    from procrastinate.contrib.django import app

    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["supervision.supervise"] == "* * * * * */5"
    assert crons["disclosure.publish"] == "* * * * * */10"
    assert all(not cron.startswith("*/") or len(cron.split()) == 5 for cron in crons.values())
