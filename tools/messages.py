"""The message catalogue, without GNU gettext: Chinese stands in the sources, English in ``django.po``.

python tools/messages.py update    bring the catalogue in line with the sources
python tools/messages.py check     fail when an entry is missing, untranslated, obsolete or loses a placeholder
python tools/messages.py missing   print the untranslated entries as JSON
python tools/messages.py fill FILE enter translations from such a JSON file
python tools/messages.py compile   make django.mo
"""

import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src"
CATALOGUE = SOURCES / "yangguang" / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)[^{}]*\}")
HEADER = (
    "# The English of yangguang. Kept in line with the sources by `make messages`; translate, do not reorder."
)
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)  # a date that moved would make every update a change

Key = tuple[str | None, str]
Text = str | tuple[str, ...]


def extracted() -> Catalog:
    """Every entry that the sources ask for, in the order of files."""
    catalogue = _empty()
    for file in sorted(_source_files()):
        where = file.relative_to(SOURCES).as_posix()
        for line, text, comments, context in _entries(file):
            catalogue.add(text, locations=[(where, line)], auto_comments=comments, context=context)
    return catalogue


def _source_files() -> Iterator[Path]:
    for suffix in ("*.py", "*.html", "*.txt", "*.svg"):
        for file in SOURCES.rglob(suffix):
            if suffix == "*.py" or "templates" in file.parts:
                yield file


def _entries(file: Path) -> Iterator[tuple[int, Text, list[str], str | None]]:
    source = file.read_text()
    if file.suffix != ".py":
        source = _python_of_template(source, file)
    yield from extract("python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"})


def _python_of_template(source: str, file: Path) -> str:
    # The tokenizer must not take the page's indentation for Python's.
    return "\n".join(line.lstrip() for line in templatize(source, origin=str(file)).split("\n"))


def stored() -> Catalog:
    if not CATALOGUE.exists():
        return _empty()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def _empty() -> Catalog:
    return Catalog(
        locale="en",
        domain="django",
        header_comment=HEADER,
        project="yangguang",
        version="1",
        creation_date=EPOCH,
        revision_date=EPOCH,
        copyright_holder="yangguang",
        msgid_bugs_address="see SECURITY.md and the project's issues",
        last_translator="the yangguang authors",
        language_team="English",
        fuzzy=False,
    )


def merged(wanted: Catalog, known: Catalog) -> Catalog:
    """What the sources ask for, with the translations known so far."""
    translations = {_key(message): message.string for message in known if message.id}
    for message in wanted:
        text = translations.get(_key(message))
        if message.id and text and isinstance(text, tuple) == isinstance(message.id, tuple):
            message.string = text
    return wanted


def faults(wanted: Catalog, known: Catalog) -> list[str]:
    """What is wrong with the stored catalogue, one line each."""
    asked = {_key(message): message for message in wanted if message.id}
    held = {_key(message): message for message in known if message.id}
    found = [f"missing: {_where(asked[key])} {key[1]!r}" for key in asked.keys() - held.keys()]
    found += [f"obsolete: {key[1]!r}" for key in held.keys() - asked.keys()]
    for key in asked.keys() & held.keys():
        if not _translated(held[key]) or held[key].fuzzy:
            found.append(f"untranslated: {_where(asked[key])} {key[1]!r}")
        elif _placeholders(held[key].id) != _placeholders(held[key].string):
            found.append(f"placeholders differ: {key[1]!r}")
    return sorted(found)


def _key(message: Message) -> Key:
    first = message.id[0] if isinstance(message.id, tuple) else message.id
    return message.context, first


def _where(message: Message) -> str:
    path, line = message.locations[0]
    return f"{path}:{line}"


def _forms(text: Text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def _translated(message: Message) -> bool:
    return bool(message.string) and all(form.strip() for form in _forms(message.string))


def _placeholders(text: Text) -> set[str]:
    """The names that a translation must keep; a plural form may say "one" in words, so all forms count together."""
    return {found.group(0) for form in _forms(text) for found in PLACEHOLDER.finditer(form)}


def write(catalogue: Catalog) -> None:
    """Replace the catalogue at once, so that a reader never meets half of it."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh = CATALOGUE.with_suffix(".being-written")
    with fresh.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False)
    fresh.replace(CATALOGUE)


@contextmanager
def _turn() -> Iterator[None]:
    """One writer at a time."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(CATALOGUE.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def update() -> int:
    with _turn():
        catalogue = merged(extracted(), stored())
        write(catalogue)
    waiting = sum(1 for message in catalogue if message.id and not _translated(message))
    print(f"{len(catalogue)} entries, {waiting} untranslated")
    return 0


def check() -> int:
    found = faults(extracted(), stored())
    for fault in found[:50]:
        print(fault)
    if found:
        print(f"{len(found)} faults in {CATALOGUE.relative_to(ROOT)}; run `make messages`, then translate")
    return 1 if found else 0


def missing() -> int:
    catalogue = merged(extracted(), stored())
    waiting = [message for message in catalogue if message.id and not _translated(message)]
    rows = [{"context": m.context, "id": m.id, "english": "", "where": _where(m)} for m in waiting]
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def fill(file: str) -> int:
    """Enter translations; a row whose entry the sources no longer ask for is refused."""
    rows = json.loads(Path(file).read_text())
    with _turn():
        catalogue = merged(extracted(), stored())
        entries = {_key(message): message for message in catalogue}
        unknown = [row["id"] for row in rows if not _enter(entries, row)]
        write(catalogue)
    for text in unknown:
        print(f"not in the sources: {text!r}")
    return 1 if unknown else 0


def _enter(entries: dict[Key, Message], row: dict[str, object]) -> bool:
    text, english, context = row["id"], row["english"], row.get("context")
    first = str(text[0] if isinstance(text, list) else text)
    message = entries.get((str(context) if context else None, first))
    if message is None:
        return False
    message.string = tuple(map(str, english)) if isinstance(english, list) else str(english)
    return True


def compile_catalogue() -> int:
    target = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or (
        target.exists() and target.stat().st_mtime_ns >= CATALOGUE.stat().st_mtime_ns
    ):
        return 0
    fresh = target.with_suffix(".being-written")
    with fresh.open("wb") as file:
        write_mo(file, stored())
    fresh.replace(target)
    return 0


def main(arguments: list[str]) -> int:
    tasks = {
        "update": update,
        "check": check,
        "missing": missing,
        "fill": fill,
        "compile": compile_catalogue,
    }
    if not arguments or arguments[0] not in tasks:
        print(__doc__)
        return 2
    if not settings.configured:
        settings.configure(USE_I18N=True)  # templatize asks for nothing else
    return tasks[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
