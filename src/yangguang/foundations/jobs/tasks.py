"""The queue's own housekeeping.

A worker that is killed leaves its jobs marked as running, and with them their locks. These two tasks carry no lock, so
that nothing a dead worker held can keep them from clearing up.
"""

import logging

from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)

HEARTBEAT_LOST_SECONDS = 30  # three heartbeats
MAX_ATTEMPTS = 5  # a job that takes its worker down every time is not tried for ever
SUCCEEDED_KEPT_HOURS = 24
FAILED_KEPT_HOURS = 24 * 30


@app.periodic(cron="* * * * *", periodic_id="jobs.retry_stalled")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> int:  # noqa: ARG001
    """Put back the jobs of workers that are no longer heard of; returns how many there were."""
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT_LOST_SECONDS))
    for job in stalled:
        await _put_back(manager, job)
    await manager.prune_stalled_workers(HEARTBEAT_LOST_SECONDS)
    return len(stalled)


@app.periodic(cron="17 19 * * *", periodic_id="jobs.remove_old")
@app.task(name="jobs.remove_old", queueing_lock="jobs.remove_old", pass_context=True)
async def remove_old(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Forget succeeded jobs after a day and failed ones after a month."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=SUCCEEDED_KEPT_HOURS)
    await manager.delete_old_jobs(nb_hours=FAILED_KEPT_HOURS, include_failed=True)


async def _put_back(manager: JobManager, job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        log.error("job %s (%s) stalled %s times and is given up", job.id, job.task_name, job.attempts)
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        return
    try:
        await manager.retry_job(job)
    except exceptions.UniqueViolation:  # a later run of the same work is waiting and will take its place
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
