"""A short life of the small province: every plot that is planted leads to its cards, and every other case to none."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from cast import AT, JIANGAN, Library, definition
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import NewEvent
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.electronic_supervision import queries as supervision
from yangguang.platforms.electronic_supervision.inspection_queries import drawn_as_recorded
from yangguang.platforms.electronic_supervision.models import (
    AccountabilityRecord,
    Card,
    CardAct,
    Clue,
    InspectionPlan,
    SupervisionOrder,
)
from yangguang.platforms.legality_supervision import queries as legality
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.models import Case, Commitment
from yangguang.platforms.service_portal.models import ApplicationDraft, Rating
from yangguang_sim import province, scenes
from yangguang_sim.card_fates import Fate
from yangguang_sim.office_time import windows_open
from yangguang_sim.parts import Part
from yangguang_sim.plots import PLOTS, Plot, Stop, days_before_the_end, dealt_out, fits, morning
from yangguang_sim.ratings import rating_after
from yangguang_sim.scenes import COUNTY, Scene

UNTIL = datetime(2026, 5, 27, 2, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Shanghai
ORDINARY = 150
# What a supervisor must find, by plot. A case that is late as a whole is late in its last step, and was warned of.
RULES_OF = {
    Plot.CLOSE: {"T01"},
    Plot.LATE: {"T01", "T02", "T05"},
    Plot.VERY_LATE: {"T01", "T02", "T03", "T05"},
    Plot.SLOW_STEP: {"T05"},
    Plot.SILENT: {"T06"},  # and T08, when it came in online
    Plot.CORRECTED_TWICE: {"T07"},
    Plot.NOT_DELIVERED: {"T17"},
    Plot.ASKED_TOO_MUCH: {"T23"},
}
EVERY_RULE = {"T01", "T02", "T03", "T05", "T06", "T07", "T17", "T23"}


class Alone:
    """A barrier at which nobody else is awaited."""

    def wait(self, _seconds: float) -> None:
        return None


ALONE = Part(0, 1, Alone())  # type: ignore[arg-type]


def lived(*, cases: int) -> Mapping[int, Plot]:
    plan = province.plan_for(UNTIL, real_since=UNTIL, cases=cases)
    return province.live_here(plan, ALONE)


def rules_by_case() -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for case_id, rule in Card.objects.values_list("case_id", "rule_id"):
        found[case_id].add(rule)
    return found


def test_each_plot_earns_its_cards_and_no_other_case_any(
    library: Library, events_read_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(province, "scenes", list)

    plots = lived(cases=ORDINARY)

    assert len(plots) == ORDINARY == Case.objects.count()
    assert set(plots.values()) == set(Plot)
    cards = rules_by_case()
    online = set(Case.objects.filter(channel="online").values_list("pk", flat=True))
    for case_id, plot in plots.items():
        unseen = {"T08"} if plot is Plot.SILENT and case_id in online else set()
        assert cards.get(case_id, set()) == RULES_OF.get(plot, set()) | unseen, plot
    assert set().union(*cards.values()) - {"T08"} == EVERY_RULE
    assert set(Rating.objects.values_list("case__outcome", flat=True)) <= {"granted", "refused"}
    assert Rating.objects.count() >= 20
    the_supervisor_has_something_to_show()


def the_supervisor_has_something_to_show() -> None:
    """Orders in every state that a visitor should see, a draw that holds, clues that wait."""
    assert {"accepted", "appealed", "issued"} <= set(SupervisionOrder.objects.values_list("state", flat=True))
    assert set(SupervisionOrder.objects.values_list("kind", flat=True)) == {
        "order",
        "recommendation",
        "rectification",
    }
    assert AccountabilityRecord.objects.get().measures.count() == 2
    assert all(drawn_as_recorded(plan) for plan in InspectionPlan.objects.all())
    assert InspectionPlan.objects.count() == 2
    assert {"answered", "merged", "investigating", "received"} <= set(
        Clue.objects.values_list("state", flat=True)
    )


def test_commitments_wait_for_their_check_or_are_to_be_put_right(
    library: Library, events_read_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_items(AT, [definition("fire_check"), definition("food_business")])
    standing = [Scene("fire_check", 4, Stop.TO_CHECK), Scene("fire_check", 12, Stop.CORRECTING)]
    monkeypatch.setattr(province, "scenes", lambda: standing)
    lived(cases=0)
    assert set(Commitment.objects.values_list("state", flat=True)) == {"to_check", "correcting"}
    assert Case.objects.filter(state="delivered", outcome="granted").count() == len(standing)
    assert not Card.objects.exists()


def test_a_run_that_was_stopped_is_taken_up_and_its_cases_carried_on(
    library: Library, events_read_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops = (Stop.RECEIVED, Stop.CORRECTED, Stop.FIRST_STEP, Stop.SUSPENDED, Stop.DECISION, Stop.TO_DELIVER)
    standing = [Scene("food_business", 3, stop, incomplete=stop is Stop.CORRECTED) for stop in stops]
    monkeypatch.setattr(province, "DAYS", 8)
    monkeypatch.setattr(province, "scenes", lambda: standing)
    lived(cases=0)
    assert Case.objects.filter(delivered_at__isnull=True).count() == len(stops)

    of_the_first_day = [Scene("food_business", None, None, Plot.CORRECTED_TWICE)]
    monkeypatch.setattr(province, "DAYS", 16)
    monkeypatch.setattr(province, "scenes", lambda: of_the_first_day)
    again = province.plan_for(UNTIL + timedelta(days=8), real_since=UNTIL + timedelta(days=8), cases=0)
    assert UNTIL - timedelta(days=3) < again.began <= UNTIL
    province.live_here(again, ALONE)
    assert Case.objects.filter(delivered_at__isnull=False).count() == len(stops) == Case.objects.count()


def test_what_people_do_while_the_history_fills_neither_ends_it_nor_is_overruled(
    library: Library, events_read_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = [Scene("food_business", 3, stop) for stop in (Stop.RECEIVED, Stop.TO_DELIVER)]
    monkeypatch.setattr(province, "DAYS", 8)
    monkeypatch.setattr(province, "scenes", lambda: standing)
    lived(cases=0)
    theirs, ours = Case.objects.order_by("state").values_list("pk", flat=True)
    later = UNTIL + timedelta(days=8)
    act = NewEvent(kind="operation.DoneByAPerson", payload={})
    ledger.append(f"case:{theirs}", [act], actor=None, at=later, place_path="")

    monkeypatch.setattr(province, "DAYS", 16)
    again = province.plan_for(later + timedelta(minutes=5), real_since=later, cases=0)

    assert again.began <= UNTIL
    assert [case_id for case_id, _place in again.open_cases] == [ours]


@pytest.fixture
def demonstration_citizen(library: Library) -> Account:
    """张敏 of the scenes, played by a citizen of the cast."""
    account = Account.objects.get(pk=library.cast.citizen.account_id)
    account.username = "citizen"
    account.save(update_fields=["username"])
    return account


# For each post that a first visitor may take: enough of each scene, on items that the small province has.
AT_HOME = [
    Scene("food_business", 1, Stop.RECEIVED),
    Scene("food_business", 2, Stop.RECEIVED, incomplete=True),
    Scene("food_business", 5, Stop.RECEIVED),
    Scene("food_business", 2, Stop.CORRECTED, incomplete=True),
    Scene("food_business", 4, Stop.TO_CORRECT, incomplete=True, who="citizen"),
    Scene("food_business", 6, Stop.TO_DELIVER),
    Scene("food_business", 15, Stop.TO_DELIVER, Plot.NOT_DELIVERED),
    Scene("food_business", 2, Stop.FIRST_STEP),
    Scene("food_business", 8, Stop.SUSPENDED, who="citizen"),
    Scene("food_business", 2, Stop.DECISION),
    Scene("food_business", 1, Stop.DECISION, Plot.CLOSE),
    Scene("food_business", 3, Stop.DECISION, Plot.LATE, fate=Fate.ANSWERED),
    Scene("construction_permit", 2, Stop.FIRST_STEP, Plot.VERY_LATE),
    Scene("restaurant_opening", 5, Stop.LEGAL_REVIEW),
    Scene("restaurant_opening", 5, Stop.LEGAL_REVIEW_FAILED),
    Scene("food_business", 8, Stop.TO_RATE, who="citizen"),
    Scene("food_business", None, None, Plot.CORRECTED_TWICE),
    Scene("food_business", None, None, Plot.CORRECTED_TWICE, fate=Fate.CONFIRMED_UNHEARD),
]


@pytest.fixture
def at_home(
    demonstration_citizen: Account,
    library: Library,
    events_read_at_once: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Library:
    cast, market = library.cast, "market_regulation"
    # Hired before the story begins, so that it plays with them.
    assert cast.officer(Role.WINDOW_CLERK)
    assert cast.officer(Role.REVIEWER, department=market)
    assert cast.officer(Role.DECIDER, department=market)
    assert cast.officer(Role.AGENCY_HEAD, department=market)
    assert cast.officer(Role.LEGAL_OFFICER)
    assert cast.officer(Role.SUPERVISOR)
    monkeypatch.setattr(province, "scenes", lambda: AT_HOME)
    assert len(lived(cases=0)) == len(AT_HOME)
    return library


def test_every_post_finds_work_on_the_first_visit(at_home: Library, demonstration_citizen: Account) -> None:
    cast = at_home.cast
    board = operation.window_board(cast.officer(Role.WINDOW_CLERK))
    assert len(board.to_accept) == 4
    assert len(board.awaiting_correction) == 1
    assert len(board.to_deliver) == 2
    acceptance_due = [row.window_due_at for row in board.to_accept]  # type: ignore[attr-defined]
    assert shanghai_date(acceptance_due[0]) == date(2026, 5, 28)  # at 24:00 today: then it is deemed accepted

    reviewer = cast.officer(Role.REVIEWER, department="market_regulation")
    decider = cast.officer(Role.DECIDER, department="market_regulation")
    assert [len(group.steps) for group in operation.inbox_by_urgency(reviewer, at=UNTIL)] == [1, 1]
    assert [group.urgency for group in operation.inbox_by_urgency(decider, at=UNTIL)] == [
        operation.Urgency.PROMISE_PASSED,
        operation.Urgency.SOON,
        operation.Urgency.LATER,
    ]
    head = cast.officer(Role.AGENCY_HEAD, department="market_regulation")
    assert len(operation.extendable_cases(head, at=UNTIL)) == 2
    waiting = legality.awaiting_review(cast.officer(Role.LEGAL_OFFICER))
    assert sorted(str(case.latest_passed) for case in waiting) == ["False", "None"]  # type: ignore[attr-defined]

    mine = Case.objects.filter(applicant=demonstration_citizen)
    assert {(case.state, case.suspended) for case in mine} == {
        ("awaiting_correction", False),
        ("under_review", True),
        ("delivered", False),
    }
    assert not Rating.objects.filter(case__in=mine).exists()
    assert ApplicationDraft.objects.filter(account=demonstration_citizen, case=None).count() == 1
    _supervisor_finds_cases_burning_and_cards_in_every_state(cast.officer(Role.SUPERVISOR))


def _supervisor_finds_cases_burning_and_cards_in_every_state(supervisor: Actor) -> None:
    total = supervision.board(supervisor, JIANGAN, at=UNTIL).total
    assert (total.statutory, total.promised, total.soon) == (1, 1, 1)

    judged = Card.objects.filter(level__gt=1)
    unanswered = judged.filter(state="issued")
    today = shanghai_date(UNTIL)
    assert unanswered.filter(answer_due_date__gte=today).exists()
    assert {card.rule_id for card in unanswered.filter(answer_due_date__lt=today)} == {"T07"}
    assert {card.rule_id for card in judged.filter(state="answered")} == {"T02", "T05"}
    confirmed = judged.get(state="confirmed")
    assert list(CardAct.objects.filter(card=confirmed).values_list("kind", flat=True)) == ["confirm"]


def test_a_smaller_run_still_has_every_plot_and_a_whole_one_the_numbers_planned() -> None:
    whole = dealt_out(province.CASES, province.CASES, Random(1))
    assert len(whole) == province.CASES
    assert {plot: whole.count(plot) for plot in PLOTS} == PLOTS
    assert set(dealt_out(60, province.CASES, Random(1))) == set(Plot)
    assert dealt_out(0, province.CASES, Random(1)) == []


@pytest.mark.parametrize(
    ("plot", "item", "level", "possible"),
    [
        (Plot.CLOSE, "food_business", 4, True),
        (Plot.CLOSE, "restaurant_opening", 4, False),  # steps at the same time
        (Plot.LATE, "food_business", 4, True),
        (Plot.LATE, "old_age_allowance", 4, False),  # promise and law say the same: late would be very late
        (Plot.VERY_LATE, "old_age_allowance", 4, True),
        (Plot.VERY_LATE, "restaurant_opening", 4, False),  # 45 working days do not end within the run
        (Plot.SILENT, "subsistence_allowance", 4, True),
        (Plot.SILENT, "food_business", 4, False),  # the silence would eat the promise
        (Plot.SLOW_STEP, "project_filing", 4, False),
        (Plot.LATE, "village_mediation", 6, False),
    ],
)
def test_a_plot_goes_only_where_it_can_happen(plot: Plot, item: str, level: int, possible: bool) -> None:
    assert fits(plot, definition(item), level) is possible


def test_a_standing_case_is_filed_so_many_days_before_the_end() -> None:
    food = definition("food_business")  # promised in 8 working days, by law in 20
    assert days_before_the_end(Plot.LATE, food, 2) == 10
    assert days_before_the_end(Plot.VERY_LATE, food, 1) == 21
    assert days_before_the_end(Plot.CLOSE, food, 1) == 7
    assert days_before_the_end(Plot.PLAIN, food, 5) == 5
    calendar = announced_calendar()
    assert shanghai_date(morning(UNTIL, 8, calendar, Random(1))) == date(2026, 5, 15)
    sunday = datetime(2026, 5, 24, 2, 0, tzinfo=UTC)
    assert shanghai_date(morning(sunday, 1, calendar, Random(1))) == date(2026, 5, 22)


def test_those_who_waited_too_long_are_less_content() -> None:
    rng = Random(1)
    content = [rating_after(Plot.PLAIN, rng)[0] for _i in range(2000)]
    annoyed = [rating_after(Plot.VERY_LATE, rng)[0] for _i in range(2000)]
    assert set(content) == set(annoyed) == {1, 2, 3, 4, 5}
    assert sum(content) / 2000 > 4.3
    assert sum(annoyed) / 2000 < 3.2
    assert all(words for stars, words in (rating_after(Plot.LATE, rng) for _i in range(200)) if stars <= 3)


def test_no_scene_names_an_item_that_its_place_does_not_decide() -> None:
    level_of = {COUNTY: 4, scenes.STREET: 5, scenes.COMMUNITY: 6}
    for scene in scenes.scenes():
        if scene.place:
            assert level_of[scene.place] in definition(scene.item).levels, scene.item
    for _who, item in scenes.DRAFTS:
        assert 4 in definition(item).levels


def test_nobody_comes_to_a_closed_window() -> None:
    calendar = announced_calendar()
    assert windows_open(UNTIL, calendar)
    assert not windows_open(UNTIL - timedelta(hours=2), calendar)  # eight in the morning
    assert not windows_open(UNTIL + timedelta(hours=8), calendar)  # six in the evening
    assert not windows_open(UNTIL + timedelta(days=3), calendar)  # a Saturday
