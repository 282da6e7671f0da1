"""As whom PostgreSQL's programs run. The way that a machine does not offer is acted out with ``env`` and ``false``."""

import os
from pathlib import Path

import pytest

from yangguang.site.database import identity
from yangguang.site.database.identity import Identity, copy_within_reach, find_footing
from yangguang.site.trouble import Trouble

PLAIN = Identity(("env", "--"), os.getuid(), os.getgid())


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A wheel's installation, its libraries beside it."""
    folder = tmp_path / "site-packages" / "some_postgres" / "pginstall" / "bin"
    folder.mkdir(parents=True)
    (folder / "postgres").write_text("binary")
    libraries = tmp_path / "site-packages" / "some_postgres.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("library")
    return folder


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    find_footing.cache_clear()
    monkeypatch.setattr(identity.os, "getuid", lambda: 0)
    monkeypatch.setattr(identity, "REACHABLE", tmp_path / "reachable")
    return monkeypatch


def test_an_ordinary_user_runs_the_programs_directly(
    programs: Path, tmp_path: Path, as_root: pytest.MonkeyPatch
) -> None:
    as_root.setattr(identity.os, "getuid", lambda: 1234)
    footing = find_footing(programs, tmp_path)
    assert footing.identity.command("postgres") == ["postgres"]
    assert (footing.programs, footing.home) == (programs, tmp_path)


def test_root_prefers_a_user_namespace(programs: Path, tmp_path: Path, as_root: pytest.MonkeyPatch) -> None:
    as_root.setattr(identity, "NAMESPACE", ("env", "--"))
    footing = find_footing(programs, tmp_path)
    assert footing.identity.prefix == ("env", "--")
    assert (footing.programs, footing.home) == (programs, tmp_path)


def test_without_namespaces_root_becomes_an_unprivileged_user(
    programs: Path, tmp_path: Path, as_root: pytest.MonkeyPatch
) -> None:
    as_root.setattr(identity, "NAMESPACE", ("false",))
    as_root.setattr(identity, "unprivileged", lambda _name: PLAIN)
    footing = find_footing(programs, tmp_path)
    assert footing.identity == PLAIN
    assert (footing.programs, footing.home) == (programs, tmp_path)


def test_what_the_unprivileged_user_cannot_reach_is_put_elsewhere(
    programs: Path, tmp_path: Path, as_root: pytest.MonkeyPatch
) -> None:
    as_root.setattr(identity, "NAMESPACE", ("false",))
    as_root.setattr(identity, "unprivileged", lambda _name: PLAIN)
    as_root.setattr(Identity, "can_reach", lambda _self, *_paths: False)
    footing = find_footing(programs, tmp_path)
    assert footing.home.parent == tmp_path / "reachable"
    assert (footing.programs / "postgres").read_text() == "binary"
    assert (footing.programs.parents[2] / "some_postgres.libs" / "libpq.so").exists()


def test_when_nothing_works_the_way_out_is_named(
    programs: Path, tmp_path: Path, as_root: pytest.MonkeyPatch
) -> None:
    as_root.setattr(identity, "NAMESPACE", ("false",))
    as_root.setattr(identity, "unprivileged", lambda _name: None)
    with pytest.raises(Trouble, match="set DATABASE_URL"):
        find_footing(programs, tmp_path)


def test_another_release_gets_another_copy(programs: Path, tmp_path: Path) -> None:
    first = copy_within_reach(programs, tmp_path / "copies")
    assert copy_within_reach(programs, tmp_path / "copies") == first
    (programs / "postgres").write_text("a later binary")
    later = copy_within_reach(programs, tmp_path / "copies")
    assert later != first
    assert (later / "postgres").read_text() == "a later binary"


def test_a_path_that_cannot_be_read_is_out_of_reach(tmp_path: Path) -> None:
    assert PLAIN.can_reach(tmp_path)
    assert not PLAIN.can_reach(tmp_path / "missing")
    assert not Identity(("no-such-program",), 0, 0).works()
