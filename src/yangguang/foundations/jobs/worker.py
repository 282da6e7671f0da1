"""The worker process."""

from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 4  # one long sweep must not keep the ledger from being sealed


def run_worker(*, wait: bool = True) -> None:
    """Do the jobs of every queue and defer periodic work when it falls due, until SIGINT or SIGTERM.

    With ``wait=False`` it stops when nothing is left to do. On a signal it finishes the jobs it has begun; what takes
    longer than 20 seconds is put back by the next worker. Needs a session connection (no transaction-mode pooler).
    """
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        worker_app.run_worker(concurrency=CONCURRENCY, wait=wait, shutdown_graceful_timeout=20)
