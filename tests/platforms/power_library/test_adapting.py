"""A lower body takes over what the province unified, and may only better it."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, JIANGAN, TODAY, YILING, Library, definition
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries, services
from yangguang.platforms.power_library.comparison import Direction, differences
from yangguang.platforms.power_library.item_checks import validate
from yangguang.platforms.power_library.item_definitions import (
    Depth,
    ItemDefinition,
    MaterialSource,
    Necessity,
)
from yangguang.platforms.power_library.local_terms import (
    Improvements,
    improved,
    improvements_of,
    refused_changes,
)
from yangguang.platforms.power_library.models import ItemVersion

ITEM = definition("food_business")
TOMORROW = TODAY + timedelta(days=1)
JULY = date(2026, 7, 1)


def promising(limit: str, item: ItemDefinition = ITEM) -> ItemDefinition:
    return replace(item, limits=replace(item.limits, promised=limit))


def unified(limit: str) -> ItemDefinition:
    """The province's next version, with a promise and steps that fit it."""
    return replace(improved(ITEM, Improvements(promised=limit)), version=2, in_force_from=JULY)


def without(*keys: str, item: ItemDefinition = ITEM) -> ItemDefinition:
    return replace(item, materials=tuple(row for row in item.materials if row.key not in keys))


def head(library: Library, division: str = JIANGAN) -> Actor:
    return library.cast.officer(Role.AGENCY_HEAD, division, "market_regulation")


def adapt(library: Library, local: ItemDefinition, from_date: date = TOMORROW) -> ItemVersion | None:
    return services.adapt_entry(library.entry().code, local, from_date=from_date, actor=head(library), at=AT)


def promised(library: Library, on: date, division: str = JIANGAN) -> str:
    entry = library.entry(division=division)
    return queries.filing_terms(entry.pk, on=on).definition.limits.promised


# ── pure ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "worse",
    [
        promising("9wd"),
        promising("8nd"),
        replace(ITEM, visits=1),
        replace(ITEM, depth=Depth.II),
        replace(ITEM, accepted_at=(4,)),
        replace(ITEM, materials=(*ITEM.materials, replace(ITEM.materials[0], key="stamp"))),
        replace(ITEM, conditions=(*ITEM.conditions, "在本地纳税")),
        replace(ITEM, conditions=ITEM.conditions[1:]),  # what the law sets is nobody's to waive
        replace(ITEM, limits=replace(ITEM.limits, statutory="15wd")),
        replace(ITEM, name="食品许可"),
        replace(ITEM, case_kind="sent_up"),
        replace(ITEM, result=replace(ITEM.result, validity="")),
    ],
)
def test_what_is_not_the_body_s_to_change(worse: ItemDefinition) -> None:
    assert refused_changes(ITEM, worse)


def test_improvements_laid_over_the_unified_terms_give_what_was_wanted() -> None:
    wanted = without("safety_rules", item=replace(promising("7wd"), accepted_at=(4, 5, 6)))
    lighter = tuple(
        replace(row, necessity=Necessity.TOLERABLE, source=MaterialSource.GOVERNMENT)
        if row.key == "layout_plan"
        else row
        for row in wanted.materials
    )
    wanted = replace(wanted, materials=lighter)
    assert refused_changes(ITEM, wanted) == []
    better = improvements_of(ITEM, wanted)
    assert improved(ITEM, better) == wanted
    assert Improvements.from_json(better.as_json()) == better


def test_a_fee_may_be_lowered_and_waived() -> None:
    charged = definition("house_transfer_registration")
    first, *rest = charged.fees
    cheaper = replace(charged, fees=(replace(first, amount_cents=1), *rest))
    assert improved(charged, improvements_of(charged, cheaper)) == cheaper
    free = replace(charged, fees=())
    assert improved(charged, improvements_of(charged, free)) == free


