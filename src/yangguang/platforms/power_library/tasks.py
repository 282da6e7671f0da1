"""What the worker does for the library: rounds whose day has come, and days that have passed."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from . import bulk_files, services


@periodic(cron="*/10 * * * *", name="library.publish_rounds")
def publish_rounds(at: datetime) -> list[int]:
    """Every ten minutes, so that a round that was held up goes out soon after nothing is in its way any more."""
    return services.publish_due_rounds(at)


@periodic(cron="40 * * * *", name="library.clear_bulk_files")
def clear_bulk_files(at: datetime) -> int:
    return bulk_files.clear_old(at)


@periodic(cron="3 * * * *", name="library.watch_deadlines")
def watch_deadlines(at: datetime) -> int:
    return services.watch_deadlines(at)
