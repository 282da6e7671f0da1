"""Issuing a card: number, facts, recipients, document, messages, and the event on the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents import services as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.thresholds import thresholds_of_version
from yangguang.law.time_limits import due_date, shanghai_date
from yangguang.law.working_days import UnannouncedYear
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case, ClockRecord

from ..acts import Act
from ..events import CardIssued
from ..levels import AlertLevel
from ..models import Card
from ..rule_set import ActCondition, Rule, RuleSet, rules_for
from ..rules import Alert
from ..wording import finding, limit_words, overdue_words, role_words
from .findings import act_facts, clock_facts, moment
from .recipients import Breach, Directory, recipients

KIND_OF_DOCUMENT = {
    AlertLevel.WARN: DocumentKind.WARNING,
    AlertLevel.YELLOW: DocumentKind.YELLOW_CARD,
    AlertLevel.RED: DocumentKind.RED_CARD,
}
# Who does an act, or settles what it reports; what is not named here is done at the window.
ROLE_OF_ACT = {
    "operation.OpinionSubmitted": Role.REVIEWER.value,
    "operation.CaseDecided": Role.DECIDER.value,
    "operation.PaymentDiffers": Role.CENTRE_MANAGER.value,
}
WINDOW_CLOCKS = frozenset({"acceptance", "delivery"})
_NEXT_SERIAL = """
INSERT INTO electronic_supervision_cardserial AS series (series, last_number) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last_number = series.last_number + 1 RETURNING last_number
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A breach ready to be put on a card. ``case`` comes with its item version, body and centre."""

    case: Case
    rule: Rule
    rules: RuleSet
    body_id: int
    by_window: bool
    facts: Mapping[str, Any]
    fell_due_at: datetime
    clock_id: int | None = None
    event_sequence: int | None = None
    step_id: int | None = None

    def breach(self) -> Breach:
        return Breach(
            case_id=self.case.pk,
            place_code=self.case.centre_id,
            body_id=self.body_id,
            at=self.fell_due_at,
            step_id=self.step_id,
            in_review=not self.by_window,
        )


def found_by_clock(record: ClockRecord, alert: Alert) -> Found:
    """What a passed threshold comes to; a step answers with its own body."""
    by_window = record.clock.kind in WINDOW_CLOCKS
    step = record.step
    return Found(
        case=record.case,
        rule=alert.rule,
        rules=rules_for(record.case.thresholds_version),
        body_id=step.body_id if step else record.case.body_id,
        by_window=by_window,
        facts=clock_facts(record, alert, responsible=_responsible(record, alert, by_window=by_window)),
        fell_due_at=alert.at,
        clock_id=record.clock.pk,
        step_id=step.pk if step else None,
    )


def found_in_act(case: Case, rule: Rule, act: Act, *, sequence: int) -> Found:
    """A breach that is an act: what the event on the ledger says. What was entered late is a breach once it is entered."""
    late = rule.condition == ActCondition.ENTERED_LATE
    role = ROLE_OF_ACT.get(act.kind)
    return Found(
        case=case,
        rule=rule,
        rules=rules_for(case.thresholds_version),
        body_id=case.body_id,
        by_window=role is None,
        facts=act_facts(act, rule, responsible=[role or _window_of(case)]),
        fell_due_at=act.recorded_at if late else act.occurred_at,
        event_sequence=sequence,
    )


def _responsible(record: ClockRecord, alert: Alert, *, by_window: bool) -> list[str]:
    """In whose hands the matter was. Before an acceptance by silence it lay with the window, whatever the law makes of it."""
    if by_window:
        return [_window_of(record.case)]
    if record.step:
        return [record.step.role]
    steps = operation.steps_open_at(record.case.pk, at=alert.at)
    nobody = _window_of(record.case) if record.case.deemed_accepted else Role.DECIDER.value
    return list(dict.fromkeys(step.role for step in steps)) or [nobody]


def _window_of(case: Case) -> str:
    """In a village room the agent is the window."""
    return Role.VILLAGE_AGENT.value if case.level == Level.VILLAGE else Role.WINDOW_CLERK.value


def issue_card(found: Found, *, at: datetime, directory: Directory) -> Card:
    """Write the card with all that belongs to it. Runs inside the transaction that holds the watched row."""
    label = found.rules.levels[found.rule.level]
    told = recipients(found.rule.told or label.told, found.breach(), directory)
    card = Card.objects.create(
        number=_next_number(found.case.place_path, found.rule.level, at),
        clock_id=found.clock_id,
        event_sequence=found.event_sequence,
        case_id=found.case.pk,
        body_id=found.body_id,
        by_window=found.by_window,
        place_path=found.case.place_path,
        matter=found.rule.matter,
        level=found.rule.level,
        rule_id=found.rule.id,
        rule_version=found.rules.version,
        facts=dict(found.facts),
        recipients=told,
        fell_due_at=found.fell_due_at,
        issued_at=at,
        answer_due_date=_answer_due(found, at),
    )
    _issue_document(card, found, directory, at)
    _tell(card, found, at)
    _record(card, found, at)
    return card


def _next_number(place_path: str, level: AlertLevel, at: datetime) -> str:
    """``Y420102-2026-0007``: level, place, year, and a serial without gaps."""
    series = f"{level.name[0]}{place_path.rpartition('.')[2]}-{shanghai_date(at).year}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SERIAL, [series])
        (serial,) = cursor.fetchone()
    return f"{series}-{serial:04d}"


def _answer_due(found: Found, at: datetime) -> date | None:
    """The last day for the department's answer; a warning asks for none."""
    if found.rule.level == AlertLevel.WARN:
        return None
    limit = thresholds_of_version(found.case.thresholds_version).answer_within
    _version, everywhere = calendars.calendar_in_force()
    calendar = everywhere.for_region(found.case.centre_id)
    try:
        return due_date(shanghai_date(at), limit, calendar)
    except UnannouncedYear:
        return due_date(shanghai_date(at), limit, calendar.provisional())


