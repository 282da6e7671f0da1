"""双随机: which windows are inspected and by whom, from a seed. Pure; anybody can redraw with a SHA-256 and paper.

A candidate's rank is the SHA-256 of ``seed|window|<id>``, or of ``seed|inspector|<window>|<post>``, in hex; the lowest are
drawn. Nobody inspects windows that he runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

PER_WINDOW = 2  # two inspectors, so that what one saw another can witness


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be drawn. ``place``: whose windows he runs and may not inspect; empty for supervisors."""

    post_id: int
    place: str


@dataclass(frozen=True, slots=True)
class Drawn:
    window_id: int
    posts: tuple[int, ...]


def draw(seed: str, windows: Mapping[int, str], inspectors: Sequence[Candidate], count: int) -> list[Drawn]:
    """``count`` of the windows (id → place), each with up to two inspectors from elsewhere, in the order drawn.

    A window for which nobody from elsewhere is left is passed over.
    """
    drawn: list[Drawn] = []
    for window_id in sorted(windows, key=lambda one: rank(seed, "window", one)):
        if len(drawn) == count:
            break
        posts = _inspectors(seed, window_id, windows[window_id], inspectors)
        if posts:
            drawn.append(Drawn(window_id, posts))
    return drawn


def rank(seed: str, *parts: object) -> str:
    return sha256("|".join([seed, *map(str, parts)]).encode()).hexdigest()


def pool_hash(windows: Mapping[int, str], inspectors: Iterable[Candidate]) -> str:
    """What was drawn from, as one SHA-256: a later change of the pool would show."""
    lines = [f"window {key} {place}" for key, place in sorted(windows.items())]
    lines += [
        f"inspector {post} {place}" for post, place in sorted((one.post_id, one.place) for one in inspectors)
    ]
    return sha256("\n".join(lines).encode()).hexdigest()


def _inspectors(seed: str, window_id: int, place: str, inspectors: Sequence[Candidate]) -> tuple[int, ...]:
    elsewhere = [one.post_id for one in inspectors if one.place != place]
    ranked = sorted(elsewhere, key=lambda post: rank(seed, "inspector", window_id, post))
    return tuple(ranked[:PER_WINDOW])
