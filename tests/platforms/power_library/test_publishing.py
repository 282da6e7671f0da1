"""Publishing a version: checked whole, never changed afterwards, one in force at a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from cast import AT, JIANGAN, TODAY, Cast, Library, definition
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.item_definitions import ItemDefinition
from yangguang.platforms.power_library.models import ItemVersion, PowerItem
from yangguang.platforms.power_library.services import NotPublishable, publish_version

SYSTEM = SystemActor()


def next_version(item: ItemDefinition, *, from_date: date = date(2026, 7, 1)) -> ItemDefinition:
    """The item with a shorter promise."""
    return replace(
        item, version=item.version + 1, in_force_from=from_date, limits=replace(item.limits, promised="8wd")
    )


def test_a_published_version_is_in_force_and_on_the_ledger(cast: Cast) -> None:
    version = publish_version(definition("food_business"), actor=SYSTEM, at=AT)
    assert queries.version_in_force("food_business", on=TODAY) == version
    assert queries.definition_of(version) == definition("food_business")
    (event,) = ledger.history("item:food_business")
    assert event.kind == "library.ItemVersionPublished"
    assert event.payload["content_sha256"] == version.content_sha256
    assert event.payload["follows"] is None


def test_publishing_the_same_again_changes_nothing(cast: Cast) -> None:
    first = publish_version(definition("food_business"), actor=SYSTEM, at=AT)
    again = publish_version(definition("food_business"), actor=SYSTEM, at=AT + timedelta(days=1))
    assert again == first
    assert len(ledger.history("item:food_business")) == 1


def test_all_findings_are_told_at_once_and_nothing_is_written(cast: Cast) -> None:
    item = definition("food_business")
    broken = replace(item, summary="", conditions=(), limits=replace(item.limits, promised="30wd"))
    with pytest.raises(NotPublishable) as refused:
        publish_version(broken, actor=SYSTEM, at=AT)
    assert {"summary", "conditions", "limits.promised"} <= {one.field for one in refused.value.findings}
    assert "八公开" in refused.value.rule
    assert not PowerItem.objects.exists()


def test_other_content_under_a_published_number_is_refused(cast: Cast) -> None:
    item = definition("food_business")
    publish_version(item, actor=SYSTEM, at=AT)
    with pytest.raises(Refusal) as refused:
        publish_version(replace(item, summary=item.summary + "。"), actor=SYSTEM, at=AT)
    assert "version 改为 2" in refused.value.way_out


def test_a_lower_number_is_refused(cast: Cast) -> None:
    item = definition("food_business")
    publish_version(replace(item, version=3), actor=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="只增不减"):
        publish_version(replace(item, version=2), actor=SYSTEM, at=AT)


def test_a_code_belongs_to_its_item_for_good(cast: Cast) -> None:
    item = definition("food_business")
    publish_version(item, actor=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="不得变更"):
        publish_version(replace(next_version(item), basic_code="000131099000"), actor=SYSTEM, at=AT)


def test_a_successor_ends_its_predecessor_and_the_past_can_still_be_asked(cast: Cast) -> None:
    item = definition("food_business")
    first = publish_version(item, actor=SYSTEM, at=AT)
    second = publish_version(next_version(item), actor=SYSTEM, at=AT)
    assert queries.version_in_force("food_business", on=date(2026, 6, 30)) == first
    assert queries.version_in_force("food_business", on=date(2026, 7, 1)) == second
    assert queries.pinned(first.pk).definition == item


def test_a_successor_never_governs_the_day_on_which_it_is_published(cast: Cast) -> None:
    item = definition("food_business")
    first = publish_version(item, actor=SYSTEM, at=AT)
    publish_version(next_version(item, from_date=date(2026, 2, 1)), actor=SYSTEM, at=AT)
    assert queries.version_in_force("food_business", on=TODAY) == first
    assert queries.version_in_force("food_business", on=TODAY + timedelta(days=1)).number == 2


def test_a_successor_may_not_begin_before_a_version_already_planned(cast: Cast) -> None:
    item = definition("food_business")
    publish_version(item, actor=SYSTEM, at=AT)
    planned = next_version(item)
    publish_version(planned, actor=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="同一时间只能有一个版本有效"):
        publish_version(next_version(planned), actor=SYSTEM, at=AT)


def test_nobody_publishes_past_the_legal_check(cast: Cast) -> None:
    """The program loads reviewed files; what people draft goes the way of proposals (test_proposals)."""
    item = definition("food_business")
    clerk = cast.officer(Role.WINDOW_CLERK)
    county_administrator = cast.officer(Role.ADMINISTRATOR, JIANGAN)
    for actor in (clerk, county_administrator, cast.citizen):
        with pytest.raises(Refusal, match="省级统一审核公布"):
            publish_version(item, actor=actor, at=AT)
    with pytest.raises(Refusal, match="未经合法性审核"):
        publish_version(item, actor=cast.officer(Role.ADMINISTRATOR, "420000000000"), at=AT)
    assert not PowerItem.objects.exists()


def test_before_its_first_day_an_item_is_not_in_force(cast: Cast) -> None:
    publish_version(definition("food_business"), actor=SYSTEM, at=AT)
    with pytest.raises(NotFound):
        queries.version_in_force("food_business", on=date(2025, 12, 31))


# ── the last guard: the database itself ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE power_library_itemversion SET promised_limit = '99wd'",
        "UPDATE power_library_itemversion SET content = '{}'",
        "UPDATE power_library_itemversion SET in_force = daterange('2020-01-01', NULL)",
        "UPDATE power_library_itemversion SET state = 'draft'",
        "DELETE FROM power_library_itemversion",
    ],
)
def test_the_database_refuses_to_change_a_published_version(library: Library, change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="is published"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_draft_may_still_be_changed_and_deleted(library: Library) -> None:
    published = library.version()
    draft = ItemVersion.objects.get(pk=published.pk)
    draft.pk, draft.number, draft.state = None, 2, "draft"
    draft.search_vector = None
    draft.save(force_insert=True)
    ItemVersion.objects.filter(pk=draft.pk).update(promised_limit="5wd")
    assert ItemVersion.objects.filter(pk=draft.pk).delete()[0] == 1


def test_the_database_refuses_two_versions_in_force_at_once(library: Library) -> None:
    second = library.version()
    second.pk, second.number = None, 2
    second.search_vector = None
    with pytest.raises(IntegrityError, match="one_version_in_force"), transaction.atomic():
        second.save(force_insert=True)
    second.in_force = DateRange(date(2025, 1, 1), date(2026, 1, 1))
    second.save(force_insert=True)  # the year before is free


def test_the_database_refuses_an_entry_twice(library: Library) -> None:
    entry = library.entry()
    entry.pk = None
    with pytest.raises(IntegrityError, match="one_current_entry_per_code"), transaction.atomic():
        entry.save(force_insert=True)
    entry.in_force = DateRange(date(2026, 2, 1), date(2026, 3, 1))
    with pytest.raises(IntegrityError, match="one_entry_per_item_and_body"), transaction.atomic():
        entry.save(force_insert=True)
