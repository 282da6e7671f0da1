"""Every version ever stored still opens: contents as earlier releases wrote them, and a check over a live database.

A release that adds to `ItemDefinition` adds a file to ``stored_versions``; the last test says when that was forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.db import connection

from cast import AT, JIANGAN, TODAY, Library
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries
from yangguang.platforms.power_library.comparison import differences
from yangguang.platforms.power_library.draft_checks import readable
from yangguang.platforms.power_library.guide_data import guide_as_json
from yangguang.platforms.power_library.item_definitions import ItemDefinition
from yangguang.platforms.power_library.item_files import definition_as_json, definition_from_json
from yangguang.platforms.power_library.models import ItemVersion
from yangguang.platforms.power_library.reading import unreadable_versions
from yangguang.platforms.power_library.stored_definitions import stored_definition
from yangguang.site.cli import main

FILES = sorted((Path(__file__).parent / "stored_versions").glob("*.json"))
STORED = [
    pytest.param(content, id=f"{file.stem}-{key}")
    for file in FILES
    for key, content in json.loads(file.read_text("utf-8")).items()
]


def _said(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a content under its path; of rows without their number, so that both sides name them alike."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _said(value, f"{path}.{name}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _said(value, f"{path}[{number}]")
    else:
        yield path, content


@pytest.mark.parametrize("content", STORED)
def test_both_readers_open_it_alike_and_lose_nothing(content: dict[str, Any]) -> None:
    opened = stored_definition(content)
    assert opened == definition_from_json(content)
    again = dict(_said(definition_as_json(opened)))
    assert {path: again.get(path) for path, _value in _said(content)} == dict(_said(content))
    assert canonical_json(definition_as_json(opened))


@pytest.mark.parametrize("content", STORED)
def test_it_can_be_compared_and_drafted_from(content: dict[str, Any], library: Library) -> None:
    old = stored_definition(content)
    assert differences(old, old) == []
    assert readable(content)
    assert all(one.label for one in differences(old, definition_from_json(definition_as_json(old))))


@pytest.mark.parametrize("content", STORED)
def test_its_guide_is_shown_and_told(content: dict[str, Any], library: Library) -> None:
    """Under the key of an item that is exercised here, as a database that was migrated holds it."""
    asked = content["kind"] not in ("02", "03", "04", "06")
    _store(library, {**content, "key": "food_business"})
    told = guide_as_json(queries.guide(library.entry().code, at=AT))
    assert bool(told["item"]["materials"]) is asked
    assert list(unreadable_versions()) == []


def _store(library: Library, content: dict[str, Any]) -> ItemVersion:
    """Past the trigger, which lets nobody rewrite what was published."""
    version = library.version()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE power_library_itemversion DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE power_library_itemversion SET content = %s, content_sha256 = %s WHERE id = %s",
            [json.dumps(content), json.dumps(sorted(content))[:8] + content["name"][:20], version.pk],
        )
        cursor.execute("ALTER TABLE power_library_itemversion ENABLE TRIGGER USER")
    return ItemVersion.objects.get(pk=version.pk)


def test_a_version_that_does_not_open_is_named(
    library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from yangguang.site import cli, first_start

    broken = {
        name: value
        for name, value in definition_as_json(queries.definition_of(library.version())).items()
        if name != "limits"
    }
    _store(library, broken)
    (found,) = unreadable_versions()
    assert (found.item, found.number) == ("food_business", 1)
    assert "limits" in found.why
    monkeypatch.setattr(cli, "with_django", lambda: None)
    monkeypatch.setattr(first_start, "migrate", lambda _at: None)
    assert main(["migrate"]) == 1
    assert "food_business" in capsys.readouterr().err


def test_after_migrating_everything_opens(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from yangguang.site import cli, first_start

    monkeypatch.setattr(cli, "with_django", lambda: None)
    monkeypatch.setattr(first_start, "migrate", lambda _at: None)
    assert main(["migrate"]) == 0
    assert shanghai_date(AT) == TODAY
    assert queries.entries_for("food_business", JIANGAN, on=TODAY).serving


def test_the_newest_stored_file_has_the_shape_of_today() -> None:
    """Fails where a field was added: store a version of each shape with the release that brings it."""
    newest = json.loads(FILES[-1].read_text("utf-8"))
    lacking = {fault for content in newest.values() for fault in _lacking(ItemDefinition, content)}
    assert lacking == set()


def _lacking(kind: Any, content: dict[str, Any]) -> Iterator[str]:
    hints = get_type_hints(kind)
    for one in fields(kind):
        if one.name not in content:
            yield f"{kind.__name__}.{one.name}"
            continue
        inner = [hint for hint in (hints[one.name], *get_args(hints[one.name])) if is_dataclass(hint)]
        rows = content[one.name] if isinstance(content[one.name], list) else [content[one.name]]
        for row in rows if inner else []:
            yield from _lacking(inner[0], row)
