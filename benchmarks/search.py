"""Searching the whole province's lists in everyday words: how long the slow ones take, and whether they find.

The queries are those of tests/platforms/power_library/everyday_queries.toml, written before the search was tuned. Each
is asked for the province and for a district, whose answer names the body that serves it.
"""

import tomllib
from pathlib import Path
from time import perf_counter

from .installation import installation
from .report import Measurement, Section

QUERIES = Path(__file__).parents[1] / "tests" / "platforms" / "power_library" / "everyday_queries.toml"
ROUNDS = 5
FIRST = 3  # the item meant stands among so many
LEAST_FOUND = 0.95
SLOWEST = 0.05  # seconds, at the 95th percentile
PROVINCE, DISTRICT = "420000000000", "420102000000"
METHOD = (
    "Every everyday query (words, pinyin, initials, slips, English) is asked {rounds} times, for the province and for a "
    "district of Wuhan, over {entries:,} implementing entries of {items} items; from the words typed to the cards of the "
    "page, in one process with one connection, rarely used pages of memory included. Of {queries} queries {found} find "
    "the item meant among the first three. The 95th percentile is {slow:.1f} ms, the median {median:.1f} ms; as a rate, "
    "so that more is better, a promise of 50 ms is 20 a second."
)


def run() -> Section:
    """Measure; raises AssertionError when fewer than 95 of 100 queries find the item meant."""
    installation()
    from yangguang.platforms.power_library.models import ImplementingEntry, ItemVersion

    asked = tomllib.loads(QUERIES.read_text("utf-8"))["query"]
    found = sum(bool(set(one["wanted"]) & set(_answer(one["typed"], PROVINCE)[:FIRST])) for one in asked)
    assert found >= LEAST_FOUND * len(asked), f"only {found} of {len(asked)} queries find the item meant"
    took = sorted(
        _seconds(one["typed"], place)
        for _round in range(ROUNDS)
        for one in asked
        for place in (PROVINCE, DISTRICT)
    )
    median, slow = took[len(took) // 2], took[int(0.95 * len(took))]
    method = METHOD.format(
        rounds=ROUNDS,
        entries=ImplementingEntry.objects.count(),
        items=ItemVersion.objects.filter(state="published").values("item").distinct().count(),
        queries=len(asked),
        found=found,
        slow=1000 * slow,
        median=1000 * median,
    )
    return Section(
        "Search",
        method,
        [
            Measurement("searches, at the 95th percentile", 1 / slow, 1 / SLOWEST),
            Measurement("searches, at the median", 1 / median),
        ],
    )


def _answer(typed: str, place: str) -> list[str]:
    from yangguang.law.time_limits import shanghai_date
    from yangguang.platforms.power_library import queries

    from .joint_case import AT

    return [card.key for card in queries.search(typed, on=shanghai_date(AT), place=place)]


def _seconds(typed: str, place: str) -> float:
    started = perf_counter()
    _answer(typed, place)
    return perf_counter() - started
