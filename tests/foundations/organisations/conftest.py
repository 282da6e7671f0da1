"""Hubei as the product's files describe it (read once), and, for tests that ask, loaded into the database."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from yangguang.foundations.organisations import services
from yangguang.foundations.organisations.organisation_data import OrganisationData

LOADED_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def hubei() -> OrganisationData:
    return OrganisationData(on=date(2026, 3, 2))


@pytest.fixture(scope="module")
def hubei_loaded(
    hubei: OrganisationData, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[str]]:
    """The whole province in the tables for one module; gives the lines that the load told."""
    told: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        services.load_organisations(LOADED_AT, told.append, hubei)
        _check_what_commit_would_check()
        yield told
        transaction.set_rollback(True)


def _check_what_commit_would_check() -> None:
    """At once for the whole load; otherwise every test would check all of it again at its end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Path, str, str], Path]:
    """A copy of a data file with one text replaced by another, once."""

    def changed_copy(original: Path, old: str, new: str) -> Path:
        text = original.read_text(encoding="utf-8")
        assert old in text, f"{original.name} does not hold {old!r}"
        copy = tmp_path / original.name
        copy.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return changed_copy