def _issue_document(card: Card, found: Found, directory: Directory, at: datetime) -> None:
    place = found.case.centre_id
    issuer = directory.supervising_body(found.rules.supervising_department, place) or found.body_id
    documents.issue_document(
        kind=KIND_OF_DOCUMENT[AlertLevel(card.level)],
        body_id=issuer,
        subject=stream_of(card.pk),
        addressee=card.body.name,
        facts=_printed_facts(card, found),
        at=at,
    )


def _printed_facts(card: Card, found: Found) -> dict[str, Any]:
    facts = found.facts
    printed = {
        "addressee_kind": "body",
        "case_number": found.case.number,
        "item": found.case.item_version.name,
        "body": card.body.name,
        "card_number": card.number,
        "rule": f"{found.rule.id} {found.rule.name}",
        "rule_version": found.rules.version,
        "root": found.rule.root,
        "finding": finding(card.matter, card.level, facts),
        "responsible": "、".join(role_words(facts["responsible"])),
        "recipients": [f"{person['body']}{person['post']}" for person in card.recipients] or [card.body.name],
        "answer_due": card.answer_due_date.isoformat() if card.answer_due_date else "",
    }
    if "acted_at" in facts:
        act = {"acted_at": facts["acted_at"], "limit": "", "started_at": "", "due_at": ""}
        return printed | act | {"overdue": "", "explanation": []}
    return printed | {
        "step": facts["step"],
        "limit": limit_words(facts["limit"]),
        "started_at": facts["started_at"],
        "due_at": facts["due_at"],
        "overdue": overdue_words(facts["limit"], facts["overdue_by"]),
        "explanation": facts["explanation"],
    }


def _tell(card: Card, found: Found, at: datetime) -> None:
    label = found.rules.levels[found.rule.level]
    notices.send_message(
        [person["account"] for person in card.recipients],
        subject=stream_of(card.pk),
        text=_("%(level)s %(number)s：“%(item)s”%(finding)s")
        % {
            "level": label.name,
            "number": card.number,
            "item": found.case.item_version.name,
            "finding": finding(card.matter, card.level, found.facts),
        },
        link=f"/supervision/cards/{card.number}/",
        at=at,
    )


def _record(card: Card, found: Found, at: datetime) -> None:
    event = CardIssued(
        card_id=card.pk,
        number=card.number,
        level=card.level,
        case_id=card.case_id,
        case_number=found.case.number,
        rule=card.rule_id,
        rule_version=card.rule_version,
        matter=card.matter,
        clock_id=card.clock_id,
        event_sequence=card.event_sequence,
        fell_due_at=moment(card.fell_due_at),
    )
    ledger.append(
        stream_of(card.pk),
        [event.as_event()],
        actor=None,
        at=at,
        occurred_at=card.fell_due_at,
        place_path=card.place_path,
    )


def stream_of(card_id: int) -> str:
    return f"card:{card_id}"
