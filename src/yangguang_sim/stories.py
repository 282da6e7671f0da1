"""What happens to one case, act by act. Each story is a generator: it yields the moment of its next act and is resumed then."""

from datetime import datetime

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.models import Body
from yangguang.law.refusals import Refusal
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case, CaseMaterial, CaseStep
from yangguang.platforms.power_operation.rules import missing_materials
from yangguang.platforms.power_operation.services.correction import CorrectionItem
from yangguang.platforms.power_operation.states import CaseState

from .card_fates import befall
from .committing import commit
from .office_time import after
from .plots import DAYS_OF_SILENCE, ON_COMMITMENT, Plot, Stop
from .reviewing import clerk_for, deliver, post_holders, review
from .setting import Course, Filing, Setting, Story

EARNS_CARD = {
    Plot.LATE,
    Plot.VERY_LATE,
    Plot.SLOW_STEP,
    Plot.SILENT,
    Plot.CORRECTED_TWICE,
    Plot.NOT_DELIVERED,
}

LOOKED_AT = ("state", "level", "centre_id", "body_id", "item_version__case_kind")


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
    case = Case.objects.select_related("item_version").only(*LOOKED_AT).get(pk=case_id)
    if filing.plot == Plot.WITHDRAWN and filing.citizen:
        at = yield after(at, 1, setting.calendar, setting.rng)
        operation.withdraw_case(actor=filing.citizen, case_id=case_id, at=at)
        return None
    if filing.stop in ON_COMMITMENT:
        return (yield from commit(setting, filing, case, at))
    accepted = yield from _intake(setting, filing, case, at)
    if accepted is None:
        return None
    return (yield from review(setting, filing, case_id, accepted))


def carry_on(setting: Setting, case_id: int, at: datetime) -> Story:
    """Take up a case that an interrupted run left open, from wherever it stands."""
    case = Case.objects.select_related("item_version").get(pk=case_id)
    definition = library.definition_of(case.item_version)
    filing = Filing(Plot.PLAIN, definition, None, _never_submitted, _never_completed)
    at = yield at
    if case.state == CaseState.RECEIVED and missing_materials(definition, _held(case_id)):
        return
    if case.state == CaseState.RECEIVED:
        operation.accept_case(actor=clerk_for(setting, case), case_id=case_id, at=at)
    if case.suspended:
        step = CaseStep.objects.filter(case_id=case_id, state="active").order_by("ordinal")[0]
        officer = setting.staff.one(post_holders(setting, step))
        operation.resume_clock(actor=officer, case_id=case_id, at=at)
    if case.state in {CaseState.RECEIVED, CaseState.UNDER_REVIEW}:
        yield from review(setting, filing, case_id, at)
    elif case.state == CaseState.CONCLUDED:
        deliver(setting, case, at)


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
    clerk = clerk_for(setting, case)
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
    demand = [CorrectionItem("四邻无异议证明", "missing", "请提交四邻无异议证明")]
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
