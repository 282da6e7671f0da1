"""``make torment``: kill the processes of a working site at random, and see whether anything that it said is lost.

A site of its own runs under load: clerks take in cases, accept, review, decide and hand over, through the pages. All the
while one process after another is killed outright (kill -9): the program that watches the others, web server, its
workers, the background worker, the database's postmaster, one of its backends. Whoever is left without an answer tries
again with the same request. At the end every act that a page acknowledged must be there once, no act may be half there
(``yangguang cross-check``), and the ledger must verify. Everything happens on loopback, in the folder given, and is
bounded in time.
"""

import argparse
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

PLACE = "420102000000"
ITEM = "food_business"
PASSWORD = "Yangguang-2026"
LONGEST_RECOVERY_SECONDS = 90
PATIENCE_SECONDS = 15


class NoAnswer(Exception):
    """The site did not answer, or not to the end: whether it did what was asked is not known."""


class _Form(HTMLParser):
    """What a form would send if its submit button were pressed as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.sent.setdefault(str(given["name"]), given.get("value") or "")


@dataclass
class Desk:
    """An officer's browser: one account, its cookies, no more than one request at a time."""

    port: int
    username: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None
    ) -> tuple[int, str, str]:
        """Status, place to go to, and page. Raises `NoAnswer`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Host": f"localhost:{self.port}", "Referer": f"http://localhost:{self.port}/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if answer.status >= 500:
            raise NoAnswer
        return answer.status, answer.headers.get("Location") or "", page

    def page(self, path: str) -> str:
        """A page for somebody signed in; signs in when that is asked for."""
        status, to, page = self.ask("GET", path)
        if status == 302 and "/account/sign-in/" in to:
            self.sign_in()
            status, to, page = self.ask("GET", path)
        return page if status == 200 else ""

    def sign_in(self) -> None:
        status, _to, page = self.ask("GET", "/account/sign-in/")
        fields = [*_hidden(page), ("login", self.username), ("password", PASSWORD)]
        status, _to, _page = self.ask("POST", "/account/sign-in/", fields)
        if status != 302:
            raise NoAnswer  # perhaps too often in a short time

    def send(self, page: str, path: str, fields: list[tuple[str, str]]) -> tuple[int, str]:
        status, to, _page = self.ask("POST", path, [*_hidden(page), *fields])
        return status, to


def _hidden(page: str) -> list[tuple[str, str]]:
    form = _Form()
    form.feed(page[page.find("<main") :] or page)
    return [(name, value) for name, value in form.sent.items() if name != "request_key"]


@dataclass
class Book:
    """What was acknowledged, and what was tried."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: set[str] = field(default_factory=set)  # cases whose number a page showed
    acts: list[tuple[str, str]] = field(default_factory=list)  # acknowledged: case number, act
    tried: int = 0
    unanswered: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def note(self, number: str, act: str) -> None:
        with self.lock:
            self.acts.append((number, act))
            if act == "take_in":
                self.numbers.add(number)


@dataclass
class Window:
    """One clerk with a reviewer and a decider who work off case after case."""

    port: int
    code: str
    form: list[tuple[str, str]]
    book: Book
    stop: threading.Event

    def __post_init__(self) -> None:
        self.clerk, self.reviewer, self.decider = (
            Desk(self.port, name) for name in ("window", "reviewer", "decider")
        )

    def work(self) -> None:
        while not self.stop.is_set():
            number = self._take_in()
            if number is None:
                return
            for desk, act, fields in self._acts():
                self._do(desk, number, act, fields)

    def _take_in(self) -> str | None:
        key = str(uuid4())
        while not self.stop.is_set():
            with suppress(NoAnswer):
                page = self.clerk.page(f"/work/new/{self.code}/")
                if page:
                    self.book.tried += 1
                    fields = [*self.form, ("request_key", key)]
                    status, to = self.clerk.send(page, f"/work/new/{self.code}/", fields)
                    found = re.search(r"/work/cases/([0-9A-Z]{43})/", to)
                    if status == 302 and found:
                        self.book.note(found[1], "take_in")
                        return found[1]
                    self.book.refused[f"take_in {status}"] += 1
                continue
            self.book.unanswered += 1
            time.sleep(0.5)
        return None

    def _acts(self) -> Iterator[tuple[Desk, str, list[tuple[str, str]]]]:
        yield self.clerk, "accept", []
        yield self.reviewer, "opinion", [("opinion", "agree"), ("text", "经审查，符合条件")]
        yield self.reviewer, "opinion", [("opinion", "agree"), ("text", "经审查，符合条件")]
        yield self.decider, "decide", [("outcome", "granted")]
        yield self.clerk, "deliver", [("mode", "direct"), ("person", "本人")]

    def _do(self, desk: Desk, number: str, act: str, fields: list[tuple[str, str]]) -> None:
        """Do an act if the page offers it; after an unanswered try the page says whether it was done."""
        address = f"/work/cases/{number}/{act}/"
        while not self.stop.is_set():
            try:
                page = desk.page(f"/work/cases/{number}/")
                if not page or address not in page:
                    return
                self.book.tried += 1
                status, _to = desk.send(page, address, fields)
            except NoAnswer:
                self.book.unanswered += 1
                time.sleep(0.5)
                continue
            if status == 302:
                self.book.note(number, act)
            else:
                self.book.refused[f"{act} {status}"] += 1
            return


