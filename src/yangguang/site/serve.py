"""The web server process."""

import os

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from .ports import check_port_free

THREADS = 4


def serve(*, host: str, port: int, workers: int) -> None:
    """Answer requests until SIGINT or SIGTERM. Raises Trouble when the port cannot be had."""
    check_port_free(host, port)
    os.environ.setdefault("YANGGUANG_POOL", str(THREADS))
    Server(
        "yangguang.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,  # addresses hold case numbers
    ).serve()
