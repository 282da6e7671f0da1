"""A round of adjustment: collected, checked, approved, published as a whole on its day, or not at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cast import AT, HUBEI, TODAY, Library, definition
from hall import BASIS, BEGIN, COUNTY, ON_ITS_DAY, PROVINCE, PUBLISH, Hall, cancel
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries, services
from yangguang.platforms.power_library.item_files import definition_as_json
from yangguang.platforms.power_library.models import (
    AdjustmentRound,
    ImplementingEntry,
    ItemVersion,
    LegalChange,
    RoundLine,
)
from yangguang.platforms.power_library.rounds_balance import LineKind
from yangguang.platforms.power_library.services import NewLine


@pytest.fixture
def hall(library: Library) -> Hall:
    return Hall(library.cast)


def planned_later(item: str) -> None:
    """A version that is to follow after the round would have begun."""
    latest = definition(item)
    later = replace(latest, version=latest.version + 1, in_force_from=BEGIN + timedelta(days=30))
    services.load_items(AT, [later])


def told(one: AdjustmentRound) -> list[str]:
    return [event.kind.removeprefix("library.") for event in ledger.history(f"round:{one.pk}")]


def test_the_whole_way(hall: Hall) -> None:
    one = hall.approved(cancel(), cancel("law_firm"))
    before = {row.item_id for row in queries.versions_in_force(on=BEGIN)}
    assert services.publish_due_rounds(ON_ITS_DAY) == [one.pk]
    one.refresh_from_db()
    assert (one.state, one.published_at, one.in_force_on) == ("published", ON_ITS_DAY, BEGIN)
    assert before - {row.item_id for row in queries.versions_in_force(on=BEGIN)} == {
        "food_business",
        "law_firm",
    }
    assert {row.item_id for row in queries.versions_in_force(on=BEGIN - timedelta(days=1))} == before
    ended = ItemVersion.objects.get(item_id="food_business")
    assert (ended.ended_by, ended.ended_reason) == ("cancelled", f"取消，{BASIS}")
    assert not ImplementingEntry.objects.filter(item_id="food_business", in_force__contains=BEGIN).exists()
    assert told(one) == [
        "RoundOpened",
        "RoundSubmitted",
        "RoundFoundLawful",
        "RoundApproved",
        "RoundPublished",
    ]
    assert [event.kind for event in ledger.history("item:law_firm")][-1] == "library.ItemCancelled"


def test_it_waits_for_its_day_and_goes_out_once(hall: Hall) -> None:
    one = hall.approved(cancel())
    day_before = ON_ITS_DAY - timedelta(days=1)
    assert services.publish_due_rounds(day_before) == []
    with pytest.raises(Refusal, match="公布日"):
        services.publish_round(one.pk, actor=SystemActor(), at=day_before)
    assert services.publish_due_rounds(ON_ITS_DAY) == [one.pk]
    assert services.publish_due_rounds(ON_ITS_DAY + timedelta(hours=1)) == []


def test_a_round_that_missed_its_day_governs_from_the_day_after_it_is_published(hall: Hall) -> None:
    one = hall.approved(cancel())
    late = AT + timedelta(days=20)
    services.publish_due_rounds(late)
    one.refresh_from_db()
    assert one.in_force_on == TODAY + timedelta(days=21)
    assert queries.version_in_force("food_business", on=TODAY + timedelta(days=20))
    with pytest.raises(NotFound):
        queries.version_in_force("food_business", on=TODAY + timedelta(days=21))


def test_delegating_gives_the_item_to_the_bodies_below(hall: Hall) -> None:
    definition_before = queries.definition_of(queries.version_in_force("law_firm", on=TODAY))
    assert definition_before.levels == (PROVINCE,)
    line = NewLine(kind=LineKind.DELEGATE, item_key="law_firm", basis=BASIS, level=PROVINCE, to_level=COUNTY)
    hall.approved(line)
    services.publish_due_rounds(ON_ITS_DAY)
    version = queries.version_in_force("law_firm", on=BEGIN)
    assert queries.definition_of(version).levels == (COUNTY,)
    holders = ImplementingEntry.objects.filter(item_id="law_firm", in_force__contains=BEGIN)
    # Xiantao has no counties and decides itself what counties decide elsewhere.
    assert set(holders.values_list("division_id", flat=True)) == {
        "420102000000",
        "420506000000",
        "429004000000",
    }
    former = ImplementingEntry.objects.filter(
        item_id="law_firm", in_force__contains=BEGIN - timedelta(days=1)
    )
    assert list(former.values_list("division_id", flat=True)) == [HUBEI]


def test_merging_converting_and_taking_over(hall: Hall) -> None:
    one = hall.approved(
        NewLine(kind=LineKind.MERGE, item_key="restaurant_opening", target_key="food_business", basis=BASIS),
        NewLine(kind=LineKind.CONVERT, item_key="law_firm", becomes="行业自律", basis=BASIS),
        NewLine(kind=LineKind.TAKE_OVER, item_key="food_business", to_level=PROVINCE, basis=BASIS),
    )
    services.publish_due_rounds(ON_ITS_DAY)
    one.refresh_from_db()
    assert one.obstacles == []
    merged, converted = (
        ItemVersion.objects.get(item_id=key).ended_reason for key in ("restaurant_opening", "law_firm")
    )
    name = definition("food_business").name
    assert (merged, converted) == (f"并入“{name}”，{BASIS}", f"转为行业自律，{BASIS}")
    assert PROVINCE in queries.definition_of(queries.version_in_force("food_business", on=BEGIN)).levels


def test_what_is_added_was_approved_before(hall: Hall) -> None:
    one = hall.opened()
    new = NewLine(kind=LineKind.ADD, item_key="food_stall", basis=BASIS)
    with pytest.raises(Refusal, match="先审核合法性并批准"):
        services.add_line(one.pk, new, actor=hall.drafter(), at=AT)
    item = replace(
        definition("food_business"), key="food_stall", basic_code="420131990000", levels=(4,), version=1
    )
    proposal = services.save_proposal(definition_as_json(item), actor=hall.drafter(), at=AT)
    head = hall.cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation")
    services.submit(proposal.pk, actor=head, at=AT)
    services.find_lawful(proposal.pk, opinion="合法", actor=hall.lawyer, at=AT)
    services.approve(proposal.pk, actor=hall.governor, at=AT)
    services.add_line(one.pk, new, actor=hall.drafter(), at=AT)
    services.submit_round(one.pk, actor=hall.organiser, at=AT)
    services.find_round_lawful(one.pk, opinion="合法", actor=hall.lawyer, at=AT)
    services.approve_round(one.pk, actor=hall.governor, at=AT)
    assert services.publish_due_rounds(ON_ITS_DAY) == [one.pk]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == (
        "published",
        queries.version_in_force("food_stall", on=BEGIN),
    )
    assert ImplementingEntry.objects.filter(item_id="food_stall", in_force__contains=BEGIN).count() == 3


def test_what_is_in_the_way_of_one_line_holds_up_all(hall: Hall) -> None:
    one = hall.approved(cancel(), cancel("law_firm"))
    planned_later("law_firm")
    assert services.publish_due_rounds(ON_ITS_DAY) == []
    one.refresh_from_db()
    assert one.state == "approved"
    assert [obstacle["item"] for obstacle in one.obstacles] == ["law_firm"]
    assert queries.version_in_force("food_business", on=BEGIN + timedelta(days=60))
    services.publish_due_rounds(ON_ITS_DAY + timedelta(minutes=10))
    assert told(one).count("RoundHeldUp") == 1  # what has not changed is not said again


def test_all_that_is_in_the_way_is_said_at_once(hall: Hall) -> None:
    one = hall.approved(cancel(), cancel("law_firm"))
    for key in ("law_firm", "food_business"):
        planned_later(key)
    with pytest.raises(services.RoundObstructed) as refused:
        services.publish_round(one.pk, actor=SystemActor(), at=ON_ITS_DAY)
    assert {obstacle["item"] for obstacle in refused.value.obstacles} == {"food_business", "law_firm"}


def test_a_version_under_way_is_in_the_way(hall: Hall) -> None:
    one = hall.approved(cancel())
    proposal = services.save_proposal(
        definition_as_json(definition("food_business")), actor=hall.drafter(), at=AT
    )
    head = hall.cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation")
    services.submit(proposal.pk, actor=head, at=AT)
    with pytest.raises(services.RoundObstructed, match="新版本正在报批"):
        services.publish_round(one.pk, actor=SystemActor(), at=ON_ITS_DAY)
    services.withdraw(proposal.pk, actor=hall.drafter(), at=AT)
    assert services.publish_due_rounds(ON_ITS_DAY) == [one.pk]


def test_nobody_but_its_day_publishes_it(hall: Hall) -> None:
    one = hall.approved(cancel())
    with pytest.raises(Refusal, match="由系统一次公布"):
        services.publish_round(one.pk, actor=hall.organiser, at=ON_ITS_DAY)


def test_the_lines_of_a_submitted_round_stand(hall: Hall) -> None:
    one = hall.submitted(cancel())
    with pytest.raises(Refusal, match="待合法性审核"):
        services.add_line(one.pk, cancel("restaurant_opening"), actor=hall.drafter(), at=AT)
    for change in (
        lambda: RoundLine.objects.filter(round=one).update(basis="别的文件"),
        lambda: RoundLine.objects.filter(round=one).delete(),
    ):
        with pytest.raises(DatabaseError, match="were submitted and stand"), transaction.atomic():
            change()


def test_a_published_round_cannot_be_changed(hall: Hall) -> None:
    one = hall.approved(cancel())
    services.publish_due_rounds(ON_ITS_DAY)
    with pytest.raises(DatabaseError, match="is published and cannot be changed"), transaction.atomic():
        AdjustmentRound.objects.filter(pk=one.pk).update(title="另一轮")


def test_a_department_adjusts_its_own_items_only(hall: Hall) -> None:
    one = hall.opened()
    with pytest.raises(Refusal, match="省级主管部门"):
        services.add_line(one.pk, cancel(), actor=hall.drafter("justice"), at=AT)
    line = services.add_line(one.pk, cancel(), actor=hall.drafter(), at=AT)
    with pytest.raises(Refusal, match="省级主管部门"):
        services.remove_line(one.pk, line.pk, actor=hall.drafter("justice"), at=AT)
    services.remove_line(one.pk, line.pk, actor=hall.drafter(), at=AT)
    assert not one.lines.exists()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"basis": " "}, "依据"),
        ({"kind": LineKind.DELEGATE, "level": 3, "to_level": 2}, "由上而下"),
        ({"kind": LineKind.TAKE_OVER}, "由哪一级承接"),
        ({"kind": LineKind.MERGE}, "并入哪一个"),
        ({"kind": LineKind.MERGE, "target_key": "food_business"}, "并入哪一个"),
        ({"kind": LineKind.CONVERT}, "转为什么"),
        ({"level": 9}, "五级之一"),
        ({"item_key": "no_such_item"}, "不在现行清单上"),
    ],
)
def test_a_line_says_what_its_kind_needs(hall: Hall, changed: dict[str, Any], rule: str) -> None:
    one = hall.opened()
    wanted = {"kind": LineKind.CANCEL, "item_key": "food_business", "basis": BASIS} | changed
    with pytest.raises(Refusal, match=rule):
        services.add_line(one.pk, NewLine(**wanted), actor=hall.drafter(), at=AT)


def test_one_line_for_one_item_and_level(hall: Hall) -> None:
    one = hall.with_lines(cancel(level=COUNTY))
    with pytest.raises(Refusal, match="只能调整一次"):
        services.add_line(one.pk, cancel(level=COUNTY), actor=hall.drafter(), at=AT)


def test_objections_are_said_when_it_is_submitted(hall: Hall) -> None:
    with pytest.raises(Refusal, match="至少有一项"):
        services.submit_round(hall.opened().pk, actor=hall.organiser, at=AT)
    one = hall.with_lines(cancel(), cancel(level=COUNTY), cancel("law_firm", level=6))
    with pytest.raises(Refusal) as refused:
        services.submit_round(one.pk, actor=hall.organiser, at=AT)
    assert "只能调整一次" in refused.value.rule
    assert "没有行使该事项" in refused.value.rule


def test_its_days_cannot_lie_behind(hall: Hall) -> None:
    for publish, begin in ((TODAY - timedelta(days=1), BEGIN), (PUBLISH, PUBLISH)):
        with pytest.raises(Refusal, match="先公布，次日起方可施行"):
            services.reschedule_round(
                hall.opened().pk, publish_on=publish, in_force_on=begin, actor=hall.organiser, at=AT
            )
    late = datetime(2026, 4, 1, tzinfo=UTC)
    one = hall.submitted(cancel())
    services.find_round_lawful(one.pk, opinion="合法", actor=hall.lawyer, at=AT)
    with pytest.raises(Refusal, match="先公布，次日起方可施行"):
        services.approve_round(one.pk, actor=hall.governor, at=late)
    services.return_round(one.pk, reason="改期", actor=hall.governor, at=late)
    moved = services.reschedule_round(
        one.pk,
        publish_on=date(2026, 4, 2),
        in_force_on=date(2026, 4, 3),
        actor=hall.organiser,
        at=late,
    )
    assert (moved.state, moved.publish_on) == ("draft", date(2026, 4, 2))


def test_each_act_is_for_one_office(hall: Hall) -> None:
    one = hall.with_lines(cancel())
    with pytest.raises(Refusal, match="省级统一组织"):
        services.submit_round(one.pk, actor=hall.drafter(), at=AT)
    services.submit_round(one.pk, actor=hall.organiser, at=AT)
    with pytest.raises(Refusal, match="合法性"):
        services.find_round_lawful(one.pk, opinion="合法", actor=hall.organiser, at=AT)
    services.find_round_lawful(one.pk, opinion="合法", actor=hall.lawyer, at=AT)
    with pytest.raises(Refusal, match="省人民政府批准"):
        services.approve_round(one.pk, actor=hall.lawyer, at=AT)
    with pytest.raises(Refusal, match="先报送"):
        services.withdraw_round(one.pk, actor=hall.organiser, at=AT)


# ── the two days that are watched ────────────────────────────────────────────────────────


def recorded(hall: Hall, published_on: date) -> LegalChange:
    return services.record_change(
        instrument="《中华人民共和国食品安全法》",
        department="market_regulation",
        published_on=published_on,
        actor=hall.lawyer,
        at=AT,
    )


def test_a_change_of_law_is_reported_within_twenty_working_days(hall: Hall) -> None:
    change = recorded(hall, date(2026, 2, 27))
    # Saturday 28 February is worked (放假通知 2026), so that the twentieth day is 26 March.
    assert change.due_at == datetime(2026, 3, 26, 16, tzinfo=UTC)
    just_before = change.due_at - timedelta(microseconds=1)
    assert services.watch_deadlines(just_before) == 0
    assert services.watch_deadlines(change.due_at) == 1
    assert services.watch_deadlines(change.due_at + timedelta(days=1)) == 0
    (overdue,) = [
        event for event in ledger.history(f"law_change:{change.pk}") if event.kind.endswith("Overdue")
    ]
    assert (overdue.payload["department"], overdue.occurred_at) == ("market_regulation", change.due_at)


def test_a_line_that_names_the_change_reports_it(hall: Hall) -> None:
    change = recorded(hall, date(2026, 2, 27))
    hall.submitted(cancel(change_id=change.pk))
    change.refresh_from_db()
    assert change.reported_at == AT
    assert (
        services.watch_deadlines(change.due_at + timedelta(days=1)) == 1
    )  # the legal check of the round alone
    (event,) = [one for one in ledger.history(f"law_change:{change.pk}") if one.kind.endswith("Reported")]
    assert event.payload["late"] is False


def test_a_report_after_its_day_is_late(hall: Hall) -> None:
    change = recorded(hall, date(2026, 1, 5))
    hall.submitted(cancel(change_id=change.pk))
    (event,) = [one for one in ledger.history(f"law_change:{change.pk}") if one.kind.endswith("Reported")]
    assert event.payload["late"] is True


def test_the_legal_check_is_due_in_ten_working_days(hall: Hall) -> None:
    one = hall.submitted(cancel())
    assert one.check_due_at == datetime(2026, 3, 16, 16, tzinfo=UTC)
    assert services.watch_deadlines(one.check_due_at - timedelta(microseconds=1)) == 0
    assert services.watch_deadlines(one.check_due_at) == 1
    assert told(one)[-1] == "LegalCheckOverdue"


def test_a_check_made_in_time_is_not_late(hall: Hall) -> None:
    one = hall.submitted(cancel())
    services.find_round_lawful(one.pk, opinion="合法", actor=hall.lawyer, at=AT)
    assert one.check_due_at
    assert services.watch_deadlines(one.check_due_at) == 0


def test_a_change_is_recorded_once_and_by_the_lawyers(hall: Hall) -> None:
    assert recorded(hall, TODAY) == recorded(hall, TODAY)
    with pytest.raises(Refusal, match="尚未公布"):
        recorded(hall, TODAY + timedelta(days=1))
    with pytest.raises(Refusal, match="法制审核人员登记"):
        services.record_change(
            instrument="某法", department="health", published_on=TODAY, actor=hall.drafter(), at=AT
        )