def test_the_steps_are_shortened_to_fit_the_promise() -> None:
    local = improved(ITEM, Improvements(promised="3wd"))
    assert [step.limit for step in local.steps] == ["1wd", "2wd"]
    assert validate(local) == []


@given(
    st.builds(
        Improvements,
        promised=st.sampled_from(["", "0wd", "1wd", "5wd", "8wd", "20wd", "3nd"]),
        visits=st.none() | st.integers(0, 3),
        depth=st.sampled_from(["", "I", "IV"]),
        accepted_at=st.sampled_from([(), (5,), (5, 6)]),
        without_materials=st.sampled_from([(), ("layout_plan",), ("unheard_of",)]),
        materials=st.sampled_from(
            [
                {},
                {"layout_plan": ("tolerable", "applicant", 1, 0)},
                {"layout_plan": ("required", "other", 9, 9)},
            ]
        ),
    ),
    st.sampled_from(["food_business", "law_firm", "restaurant_opening"]),
)
def test_no_improvement_ever_worsens_any_item(better: Improvements, key: str) -> None:
    """Also one made for another version, or another item: each element is the better of both."""
    item = definition(key)
    assert all(one.direction is not Direction.WORSE for one in differences(item, improved(item, better)))


# ── the act ──────────────────────────────────────────────────────────────────────────────


def test_a_body_holds_itself_to_better_terms_from_a_day_and_nobody_else_is_touched(library: Library) -> None:
    version = adapt(library, promising("5wd"))
    assert version is not None
    assert promised(library, TODAY) == "8wd"
    assert promised(library, TOMORROW) == "5wd"
    assert promised(library, TOMORROW, YILING) == "8wd"
    terms = queries.filing_terms(library.entry().pk, on=TOMORROW)
    assert terms.version == version
    assert queries.pinned(version.pk).definition.limits.promised == "5wd"  # what a case will be judged by
    event = ledger.history(f"item:{ITEM.key}")[-1]
    assert (event.kind, event.payload["improvements"]) == ("library.EntryAdapted", {"promised": "5wd"})


def test_worsening_is_refused_with_every_rule_and_nothing_is_written(library: Library) -> None:
    stamp = replace(ITEM.materials[0], key="stamp", name="居委会盖章", name_en="Stamp of the committee")
    worse = replace(promising("12wd"), materials=(*ITEM.materials, stamp))
    with pytest.raises(services.NotAnImprovement) as refused:
        adapt(library, worse)
    assert {one.field for one in refused.value.changes} == {"limits.promised", "materials.stamp"}
    assert "8个工作日" in refused.value.rule
    assert "第三十五条" in refused.value.rule
    assert not ItemVersion.objects.filter(entry__isnull=False).exists()


def test_only_the_head_of_the_body_may(library: Library) -> None:
    for actor in (
        library.cast.citizen,
        library.cast.officer(Role.REVIEWER, JIANGAN, "market_regulation"),
        library.cast.officer(Role.AGENCY_HEAD, JIANGAN, "health"),
        head(library, YILING),
        library.cast.officer(Role.ADMINISTRATOR, "420000000000"),
    ):
        with pytest.raises(Refusal, match="实施机关负责"):
            services.adapt_entry(
                library.entry().code, promising("5wd"), from_date=TOMORROW, actor=actor, at=AT
            )


def test_a_day_that_has_begun_is_refused(library: Library) -> None:
    with pytest.raises(Refusal, match="已经开始的一天"):
        adapt(library, promising("5wd"), TODAY)
    with pytest.raises(NotFound):
        services.adapt_entry("0" * 31, ITEM, from_date=TOMORROW, actor=head(library), at=AT)


def test_better_terms_follow_one_another(library: Library) -> None:
    adapt(library, promising("6wd"))
    adapt(library, promising("5wd"), JULY)
    assert [promised(library, day) for day in (TOMORROW, date(2026, 6, 30), JULY)] == ["6wd", "6wd", "5wd"]
    adapt(library, promising("4wd"))  # takes back what was to begin in July
    assert [promised(library, day) for day in (TOMORROW, JULY)] == ["4wd", "4wd"]


