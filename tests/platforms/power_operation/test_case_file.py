"""The file of a case: what an act reads under lock, and that it stores what changed and nothing else."""

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.law.refusals import NotFound
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.access import lock_case
from yangguang.platforms.power_operation.models import CaseStep, Clock
from yangguang.platforms.power_operation.states import Opinion, StepState


def test_a_file_holds_the_case_with_its_steps_and_clocks(desk: Desk) -> None:
    case = desk.accepted("restaurant_opening")
    file = lock_case(case.pk)
    assert (file.case, file.case.body, file.case.item_version) == (case, case.body, case.item_version)
    assert file.case.form == case.form
    assert file.steps == list(CaseStep.objects.filter(case=case).order_by("ordinal"))
    assert file.clocks == list(Clock.objects.filter(case=case).order_by("pk"))
    assert len(file.active_steps) == 3
    with pytest.raises(NotFound):
        lock_case(10**9)


def test_storing_an_unchanged_file_sends_nothing(desk: Desk) -> None:
    file = lock_case(desk.accepted().pk)
    with CaptureQueriesContext(connection) as captured:
        file.store()
    assert len(captured) == 0


def test_only_what_changed_is_stored(desk: Desk) -> None:
    case = desk.accepted("restaurant_opening")
    file = lock_case(case.pk)
    file.active_steps[1].opinion_text = "改"
    with CaptureQueriesContext(connection) as captured:
        file.store()
    assert [query["sql"].count("UPDATE") for query in captured] == [1]
    texts = CaseStep.objects.filter(case=case).order_by("ordinal").values_list("opinion_text", flat=True)
    assert list(texts) == ["", "改", "", ""]


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_the_case_sees_what_the_act_before_did(desk: Desk) -> None:
    """A plain join would show steps and clocks as they stood when the waiting began."""
    case_id = desk.accepted("restaurant_opening").pk
    step = CaseStep.objects.filter(case_id=case_id, state=StepState.ACTIVE).order_by("ordinal")[0]
    reviewer = desk.holder(step)
    began, seen = Event(), list[str]()

    def wait_and_read() -> None:
        with transaction.atomic():
            began.set()
            seen.extend(one.state for one in lock_case(case_id).steps)
        connection.close()

    with transaction.atomic():
        lock_case(case_id)
        waiting = Thread(target=wait_and_read)
        waiting.start()
        began.wait()
        _until(_somebody_waits)
        services.submit_opinion(
            actor=reviewer, case_id=case_id, opinion=Opinion.AGREE, text="经审查", at=AT + DAY + HOUR
        )
    waiting.join()
    assert seen[0] == StepState.DONE


def _until(true: Callable[[], bool]) -> None:
    for _attempt in range(1000):
        if true():
            return
        sleep(0.01)
    raise AssertionError("it never came true")


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])
