import signal
import sys
from types import FrameType

from .cli import main


def _leave(number: int, _frame: FrameType | None) -> None:
    """End as at the end of the program, so that what we hold, our own database server above all, is given back."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main())
