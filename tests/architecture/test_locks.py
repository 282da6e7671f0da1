"""The lock files: every package pinned with its hashes, and no word of where they came from."""

import re

from .sources import ROOT

REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(\[[^]]*\])?==(\S+)", re.MULTILINE)


def _lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text()


def _pins(name: str) -> dict[str, str]:
    return {package.lower(): version for package, _extras, version in REQUIREMENT.findall(_lock(name))}


def test_every_package_has_hashes_and_no_address() -> None:
    for name in ("run.txt", "dev.txt"):
        blocks = re.split(r"\n(?=\S)", _lock(name).strip())
        pinned = [block for block in blocks if REQUIREMENT.match(block)]
        assert pinned
        assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []
        assert "://" not in _lock(name)


def test_the_development_lock_holds_all_of_the_other() -> None:
    run, dev = _pins("run.txt"), _pins("dev.txt")
    assert {package: dev.get(package) for package in run} == run


def test_everything_asked_for_is_locked() -> None:
    asked = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements" / "run.in").read_text(), re.MULTILINE)
    assert asked
    assert [package for package in asked if package not in _pins("run.txt")] == []
