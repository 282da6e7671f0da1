"""The steps before the first page: taken once, and again when what they load has changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as site_settings

from yangguang.foundations.calendars.loading import load_calendars
from yangguang.foundations.calendars.queries import calendar_in_force
from yangguang.site import first_start
from yangguang.site.first_start import (
    LOADABLE,
    fingerprint,
    loading,
    set_stamp,
    stamp,
    step_named,
    steps,
    take_steps,
)

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TAKEN: list[datetime] = []


def record(at: datetime) -> None:
    TAKEN.append(at)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one data file; what was taken before is forgotten."""
    monkeypatch.setattr(first_start, "PACKAGE", tmp_path)
    TAKEN.clear()
    fingerprint.cache_clear()
    folder = tmp_path / "room"
    folder.mkdir()
    (folder / "items.toml").write_text("a = 1")
    return folder


def _steps(monkeypatch: pytest.MonkeyPatch) -> None:
    step = loading("room", "装载", "loading", f"{__name__}.record", content=("room",))
    monkeypatch.setattr(first_start, "steps", lambda: (step,))


@pytest.mark.django_db
def test_a_step_is_taken_once(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _steps(monkeypatch)
    said: list[str] = []
    take_steps(AT, lambda chinese, english: said.append(f"{chinese} {english}"))
    take_steps(AT, lambda chinese, english: said.append(f"{chinese} {english}"))
    assert TAKEN == [AT]
    assert said == ["装载 loading"]


@pytest.mark.django_db
def test_changed_data_are_loaded_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _steps(monkeypatch)
    take_steps(AT, lambda *_: None)
    (content / "items.toml").write_text("a = 2")
    fingerprint.cache_clear()
    take_steps(AT, lambda *_: None)
    assert TAKEN == [AT, AT]


@pytest.mark.django_db
def test_a_step_that_fails_is_not_stamped(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = loading("room", "装载", "loading", f"{__name__}.no_such_function", content=("room",))
    with pytest.raises(ImportError):
        step.act(AT)
    assert not step.is_done()


@pytest.mark.django_db
def test_a_stamp_is_kept_and_replaced() -> None:
    assert stamp("demonstration") is None
    set_stamp("demonstration", "half", AT)
    set_stamp("demonstration", "complete", AT)
    assert stamp("demonstration") == "complete"


def test_what_can_be_loaded_by_hand_is_a_step() -> None:
    assert {step_named(name).name for name in LOADABLE} == set(LOADABLE)
    assert [step.name for step in steps()][:2] == ["pages", "migrations"], "tables before what goes into them"


@pytest.mark.django_db
def test_the_calendar_is_published_once() -> None:
    load_calendars(AT)
    version, calendar = calendar_in_force()
    load_calendars(AT)
    assert calendar_in_force()[0].pk == version.pk
    assert calendar.announced_through >= 2026


def test_assets_are_collected_anew_when_a_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { margin: 0 }")
    for name, value in {
        "STATIC_ROOT": str(tmp_path / "collected"),
        "STATICFILES_DIRS": [str(source)],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": site_settings.STORAGES,
    }.items():
        setattr(settings, name, value)
    from django.contrib.staticfiles.finders import get_finder

    get_finder.cache_clear()
    assert not first_start.assets_collected()
    first_start.collect_assets(AT)
    assert first_start.assets_collected()
    (source / "later.css").write_text("p { margin: 1em }")
    get_finder.cache_clear()
    assert not first_start.assets_collected()
    get_finder.cache_clear()
