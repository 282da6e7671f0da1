"""一次性补正告知 and the applicant's answer (行政许可法 art. 32(4))."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.web.wording import day_text
from yangguang.law.limits import limit_in_force
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, due_date, shanghai_date
from yangguang.law.working_days import UnannouncedYear
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_applicant, require_intake
from ..case_clocks import LAW_OF_CLOCK, NO_HISTORY, calendar_of, restate, stop_clocks
from ..case_file import CaseFile
from ..events import CorrectionRequested, CorrectionSubmitted, UnlistedDemandRefused
from ..models import Case, CaseMaterial, Correction
from ..order import move
from ..rules import unlisted_materials
from ..states import ClockKind
from .record import append_events, day_fact, issue, tell_applicant

PROBLEMS = ("missing", "incorrect", "out_of_date")
# The law leaves the applicant's time to the agency ("a reasonable period"); thirty natural days, said in the notice.
TIME_TO_ANSWER = TimeLimit.parse("30nd")


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One thing to correct: which listed material (or ``form``), what is wrong, what is required."""

    material: str
    problem: str
    required: str


def request_correction(
    *, actor: Actor, case_id: int, items: Sequence[CorrectionItem], at: datetime, override_reason: str = ""
) -> None:
    """Tell the applicant everything that is missing or wrong, at once, within five working days of receipt.

    A second round is refused unless the officer gives a reason, which the supervisor sees. Asking for what the
    published list does not name is refused, and the attempt itself goes on the ledger.
    """
    try:
        with transaction.atomic():
            _request_correction(actor, case_id, items, at, override_reason.strip())
    except UnlistedDemand as demand:
        with transaction.atomic():
            _record_attempt(actor, case_id, demand.keys, at)
        raise


class UnlistedDemand(Refusal):
    def __init__(self, case: Case, keys: Sequence[str]) -> None:
        self.keys = list(keys)
        super().__init__(
            asked=_("要求申请人提交清单之外的材料：%(keys)s") % {"keys": "、".join(keys)},
            rule=_(
                "不得要求申请人提交办事指南“%(item)s”第 %(version)s 版未列明的材料（行政许可法第三十条、第三十一条）"
            )
            % {"item": case.item_version.name, "version": case.item_version.number},
            way_out=_("请只就清单列明的材料告知补正；本次要求已记入台账"),
        )


def _request_correction(
    actor: Actor, case_id: int, items: Sequence[CorrectionItem], at: datetime, override_reason: str
) -> None:
    file = lock_case(case_id)
    case = file.case
    require_intake(actor, case)
    move(case, Act.REQUEST_CORRECTION)
    _check_items(case, items)
    round_number = _next_round(case, override_reason)
    _check_in_time(file, at)
    answer_by = _answer_by(case, at)
    Correction.objects.create(
        case=case,
        round=round_number,
        items=[asdict(item) for item in items],
        answer_by_date=answer_by,
        requested_at=at,
        requested_by_id=actor.account_id,
        override_reason=override_reason,
    )
    stop_clocks(file, [ClockKind.ACCEPTANCE], at=at)
    file.store()
    issue(
        case,
        DocumentKind.CORRECTION,
        {
            "applicant": case.applicant_name,
            "items": _item_lines(case, items),
            "answer_by": answer_by.isoformat(),
            "consequence": _("逾期未补正的，本次申请按未补正办结，您可以重新申请"),
            "requested_at": day_fact(at),
        },
        actor=actor,
        at=at,
    )
    append_events(
        case,
        [
            CorrectionRequested(
                case_id=case.pk,
                number=case.number,
                round=round_number,
                materials=[item.material for item in items],
                answer_by=answer_by.isoformat(),
                override_reason=override_reason,
            )
        ],
        actor=actor,
        at=at,
    )
    tell_applicant(
        case,
        _("您的“%(item)s”申请需要补正材料，请在 %(day)s 前补正")
        % {"item": case.item_version.name, "day": day_text(answer_by)},
        at=at,
    )


def _check_items(case: Case, items: Sequence[CorrectionItem]) -> None:
    definition = library.definition_of(case.item_version)
    unlisted = unlisted_materials(definition, [item.material for item in items if item.material != "form"])
    if unlisted:
        raise UnlistedDemand(case, unlisted)
    if not items or any(item.problem not in PROBLEMS or not item.required.strip() for item in items):
        raise Refusal(
            asked=_("告知补正办件 %(number)s") % {"number": case.number},
            rule=_("应当一次告知需要补正的全部内容（行政许可法第三十二条第一款第（四）项）"),
            way_out=_("请逐项写明哪份材料、什么问题、应当达到的要求"),
        )


