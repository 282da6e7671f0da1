"""The ledger is sealed every minute."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from . import sealing


@periodic(cron="* * * * *", name="ledger.seal")
def seal(at: datetime) -> int:
    return sealing.seal(at)
