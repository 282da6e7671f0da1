"""The late case: warned before its promise ends, yellow once that is past, red once the statutory limit is past."""

from datetime import timedelta

import pytest

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import LONG_AFTER, RED_AT, WARN_AT, YELLOW_AT, Watch
from yangguang.foundations.documents.models import OfficialDocument
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit
from yangguang.platforms.electronic_supervision.models import Card, WatchedClock
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case

SECOND = timedelta(seconds=1)
WARN, YELLOW, RED = ("T01", 1, WARN_AT), ("T02", 2, YELLOW_AT), ("T03", 3, RED_AT)


@pytest.mark.parametrize(
    ("moment", "cards"),
    [
        (WARN_AT - SECOND, []),
        (WARN_AT, [WARN]),
        (YELLOW_AT - SECOND, [WARN]),
        (YELLOW_AT, [WARN, YELLOW]),
        (RED_AT - SECOND, [WARN, YELLOW]),
        (RED_AT, [WARN, YELLOW, RED]),
    ],
)
def test_each_card_comes_at_its_moment(watch: Watch, moment: object, cards: object) -> None:
    watch.desk.accepted()
    watch.at(moment)  # type: ignore[arg-type]
    assert watch.cards() == cards


def test_a_late_sweep_gives_the_same_cards_stamped_with_the_moment_they_fell_due(watch: Watch) -> None:
    watch.late_case()
    watch.at(LONG_AFTER)
    assert watch.cards() == [WARN, YELLOW, RED]
    assert {card.issued_at for card in Card.objects.all()} == {LONG_AFTER}


def test_sweeping_again_gives_nothing_new(watch: Watch) -> None:
    watch.late_case()
    for at in (WARN_AT, WARN_AT, YELLOW_AT, YELLOW_AT, LONG_AFTER, LONG_AFTER):
        watch.at(at)
    assert watch.cards() == [WARN, YELLOW, RED]
    assert watch.at(LONG_AFTER)["examined"] == 0


def test_a_case_decided_in_time_never_gets_a_card(watch: Watch) -> None:
    case = watch.desk.accepted()
    watch.desk.review(case, at=AT + DAY)
    watch.desk.decide(case, at=AT + 2 * DAY)
    watch.at(LONG_AFTER)
    assert watch.cards() == []


def test_a_case_decided_late_keeps_what_it_earned_although_nobody_looked_before(watch: Watch) -> None:
    case = watch.desk.accepted()
    watch.desk.review(case, at=AT + DAY)
    watch.desk.decide(case, at=YELLOW_AT + DAY)
    watch.at(LONG_AFTER)
    assert watch.cards() == [WARN, YELLOW]


def test_a_case_decided_on_its_last_day_is_in_time(watch: Watch) -> None:
    case = watch.desk.accepted()
    watch.desk.review(case, at=AT + DAY)
    watch.desk.decide(case, at=YELLOW_AT - SECOND)
    watch.at(LONG_AFTER)
    assert watch.cards() == [WARN]


def test_the_stored_moment_is_judged_again_before_acting(watch: Watch) -> None:
    """The watch says that something is due; the history says that it is not."""
    watch.late_case()
    watch.at(AT + DAY)
    WatchedClock.objects.update(next_alert_at=AT + DAY, next_level=3)
    watch.at(AT + 2 * DAY)
    assert watch.cards() == []
    watch.at(RED_AT)
    assert watch.cards() == [WARN, YELLOW, RED]


