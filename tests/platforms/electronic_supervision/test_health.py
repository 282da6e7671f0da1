"""A supervisor that has gone blind says so: no calendar, no rules, unread events, moments that their history denies."""

import pytest

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import LONG_AFTER, WARN_AT, YELLOW_AT, Watch
from platforms.power_operation.test_counting_rule import FILED, adopt
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.calendars import services as calendar_services
from yangguang.foundations.organisations.models import ServiceCentre
from yangguang.law.axes import CountingRule, OfficeHours
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.electronic_supervision import health, queries
from yangguang.platforms.electronic_supervision.models import Card, HealthIncident, NightlyCheck, WatchedClock
from yangguang.platforms.power_operation.models import Case, Clock


def open_kinds() -> list[str]:
    return sorted(HealthIncident.objects.filter(closed_at__isnull=True).values_list("kind", flat=True))


def test_all_is_well(watch: Watch) -> None:
    watch.desk.accepted()
    watch.at(AT + DAY)
    health.check_configuration(AT + DAY)
    check = health.recheck(AT + DAY)
    assert open_kinds() == []
    assert (check.clocks, check.differences) == (3, 0)


def test_no_calendar_is_an_incident_within_one_sweep(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> object:
        raise calendars.NoCalendar

    with monkeypatch.context() as patched:
        patched.setattr(calendars, "calendar_in_force", none)
        watch.at(AT)
        watch.at(AT + HOUR)
    assert open_kinds() == ["no_calendar"]
    watch.at(AT + 2 * HOUR)
    assert open_kinds() == []
    assert HealthIncident.objects.get().closed_at == AT + 2 * HOUR


def test_a_year_whose_notice_is_missing_is_an_incident_before_it_begins(watch: Watch) -> None:
    watch.at(AT.replace(month=12, day=10))
    assert open_kinds() == []
    watch.at(AT.replace(month=12, day=22))
    assert open_kinds() == ["unannounced_year"]


def test_events_left_unread_are_an_incident(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.desk.accepted()
    health.check_health(AT + 2 * HOUR)
    assert open_kinds() == ["consumer_lag"]
    watch.at(AT + 2 * HOUR)
    assert open_kinds() == []


def test_a_centre_without_office_hours_is_an_incident(watch: Watch) -> None:
    case = watch.desk.accepted()
    ServiceCentre.objects.filter(pk=case.centre_id).update(office_hours="")
    watch.at(AT + DAY)
    health.check_configuration(AT + DAY)
    assert open_kinds() == ["no_office_hours"]


def test_a_due_moment_that_its_history_denies_is_an_incident(watch: Watch) -> None:
    case = watch.desk.accepted()
    clock = Clock.objects.get(case=case, kind="promised")
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + DAY)
    assert health.recheck(AT + DAY).differences == 1
    assert open_kinds() == ["clock_differs"]
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at)
    assert health.recheck(AT + 2 * DAY).differences == 0
    assert open_kinds() == []


def test_a_watch_that_was_lost_is_an_incident_and_set_right(watch: Watch) -> None:
    case = watch.desk.accepted()
    watch.at(AT + DAY)
    WatchedClock.objects.filter(case=case).delete()
    assert health.recheck(AT + 2 * DAY).differences == 3
    watch.at(YELLOW_AT)
    assert [level for _rule, level, _at in watch.cards(case)] == [1, 2]


def test_a_watch_lost_after_a_card_goes_on_behind_it(watch: Watch) -> None:
    case = watch.late_case()
    watch.at(WARN_AT)
    WatchedClock.objects.filter(case=case).delete()
    health.recheck(WARN_AT + HOUR)
    assert watch.at(YELLOW_AT)["failed"] == 0
    assert [level for _rule, level, _at in watch.cards(case)] == [1, 2]


def test_a_card_whose_facts_no_longer_hold_is_an_incident_until_it_is_revoked(watch: Watch) -> None:
    """The day of acceptance turns out to have been entered wrongly; the card stays, and asks to be judged again."""
    case = watch.late_case()
    watch.at(YELLOW_AT)
    Clock.objects.filter(case=case, kind="promised").update(started_at=AT + 3 * DAY)
    health.recheck(LONG_AFTER)
    differing = set(HealthIncident.objects.filter(kind="card_differs").values_list("subject", flat=True))
    cards = Card.objects.filter(case=case, matter="case_time")
    assert differing == {card.number for card in cards}
    page = queries.card_page(watch.supervisor, cards[0].number)
    assert page.agrees is False


def test_the_page_shows_what_is_open_and_the_last_recount(watch: Watch) -> None:
    case = watch.desk.accepted()
    watch.at(AT + DAY)
    health.recheck(AT + DAY)
    view = queries.health_view(at=AT + DAY)
    assert view.last_check == NightlyCheck.objects.get()
    assert (view.watched, view.waiting) == (WatchedClock.objects.count(), 0)
    assert Case.objects.get(pk=case.pk).promised_due_at
    assert queries.health_view(at=YELLOW_AT).waiting > 0


class TestCountedInHours:
    """A case counted within office hours, where neither its body nor its centre says when it is open."""

    @pytest.fixture
    def case(self, watch: Watch) -> Case:
        adopt(CountingRule.OFFICE_HOURS)
        ServiceCentre.objects.update(office_hours="全天开放")
        return watch.desk.accepted(at=FILED)

    def test_it_is_an_incident_until_the_body_has_set_its_hours(self, watch: Watch, case: Case) -> None:
        watch.at(FILED + HOUR)
        health.check_configuration(FILED + HOUR)
        incident = HealthIncident.objects.get(closed_at=None)
        assert (incident.kind, incident.subject) == ("no_office_hours", "bodies")
        assert case.body.name in incident.detail
        assert case.office_hours in incident.detail
        calendar_services.set_office_hours(
            body_id=case.body_id,
            hours=OfficeHours.parse("08:30-12:00,14:00-17:30"),
            in_force_from=shanghai_date(FILED + DAY),
            citation="鄂作息〔2026〕3号",
            actor=None,
            at=FILED + HOUR,
        )
        health.check_configuration(FILED + 2 * HOUR)
        assert open_kinds() == []

    def test_it_is_carded_all_the_same_and_the_recheck_agrees(self, watch: Watch, case: Case) -> None:
        watch.at(LONG_AFTER)
        assert [level for _rule, level, _at in watch.cards(case)] == [1, 2, 3]
        assert health.recheck(LONG_AFTER).differences == 0

    def test_no_alarm_where_the_centre_says_when_it_is_open(self, watch: Watch, case: Case) -> None:
        ServiceCentre.objects.update(office_hours="周一至周五 8:30–12:00、14:00–17:30")
        watch.at(FILED + HOUR)
        health.check_configuration(FILED + HOUR)
        assert open_kinds() == []