def test_a_body_may_return_to_the_unified_terms(library: Library) -> None:
    adapt(library, promising("5wd"))
    assert adapt(library, ITEM, JULY) is None
    assert [promised(library, day) for day in (TOMORROW, JULY)] == ["5wd", "8wd"]


def test_improvements_outlive_the_unified_version_as_far_as_they_are_better(library: Library) -> None:
    adapt(library, without("safety_rules", item=promising("7wd")))
    services.publish_version(unified("6wd"), actor=SystemActor(), at=AT)
    terms = queries.filing_terms(library.entry().pk, on=JULY)
    assert terms.version.number == 2
    assert terms.definition.limits.promised == "6wd"  # the province has overtaken the county
    assert "safety_rules" not in {row.key for row in terms.definition.materials}
    before = queries.filing_terms(library.entry().pk, on=date(2026, 6, 30))
    assert (before.version.number, before.definition.limits.promised) == (1, "7wd")


def test_improvements_that_the_province_has_made_its_own_end(library: Library) -> None:
    adapt(library, promising("7wd"))
    services.publish_version(unified("7wd"), actor=SystemActor(), at=AT)
    assert queries.filing_terms(library.entry().pk, on=JULY).version.entry_id is None


def test_what_is_suspended_is_suspended_everywhere(library: Library) -> None:
    adapt(library, promising("5wd"))
    services.suspend_item(ITEM.key, from_date=JULY, reason="省政府令", actor=SystemActor(), at=AT)
    assert promised(library, date(2026, 6, 30)) == "5wd"
    with pytest.raises(Refusal, match="暂停实施"):
        promised(library, JULY)
    again = replace(ITEM, version=2, in_force_from=date(2026, 9, 1))
    services.publish_version(again, actor=SystemActor(), at=AT)
    assert promised(library, date(2026, 9, 1)) == "5wd"


def test_other_pages_of_the_item_go_on_with_the_unified_version(library: Library) -> None:
    adapt(library, promising("5wd"))
    history = queries.item_history(ITEM.key, on=TOMORROW)
    assert [card.number for card in history.versions] == [1]
    assert queries.version_in_force(ITEM.key, on=TOMORROW).entry_id is None
    served = {card.key: card for card in queries.search("食品经营许可", on=TOMORROW, place=JIANGAN)}
    elsewhere = {card.key: card for card in queries.search("食品经营许可", on=TOMORROW, place=YILING)}
    assert (served[ITEM.key].promised_limit, elsewhere[ITEM.key].promised_limit) == ("5wd", "8wd")


def test_the_guide_says_in_what_the_body_is_better(library: Library, stopped_clock: object) -> None:
    adapt(library, without("safety_rules", item=promising("5wd")))
    address = reverse("library:guide", args=[library.entry().code])
    shown = unescape(Client().get(address, {"on": TOMORROW.isoformat()}).content.decode())
    better = shown.split('id="improved"')[1].split("</section>")[0]
    assert "比全省统一标准更便利" in shown
    assert "8个工作日 → 5个工作日" in better
    assert "不再要求" in better
    assert 'id="improved"' not in Client().get(address).content.decode()


# ── the database ─────────────────────────────────────────────────────────────────────────


def test_the_database_keeps_one_adapted_version_in_force_and_never_changes_it(library: Library) -> None:
    version = adapt(library, promising("5wd"))
    assert version is not None
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(improvements={})
    version.pk = None
    with pytest.raises(IntegrityError, match="one_adapted_version_in_force"), transaction.atomic():
        version.save(force_insert=True)
    version.entry_id = None
    with pytest.raises(IntegrityError, match="adapted_version_has_its_entry"), transaction.atomic():
        version.save(force_insert=True)
