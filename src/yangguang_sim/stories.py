"""What happens to one case, act by act. Each story is a generator: it yields the moment of its next act and is resumed then."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.models import ServiceMode
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.organisations.models import Body, Division
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import WorkingCalendar
from yangguang.platforms.legality_supervision import services as legality
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.queries import ItemDefinition
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case, CaseMaterial, CaseStep
from yangguang.platforms.power_operation.rules import missing_materials
from yangguang.platforms.power_operation.services.correction import CorrectionItem
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import CaseState, Opinion, Outcome
from yangguang.platforms.service_portal import services as portal

from .office_time import after
from .staff import Staff

Story = Generator[datetime, datetime, None]


class Plot(StrEnum):
    """What is special about a case; most are plain."""

    PLAIN = "plain"
    CORRECTED = "corrected"
    REFUSED = "refused"
    DECLINED = "declined"
    REFERRED = "referred"
    SILENT = "silent"  # nobody accepts: deemed accepted after five working days
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    LATE = "late"  # past the promise
    VERY_LATE = "very_late"  # past the statutory limit
    SLOW_STEP = "slow_step"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    ASKED_TOO_MUCH = "asked_too_much"  # the window asks for an unlisted paper
    CORRECTED_TWICE = "corrected_twice"


@dataclass(frozen=True)
class Setting:
    """What a story needs of the world."""

    rng: Random
    staff: Staff
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Filing:
    """An application to be made: by whom, for what, how; ``submit`` calls the service and returns the case id."""

    plot: Plot
    definition: ItemDefinition
    citizen: Actor | None
    submit: Callable[[datetime, bool], int]  # (moment, leave one required material out)
    complete_later: Callable[[int, datetime], None]  # hand in what was left out


def tell(setting: Setting, filing: Filing, filed_at: datetime) -> Story:
    """The whole life of one case."""
    at = yield filed_at
    incomplete = filing.plot in {Plot.CORRECTED, Plot.ABANDONED, Plot.CORRECTED_TWICE}
    case_id = filing.submit(at, incomplete)
    case = Case.objects.select_related("item_version").get(pk=case_id)
    if filing.plot == Plot.WITHDRAWN and filing.citizen:
        at = yield after(at, 1, setting.calendar, setting.rng)
        operation.withdraw_case(actor=filing.citizen, case_id=case_id, at=at)
        return
    accepted = yield from _intake(setting, filing, case, at)
    if not accepted:
        return
    yield from _review(setting, filing, case_id, accepted)


def carry_on(setting: Setting, case_id: int, at: datetime) -> Story:
    """Take up a case that an interrupted run left open, from wherever it stands."""
    case = Case.objects.select_related("item_version").get(pk=case_id)
    definition = library.definition_of(case.item_version)
    filing = Filing(Plot.PLAIN, definition, None, _never_submitted, _never_completed)
    at = yield at
    if case.state == CaseState.RECEIVED and missing_materials(definition, _held(case_id)):
        return
    if case.state == CaseState.RECEIVED:
        operation.accept_case(actor=_clerk(setting, case), case_id=case_id, at=at)
    if case.suspended:
        step = CaseStep.objects.filter(case_id=case_id, state="active").order_by("ordinal")[0]
        officer = setting.staff.one(_post_holders(setting, step))
        operation.resume_clock(actor=officer, case_id=case_id, at=at)
    if case.state in {CaseState.RECEIVED, CaseState.UNDER_REVIEW}:
        yield from _review(setting, filing, case_id, at)
    elif case.state == CaseState.CONCLUDED:
        _deliver(setting, case, at)


def _held(case_id: int) -> list[str]:
    current = CaseMaterial.objects.filter(case_id=case_id, replaced_at__isnull=True)
    return list(current.values_list("key", flat=True))


def _never_submitted(_at: datetime, _incomplete: bool) -> int:
    raise AssertionError("a case that is carried on was submitted long ago")


def _never_completed(_case_id: int, _at: datetime) -> None:
    raise AssertionError("a case that is carried on has its materials")


def _intake(
    setting: Setting, filing: Filing, case: Case, at: datetime
) -> Generator[datetime, datetime, datetime | None]:
    rng, calendar = setting.rng, setting.calendar
    if filing.plot == Plot.SILENT:
        at = yield after(at, 7, calendar, rng)
        case.refresh_from_db()
        return at if case.state == CaseState.UNDER_REVIEW else None
    clerk = _clerk(setting, case)
    immediate = case.item_version.case_kind == "immediate"
    at = yield after(at, 0 if immediate else rng.choice((0, 0, 1, 1, 2)), calendar, rng)
    if filing.plot == Plot.DECLINED:
        reasons = "经核对，所申请内容依法不需要取得行政许可，可直接开展。"
        operation.decline_case(actor=clerk, case_id=case.pk, reasons=reasons, at=at)
        return None
    if filing.plot == Plot.REFERRED:
        _refer(case, clerk, at)
        return None
    if filing.plot == Plot.ASKED_TOO_MUCH:
        _ask_too_much(clerk, case.pk, at)
        at = yield after(at, 0, calendar, rng)
    if filing.plot in {Plot.CORRECTED, Plot.CORRECTED_TWICE, Plot.ABANDONED}:
        return (yield from _correction(setting, filing, case, clerk, at))
    operation.accept_case(actor=clerk, case_id=case.pk, at=at)
    return at


def _clerk(setting: Setting, case: Case) -> Actor:
    role = Role.VILLAGE_AGENT if case.level == 6 else Role.WINDOW_CLERK
    return setting.staff.one(setting.staff.at_place(role, case.centre_id))


def _refer(case: Case, clerk: Actor, at: datetime) -> None:
    other = Body.objects.filter(division_id=case.centre_id).exclude(pk=case.body_id).order_by("pk").first()
    if other is None:
        operation.decline_case(
            actor=clerk, case_id=case.pk, reasons="所申请事项不属于本机关职权范围。", at=at
        )
        return
    operation.refer_case(
        actor=clerk,
        case_id=case.pk,
        right_body_id=other.pk,
        reasons="所申请事项不属于本机关职权范围。",
        at=at,
    )


def _ask_too_much(clerk: Actor, case_id: int, at: datetime) -> None:
    demand = [CorrectionItem("proof_of_no_objection", "missing", "请提交四邻无异议证明")]
    try:
        operation.request_correction(actor=clerk, case_id=case_id, items=demand, at=at)
    except Refusal:
        return  # refused as it must be; the attempt is on the ledger


def _correction(
    setting: Setting, filing: Filing, case: Case, clerk: Actor, at: datetime
) -> Generator[datetime, datetime, datetime | None]:
    rng, calendar = setting.rng, setting.calendar
    wanted = next(m for m in filing.definition.materials if m.necessity == "required")
    item = CorrectionItem(wanted.key, "missing", f"请补交{wanted.name},须清晰完整")
    operation.request_correction(actor=clerk, case_id=case.pk, items=[item], at=at)
    if filing.plot == Plot.ABANDONED:
        return None
    at = yield after(at, rng.randrange(1, 6), calendar, rng)
    filing.complete_later(case.pk, at)
    at = yield after(at, rng.choice((0, 1, 2)), calendar, rng)
    if filing.plot == Plot.CORRECTED_TWICE:
        again = CorrectionItem(wanted.key, "incorrect", f"{wanted.name}扫描件不清晰,请重新提交")
        operation.request_correction(
            actor=clerk,
            case_id=case.pk,
            items=[again],
            at=at,
            override_reason="首次补正后提交的扫描件无法辨认",
        )
        at = yield after(at, 2, calendar, rng)
        filing.complete_later(case.pk, at)
        at = yield after(at, 1, calendar, rng)
    operation.accept_case(actor=clerk, case_id=case.pk, at=at)
    return at


def _review(setting: Setting, filing: Filing, case_id: int, at: datetime) -> Story:
    rng, calendar = setting.rng, setting.calendar
    first = True
    while True:
        active = CaseStep.objects.filter(case_id=case_id, state="active").select_related("case")
        steps = list(active.order_by("ordinal"))
        if not steps:
            return
        step = rng.choice(steps)
        at = yield _when(setting, filing, step, at)
        if first and filing.plot == Plot.SUSPENDED:
            at = yield from _special_procedure(setting, case_id, step, at)
        if first and filing.plot == Plot.EXTENDED:
            _extend(setting, case_id, at)
            at = yield after(at, 1, calendar, rng)
        first = False
        if step.decides:
            yield from _decide(setting, filing, case_id, step, at)
            return
        reviewer = setting.staff.one(_post_holders(setting, step))
        opinion = Opinion.DISAGREE if filing.plot == Plot.REFUSED and rng.random() < 0.5 else Opinion.AGREE
        text = (
            "申请材料齐全，符合规定条件。" if opinion == Opinion.AGREE else "经核查，经营场所不符合规定条件。"
        )
        operation.submit_opinion(actor=reviewer, case_id=case_id, opinion=opinion, text=text, at=at)


def _when(setting: Setting, filing: Filing, step: CaseStep, at: datetime) -> datetime:
    rng, calendar = setting.rng, setting.calendar
    case = step.case
    if step.decides and filing.plot == Plot.LATE and case.promised_due_at:
        return after(max(case.promised_due_at, at), rng.choice((1, 1, 2)), calendar, rng)
    if step.decides and filing.plot == Plot.VERY_LATE and case.statutory_due_at:
        return after(max(case.statutory_due_at, at), rng.choice((1, 2, 3)), calendar, rng)
    limit = TimeLimit.parse(step.limit).amount
    if filing.plot == Plot.SLOW_STEP and not step.decides:
        return after(at, limit + 2, calendar, rng)
    return after(at, rng.randrange(0, max(1, (limit + 1) // 2)) if limit else 0, calendar, rng)


def _post_holders(setting: Setting, step: CaseStep) -> list[Actor]:
    if step.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return setting.staff.at_place(step.role, step.case.centre_id)
    return setting.staff.in_body(step.role, step.body_id)


def _special_procedure(
    setting: Setting, case_id: int, step: CaseStep, at: datetime
) -> Generator[datetime, datetime, datetime]:
    rng, calendar = setting.rng, setting.calendar
    officer = setting.staff.one(_post_holders(setting, step))
    days = rng.randrange(3, 9)
    procedure = rng.choice(
        (SpecialProcedure.EXPERT_REVIEW, SpecialProcedure.TESTING, SpecialProcedure.INSPECTION)
    )
    operation.suspend_clock(
        actor=officer,
        case_id=case_id,
        procedure=procedure,
        expected=TimeLimit.parse(f"{days}wd"),
        reason="须由专业机构出具意见后方可审查",
        at=at,
    )
    at = yield after(at, days, calendar, rng)
    operation.resume_clock(actor=officer, case_id=case_id, at=at)
    at = yield after(at, 0, calendar, rng)
    return at


def _extend(setting: Setting, case_id: int, at: datetime) -> None:
    case = Case.objects.select_related("item_version").get(pk=case_id)
    if case.item_version.case_kind == "joint":
        head = setting.staff.at_place(Role.GOVERNMENT_HEAD, case.centre_id)[0]
    else:
        head = setting.staff.in_body(Role.AGENCY_HEAD, case.body_id)[0]
    operation.extend_clock(
        actor=head,
        case_id=case_id,
        by=TimeLimit.parse("5wd"),
        reason="案情复杂，需要进一步核实有关情况",
        at=at,
    )


def _decide(setting: Setting, filing: Filing, case_id: int, step: CaseStep, at: datetime) -> Story:
    rng, calendar = setting.rng, setting.calendar
    case = Case.objects.get(pk=case_id)
    if any(s.legal_review for s in filing.definition.steps):
        officer = setting.staff.at_place(Role.LEGAL_OFFICER, _county_of(case))[0]
        legality.review_decision(
            actor=officer,
            case_id=case_id,
            competence_ok=True,
            evidence_ok=True,
            law_applied_ok=True,
            procedure_ok=True,
            opinion="主体适格，事实清楚，适用依据正确，程序合法。",
            at=at,
        )
        at = yield after(at, 0, calendar, rng)
    decider = _another_than_reviewers(setting, step, case_id)
    operation.decide_case(actor=decider, case_id=case_id, ruling=_ruling(filing), at=at)
    at = yield after(at, rng.choice((0, 1, 1, 2, 3)), calendar, rng)
    clerk = _clerk(setting, case)
    mode = (
        ServiceMode.ELECTRONIC if case.electronic_service and case.channel == "online" else ServiceMode.DIRECT
    )
    operation.deliver_case(actor=clerk, case_id=case_id, mode=mode, person=case.applicant_name, at=at)
    if filing.citizen and rng.random() < 0.35:
        at = yield at + timedelta(hours=rng.randrange(1, 30))
        _rate(setting, filing, case_id, at)


def _deliver(setting: Setting, case: Case, at: datetime) -> None:
    mode = ServiceMode.ELECTRONIC if case.electronic_service else ServiceMode.DIRECT
    clerk = _clerk(setting, case)
    operation.deliver_case(actor=clerk, case_id=case.pk, mode=mode, person=case.applicant_name, at=at)


def _another_than_reviewers(setting: Setting, step: CaseStep, case_id: int) -> Actor:
    acted = set(
        CaseStep.objects.filter(case_id=case_id, stage__lt=step.stage).values_list(
            "finished_by_id", flat=True
        )
    )
    holders = _post_holders(setting, step)
    free = [actor for actor in holders if actor.account_id not in acted]
    return setting.staff.one(free or holders)


def _ruling(filing: Filing) -> Ruling:
    if filing.plot != Plot.REFUSED:
        return Ruling(outcome=Outcome.GRANTED)
    basis = filing.definition.legal_basis[0]
    return Ruling(
        outcome=Outcome.REFUSED,
        facts="经现场核查，申请人的场所与设施未达到公布的条件。",
        reasons=f"不符合“{filing.definition.conditions[0]}”的条件。",
        basis=f"《{basis.instrument}》{basis.article}",
    )


def _rate(setting: Setting, filing: Filing, case_id: int, at: datetime) -> None:
    if filing.citizen is None:
        return
    stars = setting.rng.choices((5, 4, 3, 2, 1), weights=(80, 14, 4, 1.4, 0.6))[0]
    words = {5: "办得很快，谢谢！", 4: "满意。", 3: "基本满意。", 2: "等的时间有点长。", 1: "来回跑了几趟。"}
    portal.rate_case(actor=filing.citizen, case_id=case_id, stars=stars, text=words[stars], at=at)


def _county_of(case: Case) -> str:
    """The place whose legal officer reviews a case: townships and villages have none of their own."""
    place = Division.objects.get(pk=case.centre_id)
    while place.level >= Level.TOWNSHIP and place.parent is not None:
        place = place.parent
    return place.code
