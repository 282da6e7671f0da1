"""The payment simulator over loopback: signed orders, paying, callbacks that are tried again, books of a day."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.test import Client

from fees_desk import FeeDesk
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.fees import Entry
from yangguang.platforms.power_operation.payments import (
    SIGNATURE_HEADER,
    NewOrder,
    ProviderSilent,
    SignedProvider,
)
from yangguang.platforms.power_operation.services.fees import send_refunds
from yangguang.platforms.power_operation.states import FeeState, RefundCause
from yangguang_sim.payments import Books, Simulator, server_for

SECRET = "between-two"
PAID_AT = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)  # one minute before midnight in Shanghai


@dataclass
class Site:
    """Takes callbacks as the site would, after turning away as many as ``statuses`` says."""

    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[bytes, str]] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def take(self, body: bytes, signature: str) -> int:
        self.heard.append((body, signature))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.enough.set()
        return status


@pytest.fixture
def site() -> Iterator[Site]:
    listening = Site()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(listening.take(body, self.headers[SIGNATURE_HEADER]))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
            pass

    yield from _served(ThreadingHTTPServer(("127.0.0.1", 0), Door), listening)


def _served(server: ThreadingHTTPServer, listening: Site) -> Iterator[Site]:
    listening.address = f"http://127.0.0.1:{server.server_address[1]}/callback"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield listening
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    made = Simulator("", SECRET, Books(tmp_path / "books"), retry_after=(0, 0, 0), clock=lambda: PAID_AT)
    with server_for(made, host="127.0.0.1", port=0) as server:
        made.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _order(site: Site, number: str = "F1") -> NewOrder:
    return NewOrder(
        number=number,
        amount_cents=8000,
        title="不动产登记费<script>",
        return_address="http://127.0.0.1/my/",
        callback_address=site.address,
    )


def _press(address: str, choice: bytes = b"succeeds=1") -> str:
    with urlopen(Request(address, data=choice, method="POST")) as page:
        return str(page.read().decode())


def test_an_order_is_paid_once_and_reported_with_a_signature(simulator: Simulator, site: Site) -> None:
    provider = SignedProvider(simulator.address, SECRET)
    address = provider.create(_order(site))
    assert provider.create(_order(site)) == address
    with urlopen(address) as page:
        shown = page.read().decode()
    assert "80.00" in shown
    assert "<script>" not in shown
    assert "已支付" in _press(address)
    assert "已支付" in _press(address)
    ((body, signature),) = site.heard
    assert simulator.is_signed(body, signature)


def test_a_callback_that_was_not_taken_is_tried_again(simulator: Simulator, site: Site) -> None:
    site.statuses = [500, 409]
    _press(SignedProvider(simulator.address, SECRET).create(_order(site)))
    assert site.enough.wait(10)
    assert len(site.heard) == 3
    assert len(set(site.heard)) == 1


def test_failing_and_paying_after_all(simulator: Simulator, site: Site) -> None:
    address = SignedProvider(simulator.address, SECRET).create(_order(site))
    assert "可以重试" in _press(address, b"succeeds=0")
    assert "已支付" in _press(address)
    assert [b'"failed"' in body for body, _signature in site.heard] == [True, False]


def test_books_are_of_the_shanghai_day_and_outlive_a_restart(simulator: Simulator, site: Site) -> None:
    provider = SignedProvider(simulator.address, SECRET)
    _press(provider.create(_order(site)))
    provider.refund("F1", 8000)
    provider.refund("F1", 8000)
    expected = [Entry("F1", "payment", 8000), Entry("F1", "refund", 8000)]
    assert provider.statement(date(2026, 3, 2)) == expected
    assert provider.statement(date(2026, 3, 3)) == []
    again = Books(simulator.books.file)
    assert [row["kind"] for row in again.entries("2026-03-02")] == ["payment", "refund"]


def test_who_does_not_hold_the_secret_is_not_answered(simulator: Simulator, site: Site) -> None:
    with pytest.raises(ProviderSilent):
        SignedProvider(simulator.address, "another").create(_order(site))
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(simulator.address + "/statement", data=b"{}", method="POST"))
    assert simulator.books.orders == {}


def test_nobody_there_is_said_as_a_refusal(site: Site) -> None:
    with pytest.raises(ProviderSilent, match="没有扣款"):
        SignedProvider(f"http://127.0.0.1:{_free_port()}", SECRET).create(_order(site))


def test_the_whole_way_through_the_real_process(fee_desk: FeeDesk, site: Site, tmp_path: Path) -> None:
    """``yangguang pay-simulator`` in a process of its own; what it calls back is handed to the real endpoint."""
    port = _free_port()
    environment = {
        **os.environ,
        "YANGGUANG_VAR": str(tmp_path),
        "YANGGUANG_SECRET_PAYMENTS": settings.PAYMENT_SECRET,
    }
    words = [sys.executable, "-m", "yangguang.site", "pay-simulator", "--port", str(port)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert str(port) in process.stdout.readline()
            _pay_and_take_back(
                fee_desk, site, SignedProvider(f"http://127.0.0.1:{port}", settings.PAYMENT_SECRET)
            )
        finally:
            process.terminate()


def _pay_and_take_back(fee_desk: FeeDesk, site: Site, provider: SignedProvider) -> None:
    case = fee_desk.accepted()
    order = fee_desk.order(case)
    _press(provider.create(_order(site, order.number)))
    assert _hand_on(site) == "recorded"
    assert fee_desk.notice(case).state == FeeState.PAID
    at = fee_desk.desk.cast.at
    services.request_refund(
        actor=fee_desk.desk.clerk, case_id=case.pk, cause=RefundCause.WRONG_CHARGE, reason="重复收费", at=at
    )
    services.approve_refund(actor=fee_desk.head, case_id=case.pk, at=at)
    assert send_refunds(provider) == 1
    assert _hand_on(site) == "recorded"
    assert fee_desk.notice(case).state == FeeState.REFUNDED


def _hand_on(site: Site) -> str:
    body, signature = site.heard[-1]
    answer = Client().post(
        "/api/v1/payments/callback",
        body,
        content_type="application/json",
        headers={SIGNATURE_HEADER: signature},
    )
    return str(answer.json()["verdict"])
