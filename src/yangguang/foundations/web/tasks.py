"""Housekeeping of the web room."""

from datetime import datetime

from django.core.management import call_command

from yangguang.foundations.jobs.schedule import periodic

from .rate_limits import forget_idle_clients


@periodic(cron="43 18 * * *", name="web.forget_idle_clients")
def forget_clients(at: datetime) -> None:
    forget_idle_clients(at=at)


@periodic(cron="47 18 * * *", name="web.clear_sessions")
def clear_sessions(at: datetime) -> None:  # noqa: ARG001 (Django's own command reads the clock)
    """Sessions that have run out stay in the table until somebody sweeps."""
    call_command("clearsessions")
