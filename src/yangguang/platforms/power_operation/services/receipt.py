"""Receiving an application: the case comes into being, pinned to everything that will judge it."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yangguang.foundations import rows
from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor, PostHeld, SystemActor
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.axes import CountingRule
from yangguang.law.identifiers import build_case_number
from yangguang.law.limits import limit_in_force
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.thresholds import thresholds_in_force
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from ..case_clocks import LAW_OF_CLOCK, new_clock
from ..events import CaseReceived
from ..licence_records import require_renewable
from ..models import AnsweredRequest, Case, CaseMaterial
from ..rules import missing_materials, unlisted_fields, unlisted_materials
from ..states import Channel, ClockKind, Matter
from .record import append_events, issue, moment_fact, tell_applicant

# Letters and digits that nobody confuses when reading them aloud.
TRACKING_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Whom the case concerns; ``account_id`` when the person has one."""

    kind: str  # citizen | company
    name: str
    identity: str  # GB 11643 or GB 32100, checked at the door
    phone: str
    account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How it came in. ``files`` are uploaded materials by key, ``on_paper`` keys handed over at the window.

    An agent (全程代办) names the file with the citizen's authorisation.
    """

    channel: Channel
    received_in: str  # division code
    files: Mapping[str, UUID] = field(default_factory=dict)
    on_paper: frozenset[str] = frozenset()
    authorisation: UUID | None = None
    electronic_service: bool = True
    matter: Matter = Matter.NEW
    licence: int | None = None  # which one is to be renewed or changed


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    case_id: int
    number: str
    tracking_code: str
    receipt_code: str  # verification code of the receipt document


@transaction.atomic
def receive_case(
    *,
    actor: Actor,
    entry_id: int,
    applicant: Applicant,
    form: Mapping[str, Any],
    intake: Intake,
    at: datetime,
    request_key: UUID | None = None,
) -> ReceivedCase:
    """Take in an application for a published entry and hand back the receipt.

    A repeat with the same ``request_key`` by the same account returns the first answer and does nothing. Incomplete
    materials are taken in: the window will ask for all that is missing at once (行政许可法 art. 32(4)).
    """
    answered = answered_before(request_key, actor)
    if answered is not None:
        return ReceivedCase(**answered)
    filed = library.filing_terms(entry_id, on=shanghai_date(at))
    check_door(actor, intake, applicant, filed)
    agent_id = actor.account_id if intake.channel == Channel.AGENT else None
    received = take_in(
        filed, actor=actor, applicant=applicant, form=form, intake=intake, agent_id=agent_id, at=at
    )
    remember_answer(request_key, actor, "receive_case", asdict(received), at)
    return received


def take_in(
    filed: library.FilingTerms,
    *,
    actor: Actor | SystemActor,
    applicant: Applicant,
    form: Mapping[str, Any],
    intake: Intake,
    agent_id: int | None,
    at: datetime,
) -> ReceivedCase:
    """The case comes into being; whoever calls has checked who stands at the door."""
    if intake.matter:
        require_renewable(intake, filed, applicant, on=shanghai_date(at))
    _check_against_list(filed, form, intake)
    case = _new_case(filed, applicant, form, intake, agent_id, at)
    rows.insert([case])
    _keep_materials(case, intake, at)
    acceptance_limit = limit_in_force(LAW_OF_CLOCK[ClockKind.ACCEPTANCE], on=shanghai_date(at)).limit
    rows.insert([new_clock(case, ClockKind.ACCEPTANCE, str(acceptance_limit), started_at=at, at=at)])
    document = issue(
        case,
        DocumentKind.RECEIPT,
        {
            "applicant": case.applicant_name,
            "received_at": moment_fact(at),
            "channel": str(case.get_channel_display()),
            "materials": _material_lines(filed.definition, intake),
            "missing": [
                material.name
                for material in filed.definition.materials
                if material.key in missing_materials(filed.definition, [*intake.files, *intake.on_paper])
            ],
            "promised_limit": case.promised_limit,
            "statutory_limit": case.statutory_limit,
            "tracking_code": case.tracking_code,
        },
        actor=actor,
        at=at,
    )
    append_events(case, [_received_event(case, filed)], actor=actor, at=at)
    tell_applicant(
        case,
        _("已收到您的“%(item)s”申请，办件编号 %(number)s") % {"item": filed.name, "number": case.number},
        at=at,
    )
    return ReceivedCase(case.pk, case.number, case.tracking_code, document.verification_code)


def check_door(actor: Actor, intake: Intake, applicant: Applicant, filed: library.FilingTerms) -> None:
    if intake.channel == Channel.ONLINE:
        allowed = actor.post is None and applicant.account_id == actor.account_id
    elif intake.channel == Channel.WINDOW:
        allowed = actor.holds(Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE)
    else:
        allowed = actor.holds(Role.VILLAGE_AGENT, Role.WINDOW_CLERK)
    if not allowed:
        raise NotFound
    if actor.post and intake.received_in != actor.post.division_code:
        raise NotFound
    if actor.post:
        _check_window(actor.post, filed)
    if intake.channel == Channel.AGENT and intake.authorisation is None:
        raise Refusal(
            asked=_("代办“%(item)s”") % {"item": filed.name},
            rule=_("申请人可以委托代理人提出行政许可申请，代办须有申请人的授权（行政许可法第二十九条）"),
            way_out=_("请上传申请人签字的授权书，或请申请人到窗口自行申请"),
        )
    kind = "natural_person" if applicant.kind == "citizen" else "legal_person"
    if kind not in filed.definition.service_object:
        raise Refusal(
            asked=_("以%(kind)s身份申请“%(item)s”")
            % {"kind": _("个人") if applicant.kind == "citizen" else _("企业"), "item": filed.name},
            rule=_("该事项公布的服务对象不包括此类申请人（实施清单·服务对象）"),
            way_out=_("请用符合服务对象的账户申请，或到窗口咨询"),
        )


def _check_window(post: PostHeld, filed: library.FilingTerms) -> None:
    """A window takes in what is decided at its own place or above it, at the levels that the list names."""
    decided_above = f"{post.path}.".startswith(f"{filed.entry.division.path}.")
    if decided_above and post.level in filed.definition.accepted_at:
        return
    levels = "、".join(str(Level(level).label) for level in filed.definition.accepted_at)
    raise Refusal(
        asked=_("在%(place)s收取“%(item)s”的申请") % {"place": post.body_name, "item": filed.name},
        rule=_("该事项由%(division)s办理，公布的收件层级为%(levels)s（实施清单·办理地点）")
        % {"division": filed.entry.division.name, "levels": levels},
        way_out=_("请告知申请人到公布的窗口办理，或由其在网上直接申请"),
    )


def _check_against_list(filed: library.FilingTerms, form: Mapping[str, Any], intake: Intake) -> None:
    unlisted = [
        *unlisted_fields(filed.definition, form),
        *unlisted_materials(filed.definition, [*intake.files, *intake.on_paper]),
    ]
    if unlisted:
        raise Refusal(
            asked=_("提交清单之外的内容：%(keys)s") % {"keys": "、".join(unlisted)},
            rule=_("不得要求申请人提交与申请事项无关的材料（行政许可法第三十一条）"),
            way_out=_("请只填写和提交办事指南列明的内容"),
        )


def _new_case(
    filed: library.FilingTerms,
    applicant: Applicant,
    form: Mapping[str, Any],
    intake: Intake,
    agent_id: int | None,
    at: datetime,
) -> Case:
    version, _calendar = calendars.calendar_in_force()
    today = shanghai_date(at)
    case = Case(
        number=build_case_number(filed.entry_code, today, next_serial(filed.entry_code, today.isoformat())),
        tracking_code="".join(secrets.choice(TRACKING_ALPHABET) for _i in range(10)),
        item_version=filed.version,
        entry=filed.entry,
        body=filed.entry.body,
        centre_id=filed.entry.division_id,
        received_in_id=intake.received_in,
        place_path=filed.entry.division.path,
        level=filed.entry.level,
        channel=intake.channel,
        applicant_id=applicant.account_id,
        applicant_kind=applicant.kind,
        applicant_name=applicant.name,
        applicant_identity=applicant.identity,
        applicant_phone=applicant.phone,
        agent_id=agent_id,
        authorisation_id=intake.authorisation,
        electronic_service=intake.electronic_service,
        form=dict(form),
        matter=intake.matter.value,
        licence_id=intake.licence,
        promised_limit=filed.version.promised_limit,
        statutory_limit=filed.version.statutory_limit,
        counting_rule=filed.definition.limits.counting.value,
        thresholds_version=thresholds_in_force(today).version,
        calendar_version=version,
        received_at=at,
    )
    case.office_hours = _office_hours(case, today)
    return case


def _office_hours(case: Case, today: date) -> str:
    """Asked for only where the rule counts by them."""
    if case.counting_rule != CountingRule.OFFICE_HOURS:
        return ""
    return str(calendars.office_hours_of(case.body_id, posted=case.centre.office_hours, on=today))


def next_serial(entry_code: str, day: str) -> int:
    """The next number of a series on a day; numbers of an aborted transaction are given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO power_operation_caseserial (entry_code, day, last_serial) VALUES (%s, %s, 1) "
            "ON CONFLICT (entry_code, day) DO UPDATE SET last_serial = power_operation_caseserial.last_serial + 1 "
            "RETURNING last_serial",
            [entry_code, day],
        )
        row = cursor.fetchone()
    return int(row[0])


