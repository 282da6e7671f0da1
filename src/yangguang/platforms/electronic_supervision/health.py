"""Is supervision itself well? Quick checks with every sweep, a recount of everything each night; a fault is an incident.

A supervisor that is silent because its calendar is empty looks like a province without delays; so it raises an alarm.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.ledger import queries as ledger
from yangguang.law.axes import DEFAULT_OFFICE_HOURS, CountingRule
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import ClockRecord

from . import consumer
from .levels import CardState, Matter
from .models import Card, HealthIncident, NightlyCheck, WatchedClock
from .procedures import procedures_among
from .rule_set import rules_for
from .services import close_incident, incidents, open_incident, set_incident
from .services.breaches import breaches_among, breaches_between
from .services.findings import differs
from .services.procedures import PROCEDURE_EVENTS, alerts_of_procedure, watch_lost_procedures
from .services.watch import WATCHED_FIELDS, watch, watched_row

LAG_ALLOWED = timedelta(minutes=10)
NOTICE_EXPECTED_DAYS = 14  # the notice for a year is out long before; two weeks before its first day is late
BATCH = 500
ACTS_RECHECKED = timedelta(days=35)
PROCEDURES_RECHECKED = timedelta(days=400)
CARDS_GIVEN_WITHIN = timedelta(minutes=1)  # what fell due this moment is the sweep's to give


def check_health(at: datetime) -> None:
    """What would silence the watch at once: no calendar, a year without its notice, events left unread."""
    _check_calendar(at)
    oldest = ledger.unread_by(consumer.NAME)
    set_incident(
        incidents.CONSUMER_LAG,
        consumer.NAME,
        wrong=oldest is not None and at - oldest > LAG_ALLOWED,
        detail=_("台账中有事件超过十分钟未读取，预警和红黄牌可能延迟；请检查后台工作进程"),
        at=at,
    )


def check_configuration(at: datetime) -> None:
    """What is missing among the data that open cases are judged by; it looks at every watched clock."""
    _check_office_hours(at)
    _check_rules(at)


def _check_calendar(at: datetime) -> None:
    try:
        _version, calendar = calendars.calendar_in_force()
    except calendars.NoCalendar:
        calendar = None
    set_incident(
        incidents.NO_CALENDAR,
        "calendar",
        wrong=calendar is None,
        detail=_("没有已发布的工作日历，任何期限都无法计算；请由管理员发布工作日历"),
        at=at,
    )
    if calendar is not None:
        needed = shanghai_date(at + timedelta(days=NOTICE_EXPECTED_DAYS)).year
        set_incident(
            incidents.UNANNOUNCED_YEAR,
            str(needed),
            wrong=calendar.announced_through < needed,
            detail=_("工作日历未收录 %(year)s 年放假安排，到期日落在该年的办件不发预警和红黄牌")
            % {"year": needed},
            at=at,
        )


def _check_office_hours(at: datetime) -> None:
    centres = WatchedClock.objects.filter(next_alert_at__isnull=False, case__centre__office_hours="")
    names = list(centres.order_by().values_list("case__centre__name", flat=True).distinct()[:5])
    set_incident(
        incidents.NO_OFFICE_HOURS,
        "centres",
        wrong=bool(names),
        detail=_("有在办件的中心未公布办公时间：%(names)s") % {"names": "、".join(names)},
        at=at,
    )
    unsaid = _bodies_without_hours()
    set_incident(
        incidents.NO_OFFICE_HOURS,
        "bodies",
        wrong=bool(unsaid),
        detail=_(
            "有以办公时间计时的在办件，而机关和中心都没有可计算的办公时间，暂按 %(hours)s 计时；请由管理员公布办公时间：%(names)s"
        )
        % {"hours": DEFAULT_OFFICE_HOURS, "names": "、".join(unsaid)},
        at=at,
    )


def _bodies_without_hours() -> list[str]:
    """Bodies whose open cases are counted in hours that neither they nor their centre ever gave."""
    counted = WatchedClock.objects.filter(
        next_alert_at__isnull=False,
        case__counting_rule=CountingRule.OFFICE_HOURS.value,
        case__body__office_hours__isnull=True,
    )
    rows = counted.order_by().values_list("case__body__name", "case__centre__office_hours").distinct()
    return [name for name, posted in rows if calendars.posted_hours(posted) is None][:5]


def _check_rules(at: datetime) -> None:
    versions = WatchedClock.objects.filter(next_alert_at__isnull=False).order_by()
    for version in versions.values_list("case__thresholds_version", flat=True).distinct():
        set_incident(
            incidents.NO_RULES,
            version,
            wrong=not _has_rules(version),
            detail=_("没有规则监察按阈值版本 %(version)s 受理的办件") % {"version": version},
            at=at,
        )


def _has_rules(version: str) -> bool:
    try:
        rules_for(version)
    except LookupError:
        return False
    return True


# ── the nightly recount ──────────────────────────────────────────────────────────────────


def recheck(at: datetime) -> NightlyCheck:
    """Compare every open clock and every card with its replay. A difference is an incident; the watch is set right."""
    consumer.read_ledger(at)  # what has not been read yet is no fault
    check = NightlyCheck(ran_at=at, clocks=0, cards=0, differences=0)
    wrong: dict[str, dict[str, str]] = {
        incidents.CLOCK_DIFFERS: {},
        incidents.WATCH_DIFFERS: {},
        incidents.CARD_DIFFERS: {},
    }
    for clock_ids in _open_clocks():
        check.clocks += len(clock_ids)
        _recheck_clocks(clock_ids, wrong)
    for cards in _cards():
        check.cards += len(cards)
        _recheck_cards(cards, wrong)
    _recheck_acts(at, wrong[incidents.CARD_DIFFERS])
    _recheck_procedures(at, wrong[incidents.CARD_DIFFERS])
    for kind, found in wrong.items():
        check.differences += len(found)
        _settle(kind, found, at)
    check.save()
    return check


def _open_clocks() -> Iterator[list[int]]:
    last = 0
    while clock_ids := operation.open_clock_ids(after=last, limit=BATCH):
        yield clock_ids
        last = clock_ids[-1]


def _recheck_clocks(clock_ids: Sequence[int], wrong: dict[str, dict[str, str]]) -> None:
    suspects = [
        record.clock.pk for record in operation.clock_records(clock_ids=clock_ids) if _due_differs(record)
    ]
    for clock_id in suspects:  # an act may have come between two reads: only what differs under lock counts
        with transaction.atomic():
            record = operation.clock_under_lock(clock_id)
            if record and _due_differs(record):
                wrong[incidents.CLOCK_DIFFERS][f"clock:{clock_id}"] = _due_detail(record)
    with transaction.atomic():
        for clock_id, detail in _set_watch_right(clock_ids).items():
            wrong[incidents.WATCH_DIFFERS][f"clock:{clock_id}"] = detail


def _due_differs(record: ClockRecord) -> bool:
    """A held clock's due moment moves on by itself and is written when it resumes; a running one must agree."""
    reading = record.read(at=record.turns[-1])
    held = reading.state.value == "suspended" or record.clock.state == "suspended"
    return not held and record.clock.stopped_at is None and reading.due_at != record.clock.due_at


