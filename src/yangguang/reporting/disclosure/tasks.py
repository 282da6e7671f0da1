"""Publishing what is new on the ledger; run by the worker."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from .consumer import publish_notices


@periodic(cron="* * * * * */10", name="disclosure.publish")
def publish(at: datetime) -> int:  # noqa: ARG001 - notices carry the moment of their act
    """Public notices for every act that the ledger has and the public does not."""
    return publish_notices()
