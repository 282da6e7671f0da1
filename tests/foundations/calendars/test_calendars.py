"""Calendar versions: published, pinned, never changed, never guessed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from yangguang.foundations.calendars import queries
from yangguang.foundations.calendars.loading import load_calendars
from yangguang.foundations.calendars.models import CalendarVersion
from yangguang.foundations.calendars.overlays import overlay_days, stored_overlays
from yangguang.foundations.calendars.services import publish_calendar
from yangguang.foundations.ledger.queries import history
from yangguang.foundations.ledger.services import ActorRef
from yangguang.law.notices import announced_notices
from yangguang.law.phrases import english_of
from yangguang.law.refusals import Refusal
from yangguang.law.working_days import Overlay, regional_overlays

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FLOOD_DAY = date(2026, 7, 6)
FLOOD = Overlay(FLOOD_DAY, FLOOD_DAY, working=False, name="防汛一级响应", citation="鄂防指〔2026〕9号")

pytestmark = pytest.mark.django_db


def publish(known_on: date = date(2026, 3, 2), *overlays: Overlay, at: datetime = AT) -> CalendarVersion:
    return publish_calendar(known_on=known_on, overlays=overlays, title="试用", actor=ActorRef(7, 31), at=at)


def test_without_a_version_nothing_is_counted() -> None:
    with pytest.raises(queries.NoCalendar, match="yangguang load calendars"):
        queries.calendar_in_force()


def test_the_newest_version_is_in_force_and_the_earlier_stay_as_they_were() -> None:
    first = publish()
    second = publish(date(2026, 3, 2), FLOOD)
    version, calendar = queries.calendar_in_force()
    assert version == second
    assert not calendar.is_working_day(FLOOD_DAY)
    assert calendar.reason(FLOOD_DAY).citation == "鄂防指〔2026〕9号"
    assert queries.calendar_of_version(first.pk).is_working_day(FLOOD_DAY)
    assert not queries.calendar_of_version(second.pk).is_working_day(FLOOD_DAY)


def test_a_make_up_sunday_is_worked() -> None:
    publish()
    _, calendar = queries.calendar_in_force()
    assert calendar.is_working_day(date(2026, 1, 4))
    assert not calendar.is_working_day(date(2026, 1, 2))


def test_asking_again_costs_one_query_or_none(django_assert_num_queries: Any) -> None:
    version = publish()
    queries.calendar_of_version(version.pk)
    with django_assert_num_queries(1):
        _, calendar = queries.calendar_in_force()
    with django_assert_num_queries(0):
        assert queries.calendar_of_version(version.pk) is calendar


def test_publication_is_on_the_ledger() -> None:
    version = publish(date(2026, 3, 2), FLOOD)
    (event,) = history("calendar")
    assert (event.kind, event.actor_id, event.post_id) == ("calendar.published", 7, 31)
    assert event.payload["version"] == version.pk
    assert event.payload["overlays"][0]["first_date"] == "2026-07-06"


def test_a_version_is_pinned_to_the_notices_that_were_out() -> None:
    """Known on a day, stored as the day of the newest notice: a notice learnt of later cannot slip in."""
    issued = max(notice.issued_on for notice in announced_notices() if notice.issued_on <= date(2026, 3, 2))
    assert publish().known_on == issued


def test_a_version_never_changes() -> None:
    version = publish()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        CalendarVersion.objects.filter(pk=version.pk).update(title="x")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        version.delete()


@pytest.mark.parametrize(
    ("known_on", "overlays", "rule"),
    [
        (date(2026, 3, 3), [], "已经公布"),
        (date(1999, 1, 1), [], "没有载入"),
        (date(2026, 3, 2), [replace(FLOOD, name=" ")], "原因和依据"),
        (date(2026, 3, 2), [replace(FLOOD, citation="")], "原因和依据"),
    ],
)
def test_what_is_refused(known_on: date, overlays: list[Overlay], rule: str) -> None:
    with pytest.raises(Refusal) as refusal:
        publish(known_on, *overlays)
    assert rule in refusal.value.rule
    assert refusal.value.way_out
    assert not CalendarVersion.objects.exists()


def test_the_day_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight on 2 March in Shanghai
    assert publish(date(2026, 3, 2), at=late).pk
    with pytest.raises(Refusal):
        publish(date(2026, 3, 2), at=datetime(2026, 3, 1, 15, 59, tzinfo=UTC))


def places_own_days(version: CalendarVersion) -> list[tuple[str, date]]:
    return [(one.region, one.first_date) for one in overlay_days(version.overlays) if one != FLOOD]


def test_the_days_of_enshi_are_loaded_and_hold_there_alone() -> None:
    calendar = queries.calendar_of_version(load_calendars(AT).pk)
    founding_day = date(2025, 8, 19)  # 州庆, by the prefecture's notice of 28 July 2025
    assert not calendar.for_region("422801").is_working_day(founding_day)
    assert calendar.for_region("420102").is_working_day(founding_day)
    assert calendar.for_region("420102") is calendar, (
        "a place without days of its own shares the nation's table"
    )
    assert calendar.for_region("422801") is calendar.for_region("422825001"), (
        "and a prefecture one of its own"
    )


def test_what_a_place_decided_here_wins_over_what_the_product_ships() -> None:
    """Enshi worked on the day that the shipped notice made free; the product's days came with an upgrade."""
    worked = Overlay(
        date(2025, 8, 19), date(2025, 8, 19), True, "照常办公", "州府办〔2025〕9号", "422800000000"
    )
    publish(date(2026, 3, 2), worked)
    version = load_calendars(AT)
    here = queries.calendar_of_version(version.pk).for_region("422801000000")
    assert here.is_working_day(date(2025, 8, 19))
    assert not here.is_working_day(date(2025, 8, 18))


def test_the_name_of_shipped_days_keeps_its_english() -> None:
    shipped = regional_overlays()
    kept = overlay_days(stored_overlays(shipped))
    assert [english_of(days.name) for days in kept] == [english_of(days.name) for days in shipped]
    assert all(english_of(days.name).isascii() for days in kept)
    assert english_of(overlay_days(stored_overlays([FLOOD]))[0].name) == FLOOD.name


def test_loading_publishes_once_and_again_only_for_newer_notices() -> None:
    before = datetime(2025, 6, 1, tzinfo=UTC)
    first = load_calendars(before)
    assert load_calendars(before) == first
    publish_calendar(known_on=date(2025, 6, 1), overlays=[FLOOD], title="洪水", actor=None, at=before)
    later = load_calendars(AT)
    assert later.known_on > first.known_on
    assert overlay_days(later.overlays)[-1] == FLOOD
    assert set(places_own_days(later)) == set(places_own_days(first))
    assert load_calendars(AT) == later


@pytest.mark.parametrize(
    "row", [{}, stored_overlays([FLOOD])[0] | {"working": 1}, {"first_date": "2026-07-06"}]
)
def test_a_stored_overlay_that_is_none_is_named(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="overlay 1"):
        overlay_days([row])
