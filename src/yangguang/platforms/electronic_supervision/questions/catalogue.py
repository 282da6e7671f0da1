"""The signals as data: what is asked, what may be innocent about it, and the bar it has to clear."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from .statistics import Bar


@dataclass(frozen=True, slots=True)
class BurstBar:
    within: timedelta
    least: int
    spread: timedelta


@dataclass(frozen=True, slots=True)
class Signal:
    """``asks`` is the question, ``innocent`` what would explain it; a signal has a ``bar`` of shares or of ``bursts``."""

    id: str
    name: str
    name_en: str
    asks: str
    asks_en: str
    innocent: str
    innocent_en: str
    against: str
    against_en: str
    bar: Bar | None
    bursts: BurstBar | None


@cache
def signals() -> tuple[Signal, ...]:
    text = (files(__package__) / "signals.toml").read_text(encoding="utf-8")
    return tuple(_signal(entry) for entry in loads(text)["signal"])


def signal_of(signal_id: str) -> Signal | None:
    return next((one for one in signals() if one.id == signal_id), None)


def _signal(entry: dict[str, Any]) -> Signal:
    bar, burst = entry.pop("bar", None), entry.pop("burst", None)
    if bool(bar) == bool(burst):
        raise ValueError(f"signal {entry['id']}: needs either a bar or a burst")
    return Signal(
        **entry,
        bar=Bar(**bar) if bar else None,
        bursts=_burst_bar(burst) if burst else None,
    )


def _burst_bar(entry: dict[str, int]) -> BurstBar:
    return BurstBar(
        within=timedelta(minutes=entry["within_minutes"]),
        least=entry["least"],
        spread=timedelta(days=entry["spread_days"]),
    )