def _keep_materials(case: Case, intake: Intake, at: datetime) -> None:
    handed_in = [
        *(CaseMaterial(case=case, key=key, file_id=file, added_at=at) for key, file in intake.files.items()),
        *(
            CaseMaterial(case=case, key=key, on_paper=True, added_at=at)
            for key in sorted(intake.on_paper - set(intake.files))
        ),
    ]
    rows.insert(handed_in)


def _material_lines(definition: library.ItemDefinition, intake: Intake) -> list[dict[str, Any]]:
    held = {**dict.fromkeys(intake.on_paper, _("纸质")), **dict.fromkeys(intake.files, _("电子"))}
    return [
        {
            "name": material.name,
            "form": held[material.key],
            "originals": material.originals,
            "photocopies": material.photocopies,
        }
        for material in definition.materials
        if material.key in held
    ]


def _received_event(case: Case, filed: library.FilingTerms) -> CaseReceived:
    return CaseReceived(
        case_id=case.pk,
        number=case.number,
        item=filed.version.item_id,
        item_version=filed.version.number,
        entry_code=filed.entry_code,
        channel=case.channel,
        promised_limit=case.promised_limit,
        statutory_limit=case.statutory_limit,
        counting_rule=case.counting_rule,
        office_hours=case.office_hours,
        thresholds_version=case.thresholds_version,
        calendar_version=case.calendar_version_id,
        agent_id=case.agent_id,
    )


def answered_before(request_key: UUID | None, actor: Actor) -> dict[str, Any] | None:
    """The first answer to this request; the key row is taken first, so that two at once have one effect."""
    if request_key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(request_key)])
    answered = AnsweredRequest.objects.filter(key=request_key, account_id=actor.account_id).first()
    return dict(answered.answer) if answered else None


def remember_answer(
    request_key: UUID | None, actor: Actor, act: str, answer: Mapping[str, Any], at: datetime
) -> None:
    if request_key is not None:
        AnsweredRequest.objects.create(
            key=request_key, account_id=actor.account_id, act=act, answer=dict(answer), answered_at=at
        )


def account_of_identity(identity: str) -> int | None:
    """The account that belongs to an identity number, so that a walk-in sees his case on the portal too."""
    return accounts.account_id_of_identity(identity)
