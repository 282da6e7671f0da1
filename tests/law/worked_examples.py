"""Reads the worked examples that lawyers read: ``law/examples/*.toml``."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from yangguang.law.clocks import (
    Approver,
    ClockEvent,
    Extended,
    Restarted,
    Resumed,
    SpecialProcedure,
    Started,
    Stopped,
    Suspended,
)
from yangguang.law.time_limits import SHANGHAI, TimeLimit


def examples(name: str) -> dict[str, Any]:
    return tomllib.loads(files("yangguang.law").joinpath("examples", f"{name}.toml").read_text("utf-8"))


def shanghai(written: datetime) -> datetime:
    """A local time of Shanghai as an aware UTC moment."""
    return written.replace(tzinfo=SHANGHAI).astimezone(UTC)


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
