"""用时去向: the spans of a case follow one another exactly, and every working day has one holder."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cast import AT
from desk import DAY, HOUR, Desk
from yangguang.law.time_limits import shanghai_date
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.power_operation import queries, services
from yangguang.platforms.power_operation.models import Case, CaseStep, Correction, Suspension
from yangguang.platforms.power_operation.whose_time import (
    APPLICANT,
    WINDOW,
    Held,
    Holder,
    Life,
    held_by,
    working_days,
)
from yangguang.platforms.power_operation.whose_time import Desk as Place

CALENDAR = announced_calendar()
MARKET, FIRE, URBAN = (Holder(Place.DEPARTMENT, str(key)) for key in (1, 2, 3))


def _at(day: int, hour: int = 10) -> datetime:
    """A March day of 2026 in Shanghai; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=UTC) - timedelta(hours=8)


def _step(ordinal: int, body: int, since: datetime | None, until: datetime | None = None) -> CaseStep:
    return CaseStep(ordinal=ordinal, body_id=body, role="reviewer", started_at=since, finished_at=until)


def test_from_the_window_over_three_departments_to_the_counter() -> None:
    case = Case(
        body_id=1,
        received_at=_at(2),
        accepted_at=_at(3),
        concluded_at=_at(13),
        delivered_at=_at(17),
        outcome="granted",
    )
    steps = [
        _step(1, 1, _at(3), _at(5)),
        _step(2, 2, _at(5), _at(9)),
        _step(3, 3, _at(5), _at(11)),  # side by side with the second, and the last to end
        _step(4, 1, _at(11), _at(13)),
    ]
    spans = held_by(Life(case, steps, [], []), now=_at(20))
    assert spans == [
        Held(WINDOW, _at(2), _at(3)),
        Held(MARKET, _at(3), _at(5)),
        Held(URBAN, _at(5), _at(11)),
        Held(MARKET, _at(11), _at(13)),
        Held(WINDOW, _at(13), _at(17)),
    ]
    days = working_days(spans, CALENDAR)
    assert days == {WINDOW: 3, MARKET: 4, URBAN: 4}
    assert sum(days.values()) == CALENDAR.working_days_between(_at(2).date(), _at(17).date())


def test_corrections_lie_with_the_applicant_and_procedures_with_nobody_at_the_desk() -> None:
    case = Case(body_id=1, received_at=_at(2), accepted_at=_at(6), concluded_at=None)
    correction = Correction(requested_at=_at(3), answered_at=_at(5))
    inspection = Suspension(kind="inspection", started_at=_at(9), ended_at=None)
    life = Life(case, [_step(1, 1, _at(6))], [correction], [inspection])
    assert [span.holder for span in held_by(life, now=_at(12))] == [
        WINDOW,
        APPLICANT,
        WINDOW,
        MARKET,
        Holder(Place.PROCEDURE, "inspection"),
    ]


def test_a_case_that_ended_without_a_decision_waits_for_nobody() -> None:
    case = Case(body_id=1, received_at=_at(2), concluded_at=_at(4), outcome="withdrawn")
    assert held_by(Life(case, [], [], []), now=_at(20)) == [Held(WINDOW, _at(2), _at(4))]


moments = st.integers(0, 60 * 24).map(lambda hours: _at(1, 0) + timedelta(hours=hours))
spans_of_time = st.tuples(moments, st.one_of(st.none(), moments)).map(
    lambda pair: (pair[0], max(pair) if pair[1] else None)  # type: ignore[type-var]
)


@given(
    st.lists(moments, min_size=4, max_size=4).map(sorted),
    st.lists(st.tuples(st.sampled_from([1, 2, 3]), spans_of_time), max_size=5),
    st.lists(spans_of_time, max_size=2),
    st.lists(spans_of_time, max_size=2),
)
def test_whatever_was_recorded_the_life_is_cut_without_gap_or_overlap(
    life: list[datetime],
    steps: list[tuple[int, tuple[datetime, datetime | None]]],
    corrections: list[tuple[datetime, datetime | None]],
    pauses: list[tuple[datetime, datetime | None]],
) -> None:
    received, accepted, concluded, delivered = life
    case = Case(
        body_id=1,
        received_at=received,
        accepted_at=accepted,
        concluded_at=concluded,
        delivered_at=delivered,
        outcome="granted",
    )
    spans = held_by(
        Life(
            case,
            [_step(number, body, *span) for number, (body, span) in enumerate(steps)],
            [Correction(requested_at=since, answered_at=until) for since, until in corrections],
            [Suspension(kind="testing", started_at=since, ended_at=until) for since, until in pauses],
        ),
        now=delivered,
    )
    assert all(one.until == other.since and one.holder != other.holder for one, other in pairwise(spans))
    if received < delivered:
        assert (spans[0].since, spans[-1].until) == (received, delivered)
        days = working_days(spans, CALENDAR)
        assert sum(days.values()) == CALENDAR.working_days_between(
            shanghai_date(received), shanghai_date(delivered)
        )
        assert all(count >= 0 for count in days.values())


def test_the_page_shows_whose_time_it_was_to_citizen_and_officer(desk: Desk) -> None:
    case = desk.accepted(at=AT)
    desk.review(case, at=AT + 2 * DAY)
    desk.decide(case, at=AT + 3 * DAY)
    services.deliver_case(
        actor=desk.clerk, case_id=case.pk, mode="electronic", person="陈晓兰", at=AT + 4 * DAY + HOUR
    )
    file = queries.case_file(Case.objects.get(pk=case.pk), at=AT + 9 * DAY)
    assert sum(file.days_by_holder.values()) == 4  # Monday to Friday, the day of receipt not counted
    for actor, page in (
        (desk.clerk, f"/work/cases/{case.number}/"),
        (desk.cast.citizen, f"/my/cases/{case.number}/"),
    ):
        assert "用时去向" in desk.cast.signed_in(actor).get(page).content.decode()
