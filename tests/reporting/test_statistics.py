"""The indicators, recounted by hand from the rows."""

from datetime import date

import pytest

from cast import AT, JIANGAN, YILING
from desk import DAY, HOUR, Desk
from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Division, ServiceCentre
from yangguang.law.time_limits import end_of_day
from yangguang.platforms.electronic_supervision import services as supervising
from yangguang.platforms.electronic_supervision import tasks as supervision
from yangguang.platforms.electronic_supervision.checklist import checklist
from yangguang.platforms.electronic_supervision.models import InspectionPlan, SupervisionOrder
from yangguang.platforms.electronic_supervision.orders import Measure
from yangguang.platforms.electronic_supervision.services.accountability import answerable
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case
from yangguang.reporting.statistics import queries
from yangguang.reporting.statistics.definitions import indicator_by_key
from yangguang.reporting.statistics.figure import Figure
from yangguang.reporting.statistics.periods import Period, period_from

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
MONTH_END = MARCH.ends_at


def _figure(key: str, place: str = JIANGAN) -> Figure:
    indicator = indicator_by_key(key)
    assert indicator is not None
    return queries.figure(indicator, Division.objects.get(pk=place), MARCH, at=MONTH_END)


def _decided(desk: Desk, *, days: int) -> Case:
    """Accepted on Monday the 2nd with a promise of eight working days, that is until the end of the 12th."""
    case = desk.accepted()
    desk.review(case, at=AT + DAY)
    desk.decide(case, at=AT + days * DAY)
    return case


def test_on_time_counts_open_cases_whose_promise_has_passed(desk: Desk) -> None:
    _decided(desk, days=2)
    _decided(desk, days=15)  # late
    desk.accepted()  # still open at the end of the month
    figure = _figure("S6")
    assert (figure.numerator, figure.denominator) == (1, 3)


def test_withdrawn_and_turned_away_are_shown_apart(desk: Desk) -> None:
    _decided(desk, days=2)
    withdrawn, declined = desk.file(), desk.file()
    operation.withdraw_case(actor=desk.cast.citizen, case_id=withdrawn.case_id, at=AT + HOUR)
    operation.decline_case(actor=desk.clerk, case_id=declined.case_id, reasons="无须许可", at=AT + HOUR)
    figure = _figure("S6")
    assert (figure.numerator, figure.denominator) == (1, 1)
    assert {aside.label: aside.count for aside in figure.asides}["ended_without_decision"] == 2


def test_a_suspended_case_is_not_late(desk: Desk) -> None:
    from yangguang.law.clocks import SpecialProcedure
    from yangguang.law.time_limits import TimeLimit

    case = desk.accepted()
    operation.suspend_clock(
        actor=desk.reviewer,
        case_id=case.pk,
        procedure=SpecialProcedure.TESTING,
        expected=TimeLimit.parse("30wd"),
        reason="送检",
        at=AT + DAY,
    )
    assert _figure("S6").denominator == 0


@pytest.mark.parametrize(("days", "early"), [(9, 1), (10, 0)])
def test_early_means_one_whole_working_day(desk: Desk, days: int, early: int) -> None:
    _decided(desk, days=days)  # the 11th is a day early, the 12th is the last day
    assert _figure("S7").numerator == early


def test_online_share(desk: Desk) -> None:
    desk.file()
    assert (_figure("S9").numerator, _figure("S9").denominator) == (1, 1)


@pytest.mark.usefixtures("events_read_at_once")
def test_warnings_and_the_highest_card_of_a_case(desk: Desk) -> None:
    desk.accepted()
    for day in (10, 11, 12, 13, 30, 31):
        supervision.supervise(end_of_day(date(2026, 3, day)))
    assert _figure("S10").numerator >= 1
    card = _figure("S11")
    by_kind = queries.rows_behind(
        "S11", Division.objects.get(pk=JIANGAN).path, MARCH, part="numerator", at=MONTH_END
    )
    assert card.numerator == by_kind.count()
    assert {(row.case_id, row.level) for row in by_kind} >= {(Case.objects.get().pk, 3)}


def test_coverage_counts_confirmed_centres_by_level(desk: Desk) -> None:
    ServiceCentre.objects.filter(division_id=JIANGAN).update(unified_on=date(2026, 1, 1))
    figure = _figure("S1")
    assert figure.numerator == 1
    assert (
        figure.denominator
        == Division.objects.filter(path__startswith=Division.objects.get(pk=JIANGAN).path).count()
    )