class TestSpecialProcedures:
    def suspended(self, watch: Watch, at: object, days: str = "10wd") -> Case:
        case = watch.desk.accepted()
        operation.suspend_clock(
            actor=watch.desk.reviewer,
            case_id=case.pk,
            procedure=SpecialProcedure.EXPERT_REVIEW,
            expected=TimeLimit.parse(days),
            reason="须由专家评审",
            at=at,  # type: ignore[arg-type]
        )
        return case

    def test_a_suspended_case_gets_no_card(self, watch: Watch) -> None:
        self.suspended(watch, AT + DAY)
        watch.at(LONG_AFTER)
        assert watch.cards() == []

    def test_after_it_the_moments_have_moved_by_the_days_it_took(self, watch: Watch) -> None:
        case = self.suspended(watch, AT + DAY)
        operation.resume_clock(actor=watch.desk.reviewer, case_id=case.pk, at=AT + 3 * DAY)
        watch.at(LONG_AFTER)
        # Tuesday to Thursday are not counted: three working days later, over a weekend.
        assert watch.cards() == [
            ("T01", 1, WARN_AT + 3 * DAY),
            ("T02", 2, YELLOW_AT + 5 * DAY),
            ("T03", 3, RED_AT + 3 * DAY),
        ]

    def test_a_warning_that_fell_due_before_it_stands_even_if_swept_afterwards(self, watch: Watch) -> None:
        self.suspended(watch, WARN_AT + HOUR)
        watch.at(LONG_AFTER)
        assert watch.cards() == [WARN]


def test_an_extension_moves_what_has_not_fallen_due(watch: Watch) -> None:
    case = watch.desk.accepted()
    operation.extend_clock(
        actor=watch.desk.head,
        case_id=case.pk,
        by=TimeLimit.parse("5wd"),
        reason="案情复杂，需要核实",
        at=AT + DAY,
    )
    watch.at(YELLOW_AT)
    assert watch.cards() == []
    watch.at(LONG_AFTER)
    assert watch.cards()[:2] == [("T01", 1, WARN_AT + 7 * DAY), ("T02", 2, YELLOW_AT + 7 * DAY)]


def test_the_card_says_what_was_found(watch: Watch) -> None:
    case = watch.late_case()
    watch.at(YELLOW_AT + HOUR)
    card = watch.card(2)
    assert card.number == "Y420102-2026-0002"  # the first yellow card is that of the slow step
    assert (card.case_id, card.body_id, card.place_path) == (case.pk, case.body_id, case.place_path)
    assert card.facts["limit"] == "8wd"
    assert (card.facts["used"], card.facts["overdue_by"]) == (9, 1)  # the ninth working day has begun
    assert sum(1 for span in card.facts["explanation"] if span["counted"]) >= 1
    assert card.answer_due_date is not None
    assert card.answer_due_date.isoformat() == "2026-04-27"  # thirty working days after Friday 2026-03-13
    assert card.rule_version == "default-1"


def test_recipients_grow_with_the_level(watch: Watch) -> None:
    watch.late_case()
    watch.at(RED_AT)
    told = {
        card.level: {person["as"] for person in card.recipients}
        for card in Card.objects.filter(matter="case_time")
    }
    assert told[1] == {"open_step", "window"}
    assert told[2] == told[1] | {"agency_head", "centre_manager"}
    assert told[3] == told[2] | {"supervisor", "government_head"}


def test_everybody_told_has_a_message_and_the_card_its_document_and_event(watch: Watch) -> None:
    watch.late_case()
    watch.at(RED_AT)
    card = watch.card(3)
    subject = f"card:{card.pk}"
    accounts = {person["account"] for person in card.recipients}
    assert set(Message.objects.filter(subject=subject).values_list("account_id", flat=True)) == accounts
    document = OfficialDocument.objects.get(subject=subject)
    assert (document.kind, document.addressee) == ("red_card", card.body.name)
    assert document.body == watch.desk.cast.body("data_administration")
    assert document.facts["rule"] == "T03 超过法定期限"
    event = LedgerEvent.objects.get(stream=subject)
    assert (event.kind, event.occurred_at, event.recorded_at) == ("supervision.CardIssued", RED_AT, RED_AT)
    assert event.payload["clock_id"] == card.clock_id


def test_nothing_of_supervision_is_written_into_the_stream_of_the_case(watch: Watch) -> None:
    case = watch.late_case()
    before = LedgerEvent.objects.filter(stream=f"case:{case.pk}").count()
    watch.at(RED_AT)
    assert LedgerEvent.objects.filter(stream=f"case:{case.pk}").count() == before
