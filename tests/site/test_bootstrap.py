"""The set-up script, which must speak even where nothing else can."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    return module


def test_an_old_python_can_read_it_and_is_told_so(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(bootstrap.Trouble, match=r"Python 3.9.2 is too old: install 3.11"):
        bootstrap.check_python()


def _install(
    bootstrap: ModuleType, kind: str, monkeypatch: pytest.MonkeyPatch, *, status: int = 0
) -> list[str]:
    """Install with a pip that only says what it was asked."""
    asked: list[str] = []

    class Done:
        returncode = status
        stderr = "ERROR: no matching distribution\n"

    def run(command: list[str], **_: object) -> Done:
        asked.append(" ".join(command))
        return Done()

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    bootstrap.install(kind)
    return asked


def test_a_lock_is_installed_once_with_its_hashes(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = _install(bootstrap, "run", monkeypatch)
    assert "--require-hashes" in asked
    assert _install(bootstrap, "run", monkeypatch) == []
    Path(bootstrap.lock("run")).write_text("run==2\n")
    assert len(_install(bootstrap, "run", monkeypatch)) == 1


def test_the_development_lock_serves_for_both(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(bootstrap, "dev", monkeypatch)
    assert _install(bootstrap, "run", monkeypatch) == []


def test_a_failed_install_leaves_no_stamp(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(bootstrap.Trouble, match="no matching distribution"):
        _install(bootstrap, "run", monkeypatch, status=1)
    assert len(_install(bootstrap, "run", monkeypatch)) == 1


def test_without_a_browser_an_ordinary_user_is_told_what_to_install(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANGGUANG_CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    monkeypatch.setattr(bootstrap, "has_chinese_font", lambda: False)
    monkeypatch.setattr(bootstrap.os, "getuid", lambda: 1234)
    with pytest.raises(bootstrap.Trouble, match="apt-get install chromium fonts-noto-cjk"):
        bootstrap.install_browser()


def test_without_a_browser_root_installs_one_from_the_systems_packages(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANGGUANG_CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(bootstrap, "has_chinese_font", lambda: True)
    monkeypatch.setattr(bootstrap.os, "getuid", lambda: 0)
    asked: list[str] = []

    class Done:
        returncode = 0

    monkeypatch.setattr(
        bootstrap.subprocess, "run", lambda command, **_: asked.append(" ".join(command)) or Done()
    )
    bootstrap.install_browser()
    assert asked == ["apt-get update -q", "apt-get install -y -q --no-install-recommends chromium"]
