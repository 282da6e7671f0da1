"""Reading XES: both readers, what they understand and what they refuse."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yangguang.platforms.electronic_supervision.replay import BadLog, LoggedCase, LogNames, read_xes, xes

PLAIN = LogNames()
BY_ATTRIBUTE = LogNames(end="done", deadline="due")


def written(
    tmp_path: Path, body: str, *, head: str = '<log xes.version="1.0">', tail: str = "</log>"
) -> Path:
    path = tmp_path / "log.xes"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n{tail}\n', encoding="utf-8")
    return path


def event(at: str, name: str = "a") -> str:
    return f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/></event>\n'


def trace(name: str, *events: str, also: str = "") -> str:
    return f'<trace><string key="concept:name" value="{name}"/>{also}\n{"".join(events)}</trace>\n'


def cases(path: Path, names: LogNames = PLAIN) -> list[LoggedCase]:
    return list(read_xes(path, names))


TWO = trace(
    "甲 & 乙".replace("&", "&amp;"), event("2026-03-02T09:00:00+08:00"), event("2026-03-05T09:00:00Z")
) + trace("second", event("2026-03-03T01:00:00.250+02:00", "b"))
# Each is unusual in its own way and says the same as TWO.
UNUSUAL = {
    "a comment": TWO.replace("<event>", "<!-- <trace> --><event>", 1),
    "single quotes": TWO.replace('key="time:timestamp"', "key='time:timestamp'"),
    "value first": TWO.replace(
        'key="time:timestamp" value="2026-03-02T09:00:00+08:00"',
        'value="2026-03-02T09:00:00+08:00" key="time:timestamp"',
    ),
    "nested attributes": TWO.replace(
        "<event>",
        '<event><string key="x" value="y"><date key="time:timestamp" value="1999-01-01T00:00:00Z"/></string>',
        1,
    ),
    "spaces in closing tags": TWO.replace("</trace>", "</trace >"),
    "closing tags of attributes": TWO.replace('09:00:00Z"/>', '09:00:00Z"></date>'),
    "attributes of the trace at its end": TWO.replace("</trace>", '<string key="z" value="z"/></trace>'),
    "a character by number": TWO.replace("2026-03-02T", "2026-03-0&#50;T"),
    "a section of text": TWO.replace("<event>", "<event><![CDATA[</event>]]>", 1),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_what_is_written_in_another_way_is_read_to_the_same(how: str, tmp_path: Path) -> None:
    plain = cases(written(tmp_path, TWO))
    assert [case.name for case in plain] == ["甲 & 乙", "second"]
    assert cases(written(tmp_path, UNUSUAL[how])) == plain


def test_the_plain_reader_is_the_one_that_reads_a_plain_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes, "_carefully", None)
    assert len(cases(written(tmp_path, TWO))) == 2


def test_zones_are_honoured(tmp_path: Path) -> None:
    first, second = cases(written(tmp_path, TWO))
    assert first.started_at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert first.ended_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert second.started_at == datetime(2026, 3, 2, 23, 0, 0, 250_000, tzinfo=UTC)


def test_a_time_without_a_zone_is_of_shanghai(tmp_path: Path) -> None:
    (case,) = cases(written(tmp_path, trace("1", event("2026-03-02T09:00:00"))))
    assert case.started_at == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_the_order_of_events_does_not_matter(tmp_path: Path) -> None:
    late, early = event("2026-03-09T09:00:00Z"), event("2026-03-02T09:00:00Z")
    (case,) = cases(written(tmp_path, trace("1", late, early)))
    assert (case.started_at, case.ended_at) == (
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        datetime(2026, 3, 9, 9, tzinfo=UTC),
    )


def test_events_without_a_time_are_counted_and_begin_nothing(tmp_path: Path) -> None:
    bare = '<event><string key="concept:name" value="a"/></event>'
    first, second = cases(
        written(tmp_path, trace("1", bare, event("2026-03-02T09:00:00Z")) + trace("2", bare))
    )
    assert (first.events, first.untimed, first.started_at) == (2, 1, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (second.events, second.started_at, second.ended_at) == (1, None, None)


def test_an_empty_trace_is_a_case(tmp_path: Path) -> None:
    assert [(case.name, case.events) for case in cases(written(tmp_path, trace("1") + "<trace/>"))] == [
        ("1", 0),
        ("", 0),
    ]


def test_attributes_of_the_case_say_when_it_ended_and_was_due(tmp_path: Path) -> None:
    said = '<date key="done" value="2026-03-06T10:00:00+08:00"/><date key="due" value="2026-03-06T10:00:00+08:00"/>'
    body = trace("1", event("2026-03-02T09:00:00Z"), also=said) + trace("2", event("2026-03-02T09:00:00Z"))
    first, second = cases(written(tmp_path, body), BY_ATTRIBUTE)
    assert first.ended_at == datetime(2026, 3, 6, 2, tzinfo=UTC)
    assert first.deadline == datetime(2026, 3, 6, 2, 0, 0, 1, tzinfo=UTC), "the moment named is still in time"
    assert (second.ended_at, second.deadline) == (None, None)


def test_an_activity_may_end_a_case(tmp_path: Path) -> None:
    names = LogNames(end_activities=frozenset({"办结"}))
    ended = trace(
        "1",
        event("2026-03-02T09:00:00Z"),
        event("2026-03-03T09:00:00Z", "办结"),
        event("2026-03-09T09:00:00Z"),
    )
    first, second = cases(written(tmp_path, ended + trace("2", event("2026-03-02T09:00:00Z"))), names)
    assert first.ended_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert second.ended_at is None


def test_a_name_space_and_a_prefix_are_read(tmp_path: Path) -> None:
    body = TWO.replace("<trace", "<x:trace").replace("</trace", "</x:trace").replace("<event", "<x:event")
    prefixed = body.replace("</event", "</x:event")
    head, tail = '<x:log xmlns:x="http://www.xes-standard.org/">', "</x:log>"
    assert len(cases(written(tmp_path, prefixed, head=head, tail=tail))) == 2
    assert len(cases(written(tmp_path, TWO, head='<log xmlns="http://www.xes-standard.org/">'))) == 2


def test_other_encodings_are_read(tmp_path: Path) -> None:
    expected = cases(written(tmp_path, TWO))
    text = written(tmp_path, TWO).read_text("utf-8").replace("UTF-8", "UTF-16")
    (tmp_path / "wide.xes").write_text(text, encoding="utf-16")
    assert cases(tmp_path / "wide.xes") == expected


def test_a_compressed_log_is_read_and_a_damaged_one_refused(tmp_path: Path) -> None:
    packed = gzip.compress(written(tmp_path, TWO).read_bytes())
    (tmp_path / "log.xes.gz").write_bytes(packed)
    assert len(cases(tmp_path / "log.xes.gz")) == 2
    (tmp_path / "cut.xes.gz").write_bytes(packed[:-20])
    with pytest.raises(BadLog, match="cut short"):
        cases(tmp_path / "cut.xes.gz")


def test_chunks_may_fall_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = cases(written(tmp_path, TWO))
    monkeypatch.setattr(xes, "CHUNK", 7)
    assert cases(written(tmp_path, TWO)) == expected
    assert cases(written(tmp_path, UNUSUAL["single quotes"])) == expected


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        (TWO + trace("3", event("2026-13-02T09:00:00Z")), 11, "time:timestamp is '2026-13-02T09:00:00Z'"),
        (trace("1", event("yesterday")), 4, "no time"),
        (TWO.replace("</event>", "</evnt>", 1), 4, "not well-formed"),
        (TWO + "<trace>", 11, "not well-formed"),
    ],
)
def test_a_fault_is_named_with_its_line(body: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadLog, match=said) as refused:
        cases(written(tmp_path, body))
    assert refused.value.line == line
    assert f"line {line}:" in refused.value.english
    assert f"第 {line} 行：" in refused.value.chinese


def test_a_bad_attribute_of_a_case_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadLog, match="due is 'soon'") as refused:
        cases(written(tmp_path, TWO + trace("3", also='<string key="due" value="soon"/>')), BY_ATTRIBUTE)
    assert refused.value.line == 10


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">]><log>'
    with pytest.raises(BadLog, match="DOCTYPE"):
        cases(written(tmp_path, TWO, head=bomb))


def test_another_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLog, match="outermost element is <html>"):
        cases(written(tmp_path, "", head="<html>", tail="</html>"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.xes").write_bytes(b"")
    with pytest.raises(BadLog, match="no element found"):
        cases(tmp_path / "none.xes")
