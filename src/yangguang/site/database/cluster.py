"""One PostgreSQL cluster of our own: made, started, stopped, and brought back after a crash.

It listens on a unix socket in a folder that only its owner may enter, and on no network port; whoever can open that
folder owns the data files anyway, so the connection asks for no password.
"""

import hashlib
import os
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from yangguang.site.trouble import Trouble

from .binaries import find_binaries, major_version
from .failures import disk_full, explain
from .identity import Footing, find_footing

NAME = "yangguang"
SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")  # bytes of sockaddr_un.sun_path, less the file name
LEAST_FREE_BYTES = 1024**3  # the demonstration province takes about half of it
START_TRIES = 30  # orphaned backends leave within two seconds of a killed postmaster
TRY_PAUSE_SECONDS = 0.2
STILL_LEAVING = ("lock file", "pre-existing shared memory block")

# Statements and values of failed statements stay out of the log: they are other people's applications.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "jit": "off",
    "random_page_cost": "1.1",
}
# A throwaway cluster need not outlive the machine.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """The cluster that lives in ``home``; ``throwaway`` ones trade durability for speed and may be made anew."""

    home: Path
    throwaway: bool = False
    programs: Path = field(default_factory=find_binaries)

    @cached_property
    def footing(self) -> Footing:
        _make_folder(self.home)
        return find_footing(self.programs, self.home)

    @property
    def data(self) -> Path:
        return self.footing.home / "data"

    @property
    def log(self) -> Path:
        return self.footing.home / "start.log"

    @property
    def socket_folder(self) -> Path:
        """Where clients look; a link when the server had to move elsewhere."""
        near = self.home / "socket"
        if len(os.fsencode(near)) <= SOCKET_PATH_LIMIT:
            return near
        digest = hashlib.sha256(os.fsencode(near)).hexdigest()[:16]
        return Path("/tmp") / f"yangguang-{os.getuid()}-{digest}"  # noqa: S108 - ownership is checked below

    def url(self, *, database: str = NAME, user: str = NAME) -> str:
        return f"postgresql://{user}@/{database}?host={self.socket_folder}"

    def is_ready(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def postmaster_lives(self) -> bool:
        """A look at the process table; cheaper than a connection, and true while the server is still starting."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        return not _is_zombie(pid)

    def ensure_running(self) -> None:
        """Make the cluster when there is none, start it when it is down, and see that its database is there."""
        if not self.is_ready():
            self._make()
            self._start()
        self._make_database()

    def stop(self) -> None:
        """Stop in order; a server that cannot (a full disk keeps it from its last checkpoint) is stopped at once."""
        if not (self.data / "postmaster.pid").exists():
            return
        for mode, seconds in (("fast", "20"), ("immediate", "10")):
            done = self._run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-w", "-t", seconds)
            if done.returncode == 0:
                return

    def _make(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self.check_data_folder()
            return
        self._check_space()
        fresh = self.footing.home / "data.being-made"
        shutil.rmtree(fresh, ignore_errors=True)  # an earlier start was interrupted here
        self._own(fresh)
        done = self._run("initdb", "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--no-sync", *self._locale())
        if done.returncode != 0:
            raise explain(done.stdout)
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude 'yangguang.conf'\n")
        fresh.rename(self.data)

    def _locale(self) -> list[str]:
        # Trigrams of Chinese need a UTF-8 ctype: with locale C a search for 受理 finds nothing.
        provider = ["--locale-provider=builtin"] if major_version(self.programs) >= 17 else []
        return ["--encoding=UTF8", "--locale=C.UTF-8", *provider]

    def check_data_folder(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = major_version(self.programs)
        if found != str(ours):
            raise Trouble(
                f"数据目录 {self.data} 属于 PostgreSQL {found}，本机程序为 {ours}：请用 {found} 版导出后重新导入，"
                "或移走该目录后重新启动",
                f"the data folder {self.data} belongs to PostgreSQL {found}, the programs here are {ours}: "
                f"dump it with version {found} and restore, or move the folder away and start again",
            )
        owner = self.data.stat().st_uid
        if owner != self.footing.identity.uid:
            raise Trouble(
                f"数据目录 {self.data} 属于另一用户（uid {owner}）：请以该用户运行，或移走该目录",
                f"the data folder {self.data} belongs to another user (uid {owner}): "
                "run as that user, or move the folder away",
            )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.footing.home).free
        if free < LEAST_FREE_BYTES:
            raise disk_full(self.footing.home)

    def _own(self, folder: Path) -> None:
        """Make a closed folder that belongs to whoever runs the programs."""
        folder.mkdir(mode=0o700, exist_ok=True)
        identity = self.footing.identity
        if folder.stat().st_uid != identity.uid:
            os.chown(folder, identity.uid, identity.gid)

    def _start(self) -> None:
        self._prepare_start()
        output = ""
        for _ in range(START_TRIES):
            output = self._start_once()
            if self.is_ready():
                return
            if not any(sign in output for sign in STILL_LEAVING):
                break
            if not self._forget_dead_postmaster():
                time.sleep(TRY_PAUSE_SECONDS)
        raise explain(output)

    def _prepare_start(self) -> None:
        sockets = self._make_socket_folder()
        settings = SETTINGS | (THROWAWAY_SETTINGS if self.throwaway else {})
        lines = [f"{name} = {value}\n" for name, value in settings.items()]
        lines.append(f"unix_socket_directories = '{sockets}'\n")
        try:
            (self.data / "yangguang.conf").write_text("".join(lines))
        except OSError as error:
            raise explain(str(error)) from error

    def _make_socket_folder(self) -> Path:
        folder = self.socket_folder
        if self.footing.home != self.home:
            folder = self.footing.home / "socket"
            if self.socket_folder.is_symlink():
                self.socket_folder.unlink()
            self.socket_folder.symlink_to(folder)
        self._own(folder)
        _refuse_foreign(folder, self.footing.identity.uid)
        return folder

    def _start_once(self) -> str:
        """Ask for a start; returns what the server and pg_ctl said."""
        self.log.write_bytes(b"")
        self.log.chmod(0o600)
        os.chown(self.log, self.footing.identity.uid, self.footing.identity.gid)
        done = self._run("pg_ctl", "start", "-D", self.data, "-l", self.log, "-w", "-t", "60")
        return self.log.read_text(errors="replace") + (done.stdout or "")

    def _forget_dead_postmaster(self) -> bool:
        """Remove the locks of a postmaster whose number now belongs to a zombie or to some other program.

        A number is reused soon in a container, and PostgreSQL then waits for a stranger to end. Safe only when no
        process works inside the data folder, which every server process does.
        """
        proc = Path("/proc")
        if not proc.is_dir() or any(_works_in(process, self.data) for process in proc.glob("[0-9]*")):
            return False
        locks = [self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*.lock")]
        found = [lock for lock in locks if lock.exists()]
        for lock in found:
            lock.unlink()
        return bool(found)

    def _make_database(self) -> None:
        createdb = sql.SQL("CREATEDB" if self.throwaway else "NOCREATEDB")
        name = sql.Identifier(NAME)
        with self._connect() as connection:
            roles = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME])
            if not roles.fetchone():
                statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {}")
                connection.execute(statement.format(name, createdb))
            databases = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not databases.fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder),
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = self.footing.identity.command(self.footing.programs / program, *arguments)
        output = self.home / "output.log"
        # To a file, not a pipe: the server inherits the handle and a pipe would stay open for ever.
        with output.open("w+") as sink:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                cwd="/",
                env={**os.environ, "LC_ALL": "C", "PGCTLTIMEOUT": "60"},
            )
            sink.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, stdout=sink.read())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(f"{error}") from error


def _refuse_foreign(folder: Path, uid: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
        raise Trouble(
            f"套接字目录 {folder} 不由本用户独占：请删除后重试",
            f"the socket folder {folder} is not ours alone: remove it and try again",
        )


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink().is_relative_to(folder)
    except OSError:
        return False
