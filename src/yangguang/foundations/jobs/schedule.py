"""What the worker does by the clock. Each app registers its own work in its ``tasks.py``."""

from collections.abc import Callable
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from .held_time import shared_time

Work = Callable[[datetime], object]


def periodic(*, cron: str, name: str) -> Callable[[Work], Work]:
    """Run ``work(at)`` at the times of ``cron`` (five fields, in UTC: 18:00 is 02:00 in Shanghai; a sixth, last, is seconds).

    ``at`` is the moment the work begins. Runs of one name never overlap, and a run that is still waiting when the next
    falls due is not doubled: the work itself must take everything that has come due. A run that fails is logged, and
    the next comes at its time.
    """

    def register(work: Work) -> Work:
        @app.periodic(cron=cron, periodic_id=name)
        @app.task(name=name, lock=name, queueing_lock=name)
        def run(timestamp: int) -> None:  # noqa: ARG001 — the queue passes the planned moment
            with shared_time() as free:
                if free:  # what comes due while time is held is taken by the first run after
                    work(datetime.now(UTC))

        return work

    return register