def _due_detail(record: ClockRecord) -> str:
    return _("办件 %(number)s 的%(kind)s存为 %(stored)s，重算为 %(replayed)s") % {
        "number": record.case.number,
        "kind": record.clock.get_kind_display(),
        "stored": record.clock.due_at.isoformat(),
        "replayed": record.read(at=record.turns[-1]).due_at.isoformat(),
    }


def _set_watch_right(clock_ids: Sequence[int]) -> dict[int, str]:
    """Watch again what has drifted. A day that is no longer provisional is news, not a fault."""
    records = operation.clock_records(clock_ids=clock_ids)
    kept = {row.clock_id: row for row in WatchedClock.objects.filter(pk__in=clock_ids)}
    faults = {}
    for record in records:
        row = kept.get(record.clock.pk)
        wanted = watched_row(record, reached_level=row.reached_level if row else 0)
        if row is None:
            faults[record.clock.pk] = _("没有列入监察")
        elif row.provisional == wanted.provisional and _watch_differs(row, wanted):
            faults[record.clock.pk] = _("下次检查时间与重算不符")
    if watch(records) == 0:
        return {}
    return faults


def _watch_differs(row: WatchedClock, wanted: WatchedClock) -> bool:
    """A row that was put off on purpose waits longer than its history says; that is no fault."""
    if row.next_alert_at and wanted.next_alert_at and row.next_alert_at > wanted.next_alert_at:
        return row.next_level != wanted.next_level
    return any(getattr(row, field) != getattr(wanted, field) for field in WATCHED_FIELDS)


