"""What the worker does for supervision: watch every few seconds, look for faults, recount each night."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from . import consumer, health, services


@periodic(cron="* * * * * */5", name="supervision.supervise")
def supervise(at: datetime) -> dict[str, int]:
    """Take in what is new on the ledger, then give the cards that have fallen due by ``at``."""
    events = consumer.read_ledger(at)
    services.read_library(at)
    swept = services.sweep(at)
    swept.cards += services.sweep_procedures(at)
    health.check_health(at)
    return {"events": events, "examined": swept.examined, "cards": len(swept.cards), "failed": swept.failed}


@periodic(cron="10 17 * * *", name="supervision.escalate")
def escalate(at: datetime) -> int:
    """Ten past one at night in Shanghai: where the rule set says so, an unanswered red card becomes an order."""
    return services.escalate_unanswered(at)


@periodic(cron="7 * * * *", name="supervision.check_configuration")
def check_configuration(at: datetime) -> None:
    health.check_configuration(at)


@periodic(cron="30 17 * * *", name="supervision.recheck")
def recheck(at: datetime) -> dict[str, int]:
    """Half past one at night in Shanghai: every open clock and every card against its replay."""
    check = health.recheck(at)
    return {"clocks": check.clocks, "cards": check.cards, "differences": check.differences}
