"""Reads of the operation platform: lists for the desks, the whole file of one case, and clocks for the supervisor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Min, Q, QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents import queries as documents
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import ClockReading
from yangguang.law.time_limits import end_of_day, shanghai_date
from yangguang.platforms.power_library import queries as library

from .access import at_or_below, case_to_read, require_applicant, steps_held_by, visible_cases
from .answers import answers
from .case_clocks import APPROVER_OF_ROLE, calendar_of, history_of, read_clock
from .clock_records import ClockRecord, clock_records, clock_under_lock, open_clock_ids, steps_open_at
from .commitment_records import (
    CommitmentOfCase,
    WaitingCommitment,
    commitment_of,
    commitments_to_check,
)
from .consistency import Contradiction, contradictions
from .fee_records import FeesOfCase, fees_between, fees_of
from .joint_access import joint_to_read
from .joint_records import JointFile, joint_cases_of, joint_file, joint_of_case
from .licence_records import LicenceView, licence_of_holder, licence_view, licences_of_holder
from .models import (
    Case,
    CaseMaterial,
    CaseStep,
    Clock,
    Correction,
    Decision,
    Extension,
    Hearing,
    SiteCheck,
    Suspension,
    Tolerance,
)
from .rules import missing_tolerable
from .services.record import stream_of
from .states import CaseState, ClockKind, Outcome
from .whose_time import Holder, Life, held_by, working_days

__all__ = [
    "Case",
    "CaseFile",
    "CaseStep",
    "Clock",
    "ClockOfCase",
    "ClockRecord",
    "ClockStatement",
    "CommitmentOfCase",
    "Contradiction",
    "Correction",
    "FeesOfCase",
    "InboxGroup",
    "JointFile",
    "LicenceView",
    "Urgency",
    "WaitingCommitment",
    "WindowBoard",
    "answers",
    "at_or_below",
    "calendar_of",
    "case_by_id",
    "case_file",
    "case_list",
    "case_to_read",
    "cases_by_id",
    "clock_records",
    "clock_under_lock",
    "clocks_of",
    "commitments_to_check",
    "contradictions",
    "counts_by_state",
    "due_for_abandoning",
    "due_for_deeming",
    "extendable_cases",
    "fees_between",
    "inbox",
    "inbox_by_urgency",
    "joint_cases_of",
    "joint_file",
    "joint_of_case",
    "joint_to_read",
    "licence_of_holder",
    "licence_view",
    "licences_of_holder",
    "open_clock_ids",
    "open_steps_of",
    "require_applicant",
    "state_clock",
    "steps_open_at",
    "track",
    "visible_cases",
    "window_board",
]


@dataclass(frozen=True, slots=True)
class ClockOfCase:
    clock: Clock
    reading: ClockReading
    step_name: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """一件一档: everything on a case, as its page shows it."""

    case: Case
    definition: library.ItemDefinition
    materials: Sequence[CaseMaterial]
    steps: Sequence[CaseStep]
    clocks: Sequence[ClockOfCase]
    corrections: Sequence[Correction]
    suspensions: Sequence[Suspension]
    extension: Extension | None
    decision: Decision | None
    tolerance: Tolerance | None
    site_checks: Sequence[SiteCheck]
    hearings: Sequence[Hearing]
    commitment: CommitmentOfCase | None
    fees: FeesOfCase | None
    documents: Sequence[OfficialDocument]
    days_by_holder: Mapping[Holder, int]  # working days, in the order in which the case came to the desks

    @property
    def open_hearing(self) -> Hearing | None:
        """Arranged, and neither held nor called off."""
        waiting = (one for one in self.hearings if one.held_at is None and one.called_off_at is None)
        return next(waiting, None)

    @property
    def main_clock(self) -> ClockOfCase | None:
        """The clock that matters to the applicant now: the promise once accepted, before that acceptance."""
        by_kind = {item.clock.kind: item for item in self.clocks}
        for kind in (ClockKind.PROMISED, ClockKind.ACCEPTANCE):
            if kind in by_kind:
                return by_kind[kind]
        return None

    @property
    def open_correction(self) -> Correction | None:
        return next((c for c in self.corrections if c.answered_at is None), None)

    @property
    def missing_tolerable(self) -> list[str]:
        """Keys of materials of the tolerance list that the case does not hold."""
        return missing_tolerable(self.definition, self._held)

    @property
    def outstanding(self) -> list[str]:
        """Keys of what was promised to come later and has not come, while the case waits for it."""
        promise = self.tolerance
        if promise is None or promise.lapsed_at or self.case.state != CaseState.UNDER_REVIEW:
            return []
        return [key for key in promise.materials if key not in self._held]

    @property
    def _held(self) -> set[str]:
        return {material.key for material in self.materials if material.replaced_at is None}

    @property
    def open_steps(self) -> list[CaseStep]:
        return [step for step in self.steps if step.state == "active"]


def case_file(case: Case, *, at: datetime) -> CaseFile:
    """The whole file of a case that was fetched with permission."""
    history = history_of(case)
    calendar = calendar_of(case)
    clocks = Clock.objects.filter(case=case).select_related("step").order_by("started_at", "pk")
    steps = list(
        CaseStep.objects.filter(case=case)
        .select_related("body", "finished_by", "finished_in_post")
        .order_by("ordinal")
    )
    corrections = list(Correction.objects.filter(case=case).order_by("round"))
    life = Life(case, steps, corrections, history.suspensions)
    return CaseFile(
        case=case,
        definition=library.definition_of(case.item_version),
        materials=list(
            CaseMaterial.objects.filter(case=case)
            .select_related("file")
            .order_by("replaced_at", "added_at", "pk")
        ),
        steps=steps,
        clocks=[
            ClockOfCase(
                clock,
                read_clock(case, clock, history, calendar, at=max(at, clock.started_at)),
                clock.step.name if clock.step else "",
            )
            for clock in clocks
        ],
        corrections=corrections,
        suspensions=history.suspensions,
        extension=history.extension,
        decision=Decision.objects.filter(case=case).first(),
        tolerance=Tolerance.objects.filter(case=case).first(),
        site_checks=list(SiteCheck.objects.filter(case=case)),
        hearings=list(Hearing.objects.filter(case=case)) if case.heard else [],
        commitment=commitment_of(case),
        fees=fees_of(case),
        documents=documents.documents_of(stream_of(case.pk)),
        days_by_holder=working_days(held_by(life, now=at), calendar.provisional()),
    )


def clocks_of(case_id: int) -> list[Clock]:
    """All clocks of a case, running and stopped."""
    return list(Clock.objects.filter(case_id=case_id).select_related("step").order_by("pk"))


@dataclass(frozen=True, slots=True)
class ClockStatement:
    """A clock as the supervisor judges it: recomputed from its history at ``at``, never read from the row."""

    clock: Clock
    case: Case
    reading: ClockReading
    step: CaseStep | None


def state_clock(clock_id: int, *, at: datetime) -> ClockStatement | None:
    """Recompute one clock from its history."""
    clock = (
        Clock.objects.select_related("case__item_version", "case__body", "case__entry", "step__body")
        .filter(pk=clock_id)
        .first()
    )
    if clock is None:
        return None
    case = clock.case
    reading = read_clock(case, clock, history_of(case), calendar_of(case), at=max(at, clock.started_at))
    return ClockStatement(clock=clock, case=case, reading=reading, step=clock.step)


def open_steps_of(case_id: int) -> list[CaseStep]:
    return list(CaseStep.objects.filter(case_id=case_id, state="active").select_related("body"))


@dataclass(frozen=True, slots=True)
class WindowBoard:
    """A window's day: cases to take in, waiting for correction, to hand over, and steps that the window itself works."""

    to_accept: Sequence[Case]
    awaiting_correction: Sequence[Case]
    to_deliver: Sequence[Case]
    steps: Sequence[CaseStep]
    counts: dict[str, int]