def _cards() -> Iterator[list[Card]]:
    last = 0
    standing = Card.objects.filter(clock_id__isnull=False).exclude(state=CardState.REVOKED).order_by("pk")
    while cards := list(standing.filter(pk__gt=last)[:BATCH]):
        yield cards
        last = cards[-1].pk


def _recheck_cards(cards: Sequence[Card], wrong: dict[str, dict[str, str]]) -> None:
    records = {
        record.clock.pk: record
        for record in operation.clock_records(clock_ids=[card.clock_id for card in cards if card.clock_id])
    }
    for card in cards:
        record = records.get(card.clock_id or 0)
        if record is None or differs(card.facts, record.read(at=card.fell_due_at)):
            wrong[incidents.CARD_DIFFERS][card.number] = _("重算结果与发牌时认定的事实不符，请复核")


def _recheck_acts(at: datetime, wrong: dict[str, str]) -> None:
    """Breaches that are acts, judged again from the ledger: each of the last weeks has its card, each card its breach."""
    for found in breaches_between(at - ACTS_RECHECKED, at):
        if (found.event_sequence, found.rule.matter) not in consumer.cards_given([found.event_sequence]):
            wrong[f"event:{found.event_sequence}"] = _("台账中的行为违反规则 %(rule)s，但没有发牌") % {
                "rule": found.rule.id
            }
    standing = Card.objects.filter(event_sequence__isnull=False).exclude(state=CardState.REVOKED)
    standing = standing.exclude(matter=Matter.PROCEDURE)
    cards = {(card.event_sequence, card.matter): card.number for card in standing.order_by("pk")}
    rows = ledger.of_sequences({sequence for sequence, _matter in cards if sequence is not None})
    held = {(one.event_sequence, str(one.rule.matter)) for one in breaches_among(rows)}
    for key, number in cards.items():
        if key not in held:
            wrong[number] = _("重算结果与发牌时认定的事实不符，请复核")


def _recheck_procedures(at: datetime, wrong: dict[str, str]) -> None:
    """Special procedures, read again from the ledger: each that passed a threshold by now has that card, and no other."""
    rows = list(ledger.recorded_between(PROCEDURE_EVENTS, at - PROCEDURES_RECHECKED, at))
    procedures = {one.sequence: one for one in procedures_among(rows)}
    with transaction.atomic():
        watch_lost_procedures(rows, procedures.values())
    cases = operation.cases_by_id({one.case_id for one in procedures.values()})
    earned = {
        (one.sequence, int(alert.level))
        for one in procedures.values()
        for alert in alerts_of_procedure(one, cases[one.case_id])
        if alert.at <= at - CARDS_GIVEN_WITHIN and not alert.provisional
    }
    cards = Card.objects.filter(matter=Matter.PROCEDURE, event_sequence__in=procedures)
    given = {(card.event_sequence, card.level): card for card in cards}
    for missing, level in earned - given.keys():
        wrong[f"event:{missing}"] = _("特别程序已达到级别 %(level)s，但没有发牌") % {"level": level}
    for (sequence, _level), card in given.items():
        reading = procedures[sequence or 0].read(
            operation.calendar_of(cases[card.case_id]), at=card.fell_due_at
        )
        if card.state != CardState.REVOKED and differs(card.facts, reading):
            wrong[card.number] = _("重算结果与发牌时认定的事实不符，请复核")


def _settle(kind: str, wrong: dict[str, str], at: datetime) -> None:
    for subject, detail in wrong.items():
        open_incident(kind, subject, detail, at=at)
    gone = HealthIncident.objects.filter(kind=kind, closed_at__isnull=True).exclude(subject__in=wrong)
    for subject in gone.values_list("subject", flat=True):
        close_incident(kind, subject, at=at)
