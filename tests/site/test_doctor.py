"""``yangguang doctor``: each line names what is wrong and how to mend it."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from django.db import connection

from yangguang.foundations.ledger import services as ledger
from yangguang.site import doctor
from yangguang.site.doctor import Finding, data, machine
from yangguang.site.preflight import lock_out_others
from yangguang.site.trouble import Trouble


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YANGGUANG_VAR", str(tmp_path))
    return tmp_path


def _findings(check: str, module: object = machine) -> list[Finding]:
    return list(getattr(module, f"_{check}")())


def test_a_locked_package_of_another_version_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    installed = machine.metadata.version("django")
    lock = "django=={} \\\n    --hash=sha256:00\ncolorama==9.9 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    (requirements / "run.txt").write_text(lock.format(installed))
    assert [finding.mend for finding in _findings("packages")] == [""]
    (requirements / "run.txt").write_text(lock.format("1.0"))
    (finding,) = _findings("packages")
    assert "django 1.0" in finding.found
    assert "make setup" in finding.mend


def test_keys_that_others_can_read_are_a_problem(var: Path) -> None:
    key = var / "secrets" / "django"
    key.parent.mkdir()
    key.touch(mode=0o600)
    assert [finding.mend for finding in _findings("secrets")] == [""]
    key.chmod(0o644)
    assert "chmod 600" in _findings("secrets")[0].mend


def test_a_taken_port_is_a_problem_unless_the_site_itself_has_it(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("YANGGUANG_PORT", str(other.getsockname()[1]))
        with pytest.raises(Trouble, match="is taken"):
            _findings("port")
        running = lock_out_others()
        assert _findings("port")[0].mend == ""
        os.close(running)


def test_only_one_run_at_a_time(var: Path) -> None:
    first = lock_out_others()
    with pytest.raises(Trouble, match="already running"):
        lock_out_others()
    os.close(first)
    os.close(lock_out_others())


def test_a_check_that_fails_is_a_finding_and_stops_no_other() -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("first line\nsecond line")
        yield

    (finding,) = doctor._carefully("一项 something", broken)
    assert finding.found == "first line"
    assert finding.mend
    assert "PROBLEM" in finding.line()


@pytest.mark.django_db
def test_the_tables_and_extensions_of_a_migrated_database_are_in_order() -> None:
    assert data.set_up()
    assert [finding.mend for check in ("extensions", "migrations") for finding in _findings(check, data)] == [
        "",
        "",
    ]


@pytest.mark.django_db
def test_a_missing_migration_is_a_problem() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
    (finding,) = _findings("migrations", data)
    assert "yangguang migrate" in finding.mend


@pytest.mark.django_db
def test_without_a_calendar_it_says_which_command_loads_one() -> None:
    from yangguang.foundations.calendars.loading import load_calendars

    (missing,) = _findings("calendar", data)
    assert "yangguang load calendars" in missing.mend
    load_calendars(datetime.now(UTC))
    (loaded,) = _findings("calendar", data)
    assert loaded.mend == ""


@pytest.mark.django_db
def test_a_worker_that_is_not_heard_of_is_a_problem_while_the_site_runs(var: Path) -> None:
    assert _findings("worker", data)[0].mend == "", "the site is not running, so no worker is missed"
    running = lock_out_others()
    assert "yangguang run" in _findings("worker", data)[0].mend
    _hear(datetime.now(UTC) - timedelta(minutes=5))
    assert _findings("worker", data)[0].mend != ""
    _hear(datetime.now(UTC))
    assert _findings("worker", data)[0].mend == ""
    os.close(running)


@pytest.mark.django_db
def test_a_clock_that_differs_from_the_database_servers_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.mend for finding in _findings("clock", data)] == [""]

    class Slow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) - timedelta(minutes=3)

    monkeypatch.setattr(data, "datetime", Slow)
    (finding,) = _findings("clock", data)
    assert "apart" in finding.found
    assert "NTP" in finding.mend


@pytest.mark.django_db
def test_a_clock_behind_the_latest_act_is_a_problem() -> None:
    _record(datetime.now(UTC))
    assert [finding.mend for finding in _findings("clock", data)] == [""]
    _record(datetime.now(UTC) + timedelta(hours=1))
    assert "behind the latest act" in _findings("clock", data)[0].found
    assert _findings("clock", data)[0].mend


@pytest.mark.django_db
def test_a_ledger_that_is_not_sealed_while_the_site_runs_is_a_problem(var: Path) -> None:
    assert "all sealed" in _findings("ledger", data)[0].found
    _record(datetime.now(UTC) - timedelta(minutes=20))
    assert _findings("ledger", data)[0].mend == "", "nobody seals while the site does not run"
    running = lock_out_others()
    assert "yangguang ledger verify" in _findings("ledger", data)[0].mend
    os.close(running)


@pytest.mark.django_db
def test_a_ledger_is_given_time_to_be_sealed(var: Path) -> None:
    _record(datetime.now(UTC))
    running = lock_out_others()
    assert _findings("ledger", data)[0].mend == ""
    os.close(running)


def _record(at: datetime) -> None:
    ledger.append(
        "test:1", [ledger.NewEvent(kind="test.Happened", payload={})], actor=None, at=at, place_path=""
    )


def test_missing_fonts_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.mend for finding in _findings("fonts")] == [""]
    monkeypatch.setattr(machine, "FONT_PACKAGES", ("no_such_font_package",))
    assert "make setup" in _findings("fonts")[0].mend


def test_english_that_was_not_compiled_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = tmp_path / "site" / "locale" / "en" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.po").touch()
    monkeypatch.setattr(machine, "PACKAGE", tmp_path)
    assert "make setup" in _findings("messages")[0].mend
    (messages / "django.mo").touch()
    assert _findings("messages")[0].mend == ""


def test_a_full_disk_is_a_problem(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(var)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _folder: usage._replace(free=1024**2))
    assert "1 GB" in _findings("disk")[0].mend


def test_a_folder_that_cannot_be_written_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("YANGGUANG_VAR", str(file / "var"))
    assert "YANGGUANG_VAR" in _findings("disk")[0].mend


def test_a_database_that_was_never_made_is_not_made_by_asking(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (finding,) = data.server()
    assert "make run" in finding.mend
    assert not (var / "postgres" / "data").exists()


def test_a_named_server_that_is_stopped_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x")
    (finding,) = doctor._carefully("数据库 database", data.server)
    assert "does not answer" in finding.mend


def _hear(at: datetime) -> None:
    """A worker's sign of life; the queue's models are read-only."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])
