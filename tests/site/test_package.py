"""What ``pip install`` gets: every file that the sources hold, and the compiled English beside them."""

import os
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest

from yangguang.site import places

ROOT = Path(__file__).parents[2]


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for package in folder.glob("yangguang*[!o]")  # not the notes that the build leaves: *.egg-info
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in {".mo", ".pyc"}
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as the build lays it out, made from a copy so that nothing is left in the sources."""
    place = tmp_path_factory.mktemp("package")
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.mo", "*.egg-info", "static_root")
    shutil.copytree(ROOT / "src", place / "src", ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "LICENSE"):
        shutil.copy(ROOT / name, place)
    shutil.copytree(ROOT / "requirements", place / "requirements")
    subprocess.run(
        [sys.executable, "setup.py", "-q", "build_py", "--build-lib", "built"],
        cwd=place,
        check=True,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )
    return place


def test_every_file_of_the_sources_is_in_the_package(built: Path) -> None:
    assert _files(built / "built") == _files(built / "src")


def test_the_english_of_the_package_is_compiled(built: Path) -> None:
    (compiled,) = (built / "built").rglob("*.mo")
    assert compiled.as_posix().endswith("site/locale/en/LC_MESSAGES/django.mo")
    with compiled.open("rb") as file:
        english = GNUTranslations(file)
    assert english.gettext("中文") == "Chinese"


def test_an_installed_package_keeps_its_data_with_the_user_and_not_among_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANGGUANG_VAR", raising=False)
    assert places.var_folder() == ROOT / "var"
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert places.var_folder() == tmp_path / "data" / "yangguang"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert places.var_folder() == tmp_path / "home" / ".local" / "share" / "yangguang"
