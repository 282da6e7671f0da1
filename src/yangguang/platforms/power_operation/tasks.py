"""What the passing of time does to cases; run by the worker every minute."""

from datetime import datetime, timedelta

from django.conf import settings

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.jobs.schedule import periodic
from yangguang.law.time_limits import shanghai_date

from . import joint_consumer, joint_records, licence_consumer, queries, services
from .payments import provider
from .services.fees import send_refunds
from .services.licences import due_for_renewal
from .services.reconciliation import reconcile


@periodic(cron="* * * * *", name="operation.let_time_pass")
def let_time_pass(at: datetime) -> dict[str, int]:
    """Deem accepted what was left in silence, close what was never corrected or never supplied as promised."""
    deemed = sum(services.deem_accepted(case_id=case_id, at=at) for case_id in queries.due_for_deeming(at))
    abandoned = sum(
        services.abandon_case(case_id=case_id, at=at) for case_id in queries.due_for_abandoning(at)
    )
    lapsed = sum(services.lapse_tolerance(case_id=case_id, at=at) for case_id in queries.due_for_lapsing(at))
    renewed = sum(services.deem_renewed(case_id=case_id, at=at) for case_id in due_for_renewal(at))
    return {"deemed": deemed, "abandoned": abandoned, "lapsed": lapsed, "renewed": renewed}


@periodic(cron="* * * * * */5", name="operation.enter_licences")
def enter_licences(_at: datetime) -> dict[str, int]:
    """Enter what was granted in the register of licences, and end what was taken back."""
    return {"events": licence_consumer.follow_ledger()}


@periodic(cron="0 1 * * *", name="operation.remind_of_expiry")
def remind_holders(at: datetime) -> dict[str, int]:
    """At nine in Shanghai: who has to ask for renewal soon."""
    return {"told": services.remind_of_expiry(at=at)}


@periodic(cron="* * * * * */5", name="operation.carry_on_joint_cases")
def carry_on_joint_cases(at: datetime) -> dict[str, int]:
    """File the members whose turn has come, conclude what is over, and take silence for what the place says it is."""
    read = joint_consumer.follow_ledger()
    deemed = sum(
        services.deem_joint_opinions(joint_id=joint_id, at=at)
        for joint_id in joint_records.due_for_opinions(at)
    )
    return {"events": read, "deemed": deemed}


@periodic(cron="*/5 * * * *", name="operation.redate")
def redate(at: datetime) -> dict[str, int]:
    """Take open cases over to the newest calendar, if there are any that it has not yet reached."""
    version, _calendar = calendars.calendar_in_force()
    return {"moved": services.redate_open_cases(calendar_version=version.pk, at=at)}


@periodic(cron="*/2 * * * *", name="operation.send_refunds")
def send_approved_refunds(_at: datetime) -> dict[str, int]:
    """Tell the provider of approved refunds until it reports them made."""
    return {"told": send_refunds(provider())} if settings.PAYMENT_PROVIDER else {}


@periodic(cron="30 18 * * *", name="operation.reconcile_payments")
def reconcile_yesterday(at: datetime) -> dict[str, int]:
    """At 02:30 in Shanghai: yesterday's books against the provider's statement."""
    if not settings.PAYMENT_PROVIDER:
        return {}
    return {"differences": reconcile(shanghai_date(at) - timedelta(days=1), by=provider(), at=at)}
