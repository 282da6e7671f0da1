"""Living the province in several processes at once, each with the places of its own, in step at every tick of time."""

import multiprocessing
import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Barrier

from django.db import connection

from yangguang.site.lifeline import follow_parent

PARTS = min(4, 2 * (os.cpu_count() or 1))  # one waits for the database while another computes
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Part:
    """One of ``of`` processes. A place and all below its county (or city) belong to one part, with their officers."""

    number: int
    of: int
    barrier: Barrier

    def has(self, place_code: str) -> bool:
        return zlib.crc32(place_code[:6].encode()) % self.of == self.number

    def alone(self, act: Callable[[], None]) -> None:
        """Wait for all parts, let the first one act, wait again."""
        self.meet()
        if self.number == 0:
            act()
        self.meet()

    def meet(self) -> None:
        """Wait for all parts."""
        self.barrier.wait(PATIENCE_SECONDS)


class PartFailed(RuntimeError):
    """One process of the run ended badly; its own error was printed above."""


def live_in_parts(
    live: Callable[[Part], None], *, parts: int = PARTS, beside: Sequence[Callable[[], None]] = ()
) -> None:
    """Run ``live`` once for each part, in processes of their own; raises `PartFailed` when one of them fails.

    ``beside``: what goes on meanwhile and waits for nobody, each in a process too.
    """
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(parts)
    processes = [
        context.Process(target=_guarded, args=(live, Part(number, parts, barrier))) for number in range(parts)
    ]
    processes += [context.Process(target=_aside, args=(act,)) for act in beside]
    try:
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    finally:
        _end(processes)
    if any(process.exitcode for process in processes):
        raise PartFailed("演示历史未能生成完毕，再次运行 yangguang demo 将从中断处继续")


def _end(processes: Sequence[ForkProcess]) -> None:
    """Let none live on when the run is stopped: who holds time ends here, and the worker's clock goes on.

    Killed rather than asked: every act is a transaction, and the next run takes up whatever was done.
    """
    for process in processes:
        if process.is_alive():
            process.kill()
            process.join()


def _aside(act: Callable[[], None]) -> None:
    follow_parent()
    connection.connect()  # the parent's connection came along with the fork and is not ours
    act()


def _guarded(live: Callable[[Part], None], part: Part) -> None:
    follow_parent()
    try:
        live(part)
    except BaseException:
        part.barrier.abort()
        raise
