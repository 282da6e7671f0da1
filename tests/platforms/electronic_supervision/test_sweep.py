"""The sweep: never twice, never lost, whoever wakes it and whenever; cost follows what falls due."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import LONG_AFTER, RED_AT, WARN_AT, YELLOW_AT, Watch
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit
from yangguang.platforms.electronic_supervision import services, tasks
from yangguang.platforms.electronic_supervision.models import Card, HealthIncident, WatchedClock
from yangguang.platforms.electronic_supervision.services import cards as issuing
from yangguang.platforms.electronic_supervision.services.sweep import fallen_due
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case

Act = tuple[datetime, Callable[[], object]]


class TestAnyOrderOfSweeps:
    """Whatever happens to a case: sweeping now and then, or once at the end, gives the same cards."""

    def acts(self, watch: Watch, case_id: int, rng: Random) -> list[Act]:
        desk = watch.desk
        begun = AT + timedelta(hours=rng.randrange(20, 400))
        resumed = begun + timedelta(hours=rng.randrange(1, 300))
        extended = AT + timedelta(hours=rng.randrange(20, 700))
        ended = AT + timedelta(hours=rng.randrange(400, 1600))

        def suspend() -> None:
            operation.suspend_clock(
                actor=desk.reviewer,
                case_id=case_id,
                procedure=SpecialProcedure.TESTING,
                expected=TimeLimit.parse("5wd"),
                reason="须经检测",
                at=begun,
            )

        def resume() -> None:
            operation.resume_clock(actor=desk.reviewer, case_id=case_id, at=resumed)

        def extend() -> None:
            by = TimeLimit.parse("5wd")
            operation.extend_clock(actor=desk.head, case_id=case_id, by=by, reason="案情复杂", at=extended)

        def withdraw() -> None:
            operation.withdraw_case(actor=desk.cast.citizen, case_id=case_id, at=ended)

        acts = [(begun, suspend), (resumed, resume), (extended, extend), (ended, withdraw)]
        return sorted((act for act in acts if act[0] <= ended), key=lambda act: act[0])

    def cards_after(self, watch: Watch, seed: int, sweeps: list[datetime]) -> set[tuple[str, int, datetime]]:
        """Live one story, with these sweeps in between and one long after."""
        case = watch.desk.accepted()
        moments: list[Act] = [(at, partial(watch.at, at)) for at in sweeps]
        for _at, act in sorted([*self.acts(watch, case.pk, Random(seed)), *moments], key=lambda one: one[0]):
            with suppress(Refusal):  # an act that came too late for its own rule
                act()
        watch.at(LONG_AFTER)
        return {(card.matter, card.level, card.fell_due_at) for card in Card.objects.filter(case=case)}

    def test_gives_the_same_cards(self, watch: Watch) -> None:
        highest = set()
        for seed in range(7):
            rng = Random(seed)
            sweeps = [AT + timedelta(hours=rng.randrange(1, 1800)) for _i in range(8)]
            once = self.cards_after(watch, seed, [])
            assert self.cards_after(watch, seed, sweeps) == once, f"story {seed}"
            highest.add(max((level for matter, level, _at in once if matter == "case_time"), default=0))
        assert {2, 3} <= highest, "the stories differ in how they end, or this test sees little"


class TestWorkersThatFail:
    def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = watch.desk.accepted()
        with monkeypatch.context() as patched:
            patched.setattr(issuing, "_record", _killed)
            with pytest.raises(KeyboardInterrupt):
                watch.at(YELLOW_AT)
        assert not Card.objects.exists()
        assert not OfficialDocument.objects.filter(kind__in=["warning", "yellow_card"]).exists()
        watch.at(YELLOW_AT + DAY)
        assert watch.cards(case) == [("T01", 1, WARN_AT), ("T02", 2, YELLOW_AT)]

    def test_a_clock_that_cannot_be_judged_does_not_keep_back_the_rest(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, sound = watch.desk.accepted(), watch.desk.accepted()
        with monkeypatch.context() as patched:
            patched.setattr(issuing, "_record", _failing_for(broken.pk, issuing._record))
            swept = watch.at(YELLOW_AT)
        assert swept["failed"] > 0
        assert len(watch.cards(sound)) == 2
        assert watch.cards(broken) == []
        assert HealthIncident.objects.filter(kind="card_not_issued", closed_at__isnull=True).exists()

        watch.at(YELLOW_AT + HOUR)
        assert watch.cards(broken) == watch.cards(sound)
        assert not HealthIncident.objects.filter(kind="card_not_issued", closed_at__isnull=True).exists()


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt


def _failing_for(case_id: int, record: Callable[..., None]) -> Callable[..., None]:
    def fail_for_one(card: Card, *args: object) -> None:
        if card.case_id == case_id:
            raise RuntimeError("the ledger refuses this one")
        record(card, *args)

    return fail_for_one


class TestCost:
    def queries_of_a_sweep(self, at: datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            services.sweep(at)
        return len(captured)

    def test_what_is_open_but_not_due_costs_nothing(self, watch: Watch) -> None:
        watch.desk.accepted()
        watch.at(AT + DAY)
        with_one = self.queries_of_a_sweep(AT + 2 * DAY)
        for _i in range(5):
            watch.desk.accepted()
        watch.at(AT + DAY)
        assert WatchedClock.objects.filter(next_alert_at__isnull=False).count() > 10
        assert self.queries_of_a_sweep(AT + 2 * DAY) == with_one == 1

    def test_f2_the_sweep_reads_as_much_among_a_hundred_thousand_as_among_a_thousand(
        self, watch: Watch
    ) -> None:
        """CCRS scanned every open complaint. Pages read by the question "what has fallen due", not seconds."""
        case = watch.desk.accepted()
        for number in range(10):
            WatchedClock.objects.create(
                clock_id=-1 - number, case=case, place_path="", kind="case", next_alert_at=AT
            )
        open_among(1_000, case)
        among_a_thousand = pages_read(AT + HOUR)
        open_among(100_000, case)
        assert WatchedClock.objects.filter(next_alert_at__lte=AT + HOUR).count() == 10
        assert pages_read(AT + HOUR) <= 2 * among_a_thousand

    def test_reading_the_ledger_costs_the_same_for_many_cases_as_for_one(self, watch: Watch) -> None:
        watch.desk.accepted()
        tasks.consumer.read_ledger(AT + DAY)  # the first reading ever also enters the consumer
        watch.desk.accepted()
        with CaptureQueriesContext(connection) as one:
            tasks.consumer.read_ledger(AT + DAY)
        for _i in range(6):
            watch.desk.accepted()
        with CaptureQueriesContext(connection) as six:
            tasks.consumer.read_ledger(AT + DAY)
        assert len(six) == len(one)


def open_among(count: int, case: Case) -> None:
    """Clocks of ``case`` that run on for days to come, as many as ``count`` with those there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO electronic_supervision_watchedclock
                (clock_id, case_id, place_path, kind, reached_level, next_level, next_alert_at, provisional)
            SELECT -1000 - number, %s, '', 'case', 0, 1, %s + number * interval '1 second', false
            FROM generate_series((SELECT count(*) FROM electronic_supervision_watchedclock), %s) AS number
            """,
            [case.pk, AT + DAY, count],
        )
        cursor.execute("ANALYZE electronic_supervision_watchedclock")


def pages_read(at: datetime) -> int:
    """Pages that the database touches to say which clocks the sweep has to look at."""
    [answer] = json.loads(fallen_due(at)[:500].explain(format="json", analyze=True, buffers=True))
    plan = answer["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_double_nothing(watch: Watch) -> None:
    cases = [watch.desk.accepted() for _i in range(4)]
    tasks.consumer.read_ledger(AT + DAY)
    start, failures = Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            services.sweep(RED_AT)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _i in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    services.sweep(RED_AT)
    assert failures == []
    for case in cases:
        assert [level for _rule, level, _at in watch.cards(case)] == [1, 2, 3]
    issued = LedgerEvent.objects.filter(kind="supervision.CardIssued")
    assert (
        issued.count()
        == Card.objects.count()
        == OfficialDocument.objects.filter(subject__startswith="card:").count()
    )
