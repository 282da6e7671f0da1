"""Sharing one cluster between several processes of the same user: the first starts it, the last stops it."""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from .cluster import Cluster


@dataclass
class Lease:
    """Keeps a cluster running while held.

    Every holder has a shared lock on one file, which the kernel drops even when the holder is killed; starting and
    stopping are done under a second, exclusive lock, so that nobody starts what somebody is about to stop.
    """

    cluster: Cluster
    _use: int | None = None

    def __enter__(self) -> "Lease":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @property
    def held(self) -> bool:
        return self._use is not None

    def acquire(self) -> None:
        turn = self._lock("turn", fcntl.LOCK_EX)
        try:
            self._use = self._lock("use", fcntl.LOCK_SH)
            self.cluster.ensure_running()
        except BaseException:
            self._let_go()
            raise
        finally:
            os.close(turn)

    def revive(self) -> bool:
        """Start the cluster again if its postmaster has died; returns whether it had."""
        if self._use is None or self.cluster.postmaster_lives():
            return False
        turn = self._lock("turn", fcntl.LOCK_EX)
        try:
            self.cluster.ensure_running()
        finally:
            os.close(turn)
        return True

    def release(self) -> None:
        """Give up the lease; stops the cluster when nobody else holds one."""
        if self._use is None:
            return
        turn = self._lock("turn", fcntl.LOCK_EX)
        try:
            self._let_go()
            with suppress(BlockingIOError):
                alone = self._lock("use", fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.cluster.stop()
                os.close(alone)
        finally:
            os.close(turn)

    def _let_go(self) -> None:
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def _lock(self, name: str, kind: int) -> int:
        folder: Path = self.cluster.home
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, kind)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor
