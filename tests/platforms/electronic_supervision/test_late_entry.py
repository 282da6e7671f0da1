"""T15: what officers do is entered when it is done; by the live watch, the nightly recheck and a replay of history alike."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import Watch
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef, NewEvent
from yangguang.platforms.electronic_supervision import health
from yangguang.platforms.electronic_supervision.models import Card, HealthIncident
from yangguang.platforms.electronic_supervision.services import breaches
from yangguang.platforms.electronic_supervision.services.breaches import breaches_between
from yangguang.platforms.power_operation import tasks as operation_tasks
from yangguang.platforms.power_operation.models import Case

FRIDAY = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)


def enter(
    watch: Watch, kind: str, *, done_at: datetime, entered_at: datetime, by_officer: bool = True
) -> Case:
    """An act of a case as another system hands it in: done at one time, entered at another."""
    case = watch.desk.accepted()
    clerk = watch.desk.clerk
    actor = ActorRef(clerk.account_id, clerk.post.id if clerk.post else None) if by_officer else None
    payload = {"case_id": case.pk, "number": case.number, "accepted_at": done_at.isoformat()}
    with transaction.atomic():
        ledger.append(
            f"case:{case.pk}",
            [NewEvent(kind=f"operation.{kind}", payload=payload)],
            actor=actor,
            at=entered_at,
            occurred_at=done_at,
            place_path=case.place_path,
        )
    return case


class TestLateEntry:
    def test_an_act_entered_after_the_next_working_day_is_a_yellow_card(self, watch: Watch) -> None:
        case = enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
        watch.at(TUESDAY + HOUR)
        assert watch.cards(case, "late_entry") == [("T15", 2, TUESDAY)]
        card = watch.card(2, "late_entry")
        assert (card.facts["acted_at"], card.facts["entered_at"]) == (
            FRIDAY.isoformat(),
            TUESDAY.isoformat(),
        )
        assert card.by_window

    def test_a_weekend_between_is_no_delay(self, watch: Watch) -> None:
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=MONDAY_EVENING)
        watch.at(TUESDAY)
        assert watch.cards(matter="late_entry") == []

    def test_acceptance_by_silence_found_late_is_nobodys_act(self, watch: Watch) -> None:
        """The law accepted on the fifth day; the office's machine was off and wrote it down three days after."""
        received = watch.desk.file()
        operation_tasks.let_time_pass(AT + 12 * DAY)
        assert Case.objects.get(pk=received.case_id).deemed_accepted
        watch.at(AT + 12 * DAY)
        assert watch.cards(matter="late_entry") == []

    def test_a_decision_entered_late_is_the_deciders(self, watch: Watch) -> None:
        enter(watch, "CaseDecided", done_at=FRIDAY, entered_at=TUESDAY)
        watch.at(TUESDAY + HOUR)
        card = watch.card(2, "late_entry")
        assert (card.by_window, card.facts["responsible"]) == (False, ["decider"])


class TestOneDefinition:
    def test_a_replay_of_history_finds_what_the_watch_found(self, watch: Watch) -> None:
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=MONDAY_EVENING)
        watch.at(TUESDAY + HOUR)
        found = [(one.event_sequence, one.rule.id, one.facts) for one in breaches_between(AT, TUESDAY + HOUR)]
        cards = Card.objects.filter(event_sequence__isnull=False)
        assert found == [(card.event_sequence, card.rule_id, card.facts) for card in cards]
        assert len(found) == 1
        assert list(breaches_between(AT, TUESDAY)) == []

    def test_the_nightly_recheck_agrees(self, watch: Watch) -> None:
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
        watch.at(TUESDAY + HOUR)
        assert health.recheck(TUESDAY + 2 * HOUR).differences == 0

    def test_a_breach_whose_card_was_lost_is_an_incident(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
        with monkeypatch.context() as patched:
            patched.setattr(
                "yangguang.platforms.electronic_supervision.consumer.breaches_among", lambda _rows: []
            )
            watch.at(TUESDAY + HOUR)
        assert health.recheck(TUESDAY + 2 * HOUR).differences == 1
        assert HealthIncident.objects.get(kind="card_differs").subject.startswith("event:")

    def test_a_card_whose_act_is_no_breach_is_an_incident(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        enter(watch, "CaseAccepted", done_at=FRIDAY, entered_at=TUESDAY)
        watch.at(TUESDAY + HOUR)
        monkeypatch.setattr(breaches, "breached", lambda *_given: [])
        assert health.recheck(TUESDAY + 2 * HOUR).differences == 1
        incident = HealthIncident.objects.get(kind="card_differs")
        assert incident.subject == watch.card(2, "late_entry").number


class TestOnlineApplications:
    """T08: a look at an online application within two working days."""

    SECOND_DAY = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # 24:00 of Wednesday; filed on Monday 2026-03-02

    def test_one_that_nobody_looked_at_is_warned_of(self, watch: Watch) -> None:
        received = watch.desk.file()
        watch.at(self.SECOND_DAY)
        assert watch.cards(received.case_id, "online") == [("T08", 1, self.SECOND_DAY)]
        watch.at(self.SECOND_DAY + DAY)
        assert len(watch.cards(received.case_id, "online")) == 1
        assert health.recheck(self.SECOND_DAY + DAY).differences == 0

    def test_the_yellow_card_of_the_fifth_day_still_comes(self, watch: Watch) -> None:
        received = watch.desk.file()
        watch.at(self.SECOND_DAY + 5 * DAY)
        assert [level for _rule, level, _at in watch.cards(received.case_id, "acceptance")] == [2]

    def test_the_same_at_the_window_is_not(self, watch: Watch) -> None:
        received = watch.desk.file()
        Case.objects.filter(pk=received.case_id).update(channel="window")
        watch.at(self.SECOND_DAY)
        assert watch.cards(matter="online") == []

    def test_one_accepted_in_time_is_not(self, watch: Watch) -> None:
        watch.desk.accepted()
        watch.at(self.SECOND_DAY + DAY)
        assert watch.cards(matter="online") == []
