"""``yangguang run``: who is started when, and what follows when the demonstration history is cut off."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yangguang.site import run as running
from yangguang.site.children import Child
from yangguang.site.run import HISTORY_TRIES, Run
from yangguang_sim.parts import _end

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose history is under way."""
    monkeypatch.setenv("YANGGUANG_ADDRESS", "http://localhost:8000")
    made = Run(host="127.0.0.1", port=8000, workers=1, demonstration=True)
    made.history = Child("demonstration", ("demo",), lasting=False)
    made.children.append(made.history)
    return made


def _hold(monkeypatch: pytest.MonkeyPatch, *, held: bool) -> None:
    monkeypatch.setattr(running, "_time_is_held", lambda: held)


def test_the_worker_begins_only_when_the_simulator_holds_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hold(monkeypatch, held=False)
    assert run._is_wanted(run.web)
    assert not run._is_wanted(run.worker)
    _hold(monkeypatch, held=True)
    assert run._is_wanted(run.worker)
    _hold(monkeypatch, held=False)
    run.history = None
    assert run._is_wanted(run.worker)


def test_a_history_that_is_cut_off_is_taken_up_again_but_not_for_ever(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _hold(monkeypatch, held=False)
    history = run.history
    assert history
    for _ in range(HISTORY_TRIES - 1):
        run._note_end(history, -9)
        assert run._is_wanted(history)
        assert not run._is_wanted(run.worker)
    run._note_end(history, -9)
    assert history not in run.children
    assert run._is_wanted(run.worker)
    assert "did not complete" in capsys.readouterr().out


def test_a_complete_history_is_not_begun_again(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    history = run.history
    assert history
    run._note_end(history, 0)
    assert history not in run.children
    assert "is complete" in capsys.readouterr().out


def test_a_demonstration_can_be_paid_at_a_port_that_is_free(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        monkeypatch.setattr(running, "PAYMENTS_PORT", first)
        monkeypatch.setenv("YANGGUANG_PAYMENTS", "")
        run._add_simulated_payments()
    address = os.environ["YANGGUANG_PAYMENTS"]
    port = address.removeprefix("http://127.0.0.1:")
    assert int(port) > first
    assert run.children[-1].words == ("pay-simulator", "--port", port)


def test_the_simulators_own_children_end_with_it() -> None:
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    child.start()
    assert child.pid
    os.kill(child.pid, 0)
    _end([child])
    assert child.exitcode == -9


def test_a_part_of_the_history_ends_with_the_simulator_that_is_killed() -> None:
    code = (
        "import os, time; from yangguang_sim.parts import live_in_parts; "
        "live_in_parts(lambda part: (print('lives', flush=True), time.sleep(5), print('outlived', flush=True)), parts=2)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    ) as simulator:
        assert simulator.stdout
        for _ in range(2):
            simulator.stdout.readline()
        simulator.kill()
        assert simulator.stdout.read() == "", "the pipe ends when the last of them has ended"