def _next_round(case: Case, override_reason: str) -> int:
    rounds = Correction.objects.filter(case=case).count()
    if rounds and not override_reason:
        raise Refusal(
            asked=_("再次告知补正办件 %(number)s") % {"number": case.number},
            rule=_("应当一次告知需要补正的全部内容（行政许可法第三十二条第一款第（四）项）"),
            way_out=_("请受理或不予受理；确有首次补正后新出现的问题的，请写明理由，监察人员可见"),
        )
    return rounds + 1


def _check_in_time(file: CaseFile, at: datetime) -> None:
    if any(clock.kind == ClockKind.ACCEPTANCE and clock.due_at <= at for clock in file.running_clocks):
        raise Refusal(
            asked=_("告知补正办件 %(number)s") % {"number": file.case.number},
            rule=_(
                "自收到申请材料之日起五个工作日内未告知的，即为受理（行政许可法第三十二条第一款第（四）项）"
            ),
            way_out=_("本件视为自收件之日起受理，请按受理后的流程办理"),
        )


def _answer_by(case: Case, at: datetime) -> date:
    calendar = calendar_of(case)
    try:
        return due_date(shanghai_date(at), TIME_TO_ANSWER, calendar)
    except UnannouncedYear:
        return due_date(shanghai_date(at), TIME_TO_ANSWER, calendar.provisional())


def _item_lines(case: Case, items: Sequence[CorrectionItem]) -> list[dict[str, str]]:
    names = {material.key: material.name for material in library.definition_of(case.item_version).materials}
    words = {"missing": _("缺少"), "incorrect": _("不符合要求"), "out_of_date": _("已过期")}
    return [
        {
            "material": names.get(item.material, _("申请表")),
            "problem": words[item.problem],
            "required": item.required,
        }
        for item in items
    ]


def _record_attempt(actor: Actor, case_id: int, keys: Sequence[str], at: datetime) -> None:
    case = lock_case(case_id).case
    append_events(
        case,
        [UnlistedDemandRefused(case_id=case.pk, number=case.number, demanded="、".join(keys))],
        actor=actor,
        at=at,
    )


@transaction.atomic
def submit_correction(
    *,
    actor: Actor,
    case_id: int,
    at: datetime,
    files: Mapping[str, UUID] | None = None,
    on_paper: frozenset[str] = frozenset(),
    form: Mapping[str, Any] | None = None,
) -> None:
    """Hand in what was asked for; the window has five working days from now to accept."""
    file = lock_case(case_id)
    case = file.case
    if actor.post is None:
        require_applicant(actor, case)
    elif case.agent_id != actor.account_id:
        require_intake(actor, case)
    move(case, Act.CORRECT)
    correction = Correction.objects.filter(case=case, answered_at__isnull=True).first()
    if correction is None:
        raise NotFound
    _replace_materials(case, dict(files or {}), on_paper, at)
    if form is not None:
        case.form = {**case.form, **form}
    correction.answered_at = at
    correction.save(update_fields=["answered_at"])
    _restart_acceptance(file, at)
    file.store()
    append_events(
        case,
        [CorrectionSubmitted(case_id=case.pk, number=case.number, round=correction.round)],
        actor=actor,
        at=at,
    )


def _replace_materials(case: Case, files: Mapping[str, UUID], on_paper: frozenset[str], at: datetime) -> None:
    unlisted = unlisted_materials(library.definition_of(case.item_version), [*files, *on_paper])
    if unlisted:
        raise UnlistedDemand(case, unlisted)
    keys = {*files, *on_paper}
    CaseMaterial.objects.filter(case=case, key__in=keys, replaced_at__isnull=True).update(replaced_at=at)
    CaseMaterial.objects.bulk_create(
        CaseMaterial(case=case, key=key, file_id=files.get(key), on_paper=key in on_paper, added_at=at)
        for key in sorted(keys)
    )


def _restart_acceptance(file: CaseFile, at: datetime) -> None:
    """In licensing nothing was accepted yet: the five working days run from receipt of the corrected materials."""
    (clock,) = (one for one in file.clocks if one.kind == ClockKind.ACCEPTANCE)
    clock.started_at, clock.stopped_at = at, None
    clock.used_days = clock.left_days = None
    clock.limit = str(limit_in_force(LAW_OF_CLOCK[ClockKind.ACCEPTANCE], on=shanghai_date(at)).limit)
    restate(file.case, clock, NO_HISTORY, calendar_of(file.case), at=at)
