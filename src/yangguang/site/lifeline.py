"""A pipe between the program that starts the others and each of them: when the first is killed, the others end too."""

import os
import signal
import threading

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


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
