"""``yangguang run``: one command from nothing to a working site, until Ctrl-C.

It brings up the database, fills it, starts web server and worker, watches all three, and at the first start lets the
demonstration history fill in the background.
"""

import http.client
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType

import django
from django.db import DatabaseError, connections

from . import database
from .children import Child
from .lifeline import Lifeline
from .ports import check_port_free, free_port_from
from .preflight import check_room, lock_out_others
from .tables import table
from .trouble import Trouble

WATCH_SECONDS = 0.3
FIRST_ANSWER_SECONDS = 60
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to ask a server that listens everywhere
LOCAL = {"127.0.0.1", "::1", *LOOPBACK}
HISTORY_TRIES = 3
PAYMENTS_PORT = 8191
GIVE_UP_AFTER = 4  # deaths in a row before the first page was ever shown


@dataclass
class Run:
    """One run of the site on this machine."""

    host: str
    port: int
    workers: int
    demonstration: bool
    lifeline: Lifeline = field(default_factory=Lifeline)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        os.environ.setdefault("YANGGUANG_ADDRESS", self.address)
        listening = ("--host", self.host, "--port", str(self.port), "--workers", str(self.workers))
        self.web = Child("web", ("serve", *listening))
        self.worker = Child("worker", ("worker",))
        self.children = [self.web, self.worker]
        self.history: Child | None = None  # while the demonstration history is still to be lived
        self.history_tries = HISTORY_TRIES

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in LOCAL else self.host
        return f"http://{shown}:{self.port}"

    def go(self) -> int:
        """Run until a signal; returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        alone = lock_out_others()
        try:
            self._prepare()
            self._open()
            self._watch()
        except KeyboardInterrupt:
            pass
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self._close()
            os.close(alone)
        return 0

    def say(self, chinese: str, english: str) -> None:
        print(f"[{time.monotonic() - self.started:5.1f} s] {chinese} / {english}", flush=True)

    def _prepare(self) -> None:
        check_port_free(self.host, self.port)
        check_room()
        self.say("启动数据库", "starting the database")
        database.ensure_database_url()
        django.setup()
        self._take_steps()
        connections.close_all()

    def _take_steps(self) -> None:
        from .first_start import take_steps

        try:
            take_steps(datetime.now(UTC), self.say)
        except (OSError, DatabaseError):
            check_room()  # what went wrong may have gone wrong for lack of it
            raise

    def _open(self) -> None:
        self.say("启动网站与后台", "starting web server and worker")
        if self.demonstration and _history_is_missing():
            self.history = Child("demonstration", ("demo",), lasting=False)
        if self.demonstration and not os.environ.get("YANGGUANG_PAYMENTS"):
            self._add_simulated_payments()
        self._tend()
        self._wait_for_first_answer()
        self.say(f"网站已就绪：{self.address}", f"the site is open at {self.address}")
        if self.demonstration:
            self._begin_demonstration()
        self.say("按 Ctrl-C 停止", "Ctrl-C stops it")

    def _add_simulated_payments(self) -> None:
        """A demonstration's fees can be paid at once, with no money; web server and worker learn where."""
        port = free_port_from(PAYMENTS_PORT)
        if port:
            os.environ["YANGGUANG_PAYMENTS"] = f"http://127.0.0.1:{port}"
            self.children.append(Child("payments", ("pay-simulator", "--port", str(port))))

    def _wait_for_first_answer(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER_SECONDS
        while not self._answers():
            self._tend()
            if self.web.quick_deaths >= GIVE_UP_AFTER or time.monotonic() > deadline:
                raise Trouble(
                    "网站未能启动：请看上面的错误，并运行 yangguang doctor 检查安装",
                    "the web server does not start: see the errors above, and run `yangguang doctor`",
                )
            time.sleep(WATCH_SECONDS)

    def _answers(self) -> bool:
        # A connection of our own rather than urllib: the name asked for must be one the site knows, whatever address
        # it listens on.
        host = LOOPBACK.get(self.host, self.host)
        asking = http.client.HTTPConnection(host, self.port, timeout=10)
        try:
            asking.request("GET", "/", headers={"Host": f"localhost:{self.port}"})
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()
        return True

    def _begin_demonstration(self) -> None:
        from .demonstration import demonstration_accounts

        print(accounts_table(demonstration_accounts()), flush=True)
        if self.history:
            self.say(
                "演示历史正在后台生成，页面已可使用", "the demonstration history is filling in the background"
            )
            self.children.append(self.history)
            self.history.start(self.lifeline)
        connections.close_all()

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            self._tend()

    def _tend(self) -> None:
        """Bring back whoever has died, the database first."""
        self._tend_database()
        for child in list(self.children):
            status = child.ended_with()
            if status is not None:
                self._note_end(child, status)
            if self._is_wanted(child) and child.may_start():
                child.start(self.lifeline)

    def _is_wanted(self, child: Child) -> bool:
        if child is self.worker and self.history:
            return _time_is_held()  # its clock is months ahead of the story, and would end it
        return child.lasting or child is self.history

    def _tend_database(self) -> None:
        try:
            if database.revive_database():
                self.say("数据库曾意外停止，已恢复", "the database had died and is back")
        except Trouble as trouble:
            self.say(trouble.chinese, trouble.english)
            time.sleep(5)

    def _note_end(self, child: Child, status: int) -> None:
        if child.lasting:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            self.say(
                f"{child.name} 意外停止（{how}），正在重新启动",
                f"{child.name} ended ({how}); starting it again",
            )
            return
        self.history_tries -= 1
        if status != 0 and self.history_tries:
            self.say(
                "演示历史意外中断，从中断处继续", "the demonstration history was cut off; taking it up again"
            )
            self.worker.stop()
            return
        self.children.remove(child)
        self.history = None
        if status == 0:
            self.say("演示历史已生成", "the demonstration history is complete")
        else:
            self.say(
                "演示历史未能完成，下次启动时继续；也可运行 yangguang demo",
                "the demonstration history did not complete; the next start goes on, or run `yangguang demo`",
            )

    def _close(self) -> None:
        if any(child.pid for child in self.children):
            self.say("正在停止", "stopping")
        for child in reversed(self.children):
            child.stop()
        database.release_database()


def _history_is_missing() -> bool:
    from .first_start import stamp

    try:
        return stamp("demonstration") is None
    finally:
        connections.close_all()


def _time_is_held() -> bool:
    """Whether the simulator has begun, so that the worker may do all but what its clock would ask of it."""
    from yangguang.foundations.jobs.held_time import shared_time

    try:
        with shared_time() as free:
            return not free
    except DatabaseError:
        return False
    finally:
        connections.close_all()


def accounts_table(accounts: Sequence[Sequence[str]]) -> str:
    """One row an account: role, name, user name, password, first page."""
    header = ("角色 role", "姓名 name", "用户名 user", "密码 password", "入口 page")
    return table(header, accounts)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
