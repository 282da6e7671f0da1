"""What the worker does for the library: rounds whose day has come, and days that have passed."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from . import services


@periodic(cron="*/10 * * * *", name="library.publish_rounds")
def publish_rounds(at: datetime) -> list[int]:
    """Every ten minutes, so that a round that was held up goes out soon after nothing is in its way any more."""
    return services.publish_due_rounds(at)


@periodic(cron="3 * * * *", name="library.watch_deadlines")
def watch_deadlines(at: datetime) -> int:
    return services.watch_deadlines(at)
