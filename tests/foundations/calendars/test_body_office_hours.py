"""Office hours of a body: set for a coming day, never changed, with those of the centre and a default behind them."""

from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from cast import AT, TODAY, WUHAN, Cast
from yangguang.foundations.calendars import queries
from yangguang.foundations.calendars.models import BodyOfficeHours
from yangguang.foundations.calendars.services import set_office_hours
from yangguang.foundations.ledger.queries import history
from yangguang.foundations.ledger.services import ActorRef
from yangguang.law.axes import DEFAULT_OFFICE_HOURS, OfficeHours
from yangguang.law.refusals import Refusal

SUMMER = OfficeHours(((time(8, 30), time(12)), (time(15), time(18))))
THROUGHOUT = OfficeHours(((time(9), time(17)),))
TOMORROW = TODAY + timedelta(days=1)
POSTED = "周一至周五 8:30–12:00、14:00–17:30"

pytestmark = pytest.mark.django_db


def give(
    cast: Cast, hours: OfficeHours, day: date, citation: str = "鄂作息〔2026〕3号", division: str = ""
) -> BodyOfficeHours:
    body = cast.body("health", division) if division else cast.body("health")
    return set_office_hours(
        body_id=body.pk, hours=hours, in_force_from=day, citation=citation, actor=ActorRef(7, 31), at=AT
    )


def on(cast: Cast, day: date, posted: str = POSTED) -> str:
    return str(queries.office_hours_of(cast.body("health").pk, posted=posted, on=day))


def test_each_day_has_the_hours_that_were_in_force_on_it(cast: Cast) -> None:
    give(cast, SUMMER, TOMORROW)
    give(cast, THROUGHOUT, date(2026, 10, 1))
    give(cast, THROUGHOUT, TOMORROW, division=WUHAN)
    assert on(cast, TODAY) == "08:30-12:00,14:00-17:30"
    assert on(cast, TOMORROW) == on(cast, date(2026, 9, 30)) == "08:30-12:00,15:00-18:00"
    assert on(cast, date(2026, 10, 1)) == "09:00-17:00"


@pytest.mark.parametrize("posted", ["", "全天开放", "14:00–17:30、8:30–12:00"])
def test_where_nobody_has_said_anything_it_is_nine_to_twelve_and_two_to_five(cast: Cast, posted: str) -> None:
    assert on(cast, TODAY, posted) == str(DEFAULT_OFFICE_HOURS) == "09:00-12:00,14:00-17:00"


@pytest.mark.parametrize(
    ("day", "citation", "rule"),
    [(TODAY, "依据", "以后的日子"), (date(2026, 2, 1), "依据", "以后的日子"), (TOMORROW, "  ", "依据")],
)
def test_what_is_refused(cast: Cast, day: date, citation: str, rule: str) -> None:
    with pytest.raises(Refusal) as refusal:
        give(cast, SUMMER, day, citation)
    assert rule in refusal.value.rule
    assert refusal.value.way_out
    assert not BodyOfficeHours.objects.exists()


def test_the_same_day_is_published_once(cast: Cast) -> None:
    give(cast, SUMMER, TOMORROW)
    with pytest.raises(Refusal, match="已经公布"):
        give(cast, THROUGHOUT, TOMORROW)
    assert on(cast, TOMORROW) == str(SUMMER)


def test_published_hours_never_change(cast: Cast) -> None:
    row = give(cast, SUMMER, TOMORROW)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        BodyOfficeHours.objects.update(hours="00:00-23:00")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        row.delete()


def test_it_is_on_the_ledger(cast: Cast) -> None:
    row = give(cast, SUMMER, TOMORROW)
    event = [one for one in history("calendar") if one.kind == "calendar.office_hours_set"][-1]
    assert (event.actor_id, event.payload) == (
        7,
        {
            "body": row.body_id,
            "in_force_from": "2026-03-03",
            "hours": "08:30-12:00,15:00-18:00",
            "citation": "鄂作息〔2026〕3号",
        },
    )


def test_the_list_of_a_place_holds_its_own_bodies_only(cast: Cast) -> None:
    give(cast, SUMMER, TOMORROW)
    give(cast, THROUGHOUT, TOMORROW, division=WUHAN)
    assert [str(row.hours) for row in queries.office_hours_at(WUHAN)] == ["09:00-17:00"]
