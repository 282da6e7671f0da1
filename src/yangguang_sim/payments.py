"""A payment provider to try the site with: takes signed orders, lets anybody pay them, and reports by signed callback.

No money moves. It speaks what `power_operation.payments` describes, over loopback, and knows nothing of the site beyond
the secret that both hold. Books are kept in a file of JSON lines, so that a restart forgets nothing.
"""

import hmac
import html
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from yangguang.law.time_limits import shanghai_date

SIGNATURE_HEADER = "X-Signature"
RETRY_AFTER_SECONDS = (0.0, 1.0, 5.0, 30.0, 120.0, 600.0)
BOOKS_FILE = "pay-simulator.jsonl"  # in the folder of the installation
LONGEST_BODY = 64 * 1024

Book = dict[str, Any]


@dataclass
class Books:
    """Orders by number; each is the order as it came, with ``state`` and the moments of payment and refund."""

    file: Path | None = None
    orders: dict[str, Book] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._read()

    def _read(self) -> None:
        """Another process may have written: the one that lives the demonstration history."""
        if self.file and self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                order = json.loads(line)
                self.orders[order["number"]] = order

    def create(self, order: Book) -> Book:
        """The order, or the one that was made under this number before."""
        with self._lock:
            known = self.orders.get(order["number"])
            return known or self._write({**order, "state": "created"})

    def move(
        self, number: str, state: str, *, after: tuple[str, ...], at: datetime
    ) -> tuple[Book | None, bool]:
        """The order and whether it moved now; None when there is none."""
        with self._lock:
            order = self.orders.get(number)
            if order is None or order["state"] not in after:
                return order, False
            return self._write({**order, "state": state, f"{state}_at": at.isoformat()}), True

    def entries(self, day: str) -> Iterator[Book]:
        with self._lock:
            self._read()
        for order in list(self.orders.values()):
            for kind, moment in (("payment", "paid_at"), ("refund", "refunded_at")):
                if moment in order and str(shanghai_date(datetime.fromisoformat(order[moment]))) == day:
                    yield {
                        "order_number": order["number"],
                        "kind": kind,
                        "amount_cents": order["amount_cents"],
                    }

    def _write(self, order: Book) -> Book:
        self.orders[order["number"]] = order
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(order, ensure_ascii=False) + "\n")
        return order


@dataclass
class Simulator:
    """``address`` is its own, for the links it gives out; ``retry_after`` the waits between tries of a callback."""

    address: str
    secret: str
    books: Books
    clock: Callable[[], datetime]
    retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS

    def signature(self, body: bytes) -> str:
        return hmac.new(self.secret.encode(), body, sha256).hexdigest()

    def is_signed(self, body: bytes, signature: str) -> bool:
        return hmac.compare_digest(self.signature(body).encode(), signature.encode())

    def answer(self, path: str, question: Book) -> Book | None:
        """What a signed request gets; None when there is no such address or order."""
        if path == "/orders":
            number = self.books.create(question)["number"]
            return {"pay_address": f"{self.address}/pay/{number}"}
        if path == "/refunds":
            order, moved = self.books.move(question["number"], "refunded", after=("paid",), at=self.clock())
            if order is None:
                return None
            if moved or order["state"] == "refunded":  # asked again: perhaps our word was lost
                self.report(order)
            return {"state": order["state"]}
        if path == "/statement":
            return {"entries": list(self.books.entries(question["day"]))}
        return None

    def pay(self, number: str, *, succeeds: bool) -> Book | None:
        state = "paid" if succeeds else "failed"
        order, moved = self.books.move(number, state, after=("created", "failed"), at=self.clock())
        if order is not None and moved:
            self.report(order)
        return order

    def report(self, order: Book) -> None:
        """Call back now, once; if that is not taken, again and again from a thread."""
        if not self._call_back(order):
            threading.Thread(target=self._insist, args=(order,), daemon=True).start()

    def _insist(self, order: Book) -> None:
        for wait in self.retry_after:
            time.sleep(wait)
            if self._call_back(order):
                return

    def _call_back(self, order: Book) -> bool:
        said = {key: order[key] for key in ("state", "amount_cents")} | {"order_number": order["number"]}
        body = json.dumps(said, sort_keys=True).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: self.signature(body)}
        call = Request(order["callback_address"], data=body, headers=headers, method="POST")  # noqa: S310 - signed order
        try:
            with urlopen(call, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except HTTPError as error:
            return error.code not in {409, 429} and error.code < 500  # refused for good
        except (URLError, OSError):
            return False


PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>模拟支付 / simulated payment</title>
<style>body{{font:18px/1.6 sans-serif;max-width:26rem;margin:2rem auto;padding:0 1rem;color:#222}}
button,a{{display:block;box-sizing:border-box;width:100%;min-height:48px;margin:.8rem 0;padding:.6rem;font:inherit;
text-align:center;border:1px solid #1a5a8a;border-radius:6px;color:#1a5a8a;background:#fff;text-decoration:none}}
button.pay{{background:#1a5a8a;color:#fff}}strong{{font-size:2rem}}</style></head>
<body><main><h1>模拟支付 <small lang="en">simulated payment</small></h1>
<p>不发生真实扣款。<span lang="en">No money moves.</span></p>
<p>{title}<br><strong>¥ {amount}</strong></p>{rest}
<a href="{back}">返回办件页面 <span lang="en">back to the case</span></a></main></body></html>"""
BUTTONS = """<form method="post"><button class="pay" name="succeeds" value="1">确认支付 <span lang="en">pay</span></button>
<button name="succeeds" value="0">模拟支付失败 <span lang="en">let it fail</span></button></form>"""
WORDS = {
    "paid": '<p role="status">已支付 <span lang="en">paid</span></p>',
    "refunded": '<p role="status">已退款 <span lang="en">refunded</span></p>',
    "failed": '<p role="status">支付未成功，可以重试 <span lang="en">failed; try again</span></p>' + BUTTONS,
    "created": BUTTONS,
}


def page_of(order: Book) -> str:
    cents = order["amount_cents"]
    return PAGE.format(
        title=html.escape(order["title"]),
        amount=f"{cents // 100}.{cents % 100:02}",
        rest=WORDS[order["state"]],
        back=html.escape(order["return_address"]),
    )


def server_for(simulator: Simulator, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server that answers for ``simulator``; ``serve_forever`` runs it."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            order = simulator.books.orders.get(self.path.removeprefix("/pay/"))
            self._send(404, "text/plain", b"no such order") if order is None else self._show(order)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(length, LONGEST_BODY))
            if self.path.startswith("/pay/"):
                order = simulator.pay(self.path.removeprefix("/pay/"), succeeds=b"succeeds=1" in body)
                self._send(404, "text/plain", b"no such order") if order is None else self._show(order)
            elif not simulator.is_signed(body, self.headers.get(SIGNATURE_HEADER, "")):
                self._send(403, "text/plain", b"the signature does not fit")
            else:
                answer = simulator.answer(self.path, json.loads(body))
                self._send(200 if answer else 404, "application/json", json.dumps(answer or {}).encode())

        def _show(self, order: Book) -> None:
            self._send(200, "text/html; charset=utf-8", page_of(order).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header(SIGNATURE_HEADER, simulator.signature(body))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the base class
            """Nothing: the books say what happened."""

    return ThreadingHTTPServer((host, port), Answers)