@dataclass
class Site:
    """``yangguang run`` in a folder of its own."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**kept, "YANGGUANG_VAR": str(self.folder)}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "yangguang.site", *words]

    def ensure(self) -> None:
        """Start it if it does not run, and wait for its first answer."""
        deadline = time.monotonic() + 10 * LONGEST_RECOVERY_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                with (self.folder / "torment.log").open("ab") as log:
                    self.process = subprocess.Popen(
                        self.command("run", "--no-demo", "--port", str(self.port)),
                        env=self.environment(),
                        stdout=log,
                        stderr=log,
                    )
            if self.answers():
                return
            time.sleep(0.3)
        raise SystemExit("the site does not come up: see torment.log")

    def answers(self) -> bool:
        with suppress(NoAnswer):
            return Desk(self.port, "").ask("GET", "/account/sign-in/")[0] == 200
        return False

    def processes(self) -> dict[str, list[int]]:
        """What may be killed, by part."""
        found: dict[str, list[int]] = {
            "watcher": [],
            "web": [],
            "worker": [],
            "postmaster": [],
            "backend": [],
        }
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                part = self._part_of(entry)
                if part:
                    found[part].append(int(entry.name))
        return {part: pids for part, pids in found.items() if pids}

    def _part_of(self, entry: Path) -> str | None:
        words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        if words.startswith("granian") and f":{self.port} " in words:
            return "web"  # server and workers; the title that they give themselves hides the rest
        if str(self.folder) in words and "postgres" in words:
            return "postmaster"
        if words.startswith("postgres: yangguang"):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            mother = (Path("/proc") / str(parent) / "cmdline").read_bytes().decode("utf-8", "replace")
            return "backend" if str(self.folder) in mother else None
        ours = f"YANGGUANG_VAR={self.folder}\0".encode() in (entry / "environ").read_bytes() + b"\0"
        if "yangguang.site" not in words or not ours:
            return None
        parts = ((" run ", "watcher"), (" serve", "web"), (" worker", "worker"))
        return next((part for word, part in parts if word in words), None)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


def torment(folder: Path, kills: int, windows: int, seed: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    site = Site(folder, _free_port())
    try:
        site.ensure()
        book = _kill_under_load(site, kills, windows, random.Random(seed))
        wrong = _reckon(site, book)
    finally:
        site.close()
    print("\n".join(wrong) if wrong else "nothing lost, nothing half done, nothing done twice")
    return 1 if wrong else 0


def _kill_under_load(site: Site, kills: int, windows: int, rng: random.Random) -> Book:
    code, form = _prepare(site)
    book, stop = Book(), threading.Event()
    threads = [
        threading.Thread(target=Window(site.port, code, form, book, stop).work, daemon=True)
        for _i in range(windows)
    ]
    for thread in threads:
        thread.start()
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        time.sleep(rng.uniform(0.5, 4))
        before = len(book.acts)
        running = sorted(site.processes().items())
        if not running:  # the watcher was killed, and all that it had started ended with it
            site.ensure()
            continue
        part, pids = rng.choice(running)
        with suppress(ProcessLookupError):
            os.kill(rng.choice(pids), signal.SIGKILL)
            killed[part] += 1
        _wait_for_work(site, book, before)
        print(f"\r{killed.total()} kills, {len(book.acts)} acts acknowledged", end="", flush=True)
    stop.set()
    for thread in threads:
        thread.join(LONGEST_RECOVERY_SECONDS)
    print(f"\nkilled: {dict(sorted(killed.items()))}")
    acknowledged = f"acts: {len(book.acts)} acknowledged of {book.tried} tried"
    print(f"{acknowledged}, {book.unanswered} times no answer; refused: {dict(book.refused)}")
    return book


def _wait_for_work(site: Site, book: Book, before: int) -> None:
    """Until the site acknowledges acts again."""
    deadline = time.monotonic() + LONGEST_RECOVERY_SECONDS
    while len(book.acts) <= before:
        if time.monotonic() > deadline:
            raise SystemExit("the site did not recover: see torment.log")
        site.ensure()
        time.sleep(0.2)


def _prepare(site: Site) -> tuple[str, list[tuple[str, str]]]:
    """Demonstration accounts, and an application that the window takes in."""
    script = (
        "from yangguang.site.cli import with_django; with_django();"
        "from benchmarks.torment import application; application()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=site.environment(), capture_output=True, text=True, check=True
    )
    code, *lines = done.stdout.strip().splitlines()
    return code, [(name, value) for name, _tab, value in (line.partition("\t") for line in lines)]


def application() -> None:
    """Print the code of the entry and every field that a clerk would type; run inside the site's own database."""
    from datetime import UTC, datetime
    from random import Random

    from yangguang.law.time_limits import shanghai_date
    from yangguang.platforms.power_library.models import ImplementingEntry
    from yangguang.platforms.power_library.queries import definition_of, version_in_force
    from yangguang.site.demonstration import APPLICANTS, ensure_accounts
    from yangguang_sim.applications import filled_form
    from yangguang_sim.people import Person

    now = datetime.now(UTC)
    ensure_accounts(now)
    entry = ImplementingEntry.objects.get(item_id=ITEM, division_id=PLACE, in_force__upper_inf=True)
    definition = definition_of(version_in_force(ITEM, on=shanghai_date(now)))
    me = APPLICANTS[0]
    person = Person(me.name, me.identity, me.phone)
    fields = {
        "applicant-kind": "citizen",
        "applicant-name": me.name,
        "applicant-identity": me.identity,
        "applicant-phone": me.phone,
        **filled_form(definition, person, Random(7), shanghai_date(now)),
    }
    print(entry.code)
    for name, value in fields.items():
        print(f"{name}\t{value}")
    for material in definition.materials:
        if material.necessity != "conditional":
            print(f"on_paper\t{material.key}")


