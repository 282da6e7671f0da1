"""A pipe between the program that starts the others and each of them: when the first is killed, the others end too."""

import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess

VARIABLE = "YANGGUANG_LIFELINE"


class Lifeline:
    """Held by the first program. Its end closes with the program, however that ends, and the others read that."""

    def __init__(self) -> None:
        self.read_end, self._write_end = os.pipe()

    def environment(self) -> dict[str, str]:
        return {VARIABLE: str(self.read_end)}


def follow_lifeline() -> None:
    """End this process with SIGTERM when the program that started it is gone; alone, do nothing."""
    given = os.environ.pop(VARIABLE, None)
    if given is not None:
        threading.Thread(target=_watch, args=(int(given),), name="lifeline", daemon=True).start()


def follow_parent() -> None:
    """End this forked process at once when the one that forked it is gone; in a process of its own, do nothing.

    A web server's process that outlived its master would keep the port, and a simulator's go on writing.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive_no_more_than, args=(parent,), name="parent", daemon=True).start()


def _outlive_no_more_than(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
