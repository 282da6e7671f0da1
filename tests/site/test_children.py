"""Programs that are kept running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from yangguang.site import children
from yangguang.site.children import Child
from yangguang.site.lifeline import VARIABLE, Lifeline

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def lifeline() -> Lifeline:
    return Lifeline()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Child]:
    """A child that runs a few lines of Python instead of a command of ours."""

    def make(code: str) -> Child:
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{code}'\n")
        program.chmod(0o755)
        monkeypatch.setattr(children.sys, "executable", str(program))
        return Child("stand-in", ())

    return make


def _until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def test_a_killed_child_is_noticed_and_may_start_again(
    stand_in: Callable[[str], Child], lifeline: Lifeline
) -> None:
    child = stand_in("import time; time.sleep(60)")
    child.start(lifeline)
    assert child.pid is not None
    assert child.ended_with() is None
    os.kill(child.pid, signal.SIGKILL)
    statuses: list[int] = []
    _until(lambda: (status := child.ended_with()) is not None and not statuses.append(status))
    assert statuses == [-signal.SIGKILL]
    assert child.quick_deaths == 1
    assert not child.may_start(), (
        "it waits a moment, so that a broken program does not take the whole machine"
    )
    child.stop()


def test_what_a_child_had_started_ends_with_it(
    stand_in: Callable[[str], Child], lifeline: Lifeline, tmp_path: Path
) -> None:
    note = tmp_path / "grandchild"
    child = stand_in(
        "import subprocess, sys, time; "
        f'p = subprocess.Popen(["sleep", "60"]); open("{note}.new", "w").write(str(p.pid)); '
        f'import os; os.rename("{note}.new", "{note}"); time.sleep(60)'
    )
    child.start(lifeline)
    _until(note.exists)
    grandchild = int(note.read_text())
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    _until(lambda: child.ended_with() is not None)
    _until(lambda: not _runs(grandchild))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_child_is_stopped_politely(
    stand_in: Callable[[str], Child], lifeline: Lifeline, tmp_path: Path
) -> None:
    ready, farewell = tmp_path / "ready", tmp_path / "farewell"
    child = stand_in(
        "import signal, sys, time; "
        f'signal.signal(signal.SIGTERM, lambda *_: (open("{farewell}", "w").close(), sys.exit(0))); '
        f'open("{ready}", "w").close(); time.sleep(60)'
    )
    child.start(lifeline)
    _until(ready.exists)
    child.stop()
    assert farewell.exists()
    assert child.pid is None


def test_children_end_when_the_program_that_started_them_is_killed() -> None:
    follower = (
        "from yangguang.site.lifeline import follow_lifeline; follow_lifeline(); "
        "print('following', flush=True); import time; time.sleep(60)"
    )
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", follower],
        env={**os.environ, "PYTHONPATH": str(SOURCE), VARIABLE: str(read_end)},
        pass_fds=(read_end,),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"following\n"
    os.close(read_end)
    os.close(write_end)  # as the kernel does when its holder dies
    process.communicate()
    assert process.returncode == -signal.SIGTERM
