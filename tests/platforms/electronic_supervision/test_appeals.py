"""An appeal against a confirmed card: once, decided by somebody else, here or above."""

import pytest
from django.test import Client

from cast import WUHAN
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import YELLOW_AT, Watch
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.notices.models import Message
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.electronic_supervision import queries, services
from yangguang.platforms.electronic_supervision.models import Card

CONFIRMED_AT = YELLOW_AT + 2 * DAY
APPEALED_AT = YELLOW_AT + 3 * DAY
RULED_AT = YELLOW_AT + 4 * DAY
BEGIN, END = YELLOW_AT - 30 * DAY, YELLOW_AT + 60 * DAY


@pytest.fixture
def confirmed(watch: Watch) -> Card:
    watch.late_case()
    watch.at(YELLOW_AT + HOUR)
    card = watch.card(2)
    services.answer_card(watch.desk.head, card.pk, "专家出差", YELLOW_AT + DAY)
    services.confirm_card(watch.supervisor, card.pk, "理由不成立", CONFIRMED_AT)
    return card


@pytest.fixture
def appealed(watch: Watch, confirmed: Card) -> Card:
    services.appeal_card(watch.desk.head, confirmed.pk, "系统停机两日，附通告", APPEALED_AT)
    return confirmed


@pytest.fixture
def above(watch: Watch) -> Actor:
    return watch.desk.cast.officer(Role.SUPERVISOR, WUHAN)


def state(card: Card) -> str:
    card.refresh_from_db()
    return card.state


def test_an_appeal_that_is_right_revokes_the_card(watch: Watch, appealed: Card, above: Actor) -> None:
    before = queries.card_counts(appealed.place_path, BEGIN, END).yellow
    services.allow_appeal(above, appealed.pk, "停机属实", RULED_AT)
    assert state(appealed) == "revoked"
    assert appealed.revoked_at == RULED_AT
    assert queries.card_counts(appealed.place_path, BEGIN, END).yellow == before - 1


def test_one_that_is_wrong_leaves_it_standing_for_good(watch: Watch, appealed: Card, above: Actor) -> None:
    before = queries.card_counts(appealed.place_path, BEGIN, END)
    services.dismiss_appeal(above, appealed.pk, "停机在期限届满之后", RULED_AT)
    assert state(appealed) == "upheld"
    assert queries.card_counts(appealed.place_path, BEGIN, END) == before
    with pytest.raises(Refusal, match="已维持"):
        services.appeal_card(watch.desk.head, appealed.pk, "再诉", RULED_AT + HOUR)
    with pytest.raises(Refusal, match="已维持"):
        services.revoke_card(watch.supervisor, appealed.pk, "再议", RULED_AT + HOUR)


def test_whoever_confirmed_does_not_decide_on_the_appeal(watch: Watch, appealed: Card, above: Actor) -> None:
    for act in (services.allow_appeal, services.dismiss_appeal, services.report_appeal_up):
        with pytest.raises(Refusal, match="未参与原认定"):
            act(watch.supervisor, appealed.pk, "再看一遍", RULED_AT)
    with pytest.raises(Refusal, match="申诉中"):
        services.revoke_card(watch.supervisor, appealed.pk, "再看一遍", RULED_AT)
    services.dismiss_appeal(above, appealed.pk, "认定无误", RULED_AT)


def test_what_was_reported_up_is_decided_above(watch: Watch, appealed: Card, above: Actor) -> None:
    other = watch.desk.cast.officer(Role.REVIEWER, department="health")
    colleague = Actor(other.account_id, other.name, "officer", watch.supervisor.post)
    services.report_appeal_up(colleague, appealed.pk, "涉及系统停机，请市级决定", RULED_AT)
    assert state(appealed) == "appealed"
    assert Message.objects.filter(account_id=above.account_id, sent_at=RULED_AT).count() == 1
    third = watch.desk.cast.officer(Role.DECIDER, department="health")
    same_level = Actor(third.account_id, third.name, "officer", watch.supervisor.post)
    with pytest.raises(Refusal, match="由上级决定"):
        services.allow_appeal(same_level, appealed.pk, "成立", RULED_AT + HOUR)
    services.allow_appeal(above, appealed.pk, "成立", RULED_AT + HOUR)
    assert state(appealed) == "revoked"


