"""The history of cases as event logs that other programs read: XES (IEEE 1849) and OCEL 2.0 (JSON).

Cases are read some hundreds at a time and written as they come. Nobody is named: of an actor only the number of the
post is given, of an applicant nothing. Deadlines are the last moment in time, so that a log can be judged by them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from tempfile import TemporaryFile
from typing import TextIO
from xml.sax.saxutils import quoteattr

from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.organisations.queries import at_or_below
from yangguang.platforms.power_operation.queries import Case

from .models import Card
from .services.cards import stream_of

AT_ONCE = 500
XES_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/><string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_xes(out: TextIO, *, path: str, from_at: datetime, to_at: datetime) -> int:
    """Cases received in ``[from_at, to_at)`` at a place or below, one trace each; returns how many."""
    written = 0
    out.write(XES_HEAD)
    for case in _cases(path, from_at, to_at):
        out.write("<trace>")
        out.writelines(_attribute(key, value) for key, value in _facts(case).items())
        out.write("\n")
        out.writelines(_event(row) for row in ledger.history(f"case:{case.pk}"))
        out.write("</trace>\n")
        written += 1
    out.write("</log>\n")
    return written


def _cases(path: str, from_at: datetime, to_at: datetime) -> Iterator[Case]:
    """In the order of receipt, a page at a time."""
    cases = Case.objects.select_related("item_version", "body").filter(received_at__lt=to_at)
    if path:
        cases = cases.filter(at_or_below(path, field="place_path"))
    after: tuple[datetime, int] = (from_at, 0)
    while page := list(
        cases.filter(received_at__gte=after[0])
        .exclude(received_at=after[0], pk__lte=after[1])
        .order_by("received_at", "pk")[:AT_ONCE]
    ):
        yield from page
        after = (page[-1].received_at, page[-1].pk)


def _facts(case: Case) -> dict[str, str | datetime]:
    """What a case says of itself; ``concluded_at`` is missing while it is open."""
    facts: dict[str, str | datetime | None] = {
        "concept:name": case.number,
        "item": case.item_version.name,
        "body": case.body.name,
        "place": case.place_path,
        "promised_limit": case.promised_limit,
        "statutory_limit": case.statutory_limit,
        "received_at": case.received_at,
        "accepted_at": case.accepted_at,
        "concluded_at": case.concluded_at,
        "promised_deadline": _last_moment(case.promised_due_at),
        "statutory_deadline": _last_moment(case.statutory_due_at),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _last_moment(due_at: datetime | None) -> datetime | None:
    return due_at - datetime.resolution if due_at else None


def _attribute(key: str, value: str | datetime) -> str:
    if isinstance(value, datetime):
        return f'<date key="{key}" value="{value.isoformat()}"/>'
    return f'<string key="{key}" value={_quoted(value)}/>'


def _quoted(text: str) -> str:
    return quoteattr(text, {'"': "&quot;"})


def _event(row: LedgerRow) -> str:
    said = [
        _attribute("concept:name", _activity(row)),
        _attribute("time:timestamp", row.occurred_at),
        _attribute("lifecycle:transition", "complete"),
        _attribute("org:resource", _post(row)),
        _attribute("recorded_at", row.recorded_at),
    ]
    return f"<event>{''.join(said)}</event>\n"


def _activity(row: LedgerRow) -> str:
    return row.kind.partition(".")[2] or row.kind


def _post(row: LedgerRow) -> str:
    return f"post:{row.post_id}" if row.post_id else "system"


# ── OCEL 2.0 ─────────────────────────────────────────────────────────────────────────────

CASE_ATTRIBUTES = (
    "promised_limit",
    "statutory_limit",
    "received_at",
    "accepted_at",
    "concluded_at",
    "promised_deadline",
    "statutory_deadline",
)
TYPES_OF_OBJECTS: Mapping[str, Mapping[str, str]] = {
    "case": {
        "number": "string",
        **{name: "time" if name.endswith(("_at", "_deadline")) else "string" for name in CASE_ATTRIBUTES},
    },
    "item": {"name": "string"},
    "body": {"name": "string"},
    "card": {"number": "string", "level": "string", "rule": "string"},
}


def write_ocel(out: TextIO, *, path: str, from_at: datetime, to_at: datetime) -> int:
    """The same cases with their items, bodies and cards as objects; returns how many cases."""
    with TemporaryFile("w+", encoding="utf-8") as objects:
        writer = _Ocel(out, objects)
        out.write('{"events": [')
        written = 0
        for case in _cases(path, from_at, to_at):
            writer.take(case)
            written += 1
        out.write('\n], "objects": [')
        objects.seek(0)
        out.writelines(objects)
        out.write(f'\n], "eventTypes": {json.dumps(writer.event_types())}, ')
        out.write(f'"objectTypes": {json.dumps(_object_types())}}}\n')
    return written


class _Ocel:
    """One export under way: events go out at once, objects wait in a file for their place behind them."""

    def __init__(self, events: TextIO, objects: TextIO) -> None:
        self.events = events
        self.objects = objects
        self.written: dict[TextIO, bool] = {}
        self.known: set[str] = set()  # items and bodies; they are few
        self.kinds: set[str] = set()

    def take(self, case: Case) -> None:
        facts = _facts(case)
        case_id, item, body = f"case:{case.pk}", f"item:{case.item_version_id}", f"body:{case.body_id}"
        self._once(item, "item", case.item_version.name)
        self._once(body, "body", case.body.name)
        self._object(
            case_id,
            "case",
            {"number": case.number, **{key: facts[key] for key in CASE_ATTRIBUTES if key in facts}},
            case.received_at,
            {item: "of", body: "handled by"},
        )
        related = {case_id: "case", item: "item", body: "body"}
        self._events(ledger.history(f"case:{case.pk}"), related)
        for card in Card.objects.filter(case=case).order_by("pk"):
            said = {"number": card.number, "level": str(card.level), "rule": card.rule_id}
            self._object(stream_of(card.pk), "card", said, card.issued_at, {case_id: "about"})
            self._events(ledger.history(stream_of(card.pk)), {stream_of(card.pk): "card", **related})

    def event_types(self) -> list[dict[str, object]]:
        attributes = [{"name": "post", "type": "string"}, {"name": "recorded_at", "type": "time"}]
        return [{"name": kind, "attributes": attributes} for kind in sorted(self.kinds)]

    def _once(self, identity: str, kind: str, name: str) -> None:
        if identity not in self.known:
            self.known.add(identity)
            self._object(identity, kind, {"name": name}, None, {})

    def _object(
        self,
        identity: str,
        kind: str,
        said: Mapping[str, str | datetime],
        at: datetime | None,
        related: Mapping[str, str],
    ) -> None:
        since = at.isoformat() if at else "1970-01-01T00:00:00+00:00"  # OCEL: true from the beginning
        attributes = [{"name": key, "time": since, "value": _written(value)} for key, value in said.items()]
        one = {"id": identity, "type": kind, "attributes": attributes, "relationships": _relations(related)}
        self._write(self.objects, one)

    def _events(self, rows: Iterable[LedgerRow], related: Mapping[str, str]) -> None:
        for row in rows:
            self.kinds.add(_activity(row))
            one = {
                "id": f"event:{row.sequence}",
                "type": _activity(row),
                "time": row.occurred_at.isoformat(),
                "attributes": [
                    {"name": "post", "value": _post(row)},
                    {"name": "recorded_at", "value": row.recorded_at.isoformat()},
                ],
                "relationships": _relations(related),
            }
            self._write(self.events, one)

    def _write(self, file: TextIO, one: Mapping[str, object]) -> None:
        file.write((",\n" if self.written.get(file) else "\n") + json.dumps(one, ensure_ascii=False))
        self.written[file] = True


def _written(value: str | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def _relations(related: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"objectId": identity, "qualifier": qualifier} for identity, qualifier in related.items()]


def _object_types() -> list[dict[str, object]]:
    return [
        {"name": kind, "attributes": [{"name": name, "type": type_} for name, type_ in said.items()]}
        for kind, said in TYPES_OF_OBJECTS.items()
    ]
