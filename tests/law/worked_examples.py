"""Reads the worked examples that lawyers read: ``law/examples/*.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import Any

from yangguang.law.clocks import (
    Approver,
    ClockEvent,
    Extended,
    OfficeHours,
    Restarted,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
)
from yangguang.law.time_limits import SHANGHAI, TimeLimit
from yangguang.law.working_days import Overlay


def examples(name: str) -> dict[str, Any]:
    return tomllib.loads(files("yangguang.law").joinpath("examples", f"{name}.toml").read_text("utf-8"))


def shanghai(written: datetime) -> datetime:
    """A local time of Shanghai as an aware UTC moment."""
    return written.replace(tzinfo=SHANGHAI).astimezone(UTC)


def own_days_of(row: Mapping[str, Any]) -> Overlay:
    """``{region = …, from = …, to = …, working = …, name = …}`` → the days that a place set for itself."""
    return Overlay(row["from"], row["to"], row["working"], row["name"], "政府通告", row["region"])


def office_hours_of(spans: Sequence[Sequence[str]]) -> OfficeHours:
    """``[["09:00", "12:00"], ["14:00", "17:00"]]`` → when a body is open."""
    return OfficeHours(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans))


def event_of(row: Mapping[str, Any]) -> ClockEvent:
    """``{suspended = …, kind = …}`` → the event."""
    match next(iter(row)):
        case "started":
            return Started(shanghai(row["started"]))
        case "suspended":
            expected = TimeLimit.parse(row["expected"]) if "expected" in row else None
            kind = SpecialProcedure(row["kind"])
            return Suspended(shanghai(row["suspended"]), kind, row.get("notice"), expected)
        case "resumed":
            kind_ended = SpecialProcedure(row["kind"]) if "kind" in row else None
            return Resumed(shanghai(row["resumed"]), kind_ended)
        case "extended":
            by, approver = TimeLimit.parse(row["by"]), Approver(row["approver"])
            return Extended(shanghai(row["extended"]), by, approver, row["reason"])
        case "restarted":
            return Restarted(shanghai(row["restarted"]), row["why"])
        case "stopped":
            return Stopped(shanghai(row["stopped"]))
        case other:
            raise ValueError(f"no event {other!r}")
