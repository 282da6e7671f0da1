"""What the passing of time does to cases; run by the worker every minute."""

from datetime import datetime

from yangguang.foundations.jobs.schedule import periodic

from . import queries, services


@periodic(cron="* * * * *", name="operation.let_time_pass")
def let_time_pass(at: datetime) -> dict[str, int]:
    """Deem accepted what was left in silence, close what was never corrected."""
    deemed = sum(services.deem_accepted(case_id=case_id, at=at) for case_id in queries.due_for_deeming(at))
    abandoned = sum(
        services.abandon_case(case_id=case_id, at=at) for case_id in queries.due_for_abandoning(at)
    )
    return {"deemed": deemed, "abandoned": abandoned}
