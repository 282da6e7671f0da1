"""What happens to one case, act by act. Each story is a generator: it yields the moment of its next act and is resumed then."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.models import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Body
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit, due_date, shanghai_date
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

from .card_fates import Fate, Office, befall, judged_at
from .office_time import after
from .plots import DAYS_OF_SILENCE, LEAVES_MATERIAL_OUT, Plot, Stop
from .ratings import SHARE_WHO_RATE, rating_after

Story = Generator[datetime, datetime, None]
Course = Generator[datetime, datetime, datetime | None]  # ends with when the last act was, or None


@dataclass(frozen=True)
class Setting(Office):
    """What a story needs of the world; ``told`` keeps which case was given which plot."""

    told: dict[int, Plot] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """An application to be made: by whom, for what, how; ``submit`` calls the service and returns the case id.

    With a ``stop`` the case is left standing there.
    """

    plot: Plot
    definition: ItemDefinition
    citizen: Actor | None
    submit: Callable[[datetime, bool], int]  # (moment, leave one required material out)
    complete_later: Callable[[int, datetime], None]  # hand in what was left out
    stop: Stop | None = None
    incomplete: bool = False  # leave one required material out, whatever the plot
    brisk: bool = False  # everybody acts within a day
    fate: Fate = Fate.CONFIRMED  # of the yellow and red cards that it gets

    @property
    def leaves_out(self) -> bool:
        return self.incomplete or self.plot in LEAVES_MATERIAL_OUT


EARNS_CARD = {
    Plot.LATE,
    Plot.VERY_LATE,
    Plot.SLOW_STEP,
    Plot.SILENT,
    Plot.CORRECTED_TWICE,
    Plot.NOT_DELIVERED,
}


def tell(setting: Setting, filing: Filing, filed_at: datetime) -> Story:
    """The whole life of one case, with what became of its cards."""
    at = yield filed_at
    case_id = filing.submit(at, filing.leaves_out)
    setting.told[case_id] = filing.plot
    ended = yield from _life(setting, filing, case_id, at)
    if ended and filing.plot in EARNS_CARD:
        yield from befall(setting, case_id, filing.fate, ended)


def _life(setting: Setting, filing: Filing, case_id: int, at: datetime) -> Course:
    if filing.stop is Stop.RECEIVED:
        return None
    case = Case.objects.select_related("item_version").get(pk=case_id)
    if filing.plot == Plot.WITHDRAWN and filing.citizen:
        at = yield after(at, 1, setting.calendar, setting.rng)
        operation.withdraw_case(actor=filing.citizen, case_id=case_id, at=at)
        return None
    accepted = yield from _intake(setting, filing, case, at)
    if accepted is None:
        return None
    return (yield from _review(setting, filing, case_id, accepted))


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


def _intake(setting: Setting, filing: Filing, case: Case, at: datetime) -> Course:
    """Up to the acceptance; None when there is none."""
    rng, calendar = setting.rng, setting.calendar
    if filing.plot == Plot.SILENT:
        at = yield after(at, DAYS_OF_SILENCE, calendar, rng)
        case.refresh_from_db()
        return at if case.state == CaseState.UNDER_REVIEW else None
    clerk = _clerk(setting, case)
    at_once = filing.brisk or case.item_version.case_kind == "immediate"
    at = yield after(at, 0 if at_once else rng.choice((0, 0, 1, 1, 2)), calendar, rng)
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
    if filing.leaves_out:
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


def _correction(setting: Setting, filing: Filing, case: Case, clerk: Actor, at: datetime) -> Course:
    rng, calendar = setting.rng, setting.calendar
    wanted = next(m for m in filing.definition.materials if m.necessity == "required")
    item = CorrectionItem(wanted.key, "missing", f"请补交{wanted.name},须清晰完整")
    operation.request_correction(actor=clerk, case_id=case.pk, items=[item], at=at)
    if filing.plot == Plot.ABANDONED or filing.stop is Stop.TO_CORRECT:
        return None
    at = yield after(at, 1 if filing.brisk else rng.randrange(1, 6), calendar, rng)
    filing.complete_later(case.pk, at)
    if filing.stop is Stop.CORRECTED:
        return None
    at = yield after(at, 0 if filing.brisk else rng.choice((0, 1, 2)), calendar, rng)
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


def _review(setting: Setting, filing: Filing, case_id: int, at: datetime) -> Course:
    rng, calendar = setting.rng, setting.calendar
    first = True
    while steps := _active_steps(case_id):
        step = rng.choice(steps)
        if filing.stop is Stop.FIRST_STEP or (step.decides and filing.stop in BEFORE_DECISION):
            return (yield from _left_standing(setting, filing, step.case, at))
        at = yield _when(setting, filing, step, at)
        if first and (filing.plot == Plot.SUSPENDED or filing.stop is Stop.SUSPENDED):
            officer = _suspend(setting, step, at)
            if filing.stop is Stop.SUSPENDED:
                return None
            at = yield after(at, rng.randrange(3, 9), calendar, rng)
            operation.resume_clock(actor=officer, case_id=case_id, at=at)
            at = yield after(at, 0, calendar, rng)
        if first and filing.plot == Plot.EXTENDED:
            _extend(setting, case_id, at)
            at = yield after(at, 1, calendar, rng)
        first = False
        if step.decides:
            return (yield from _decide(setting, filing, case_id, step, at))
        _give_opinion(setting, filing, step, at)
    return at


def _active_steps(case_id: int) -> list[CaseStep]:
    active = CaseStep.objects.filter(case_id=case_id, state="active").select_related("case")
    return list(active.order_by("ordinal"))


def _give_opinion(setting: Setting, filing: Filing, step: CaseStep, at: datetime) -> None:
    against = filing.plot == Plot.REFUSED and setting.rng.random() < 0.5
    opinion = Opinion.DISAGREE if against else Opinion.AGREE
    text = _findings(filing) if against else setting.rng.choice(IN_ORDER)
    reviewer = setting.staff.one(_post_holders(setting, step))
    operation.submit_opinion(actor=reviewer, case_id=step.case_id, opinion=opinion, text=text, at=at)


IN_ORDER = (
    "申请材料齐全，符合规定条件。",
    "经审查，材料真实有效，符合公布的条件，建议批准。",
    "经现场核查和信息核对，情况与申请内容一致。",
    "材料齐全、符合法定形式，同意。",
)


def _findings(filing: Filing) -> str:
    """What speaks against an application: premises of a business, circumstances of a person."""
    if "legal_person" in filing.definition.service_object:
        return "经现场核查，申请人的场所与设施未达到公布的条件。"
    return "经信息核对和入户核查，申请人的情况未达到公布的条件。"


BEFORE_DECISION = {Stop.LEGAL_REVIEW, Stop.LEGAL_REVIEW_FAILED, Stop.DECISION}


def _left_standing(setting: Setting, filing: Filing, case: Case, at: datetime) -> Course:
    """Nothing more is done on the case; its cards come, and are answered or not."""
    if _needs_legal_review(filing) and filing.stop in {Stop.DECISION, Stop.LEGAL_REVIEW_FAILED}:
        at = yield after(at, 0, setting.calendar, setting.rng)
        _review_legally(setting, case, at, passed=filing.stop is Stop.DECISION)
    due_at = case.statutory_due_at if filing.plot == Plot.VERY_LATE else case.promised_due_at
    return max(at, due_at) if due_at else at


def _when(setting: Setting, filing: Filing, step: CaseStep, at: datetime) -> datetime:
    """When the officer who holds a step acts: too late where the plot says so, else within its limit."""
    rng, calendar = setting.rng, setting.calendar
    case, limit = step.case, TimeLimit.parse(step.limit)
    if step.decides and filing.plot == Plot.LATE and case.promised_due_at:
        return after(max(case.promised_due_at, at), rng.choice((1, 1, 2)), calendar, rng)
    if step.decides and filing.plot == Plot.VERY_LATE and case.statutory_due_at:
        return after(max(case.statutory_due_at, at), rng.choice((1, 2, 3)), calendar, rng)
    if filing.plot == Plot.SLOW_STEP and step.ordinal == 0:
        return after(at, limit.amount + 2, calendar, rng)
    planned = after(at, _days_taken(filing, limit.amount, rng), calendar, rng)
    assert step.started_at
    last_day = due_date(shanghai_date(step.started_at), limit, calendar)
    return planned if shanghai_date(planned) <= last_day else at + timedelta(minutes=rng.randrange(5, 40))


def _days_taken(filing: Filing, limit: int, rng: Random) -> int:
    if filing.plot == Plot.CLOSE:
        return limit
    if filing.brisk:
        return 1 if limit > 2 else 0
    return rng.randrange(0, max(1, (limit + 1) // 2)) if limit else 0


def _post_holders(setting: Setting, step: CaseStep) -> list[Actor]:
    if step.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return setting.staff.at_place(step.role, step.case.centre_id)
    return setting.staff.in_body(step.role, step.body_id)


def _suspend(setting: Setting, step: CaseStep, at: datetime) -> Actor:
    """Start one of the procedures of art. 45; returns the officer, who will also end it."""
    rng = setting.rng
    officer = setting.staff.one(_post_holders(setting, step))
    procedure, reason = rng.choice(PROCEDURES)
    operation.suspend_clock(
        actor=officer,
        case_id=step.case_id,
        procedure=procedure,
        expected=TimeLimit.parse(f"{rng.randrange(5, 13)}wd"),
        reason=reason,
        at=at,
    )
    return officer


PROCEDURES = (
    (SpecialProcedure.EXPERT_REVIEW, "技术方案须组织专家评审，出具评审意见后方可审查"),
    (SpecialProcedure.TESTING, "样品须送具备资质的机构检测，出具检测报告后方可审查"),
    (SpecialProcedure.INSPECTION, "设施设备须由专业机构检验，出具检验报告后方可审查"),
    (SpecialProcedure.APPRAISAL, "有关事实须经专业机构鉴定后方可认定"),
)


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


def _decide(setting: Setting, filing: Filing, case_id: int, step: CaseStep, at: datetime) -> Course:
    rng, calendar = setting.rng, setting.calendar
    if _needs_legal_review(filing):
        _review_legally(setting, step.case, at, passed=True)
        at = yield after(at, 0, calendar, rng)
    decider = _another_than_reviewers(setting, step, case_id)
    operation.decide_case(actor=decider, case_id=case_id, ruling=_ruling(filing), at=at)
    if filing.stop is Stop.TO_DELIVER:
        return None
    at = yield after(at, _days_to_deliver(filing, rng), calendar, rng)
    _deliver(setting, step.case, at)
    if filing.citizen and _will_rate(filing, rng):
        at = yield at + timedelta(hours=rng.randrange(1, 30))
        stars, words = rating_after(filing.plot, rng)
        portal.rate_case(actor=filing.citizen, case_id=case_id, stars=stars, text=words, at=at)
    return at


def _will_rate(filing: Filing, rng: Random) -> bool:
    return filing.stop is Stop.RATED or (filing.stop is None and rng.random() < SHARE_WHO_RATE)


def _days_to_deliver(filing: Filing, rng: Random) -> int:
    if filing.plot == Plot.NOT_DELIVERED:
        return rng.choice((11, 12, 12))
    return 0 if filing.brisk else rng.choice((0, 1, 1, 2, 3))


def _needs_legal_review(filing: Filing) -> bool:
    return any(step.legal_review for step in filing.definition.steps)


def _review_legally(setting: Setting, case: Case, at: datetime, *, passed: bool) -> None:
    officer = setting.staff.at_place(Role.LEGAL_OFFICER, judged_at(case.centre_id))[0]
    good = "主体适格，事实清楚，适用依据正确，程序合法。"
    bad = "现场核查记录缺少申请人签字，关键事实证据不足；请补充核查后再次送审。"
    legality.review_decision(
        actor=officer,
        case_id=case.pk,
        competence_ok=True,
        evidence_ok=passed,
        law_applied_ok=True,
        procedure_ok=True,
        opinion=good if passed else bad,
        at=at,
    )


def _deliver(setting: Setting, case: Case, at: datetime) -> None:
    online = case.electronic_service and case.channel == "online"
    mode = ServiceMode.ELECTRONIC if online else ServiceMode.DIRECT
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
        facts=_findings(filing),
        reasons=f"不符合“{filing.definition.conditions[0]}”的条件。",
        basis=f"《{basis.instrument}》{basis.article}",
    )