def _reckon(site: Site, book: Book) -> list[str]:
    """What the site acknowledged against what it holds."""
    site.ensure()
    wrong = []
    for words in (("cross-check",), ("ledger", "verify")):
        done = subprocess.run(
            site.command(*words), env=site.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            wrong.append(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    script = (
        "from yangguang.site.cli import with_django; with_django();"
        "from yangguang.foundations.ledger.models import LedgerEvent as E;"
        "from yangguang.platforms.power_operation.models import Case as C;"
        "numbers = dict(C.objects.values_list('pk', 'number'));"
        "[print(numbers[int(s.removeprefix('case:'))], k) for s, k in"
        " E.objects.filter(stream__startswith='case:', kind__startswith='operation.').values_list('stream', 'kind')]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=site.environment(), capture_output=True, text=True, check=True
    )
    held = Counter(tuple(line.split()) for line in done.stdout.splitlines())
    for (number, act), many in Counter(book.acts).items():
        found = held[number, f"operation.{KIND_OF_ACT[act]}"]
        if found < many:
            wrong.append(f"{act} of {number}: acknowledged {many} times, on the ledger {found} times")
    twice = [key for key, many in held.items() if many > 1 and key[1] in ONCE]
    wrong.extend(f"{kind} of {number} is on the ledger more than once" for number, kind in twice)
    print(f"cases: {len(book.numbers)} acknowledged, {len({number for number, _kind in held})} held")
    return wrong


KIND_OF_ACT = {
    "take_in": "CaseReceived",
    "accept": "CaseAccepted",
    "opinion": "OpinionSubmitted",
    "decide": "CaseDecided",
    "deliver": "CaseDelivered",
}
ONCE = {f"operation.{kind}" for act, kind in KIND_OF_ACT.items() if act != "opinion"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    given = argparse.ArgumentParser(prog="make torment", description=(__doc__ or "").split("\n\n")[0])
    given.add_argument("folder", type=Path)
    given.add_argument("--kills", type=int, default=100)
    given.add_argument("--windows", type=int, default=3)
    given.add_argument("--seed", type=int, default=1)
    chosen = given.parse_args()
    return torment(chosen.folder.resolve(), chosen.kills, chosen.windows, chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
