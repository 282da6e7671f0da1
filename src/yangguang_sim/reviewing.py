"""From the acceptance to the service of the decision, act by act; who reviews, how long it takes, what is decided."""

from collections.abc import Generator
from datetime import datetime, timedelta
from random import Random

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.notices.models import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit, due_date, shanghai_date
from yangguang.platforms.legality_supervision import services as legality
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.hearing_models import HearingGround
from yangguang.platforms.power_operation.models import Case, CaseStep
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import Opinion, Outcome
from yangguang.platforms.service_portal import services as portal

from .card_fates import judged_at
from .office_time import after
from .paying import pay_fees
from .plots import Plot, Stop
from .ratings import SHARE_WHO_RATE, rating_after
from .setting import Course, Filing, Setting


def clerk_for(setting: Setting, case: Case) -> Actor:
    """Somebody at the window of the case; in a village room the agent is the window."""
    role = Role.VILLAGE_AGENT if case.level == 6 else Role.WINDOW_CLERK
    return setting.staff.one(setting.staff.at_place(role, case.centre_id))


def review(setting: Setting, filing: Filing, case_id: int, at: datetime) -> Course:
    """Step after step until the decision is served and rated, or until the case is left standing."""
    rng, calendar = setting.rng, setting.calendar
    first, heard = True, False
    while steps := _active_steps(case_id):
        step = rng.choice(steps)
        if filing.stop is Stop.FIRST_STEP or (step.decides and filing.stop in BEFORE_DECISION):
            return (yield from _left_standing(setting, filing, step.case, at))
        if step.decides and filing.definition.hearing_required and not heard:
            at, heard = (yield from _hear(setting, step, at)), True
            continue
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
    active = CaseStep.objects.filter(case_id=case_id, state="active").select_related("case").only(*_LOOKED_AT)
    return list(active.order_by("ordinal"))


_LOOKED_AT = (
    *("role", "body_id", "stage", "ordinal", "limit", "decides", "started_at"),
    *("case__centre_id", "case__level", "case__channel", "case__applicant_name", "case__electronic_service"),
    *("case__promised_due_at", "case__statutory_due_at"),
)


def _give_opinion(setting: Setting, filing: Filing, step: CaseStep, at: datetime) -> None:
    against = filing.plot == Plot.REFUSED and setting.rng.random() < 0.5
    opinion = Opinion.DISAGREE if against else Opinion.AGREE
    text = _findings(filing) if against else setting.rng.choice(IN_ORDER)
    reviewer = setting.staff.one(post_holders(setting, step))
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


def post_holders(setting: Setting, step: CaseStep) -> list[Actor]:
    if step.role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT}:
        return setting.staff.at_place(step.role, step.case.centre_id)
    return setting.staff.in_body(step.role, step.body_id)


def _suspend(setting: Setting, step: CaseStep, at: datetime) -> Actor:
    """Start one of the procedures of art. 45; returns the officer, who will also end it."""
    rng = setting.rng
    officer = setting.staff.one(post_holders(setting, step))
    procedure, reason = rng.choice(PROCEDURES)
    operation.suspend_clock(
        actor=officer,
        case_id=step.case_id,
        procedure=procedure,
        expected=TimeLimit.parse(f"{rng.randrange(11, 16)}wd"),  # enough: what is planted here is no breach
        reason=reason,
        at=at,
    )
    return officer


def _hear(setting: Setting, step: CaseStep, at: datetime) -> Generator[datetime, datetime, datetime]:
    """The hearing that the law orders (行政许可法 art. 46): told in time, held and recorded while the clock stands."""
    rng, calendar, case_id = setting.rng, setting.calendar, step.case_id
    officer = setting.staff.one(post_holders(setting, step))
    at = yield after(at, 0, calendar, rng)
    begins = after(at, 9, calendar, rng)
    operation.suspend_clock(
        actor=officer,
        case_id=case_id,
        procedure=SpecialProcedure.HEARING,
        expected=TimeLimit.parse("15wd"),
        reason="法律规定应当听证",
        at=at,
    )
    chair = setting.staff.at_place(Role.LEGAL_OFFICER, judged_at(step.case.centre_id))[0]
    plan = operation.HearingPlan(
        ground=HearingGround.REQUIRED, begins_at=begins, place="政务服务中心听证室", chair=chair.name
    )
    operation.arrange_hearing(actor=officer, case_id=case_id, plan=plan, at=at)
    at = yield begins + timedelta(hours=1)
    operation.record_hearing(
        actor=officer,
        case_id=case_id,
        participants="申请人、周边居民代表，均已签字",
        statements="申请人陈述申请理由并出示证据；居民代表就噪声提出意见，申请人作出说明",
        at=at,
    )
    operation.resume_clock(actor=officer, case_id=case_id, at=at)
    return at


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
    deliver(setting, step.case, at)
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


def deliver(setting: Setting, case: Case, at: datetime) -> None:
    online = case.electronic_service and case.channel == "online"
    mode = ServiceMode.ELECTRONIC if online else ServiceMode.DIRECT
    clerk = clerk_for(setting, case)
    pay_fees(clerk, case, at)
    operation.deliver_case(actor=clerk, case_id=case.pk, mode=mode, person=case.applicant_name, at=at)


def _another_than_reviewers(setting: Setting, step: CaseStep, case_id: int) -> Actor:
    acted = set(
        CaseStep.objects.filter(case_id=case_id, stage__lt=step.stage).values_list(
            "finished_by_id", flat=True
        )
    )
    holders = post_holders(setting, step)
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
