"""Our own history as event logs: what is in them, and that they are judged as the live watch judged."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from cast import AT
from desk import DAY, HOUR
from platforms.electronic_supervision.conftest import RED_AT, YELLOW_AT, Watch
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.electronic_supervision.history_export import write_ocel, write_xes
from yangguang.platforms.electronic_supervision.replay import (
    LogNames,
    Terms,
    judge_for,
    read_xes,
    replay_log,
)
from yangguang.platforms.power_operation.models import Case

ALL = {"path": "", "from_at": AT - 30 * DAY, "to_at": AT + 90 * DAY}
XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def cases(watch: Watch) -> list[Case]:
    """One in time, one never decided and long late."""
    done = watch.desk.accepted()
    watch.desk.review(done, at=AT + DAY)
    watch.desk.decide(done, at=AT + 2 * DAY)
    late = watch.late_case()
    watch.at(YELLOW_AT)
    watch.at(RED_AT)
    return [Case.objects.get(pk=done.pk), late]


def exported(**asked: object) -> str:
    out = StringIO()
    write_xes(out, **(ALL | asked))  # type: ignore[arg-type]
    return out.getvalue()


def test_each_case_is_a_trace_with_its_events_in_order(cases: list[Case]) -> None:
    traces = fromstring(exported()).findall(f"{XES}trace")
    names = [trace.find(f"{XES}string[@key='concept:name']") for trace in traces]
    assert {name.get("value") for name in names if name is not None} == {case.number for case in cases}
    activities = [
        found.get("value")
        for event in traces[0].findall(f"{XES}event")
        if (found := event.find(f"{XES}string[@key='concept:name']")) is not None
    ]
    assert activities[:2] == ["CaseReceived", "CaseAccepted"]
    assert "CaseDecided" in activities


def test_nobody_is_named(cases: list[Case]) -> None:
    text = exported()
    for case in cases:
        assert case.applicant_name not in text
        assert case.applicant_identity not in text
        assert case.applicant_phone not in text


def test_pages_and_periods_leave_nothing_out_and_nothing_twice(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    from yangguang.platforms.electronic_supervision import history_export

    whole = exported()
    monkeypatch.setattr(history_export, "AT_ONCE", 1)
    assert exported() == whole
    first = min(case.received_at for case in cases)
    assert exported(to_at=first).count("<trace>") == 0
    assert exported(from_at=first).count("<trace>") == 2
    assert exported(path=cases[0].place_path).count("<trace>") == 2
    assert exported(path="no.such.place").count("<trace>") == 0


def test_the_log_is_judged_as_the_live_watch_judged(watch: Watch, cases: list[Case], tmp_path: Path) -> None:
    (tmp_path / "own.xes").write_text(exported(), encoding="utf-8")
    names = LogNames(start="accepted_at", end="concluded_at", deadline="statutory_deadline")
    judge = judge_for(Terms(None), announced_calendar(date(2026, 3, 2), ()))
    report = replay_log(read_xes(tmp_path / "own.xes", names), judge, as_of=RED_AT)
    assert (report.cases, report.on_time, report.open) == (2, 1, 1)
    live = [level for rule, level, _at in watch.cards(cases[1]) if rule == "T03"]
    assert report.red == len(live) == 1
    before = replay_log(read_xes(tmp_path / "own.xes", names), judge, as_of=RED_AT - HOUR)
    assert before.red == 0


def test_ocel_names_objects_events_and_their_types(cases: list[Case]) -> None:
    out = StringIO()
    assert write_ocel(out, **ALL) == 2  # type: ignore[arg-type]
    log = json.loads(out.getvalue())
    objects = {one["id"]: one for one in log["objects"]}
    assert len(objects) == len(log["objects"])
    assert {one["type"] for one in log["objects"]} == {"case", "item", "body", "card"}
    declared = {one["name"] for one in log["eventTypes"]}
    assert {event["type"] for event in log["events"]} == declared
    assert {"CaseDecided", "CardIssued"} <= declared
    related = {one["objectId"] for event in log["events"] for one in event["relationships"]}
    assert related <= set(objects)
    types = {one["name"]: {part["name"] for part in one["attributes"]} for one in log["objectTypes"]}
    assert all({said["name"] for said in one["attributes"]} <= types[one["type"]] for one in log["objects"])
    assert len({event["id"] for event in log["events"]}) == len(log["events"])
