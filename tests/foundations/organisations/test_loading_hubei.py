"""The whole province in the database: what a first and a second load do, and that the tables hold it together."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations import services
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.organisations.models import Body, Department, Division, Post, ServiceCentre, Window
from yangguang.foundations.organisations.organisation_data import OrganisationData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hubei_loaded")]

LATER = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def test_the_first_load_tells_what_it_added(hubei_loaded: list[str]) -> None:
    assert hubei_loaded == [
        "区划：新增 28651，更新 0，未变 0",
        "部门：新增 48，更新 0，未变 0",
        "实施主体：新增 32808，更新 0，未变 0",
        "服务中心：新增 28651，更新 0，未变 0",
        "窗口：新增 1832，更新 0，未变 0",
        "岗位：新增 56883，更新 0，未变 0",
    ]


def test_the_tables_hold_what_was_told() -> None:
    tables = (Division, Department, Body, ServiceCentre, Window, Post)
    assert [table.objects.count() for table in tables] == [28_651, 48, 32_808, 28_651, 1_832, 56_883]


def test_a_second_load_changes_nothing_and_says_so(hubei: OrganisationData) -> None:
    told: list[str] = []
    events = LedgerEvent.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(xmin::text::bigint) FROM organisations_post")
        before = cursor.fetchone()
        services.load_organisations(LATER, told.append, hubei)
        cursor.execute("SELECT sum(xmin::text::bigint) FROM organisations_post")
        assert cursor.fetchone() == before
    assert told == [
        "区划：28651 条，无变化",
        "部门：48 条，无变化",
        "实施主体：32808 条，无变化",
        "服务中心：28651 条，无变化",
        "窗口：1832 条，无变化",
        "岗位：56883 条，无变化",
    ]
    assert LedgerEvent.objects.count() == events


def test_the_stored_parent_level_is_the_parents() -> None:
    below = Division.objects.exclude(level=Level.PROVINCE)
    assert below.count() == 28_650
    assert not below.exclude(parent_level=F("parent__level")).exists()


def test_the_database_refuses_a_village_under_a_county() -> None:
    village = Division.objects.get(pk="420102002003")
    village.parent_id, village.parent_level = "420102000000", Level.COUNTY
    with pytest.raises(IntegrityError, match="division_level_pair"), transaction.atomic():
        village.save()


def test_the_database_refuses_a_parent_level_that_is_not_the_parents() -> None:
    village = Division.objects.get(pk="420102002003")
    village.parent_id, village.parent_level = "420102000000", Level.TOWNSHIP
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="division_parent_has_its_level"), transaction.atomic():
        village.save()


def test_initials_and_pinyin_serve_searching() -> None:
    place = Division.objects.get(pk="429021000000")
    assert (place.pinyin, place.initials) == ("shennongjialinqu", "snjlq")


def test_a_clerk_sits_at_a_window_of_the_own_centre() -> None:
    clerks = Post.objects.filter(role=Role.WINDOW_CLERK)
    assert clerks.count() == 1_832
    assert not clerks.exclude(window__centre_id=F("division_id"), centre_id=F("division_id")).exists()


def test_a_post_stands_where_its_body_does() -> None:
    assert not Post.objects.exclude(division_id=F("body__division_id")).exists()
