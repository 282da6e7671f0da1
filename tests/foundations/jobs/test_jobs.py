"""The queue through a real worker on the real database: scheduled work, and what a killed worker leaves behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from yangguang.foundations.jobs import queries, tasks
from yangguang.foundations.jobs.schedule import periodic
from yangguang.foundations.jobs.worker import run_worker

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
QUEUE_ONLY = [
    "procrastinate.contrib.django",
    "yangguang.foundations.jobs",
]  # the tables emptied after each test

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["yangguang.foundations.jobs"])

_done: list[Any] = []


@periodic(cron="0 0 1 1 *", name="tests.note_the_moment")
def note_the_moment(at: datetime) -> None:
    _done.append(at)


@app.task(name="tests.note")
def note(word: str) -> None:
    _done.append(word)


@pytest.fixture(autouse=True)
def _nothing_done_yet(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only jobs that a test defers run: whatever falls due by the clock in this second is left alone."""
    _done.clear()
    with connection.cursor() as cursor:  # not Django's to empty: the queue makes its own tables
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


def statuses() -> dict[str, str]:
    return dict(ProcrastinateJob.objects.values_list("task_name", "status"))


def leave_stalled(job_id: int, *, silent_seconds: int, attempts: int = 0) -> None:
    """The job as a worker leaves it that was killed ``silent_seconds`` ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [silent_seconds],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, job_id],
        )


def test_a_job_runs_once() -> None:
    note.defer(word="甲")
    run_worker(wait=False)
    run_worker(wait=False)
    assert _done == ["甲"]
    assert statuses() == {"tests.note": "succeeded"}


def test_a_job_of_an_act_that_fails_never_runs() -> None:
    def act() -> None:
        with transaction.atomic():
            note.defer(word="甲")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    run_worker(wait=False)
    assert _done == []


def test_scheduled_work_gets_the_moment_at_which_it_begins() -> None:
    before = datetime.now(UTC)
    app.configure_task("tests.note_the_moment").defer(timestamp=int(AT.timestamp()))
    run_worker(wait=False)
    (at,) = _done
    assert before <= at <= datetime.now(UTC)
    assert at.tzinfo is UTC


def test_work_of_a_worker_that_was_killed_is_taken_up_again() -> None:
    leave_stalled(note.defer(word="甲"), silent_seconds=60)
    tasks.retry_stalled.defer(timestamp=0)
    run_worker(wait=False)
    run_worker(wait=False)
    assert _done == ["甲"]
    assert statuses() == {"tests.note": "succeeded", "jobs.retry_stalled": "succeeded"}


def test_work_of_a_worker_that_lives_is_left_to_it() -> None:
    leave_stalled(note.defer(word="甲"), silent_seconds=5)
    tasks.retry_stalled.defer(timestamp=0)
    run_worker(wait=False)
    assert _done == []
    assert statuses()["tests.note"] == "doing"


def test_a_job_that_takes_every_worker_down_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    leave_stalled(note.defer(word="甲"), silent_seconds=60, attempts=tasks.MAX_ATTEMPTS)
    tasks.retry_stalled.defer(timestamp=0)
    run_worker(wait=False)
    assert _done == []
    assert statuses()["tests.note"] == "failed"
    assert "is given up" in caplog.text


def test_a_stalled_run_makes_room_for_the_one_that_waits_behind_it() -> None:
    """Both carry the queueing lock of their name: the first cannot go back into the queue, the second does the work."""
    leave_stalled(app.configure_task("tests.note_the_moment").defer(timestamp=1), silent_seconds=60)
    app.configure_task("tests.note_the_moment").defer(timestamp=2)
    tasks.retry_stalled.defer(timestamp=0)
    run_worker(wait=False)
    run_worker(wait=False)
    assert len(_done) == 1
    found = ProcrastinateJob.objects.filter(task_name="tests.note_the_moment").order_by("id")
    assert list(found.values_list("status", flat=True)) == ["failed", "succeeded"]


def test_old_jobs_are_forgotten_and_fresh_ones_kept() -> None:
    note.defer(word="旧")
    run_worker(wait=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '25 hours'")
    note.defer(word="新")
    run_worker(wait=False)
    tasks.remove_old.defer(timestamp=0)
    run_worker(wait=False)
    assert list(ProcrastinateJob.objects.filter(task_name="tests.note").values_list("args", flat=True)) == [
        {"word": "新"}
    ]


def test_how_the_queue_is_doing() -> None:
    assert queries.worker_heard_at() is None
    assert queries.backlog(AT) == queries.Backlog(0, 0, 0, None)
    leave_stalled(note.defer(word="甲"), silent_seconds=60)
    note.defer(word="乙")
    note.configure(schedule_at=datetime.now(UTC) + timedelta(days=1)).defer(word="丙")
    found = queries.backlog(datetime.now(UTC))
    assert (found.waiting, found.running, found.failed) == (1, 1, 0)
    assert found.waiting_since is not None
    heard = queries.worker_heard_at()
    assert heard is not None
    assert datetime.now(UTC) - heard > timedelta(seconds=59)


def test_the_schedule_names_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    work = {scheduled.name: scheduled for scheduled in queries.scheduled_work()}
    assert {"jobs.retry_stalled", "jobs.remove_old", "tests.note_the_moment"} <= set(work)
    assert work["jobs.retry_stalled"].cron == "* * * * *"
    assert work["tests.note_the_moment"].succeeded_at is None
    app.configure_task("tests.note_the_moment").defer(timestamp=0)
    run_worker(wait=False)
    work = {scheduled.name: scheduled for scheduled in queries.scheduled_work()}
    assert work["tests.note_the_moment"].succeeded_at is not None
