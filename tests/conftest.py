"""What every test shares: a database of its own on a server of our own, and a folder of its own for files.

The server is the one ``DATABASE_URL`` names, else a throwaway cluster under ``var/test-postgres`` that all test runs on
this machine share; it starts with the first test that asks for a database.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from psycopg import sql

from yangguang.site.database import Cluster, Lease, connection_settings, var_folder
from yangguang.site.database.binaries import find_binaries, major_version

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine proves nothing wrong
hypothesis.settings.load_profile("untimed")

JOURNEYS = Path(__file__).parent / "journeys"

pytest_plugins = ["append_only", "cast", "desk", "fees_desk", "joint_desk"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long walks in a browser first, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: not item.path.is_relative_to(JOURNEYS))


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The address of a server on which tests may create databases."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    version = major_version(find_binaries())
    # A server for each parallel worker: consumers of the ledger wait for every older transaction of their whole server.
    name = f"{version}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    cluster = Cluster(var_folder() / "test-postgres" / name, throwaway=True)
    with Lease(cluster):
        _drop_left_behind(cluster)
        yield cluster.url()


def _drop_left_behind(cluster: Cluster) -> None:
    """Remove the databases of test runs that were killed before they could."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_yangguang_[0-9]+'"
        ).fetchall()
        for (name,) in names:
            if not _lives(int(name.split("_")[2])):
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url: str) -> None:
    """Several people test at the same time: each process has a database of its own."""
    own = connection_settings(database_url)
    own["CONN_MAX_AGE"] = 0
    own["TEST"] = connections["default"].settings_dict["TEST"] | {"NAME": f"test_yangguang_{os.getpid()}"}
    connections["default"].settings_dict.update(own)


@pytest.fixture(scope="session", autouse=True)
def _files_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Evidence filed by a test must not land among the installation's."""
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("files"))
    yield
    settings.MEDIA_ROOT = before


@pytest.fixture(scope="session", autouse=True)
def _pages_without_collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages are drawn without static files collected first, and passwords hashed without taking half a second."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        STORAGES=settings.STORAGES | plain,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