BOARD_ROWS = 30


def window_board(actor: Actor) -> WindowBoard:
    """What waits at the centre of the actor's post; each list is the first `BOARD_ROWS`, what is due first on top."""
    here = visible_cases(actor).filter(centre_id=actor.post.centre_code if actor.post else None)
    rows = here.select_related("item_version", "body").annotate(
        window_due_at=Min("clocks__due_at", filter=Q(clocks__kind__in=WINDOW_CLOCKS, clocks__stopped_at=None))
    )
    deliverable = rows.filter(state=CaseState.CONCLUDED, outcome__in=[Outcome.GRANTED, Outcome.REFUSED])
    return WindowBoard(
        to_accept=list(rows.filter(state=CaseState.RECEIVED).order_by("window_due_at", "pk")[:BOARD_ROWS]),
        awaiting_correction=list(
            rows.filter(state=CaseState.AWAITING_CORRECTION).order_by("received_at")[:BOARD_ROWS]
        ),
        to_deliver=list(deliverable.order_by("window_due_at", "pk")[:BOARD_ROWS]),
        steps=list(inbox(actor)[:BOARD_ROWS]),
        counts=counts_by_state(here),
    )


WINDOW_CLOCKS = (ClockKind.ACCEPTANCE, ClockKind.DELIVERY)


class Urgency(StrEnum):
    """How soon a step must be done, by the clock that falls first."""

    STATUTE_PASSED = "statute_passed"
    PROMISE_PASSED = "promise_passed"
    SOON = "soon"  # the promise falls today or on the next working day
    LATER = "later"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class InboxGroup:
    urgency: Urgency
    steps: Sequence[CaseStep]


def inbox_by_urgency(actor: Actor, *, at: datetime) -> list[InboxGroup]:
    """The inbox of a post, most urgent group first; groups without steps are left out."""
    tomorrow = _end_of_tomorrow(actor, at)
    grouped: dict[Urgency, list[CaseStep]] = {urgency: [] for urgency in Urgency}
    for step in inbox(actor):
        grouped[_urgency(step.case, at, tomorrow)].append(step)
    return [InboxGroup(urgency, steps) for urgency, steps in grouped.items() if steps]