def test_the_sum_of_the_children_is_the_parent(desk: Desk) -> None:
    _decided(desk, days=2)
    _decided(desk, days=15)
    city = Division.objects.get(pk="420100000000")
    whole = {f.indicator.key: f for f in queries.figures(city, MARCH, at=MONTH_END)}
    rows = queries.rows_below(city, MARCH, at=MONTH_END)
    for key in ("S6", "S7", "S9", "S10", "S11", "S12"):
        assert sum(row.figures[key].numerator for row in rows) == whole[key].numerator
        assert sum(row.figures[key].denominator for row in rows) == whole[key].denominator


def test_another_county_counts_nothing_of_ours(desk: Desk) -> None:
    _decided(desk, days=2)
    assert _figure("S6", YILING).denominator == 0


@pytest.mark.parametrize(
    ("key", "part"), [("S6", "numerator"), ("S6", "rest"), ("S7", "numerator"), ("S9", "numerator")]
)
def test_the_list_behind_a_figure_has_as_many_rows(desk: Desk, key: str, part: str) -> None:
    _decided(desk, days=2)
    _decided(desk, days=15)
    figure = _figure(key)
    path = Division.objects.get(pk=JIANGAN).path
    rows = queries.rows_behind(key, path, MARCH, part=part, at=MONTH_END).count()
    assert rows == (figure.numerator if part == "numerator" else figure.denominator - figure.numerator)


def test_a_wrong_period_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        period_from("2026-03-31", "2026-03-01", at=AT)


def test_inspections_and_accountability_open_to_their_rows(desk: Desk) -> None:
    """S12: one window inspected, two missed when the plan ran out; one person held to account for what was found."""
    plan, order = _inspected(desk)
    figure = _figure("S12")
    asides = {aside.label: aside.count for aside in figure.asides}
    assert (figure.numerator, figure.denominator) == (1, plan.inspections.count())
    assert asides == {"held_persons": 1, "held_bodies": 0}
    path = Division.objects.get(pk=JIANGAN).path
    for part, number in (("numerator", 1), ("rest", figure.denominator - 1), ("held", 1)):
        assert queries.rows_behind("S12", path, MARCH, part=part, at=MONTH_END).count() == number
    (held,) = queries.rows_behind("S12", path, MARCH, part="held", at=MONTH_END)
    assert held.record.order == order
    client = desk.cast.signed_in(desk.cast.officer(Role.SUPERVISOR, JIANGAN))
    for part in ("numerator", "rest", "held"):
        page = client.get(f"/figures/{JIANGAN}/S12/{part}/?from=2026-03-01&to=2026-03-31")
        assert page.status_code == 200
    assert held.record.number in page.content.decode()


def _inspected(desk: Desk) -> tuple[InspectionPlan, SupervisionOrder]:
    """Three windows of the district are drawn, the first is found unattended, and its clerk is criticised for it."""
    supervisor = desk.cast.officer(Role.SUPERVISOR, JIANGAN)
    desk.cast.officer(Role.CENTRE_MANAGER, JIANGAN)
    new = supervising.NewPlan(
        title="暗访",
        place=Division.objects.get(pk=JIANGAN),
        from_date=date(2026, 3, 2),
        until_date=date(2026, 3, 7),
        windows=3,
    )
    plan = supervising.plan_inspections(supervisor, new, AT)
    inspection = plan.inspections.get(ordinal=1)
    drawn = inspection.inspectors.select_related("account").first()
    assert drawn
    actor = accounts.actor_for(drawn.account, at=AT, post_id=drawn.post_id)
    answers = {item.key: {"found": "no", "note": "无人在岗"} for item in checklist().items}
    order = supervising.submit_inspection(actor, inspection.pk, answers, AT + DAY)
    assert order
    # Whichever window chance has drawn, its body has a head who answers for it.
    desk.cast.officer(Role.AGENCY_HEAD, order.body.division_id, order.body.department_id)
    _held_to_account(supervisor, order)
    return plan, order


def _held_to_account(supervisor: Actor, order: SupervisionOrder) -> None:
    record = supervising.open_accountability(supervisor, order.pk, "窗口长期无人", AT + 2 * DAY)
    person = answerable(order, AT + 2 * DAY)[0]
    assert person.post
    for measure, post_id in ((Measure.CRITICISM, person.post.id), (Measure.NONE, None)):
        result = supervising.Result(
            measure=measure,
            basis="首问负责制",
            decided_by="区政府",
            decided_on=date(2026, 3, 4),
            post_id=post_id,
        )
        supervising.record_measure(supervisor, record.number, result, AT + 3 * DAY)
