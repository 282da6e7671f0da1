"""Programs that must keep running: started, watched, started again, and stopped together with all that they started."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from .lifeline import Lifeline

STOP_SECONDS = 25  # the worker may take 20 to finish what it has begun
QUICK_DEATH_SECONDS = 10
LONGEST_PAUSE_SECONDS = 30


@dataclass
class Child:
    """One program, ``yangguang <words>``. A ``lasting`` one is started again whenever it ends."""

    name: str
    words: tuple[str, ...]
    lasting: bool = True
    environment: dict[str, str] = field(default_factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None
    _started: float = 0.0
    _quick_deaths: int = 0
    _not_before: float = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def quick_deaths(self) -> int:
        """How often in a row it ended soon after its start."""
        return self._quick_deaths

    def start(self, lifeline: Lifeline) -> None:
        # A session of its own: Ctrl-C must reach only the program that stops the others in their order.
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "yangguang.site", *self.words],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment, **lifeline.environment()},
            pass_fds=(lifeline.read_end,),
            start_new_session=True,
        )

    def ended_with(self) -> int | None:
        """The exit status once it has ended (negative: the signal that killed it), else None."""
        if self._process is None:
            return None
        status = self._process.poll()
        if status is not None:
            self._note_end()
        return status

    def may_start(self) -> bool:
        """Whether to start it now; a program that dies at once is given longer and longer pauses."""
        return self._process is None and time.monotonic() >= self._not_before

    def stop(self) -> None:
        """Ask it to end; whoever is left of it after ``STOP_SECONDS`` is killed."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        self._kill_group()
        process.wait()
        self._process = None

    def _note_end(self) -> None:
        self._kill_group()  # what it had started would keep its port
        self._process = None
        lived = time.monotonic() - self._started
        self._quick_deaths = self._quick_deaths + 1 if lived < QUICK_DEATH_SECONDS else 0
        pause = min(LONGEST_PAUSE_SECONDS, 2**self._quick_deaths - 1)
        self._not_before = time.monotonic() + pause

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
