"""What follows a card: the department answers; somebody else confirms or revokes; nothing is ever taken away."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from cast import HUBEI, WUHAN, YICHANG
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import RED_AT, YELLOW_AT, Watch
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.electronic_supervision import queries, services
from yangguang.platforms.electronic_supervision.models import Card, CardAct

ANSWERED_AT = YELLOW_AT + DAY
JUDGED_AT = YELLOW_AT + 2 * DAY
BEGIN, END = YELLOW_AT - 30 * DAY, YELLOW_AT + 60 * DAY


@pytest.fixture
def yellow(watch: Watch) -> Card:
    watch.late_case()
    watch.at(YELLOW_AT + HOUR)
    return watch.card(2)


def _state(card: Card) -> str:
    card.refresh_from_db()
    return card.state


def test_answer_and_confirmation(watch: Watch, yellow: Card) -> None:
    services.answer_card(watch.desk.head, yellow.pk, "专家出差，已于当日补办", ANSWERED_AT)
    assert _state(yellow) == "answered"
    services.confirm_card(watch.supervisor, yellow.pk, "", JUDGED_AT)
    assert _state(yellow) == "confirmed"
    events = LedgerEvent.objects.filter(stream=f"card:{yellow.pk}").order_by("position")
    assert [event.kind for event in events] == [
        "supervision.CardIssued",
        "supervision.CardAnswered",
        "supervision.CardConfirmed",
    ]
    assert "专家出差" not in str([event.payload for event in events])


def test_an_answer_is_told_to_the_supervisor_and_a_judgement_to_the_department(
    watch: Watch, yellow: Card
) -> None:
    services.answer_card(watch.desk.head, yellow.pk, "已整改", ANSWERED_AT)
    assert Message.objects.filter(account_id=watch.supervisor.account_id, sent_at=ANSWERED_AT).count() == 1
    services.revoke_card(watch.supervisor, yellow.pk, "系统故障造成", JUDGED_AT)
    told = set(Message.objects.filter(sent_at=JUDGED_AT).values_list("account_id", flat=True))
    assert told == {person["account"] for person in yellow.recipients}


def test_a_revoked_card_stays_readable_and_no_longer_counts(watch: Watch, yellow: Card) -> None:
    path = yellow.place_path
    assert queries.card_counts(path, BEGIN, END).yellow == 2  # the promise, and the slow step before it
    services.revoke_card(watch.supervisor, yellow.pk, "系统故障造成", JUDGED_AT)
    counts = queries.card_counts(path, BEGIN, END)
    assert (counts.yellow, counts.revoked) == (1, 1)
    page = queries.card_page(watch.supervisor, yellow.number)
    assert page.card.state == "revoked"
    assert page.acts[0].text == "系统故障造成"


class TestWhoMayAnswer:
    @pytest.mark.parametrize(
        "role", [Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD, Role.CHIEF_REPRESENTATIVE]
    )
    def test_the_body_may(self, watch: Watch, yellow: Card, role: Role) -> None:
        officer = watch.desk.cast.officer(role, department="market_regulation")
        services.answer_card(officer, yellow.pk, "已整改", ANSWERED_AT)
        assert _state(yellow) == "answered"

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.AGENCY_HEAD])
    def test_another_body_does_not_even_see_it(self, watch: Watch, yellow: Card, role: Role) -> None:
        stranger = watch.desk.cast.officer(role, department="health")
        with pytest.raises(NotFound):
            services.answer_card(stranger, yellow.pk, "已整改", ANSWERED_AT)

    def test_the_supervisor_may_not(self, watch: Watch, yellow: Card) -> None:
        with pytest.raises(NotFound):
            services.answer_card(watch.supervisor, yellow.pk, "已整改", ANSWERED_AT)

    def test_the_centre_answers_for_its_window_only(self, watch: Watch, yellow: Card) -> None:
        with pytest.raises(NotFound):
            services.answer_card(watch.manager, yellow.pk, "已整改", ANSWERED_AT)
        watch.desk.file(at=YELLOW_AT)
        watch.at(RED_AT)
        window_card = watch.card(2, "acceptance")
        services.answer_card(watch.manager, window_card.pk, "窗口人员调整所致", RED_AT + HOUR)
        assert _state(window_card) == "answered"


class TestWhoMayJudge:
    @pytest.mark.parametrize("place", [WUHAN, HUBEI])
    def test_a_supervisor_above_may(self, watch: Watch, yellow: Card, place: str) -> None:
        services.revoke_card(
            watch.desk.cast.officer(Role.SUPERVISOR, place), yellow.pk, "认定有误", JUDGED_AT
        )
        assert _state(yellow) == "revoked"

    def test_a_supervisor_elsewhere_does_not_even_see_it(self, watch: Watch, yellow: Card) -> None:
        elsewhere = watch.desk.cast.officer(Role.SUPERVISOR, YICHANG)
        with pytest.raises(NotFound):
            services.revoke_card(elsewhere, yellow.pk, "认定有误", JUDGED_AT)

    def test_the_department_may_not(self, watch: Watch, yellow: Card) -> None:
        with pytest.raises(NotFound):
            services.revoke_card(watch.desk.head, yellow.pk, "认定有误", JUDGED_AT)

    def test_whoever_answered_may_not(self, watch: Watch, yellow: Card) -> None:
        """The head of the agency becomes supervisor: the same person still may not judge the own answer."""
        services.answer_card(watch.desk.head, yellow.pk, "已整改", ANSWERED_AT)
        supervising = watch.supervisor
        same_person = Actor(watch.desk.head.account_id, watch.desk.head.name, "officer", supervising.post)
        with pytest.raises(Refusal, match="不同人员"):
            services.confirm_card(same_person, yellow.pk, "", JUDGED_AT)
        services.confirm_card(supervising, yellow.pk, "", JUDGED_AT)


class TestRefusals:
    def test_a_finding_is_not_confirmed_before_the_department_was_heard(
        self, watch: Watch, yellow: Card
    ) -> None:
        with pytest.raises(Refusal, match="反馈期限"):
            services.confirm_card(watch.supervisor, yellow.pk, "", JUDGED_AT)
        assert yellow.answer_due_date
        after = datetime.combine(yellow.answer_due_date + timedelta(days=1), YELLOW_AT.timetz())
        services.confirm_card(watch.supervisor, yellow.pk, "", after)
        assert _state(yellow) == "confirmed"

    @pytest.mark.parametrize("text", ["", "   "])
    def test_answers_and_revocations_say_why(self, watch: Watch, yellow: Card, text: str) -> None:
        with pytest.raises(Refusal, match="说明理由"):
            services.answer_card(watch.desk.head, yellow.pk, text, ANSWERED_AT)
        with pytest.raises(Refusal, match="说明理由"):
            services.revoke_card(watch.supervisor, yellow.pk, text, JUDGED_AT)
        assert _state(yellow) == "issued"

    def test_a_warning_asks_for_no_answer(self, watch: Watch, yellow: Card) -> None:
        with pytest.raises(Refusal, match="预警"):
            services.answer_card(watch.desk.head, watch.card(1).pk, "已整改", ANSWERED_AT)

    def test_what_is_settled_stays_settled(self, watch: Watch, yellow: Card) -> None:
        services.revoke_card(watch.supervisor, yellow.pk, "认定有误", JUDGED_AT)
        for act in (services.answer_card, services.confirm_card, services.revoke_card):
            actor = watch.desk.head if act is services.answer_card else watch.supervisor
            with pytest.raises(Refusal, match="已撤销"):
                act(actor, yellow.pk, "再议", JUDGED_AT + HOUR)


class TestTheDatabaseKeepsCards:
    def refused(self) -> object:
        return pytest.raises(DatabaseError, match=r"kept|never changes|stays so")

    def test_a_card_is_never_deleted(self, yellow: Card) -> None:
        with self.refused(), transaction.atomic():  # type: ignore[attr-defined]
            Card.objects.filter(pk=yellow.pk).delete()

    def test_what_it_found_never_changes(self, yellow: Card) -> None:
        with self.refused(), transaction.atomic():  # type: ignore[attr-defined]
            Card.objects.filter(pk=yellow.pk).update(facts={})

    def test_a_revoked_card_is_not_brought_back(self, watch: Watch, yellow: Card) -> None:
        services.revoke_card(watch.supervisor, yellow.pk, "认定有误", JUDGED_AT)
        with self.refused(), transaction.atomic():  # type: ignore[attr-defined]
            Card.objects.filter(pk=yellow.pk).update(state="issued", revoked_at=None)

    def test_an_answer_stays_as_it_was_written(self, watch: Watch, yellow: Card) -> None:
        services.answer_card(watch.desk.head, yellow.pk, "已整改", ANSWERED_AT)
        with self.refused(), transaction.atomic():  # type: ignore[attr-defined]
            CardAct.objects.update(text="没有问题")


class TestFigures:
    """S10 and S11: one delay counts once, at its highest, in the period in which its card was issued."""

    def counts(self, watch: Watch, begin: date, end: date) -> tuple[int, int, int, int]:
        path = watch.desk.cast.body("market_regulation").division.path
        found = queries.card_counts(path, _midnight(begin), _midnight(end))
        return found.warnings, found.yellow, found.red, found.revoked

    def test_a_red_card_takes_the_place_of_the_yellow_one_within_a_period(self, watch: Watch) -> None:
        watch.late_case()
        watch.at(YELLOW_AT)
        march = date(2026, 3, 1), date(2026, 4, 1)
        warnings, yellow, red, _revoked = self.counts(watch, *march)
        watch.at(RED_AT)
        assert (red, self.counts(watch, *march)[2]) == (0, 1)
        assert self.counts(watch, *march)[1] == yellow - 1
        assert self.counts(watch, *march)[0] == warnings

    def test_a_month_that_was_reported_keeps_its_figures(self, watch: Watch, yellow: Card) -> None:
        march, april = (date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 5, 1))
        reported = self.counts(watch, *march)
        services.revoke_card(watch.supervisor, yellow.pk, "认定有误", _midnight(date(2026, 4, 10)))
        assert self.counts(watch, *march) == reported
        assert self.counts(watch, *april) == (0, 0, 0, 1)


def _midnight(day: date) -> datetime:
    from yangguang.law.time_limits import start_of_day

    return start_of_day(day)