def test_where_nobody_is_above_it_is_decided_here(watch: Watch, appealed: Card) -> None:
    other = watch.desk.cast.officer(Role.REVIEWER, department="health")
    colleague = Actor(other.account_id, other.name, "officer", watch.supervisor.post)
    with pytest.raises(Refusal, match="上级没有"):
        services.report_appeal_up(colleague, appealed.pk, "请上级决定", RULED_AT)
    assert state(appealed) == "appealed"


def test_only_the_department_appeals_and_only_a_confirmed_card(watch: Watch, confirmed: Card) -> None:
    with pytest.raises(NotFound):
        services.appeal_card(watch.supervisor, confirmed.pk, "不服", APPEALED_AT)
    with pytest.raises(Refusal, match="说明理由"):
        services.appeal_card(watch.desk.head, confirmed.pk, " ", APPEALED_AT)
    slow_step = Card.objects.get(level=2, matter="step_time")
    with pytest.raises(Refusal, match="已发出"):
        services.appeal_card(watch.desk.head, slow_step.pk, "不服", APPEALED_AT)
    services.appeal_card(watch.desk.head, confirmed.pk, "不服", APPEALED_AT)
    with pytest.raises(Refusal, match="申诉中"):
        services.appeal_card(watch.desk.head, confirmed.pk, "不服", APPEALED_AT)


def test_the_department_does_not_decide_on_its_own_appeal(watch: Watch, appealed: Card) -> None:
    with pytest.raises(NotFound):
        services.allow_appeal(watch.desk.head, appealed.pk, "成立", RULED_AT)


def test_the_ledger_keeps_each_act_and_no_text(watch: Watch, appealed: Card, above: Actor) -> None:
    services.dismiss_appeal(above, appealed.pk, "认定无误", RULED_AT)
    events = LedgerEvent.objects.filter(stream=f"card:{appealed.pk}").order_by("position")
    assert [event.kind.removeprefix("supervision.") for event in events][-2:] == [
        "CardAppealed",
        "CardUpheld",
    ]
    assert "停机" not in str([event.payload for event in events])


def test_an_appeal_waits_on_the_board_until_it_is_decided(watch: Watch, appealed: Card, above: Actor) -> None:
    waiting = queries.card_list(watch.supervisor, unsettled=True)
    assert appealed in waiting
    services.dismiss_appeal(above, appealed.pk, "认定无误", RULED_AT)
    assert appealed not in queries.card_list(watch.supervisor, unsettled=True)


class TestPages:
    def test_the_department_appeals_and_the_supervisor_above_decides(
        self, watch: Watch, confirmed: Card, above: Actor
    ) -> None:
        address = f"/supervision/cards/{confirmed.number}/"
        head: Client = watch.desk.cast.signed_in(watch.desk.head)
        assert "提出申诉" in head.get(address).content.decode()
        assert head.post(f"{address}appeal/", {"appeal-text": ""}).status_code == 422
        assert head.post(f"{address}appeal/", {"appeal-text": "系统停机两日"}).status_code == 302
        judge: Client = watch.desk.cast.signed_in(above)
        assert "决定申诉" in judge.get(address).content.decode()
        assert judge.post(f"{address}dismiss/", {"dismiss-text": "认定无误"}).status_code == 302
        shown = head.get(address).content.decode()
        assert "已维持" in shown
        assert "提出申诉" not in shown

    def test_a_refused_ruling_comes_back_with_what_was_typed(self, watch: Watch, appealed: Card) -> None:
        judge: Client = watch.desk.cast.signed_in(watch.supervisor)
        answer = judge.post(f"/supervision/cards/{appealed.number}/allow/", {"allow-text": "再看一遍"})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "再看一遍" in text
        form = text.index(f'action="/supervision/cards/{appealed.number}/allow/"')
        assert text.rindex("<details", 0, form) == text.rindex('<details class="yg-more" open>', 0, form)