def extendable_cases(actor: Actor, *, at: datetime) -> list[Case]:
    """Cases for a head to decide on in time: the promise is over or nearly so, the statute not, no extension given yet.

    The head of the agency approves for its own cases, the head of the government for joint ones (行政许可法 art. 42).
    """
    post = actor.post
    if post is None or post.role not in APPROVER_OF_ROLE:
        return []
    joint = Q(item_version__case_kind="joint")
    mine = (
        Q(joint, place_path=post.path)
        if post.role == Role.GOVERNMENT_HEAD
        else Q(~joint, body_id=post.body_id)
    )
    running = visible_cases(actor).filter(mine, state=CaseState.UNDER_REVIEW, suspended=False)
    in_time = running.filter(
        extension__isnull=True, promised_due_at__lte=_end_of_tomorrow(actor, at), statutory_due_at__gt=at
    )
    shown = in_time.select_related("item_version", "body").defer("form", "item_version__content")
    return list(shown.order_by("statutory_due_at", "pk")[:BOARD_ROWS])


def _end_of_tomorrow(actor: Actor, at: datetime) -> datetime:
    """The end of the next working day where the actor's post stands."""
    _version, calendar = calendars.calendar_in_force()
    here = calendar.for_region(actor.post.division_code if actor.post else "")
    return end_of_day(here.provisional().add_working_days(shanghai_date(at), 1))


def _urgency(case: Case, at: datetime, soon: datetime) -> Urgency:
    if case.suspended:
        return Urgency.SUSPENDED
    if case.statutory_due_at and case.statutory_due_at <= at:
        return Urgency.STATUTE_PASSED
    if case.promised_due_at and case.promised_due_at <= at:
        return Urgency.PROMISE_PASSED
    if case.promised_due_at and case.promised_due_at <= soon:
        return Urgency.SOON
    return Urgency.LATER


def case_list(actor: Actor, *, state: str, wanted: str) -> QuerySet[Case]:
    """Cases that the actor may read, newest first; ``wanted`` is part of a number, an applicant or an item."""
    cases = visible_cases(actor).select_related("item_version", "body").order_by("-received_at", "-pk")
    if state in CaseState.values:
        cases = cases.filter(state=state)
    if wanted:
        cases = cases.filter(
            Q(number__contains=wanted.upper())
            | Q(applicant_name__contains=wanted)
            | Q(item_version__name__contains=wanted)
        )
    return cases


def inbox(actor: Actor) -> QuerySet[CaseStep]:
    """Steps that wait for the actor's post, what is due first on top."""
    return (
        steps_held_by(actor)
        .select_related("case__item_version", "case__body", "body")
        .order_by("case__promised_due_at", "pk")
    )


def counts_by_state(cases: QuerySet[Case]) -> dict[str, int]:
    rows = cases.order_by().values("state").annotate(count=Count("pk", distinct=True))
    return {row["state"]: row["count"] for row in rows}


def track(number_or_code: str, identity_tail: str) -> Case | None:
    """A case by its number or tracking code and the last four characters of the applicant's identity number."""
    wanted = number_or_code.strip().upper()
    case = (
        Case.objects.filter(Q(number=wanted) | Q(tracking_code=wanted))
        .select_related("item_version", "entry", "body", "centre", "received_in")
        .first()
    )
    if case is None or len(identity_tail) != 4 or not case.applicant_identity.endswith(identity_tail.upper()):
        return None
    return case


def due_for_deeming(at: datetime) -> list[int]:
    """Cases whose five working days of silence are over."""
    return list(
        Clock.objects.filter(
            kind=ClockKind.ACCEPTANCE, stopped_at__isnull=True, due_at__lte=at, case__state=CaseState.RECEIVED
        )
        .order_by("due_at")
        .values_list("case_id", flat=True)
    )


def due_for_abandoning(at: datetime) -> list[int]:
    """Cases whose time for correction is over (by day; the act checks the moment)."""
    return list(
        Correction.objects.filter(
            answered_at__isnull=True,
            answer_by_date__lt=shanghai_date(at),
            case__state=CaseState.AWAITING_CORRECTION,
        ).values_list("case_id", flat=True)
    )


def due_for_lapsing(at: datetime) -> list[int]:
    """Cases whose time to supply what was tolerated is over (by day; the act checks the moment)."""
    late = Tolerance.objects.filter(
        supplied_at__isnull=True, lapsed_at__isnull=True, supply_by_date__lt=shanghai_date(at)
    )
    return list(late.values_list("case_id", flat=True))


def case_by_id(case_id: int) -> Case | None:
    """A case for another platform's own rule to judge; not for showing to anyone."""
    return Case.objects.select_related("item_version", "body").filter(pk=case_id).first()


def cases_by_id(case_ids: Collection[int]) -> dict[int, Case]:
    """Cases that a consumer of the ledger speaks of, by id."""
    return Case.objects.select_related("item_version", "body").in_bulk(list(case_ids))
