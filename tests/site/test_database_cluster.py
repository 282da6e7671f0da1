"""Our own PostgreSQL: made, shared, killed, and brought back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yangguang.site.database.cluster import SOCKET_PATH_LIMIT, Cluster
from yangguang.site.database.failures import explain
from yangguang.site.database.lease import Lease
from yangguang.site.trouble import Trouble


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("own") / "postgres")
    yield made
    made.stop()


@pytest.fixture
def lease(cluster: Cluster) -> Iterator[Lease]:
    with Lease(cluster) as held:
        yield held


def _kill_postmaster(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    # Whoever has not been reaped yet is a zombie, and counts as dead.
    while cluster.postmaster_lives():
        pass


def test_the_application_owns_its_database_and_is_no_superuser(lease: Lease) -> None:
    with psycopg.connect(lease.cluster.url()) as connection:
        row = connection.execute(
            "SELECT r.rolsuper, r.rolcreatedb, d.datdba = r.oid FROM pg_roles r, pg_database d "
            "WHERE r.rolname = current_user AND d.datname = current_database()"
        ).fetchone()
    assert row == (False, False, True)


def test_trigrams_of_chinese_are_found(lease: Lease) -> None:
    with psycopg.connect(lease.cluster.url()) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute(
            "SELECT '受理通知书' ILIKE '%受理%', show_trgm('受理通知书') <> '{}'"
        ).fetchone()
    assert row == (True, True)


def test_failed_statements_leave_nothing_personal_in_the_log(lease: Lease) -> None:
    with psycopg.connect(lease.cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('王小明')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('王小明')")
    log = lease.cluster.log.read_text()
    assert "person_pkey" in log
    assert "王小明" not in log


def test_no_network_port_is_opened(lease: Lease) -> None:
    with psycopg.connect(lease.cluster.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert lease.cluster.socket_folder.stat().st_mode & 0o077 == 0


def test_a_killed_server_comes_back_with_what_was_committed(lease: Lease) -> None:
    with psycopg.connect(lease.cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        _kill_postmaster(lease.cluster)
        assert lease.revive() is True
        with psycopg.connect(lease.cluster.url()) as again:
            assert again.execute("SELECT number FROM kept").fetchone() == (1,)
    assert lease.revive() is False


def test_a_postmaster_file_with_the_number_of_a_stranger_does_not_block_the_start(cluster: Cluster) -> None:
    """In a container numbers are reused at once: after a crash the file may name a program of ours."""
    with Lease(cluster):
        written = (cluster.data / "postmaster.pid").read_text()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        lines = written.splitlines(keepends=True)
        (cluster.data / "postmaster.pid").write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        with Lease(cluster):
            assert cluster.is_ready()
    finally:
        stranger.kill()
        stranger.communicate()


def test_the_last_one_to_leave_stops_the_server(cluster: Cluster) -> None:
    first, second = Lease(cluster), Lease(cluster)
    first.acquire()
    second.acquire()
    first.release()
    assert cluster.is_ready()
    second.release()
    assert not cluster.is_ready()


def test_a_killed_user_does_not_keep_the_server_from_being_stopped(cluster: Cluster) -> None:
    code = (
        "import sys, time; from pathlib import Path; from yangguang.site.database import Cluster, Lease; "
        "Lease(Cluster(Path(sys.argv[1]))).acquire(); print('held', flush=True); time.sleep(60)"
    )
    source = Path(__file__).parents[2] / "src"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(cluster.home)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    ours = Lease(cluster)
    ours.acquire()
    other.kill()
    other.communicate()
    assert cluster.is_ready()
    ours.release()
    assert not cluster.is_ready()


def test_a_data_folder_of_another_version_is_refused(cluster: Cluster) -> None:
    version = cluster.data / "PG_VERSION"
    with Lease(cluster):
        kept = version.read_text()
    version.write_text("14\n")
    try:
        with pytest.raises(Trouble, match=r"PostgreSQL 14.*dump it with version 14"), Lease(cluster):
            pass
    finally:
        version.write_text(kept)
    with Lease(cluster):
        assert cluster.is_ready()


def test_a_folder_too_deep_for_a_socket_gets_one_elsewhere(tmp_path: Path) -> None:
    deep = Cluster(tmp_path / ("深" * 40))
    assert len(os.fsencode(deep.socket_folder)) <= SOCKET_PATH_LIMIT
    assert deep.socket_folder != Cluster(tmp_path / ("层" * 40)).socket_folder


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("FATAL:  could not write lock file: No space left on device", "free at least 1 GB"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "not enough memory"),
        ("initdb: error: could not create directory: Permission denied", "YANGGUANG_VAR"),
        ("FATAL:  something never seen\nstopped waiting", "something never seen"),
        ("", "no output"),
    ],
)
def test_every_failure_is_told_in_one_line(said: str, told: str) -> None:
    line = str(explain(said))
    assert told in line
    assert "\n" not in line
