"""How the queue is doing, for ``yangguang doctor`` and the operator's page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker


@dataclass(frozen=True, slots=True)
class Backlog:
    """``waiting_since`` is when the oldest job that could run was put in the queue; None when none waits."""

    waiting: int
    running: int
    failed: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduledWork:
    """``succeeded_at`` is the last success that is still on record (a day back), else None."""

    name: str
    cron: str
    succeeded_at: datetime | None


def worker_heard_at() -> datetime | None:
    """When a worker last gave a sign of life; None when none is registered. A living worker does so every 10 seconds."""
    heard: datetime | None = ProcrastinateWorker.objects.aggregate(heard=Max("last_heartbeat"))["heard"]
    return heard


def backlog(at: datetime) -> Backlog:
    """Jobs that wait, run and have failed. Jobs scheduled for after ``at`` are not waiting."""
    counts = ProcrastinateJob.objects.aggregate(
        waiting=Count("pk", filter=_waiting(at)),
        running=Count("pk", filter=Q(status="doing")),
        failed=Count("pk", filter=Q(status="failed")),
    )
    waiting = ProcrastinateJob.objects.filter(_waiting(at)).values("pk")
    since = ProcrastinateEvent.objects.filter(type="deferred", job__in=waiting).aggregate(since=Min("at"))
    return Backlog(**counts, waiting_since=since["since"])


def scheduled_work() -> list[ScheduledWork]:
    """Everything registered with the clock, by name, with its last success."""
    succeeded = dict(
        ProcrastinateEvent.objects.filter(type="succeeded")
        .values_list("job__task_name")
        .annotate(at=Max("at"))
        .order_by()
    )
    tasks = app.periodic_registry.periodic_tasks.values()
    found = (ScheduledWork(task.task.name, task.cron, succeeded.get(task.task.name)) for task in tasks)
    return sorted(found, key=lambda work: work.name)


def _waiting(at: datetime) -> Q:
    return Q(status="todo") & (Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=at))
