"""T09: a special procedure is held to the time that the applicant was told; live, at night and from the ledger alike."""

from datetime import date

import pytest

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import Watch
from yangguang.foundations.ledger import queries as ledger
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit, end_of_day
from yangguang.platforms.electronic_supervision import health, tasks
from yangguang.platforms.electronic_supervision.models import Card, HealthIncident, WatchedProcedure
from yangguang.platforms.electronic_supervision.procedures import procedures_among
from yangguang.platforms.electronic_supervision.services.procedures import (
    PROCEDURE_EVENTS,
    alerts_of_procedure,
)
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case

BEGUN = AT + DAY  # Tuesday 2026-03-03; five working days end on Tuesday the 10th
WARNED = end_of_day(date(2026, 3, 6))
OVER = end_of_day(date(2026, 3, 10))
DAY_OVER = end_of_day(date(2026, 3, 11))


def suspended(watch: Watch, told: str = "5wd") -> Case:
    case = watch.desk.accepted()
    operation.suspend_clock(
        actor=watch.desk.reviewer,
        case_id=case.pk,
        procedure=SpecialProcedure.EXPERT_REVIEW,
        expected=TimeLimit.parse(told),
        reason="需要专家评审",
        at=BEGUN,
    )
    return case


class TestCards:
    def test_one_that_goes_on_too_long_is_warned_of_then_yellow_then_red(self, watch: Watch) -> None:
        case = suspended(watch)
        watch.at(WARNED)
        assert watch.cards(case, "procedure") == [("T09", 1, WARNED)]
        watch.at(DAY_OVER)
        assert watch.cards(case, "procedure") == [
            ("T09", 1, WARNED),
            ("T09", 2, OVER),
            ("T09", 3, DAY_OVER),
        ]
        card = watch.card(2, "procedure")
        assert (card.facts["limit"], card.facts["due_at"]) == ("5wd", OVER.isoformat())
        assert card.facts["responsible"] == ["reviewer"]
        assert sum(_days(span) for span in card.facts["explanation"] if span["counted"]) >= 5

    def test_one_that_ends_in_the_time_told_earns_none(self, watch: Watch) -> None:
        case = suspended(watch)
        operation.resume_clock(actor=watch.desk.reviewer, case_id=case.pk, at=WARNED - HOUR)
        watch.at(DAY_OVER + DAY)
        assert watch.cards(case, "procedure") == []

    def test_one_told_to_be_short_is_not_warned_of_as_it_begins(self, watch: Watch) -> None:
        case = suspended(watch, told="1wd")
        watch.at(BEGUN + HOUR)
        assert watch.cards(case, "procedure") == []

    def test_what_had_passed_when_it_ended_stays_passed(self, watch: Watch) -> None:
        """The worker was off while it ran over and ended: the yellow card comes, the red one never fell due."""
        case = suspended(watch)
        operation.resume_clock(actor=watch.desk.reviewer, case_id=case.pk, at=OVER + HOUR)
        watch.at(DAY_OVER + DAY)
        assert [level for _rule, level, _at in watch.cards(case, "procedure")] == [1, 2]

    def test_a_second_procedure_of_the_case_has_its_own_time(self, watch: Watch) -> None:
        case = suspended(watch)
        watch.at(OVER)
        operation.resume_clock(actor=watch.desk.reviewer, case_id=case.pk, at=OVER + HOUR)
        operation.suspend_clock(
            actor=watch.desk.reviewer,
            case_id=case.pk,
            procedure=SpecialProcedure.EXPERT_REVIEW,
            expected=TimeLimit.parse("5wd"),
            reason="再次评审",
            at=OVER + 2 * HOUR,
        )
        watch.at(OVER + DAY)
        assert [level for _rule, level, _at in watch.cards(case, "procedure")] == [1, 2]
        assert WatchedProcedure.objects.filter(case=case).count() == 2

    def test_the_page_of_the_card_opens(self, watch: Watch) -> None:
        suspended(watch)
        watch.at(OVER)
        card = watch.card(2, "procedure")
        client = watch.desk.cast.signed_in(watch.supervisor)
        text = client.get(f"/supervision/cards/{card.number}/").content.decode()
        assert "专家评审已超过告知申请人的时间5个工作日" in text


class TestOneDefinition:
    def test_the_ledger_alone_gives_the_same_alerts(self, watch: Watch) -> None:
        case = suspended(watch)
        watch.at(DAY_OVER)
        rows = ledger.recorded_between(PROCEDURE_EVENTS, AT, DAY_OVER)
        (procedure,) = procedures_among(rows)
        replayed = [("T09", int(one.level), one.at) for one in alerts_of_procedure(procedure, _fresh(case))]
        assert replayed == watch.cards(case, "procedure")

    def test_the_nightly_recheck_agrees(self, watch: Watch) -> None:
        suspended(watch)
        watch.at(DAY_OVER)
        assert health.recheck(DAY_OVER + HOUR).differences == 0

    def test_a_card_that_was_not_given_is_an_incident(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        suspended(watch)
        with monkeypatch.context() as patched:
            patched.setattr(tasks.services, "sweep_procedures", lambda _at: [])
            watch.at(OVER)
        health.recheck(OVER + HOUR)
        incidents = HealthIncident.objects.filter(kind="card_differs", closed_at__isnull=True)
        assert {one.subject.partition(":")[0] for one in incidents} == {"event"}
        watch.at(OVER + 2 * HOUR)
        assert health.recheck(OVER + 3 * HOUR).differences == 0

    def test_one_begun_before_it_was_watched_is_found_at_night(self, watch: Watch) -> None:
        case = suspended(watch)
        watch.at(BEGUN + HOUR)
        WatchedProcedure.objects.all().delete()
        health.recheck(BEGUN + DAY)
        watch.at(OVER)
        assert [level for _rule, level, _at in watch.cards(case, "procedure")] == [1, 2]

    def test_two_sweeps_give_each_card_once(self, watch: Watch) -> None:
        suspended(watch)
        for _again in range(3):
            watch.at(OVER)
        assert Card.objects.filter(matter="procedure").count() == 2


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _days(span: dict[str, str]) -> int:
    return (date.fromisoformat(span["last_date"]) - date.fromisoformat(span["first_date"])).days + 1
