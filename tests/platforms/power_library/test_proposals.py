"""A version on its way: drafted, submitted, found lawful, approved, published; suspended and cancelled."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cast import AT, HUBEI, JIANGAN, TODAY, WUHAN, Cast, Library, definition
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries, services
from yangguang.platforms.power_library.item_files import definition_as_json
from yangguang.platforms.power_library.models import Proposal

ITEM = definition("food_business")
TOMORROW = TODAY + timedelta(days=1)
APRIL = date(2026, 4, 1)


@dataclass
class Offices:
    """Everybody a proposal passes, at the province."""

    cast: Cast

    @property
    def drafter(self) -> Actor:
        return self.cast.officer(Role.REVIEWER, HUBEI, "market_regulation")

    @property
    def head(self) -> Actor:
        return self.cast.officer(Role.AGENCY_HEAD, HUBEI, "market_regulation")

    @property
    def lawyer(self) -> Actor:
        return self.cast.officer(Role.LEGAL_OFFICER, HUBEI)

    @property
    def governor(self) -> Actor:
        return self.cast.officer(Role.GOVERNMENT_HEAD, HUBEI)

    @property
    def publisher(self) -> Actor:
        return self.cast.officer(Role.ADMINISTRATOR, HUBEI)

    def content(self, **changed: Any) -> dict[str, Any]:
        return definition_as_json(replace(ITEM, limits=replace(ITEM.limits, promised="7wd"))) | changed

    def drafted(self, **changed: Any) -> Proposal:
        return services.save_proposal(self.content(**changed), actor=self.drafter, at=AT)

    def submitted(self) -> Proposal:
        return services.submit(self.drafted().pk, actor=self.head, at=AT)

    def lawful(self) -> Proposal:
        return services.find_lawful(self.submitted().pk, opinion="合法", actor=self.lawyer, at=AT)

    def approved(self) -> Proposal:
        return services.approve(self.lawful().pk, actor=self.governor, at=AT)


@pytest.fixture
def offices(library: Library) -> Offices:
    return Offices(library.cast)


def test_the_whole_way(offices: Offices, library: Library) -> None:
    first = library.version()
    proposal = offices.approved()
    second = services.publish_proposal(proposal.pk, from_date=APRIL, actor=offices.publisher, at=AT)
    assert (second.number, second.in_force.lower) == (2, APRIL)
    assert queries.version_in_force(ITEM.key, on=date(2026, 3, 31)) == first
    assert queries.version_in_force(ITEM.key, on=APRIL) == second
    assert queries.definition_of(second).limits.promised == "7wd"
    first.refresh_from_db()
    assert first.ended_by == "succeeded"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version_id) == ("published", second.pk)
    told = [event.kind.removeprefix("library.") for event in ledger.history(f"item:{ITEM.key}")]
    assert told == ["VersionSubmitted", "VersionFoundLawful", "VersionApproved", "ItemVersionPublished"]


def test_a_new_item_goes_the_same_way(cast: Cast) -> None:
    offices = Offices(cast)
    services.publish_proposal(offices.approved().pk, from_date=TOMORROW, actor=offices.publisher, at=AT)
    assert queries.version_in_force(ITEM.key, on=TOMORROW).number == 1


def test_a_draft_may_be_incomplete_and_is_saved_over(offices: Offices) -> None:
    first = offices.drafted(summary="", limits={})
    again = offices.drafted(summary="新的说明")
    assert again.pk == first.pk
    assert (again.number, again.content["summary"]) == (2, "新的说明")
    assert again.content["version"] == 2


def test_an_incomplete_draft_is_not_submitted_and_every_gap_is_told(offices: Offices) -> None:
    draft = offices.drafted(limits={}, summary=3)
    with pytest.raises(Refusal) as refused:
        services.submit(draft.pk, actor=offices.head, at=AT)
    for field in ("limits.statutory", "limits.promised", "summary"):
        assert field in refused.value.rule
    complete = offices.drafted(summary="", conditions=[], conditions_en=[])
    with pytest.raises(services.NotPublishable) as refused_too:
        services.submit(complete.pk, actor=offices.head, at=AT)
    assert {"summary", "conditions"} <= {one.field for one in refused_too.value.findings}
    draft.refresh_from_db()
    assert draft.state == "draft"


ACTS: dict[str, Callable[[Offices, int, Actor], object]] = {
    "submit": lambda _o, pk, actor: services.submit(pk, actor=actor, at=AT),
    "find_lawful": lambda _o, pk, actor: services.find_lawful(pk, opinion="合法", actor=actor, at=AT),
    "approve": lambda _o, pk, actor: services.approve(pk, actor=actor, at=AT),
    "publish": lambda _o, pk, actor: services.publish_proposal(pk, from_date=APRIL, actor=actor, at=AT),
}
RIGHTFUL = {"submit": "head", "find_lawful": "lawyer", "approve": "governor", "publish": "publisher"}
BEFORE = {"submit": "drafted", "find_lawful": "submitted", "approve": "lawful", "publish": "approved"}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_one_office_s_and_nobody_else_s(offices: Offices, act: str) -> None:
    proposal = getattr(offices, BEFORE[act])()
    everybody = {name: getattr(offices, name) for name in ("drafter", *RIGHTFUL.values())}
    everybody |= {
        "citizen": offices.cast.citizen,
        "other department": offices.cast.officer(Role.AGENCY_HEAD, HUBEI, "health"),
        "city head": offices.cast.officer(Role.AGENCY_HEAD, WUHAN, "market_regulation"),
        "county lawyer": offices.cast.officer(Role.LEGAL_OFFICER, JIANGAN),
        "county governor": offices.cast.officer(Role.GOVERNMENT_HEAD, JIANGAN),
        "county administrator": offices.cast.officer(Role.ADMINISTRATOR, JIANGAN),
    }
    rightful = everybody.pop(RIGHTFUL[act])
    for actor in everybody.values():
        with pytest.raises(Refusal):
            ACTS[act](offices, proposal.pk, actor)
    ACTS[act](offices, proposal.pk, rightful)


@pytest.mark.parametrize("state", BEFORE.values())
def test_no_step_is_skipped_or_taken_twice(offices: Offices, state: str) -> None:
    proposal = getattr(offices, state)()
    for act, before in BEFORE.items():
        if before != state:
            with pytest.raises(Refusal, match="现在的状态"):
                ACTS[act](offices, proposal.pk, getattr(offices, RIGHTFUL[act]))


def test_only_the_department_of_the_province_drafts(offices: Offices) -> None:
    for actor in (
        offices.cast.citizen,
        offices.publisher,
        offices.cast.officer(Role.REVIEWER, HUBEI, "health"),
        offices.cast.officer(Role.REVIEWER, JIANGAN, "market_regulation"),
    ):
        with pytest.raises(Refusal, match="省级主管部门拟订"):
            services.save_proposal(offices.content(), actor=actor, at=AT)
    with pytest.raises(Refusal, match="不得变更"):  # one's own department, another's item
        services.save_proposal(
            offices.content(department="health"),
            actor=offices.cast.officer(Role.REVIEWER, HUBEI, "health"),
            at=AT,
        )


def test_what_villages_decide_is_drafted_by_the_service_authority(library: Library) -> None:
    content = definition_as_json(definition("village_mediation"))
    clerk = library.cast.officer(Role.REVIEWER, HUBEI, "data_administration")
    assert services.save_proposal(content, actor=clerk, at=AT).state == "draft"


def test_what_was_submitted_stands(offices: Offices) -> None:
    proposal = offices.submitted()
    with pytest.raises(Refusal, match="现在的状态"):
        offices.drafted(summary="悄悄改了")
    with pytest.raises(DatabaseError, match="was submitted"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(content={})


@pytest.mark.parametrize(
    ("state", "by"), [("submitted", "lawyer"), ("lawful", "governor"), ("approved", "publisher")]
)
def test_it_is_returned_with_the_reason_and_comes_again(offices: Offices, state: str, by: str) -> None:
    proposal = getattr(offices, state)()
    with pytest.raises(Refusal, match="写明"):
        services.return_to_department(proposal.pk, reason=" ", actor=getattr(offices, by), at=AT)
    with pytest.raises(Refusal):
        services.return_to_department(proposal.pk, reason="缺依据", actor=offices.head, at=AT)
    returned = services.return_to_department(proposal.pk, reason="缺依据", actor=getattr(offices, by), at=AT)
    assert (returned.state, returned.remark) == ("draft", "缺依据")
    assert offices.drafted(summary="补上了").pk == proposal.pk
    assert services.submit(proposal.pk, actor=offices.head, at=AT).state == "submitted"


def test_a_withdrawn_proposal_makes_room_for_another(offices: Offices) -> None:
    proposal = offices.submitted()
    services.withdraw(proposal.pk, actor=offices.drafter, at=AT)
    assert offices.drafted().pk != proposal.pk
    with pytest.raises(Refusal, match="现在的状态"):
        services.withdraw(proposal.pk, actor=offices.drafter, at=AT)


def test_the_database_keeps_one_open_proposal_per_item(offices: Offices) -> None:
    second = offices.drafted()
    second.pk = None
    with pytest.raises(IntegrityError, match="one_open_proposal_per_item"), transaction.atomic():
        second.save(force_insert=True)


def test_no_such_proposal(offices: Offices) -> None:
    with pytest.raises(NotFound):
        services.submit(999_999, actor=offices.head, at=AT)


@pytest.mark.parametrize("key", ["", "Ab c", "x", "../etc", "9lives"])
def test_a_key_is_a_public_address(offices: Offices, key: str) -> None:
    with pytest.raises(Refusal, match="公开地址"):
        offices.drafted(key=key)


# ── suspended, cancelled ─────────────────────────────────────────────────────────────────


def suspend(offices: Offices, day: date = TOMORROW, **changed: Any) -> None:
    arguments = {"from_date": day, "reason": "省政府令第1号第三条", "actor": offices.publisher, "at": AT}
    services.suspend_item(ITEM.key, **(arguments | changed))


def cancel(offices: Offices, day: date = TOMORROW) -> None:
    services.cancel_item(ITEM.key, from_date=day, reason="国发〔2026〕1号", actor=offices.publisher, at=AT)


def test_nobody_takes_in_what_is_suspended_and_the_refusal_says_why(
    offices: Offices, library: Library
) -> None:
    entry = library.entry()
    before = queries.filing_terms(entry.pk, on=TODAY).version
    suspend(offices)
    assert queries.filing_terms(entry.pk, on=TODAY).version == before  # today's day stands
    with pytest.raises(Refusal) as refused:
        queries.filing_terms(entry.pk, on=TOMORROW)
    assert "暂停实施" in refused.value.rule
    assert "省政府令第1号第三条" in refused.value.rule
    assert queries.pinned(before.pk).definition == ITEM  # cases filed under it go on
    assert ledger.history(f"item:{ITEM.key}")[-1].kind == "library.ItemSuspended"


def test_a_suspended_item_returns_by_a_version_and_the_days_between_stay_empty(offices: Offices) -> None:
    suspend(offices)
    services.publish_proposal(offices.approved().pk, from_date=APRIL, actor=offices.publisher, at=AT)
    history = {day: queries.item_history(ITEM.key, on=day).governing for day in (TODAY, TOMORROW, APRIL)}
    assert [card.number if card else None for card in history.values()] == [1, None, 2]


def test_a_cancelled_item_never_returns(offices: Offices) -> None:
    cancel(offices)
    proposal = offices.approved()
    with pytest.raises(Refusal, match="不得恢复"):
        services.publish_proposal(proposal.pk, from_date=APRIL, actor=offices.publisher, at=AT)
    with pytest.raises(Refusal, match="已经取消"):
        suspend(offices)


def test_a_suspended_item_may_be_cancelled(offices: Offices) -> None:
    suspend(offices)
    cancel(offices, APRIL)
    version = queries.item_history(ITEM.key, on=TOMORROW).latest
    assert (version.until, version.ended_by) == (TOMORROW, "取消")


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"from_date": TODAY}, "已经开始的一天"),
        ({"from_date": date(2020, 1, 1)}, "已经开始的一天"),
        ({"reason": "  "}, "应有依据"),
    ],
)
def test_a_day_that_has_begun_and_a_missing_reason_are_refused(
    offices: Offices, changed: dict[str, Any], rule: str
) -> None:
    with pytest.raises(Refusal, match=rule):
        suspend(offices, **changed)


def test_suspending_needs_the_right(offices: Offices) -> None:
    for actor in (offices.head, offices.lawyer, offices.cast.officer(Role.ADMINISTRATOR, JIANGAN)):
        with pytest.raises(Refusal):
            suspend(offices, actor=actor)
    with pytest.raises(NotFound):
        services.suspend_item("nothing", from_date=APRIL, reason="x", actor=SystemActor(), at=AT)


def test_the_database_does_not_draw_out_what_ended(offices: Offices, library: Library) -> None:
    suspend(offices)
    version = queries.pinned(queries.item_history(ITEM.key, on=TODAY).latest.id).version
    version.refresh_from_db()
    with pytest.raises(DatabaseError, match="cannot be drawn out"), transaction.atomic():
        type(version).objects.filter(pk=version.pk).update(in_force=(date(2026, 1, 1), None))
