"""容缺受理: accepting although listed materials are still to come, their supply, and what follows without it.

The decision waits for them: nothing is decided on a file that is not complete.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files as package_files
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.web.wording import day_text
from yangguang.law.procedures import Act
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import TimeLimit, due_date, end_of_day, shanghai_date
from yangguang.law.working_days import UnannouncedYear
from yangguang.platforms.power_library import queries as library

from ..access import lock_case, require_applicant, require_intake
from ..case_clocks import calendar_of
from ..events import (
    CaseEvent,
    ToleranceGranted,
    ToleranceLapsed,
    ToleratedMaterialsSupplied,
    UnlistedDemandRefused,
)
from ..models import Case, CaseMaterial, Tolerance
from ..order import move
from ..rules import tolerable_materials
from ..states import CaseState, Outcome, ResultCode, ToleranceEnding
from .acceptance import begin_review, require_materials
from .closing import end
from .record import append_events, issue, tell_applicant


@dataclass(frozen=True, slots=True)
class LocalTerms:
    """What the law leaves to the place; ``most_days`` in working days."""

    ending: ToleranceEnding
    most_days: int


@cache
def local_terms() -> LocalTerms:
    """The terms of ``tolerance.toml``. Raises `ValueError` for an ending that nobody here can bring about."""
    table = tomllib.loads(
        (package_files("yangguang.platforms.power_operation") / "tolerance.toml").read_text("utf-8")
    )
    return LocalTerms(ToleranceEnding(table["ending"]), int(table["most_days"]))


class UnlistedTolerance(Refusal):
    def __init__(self, case: Case, keys: Sequence[str]) -> None:
        named = {
            material.key: material.name for material in library.definition_of(case.item_version).materials
        }
        self.names = [named.get(key, key) for key in keys]
        super().__init__(
            asked=_("容缺受理办件 %(number)s，缺少：%(names)s")
            % {"number": case.number, "names": "、".join(self.names)},
            rule=_(
                "只有该事项公布的容缺受理清单所列的材料可以后补，其他材料应当齐全（行政许可法第三十二条、容缺受理清单）"
            ),
            way_out=_("请一次性告知申请人补正；本次做法已记入台账"),
        )


def accept_with_tolerance(
    *, actor: Actor, case_id: int, materials: Sequence[str], promise: str, days: int, at: datetime
) -> None:
    """Accept now, on a written ``promise`` to supply the ``materials`` named within so many working days.

    For materials off the item's tolerance list it is refused, and the attempt goes on the ledger.
    """
    try:
        with transaction.atomic():
            _accept(actor, case_id, list(dict.fromkeys(materials)), promise.strip(), days, at)
    except UnlistedTolerance as attempt:
        with transaction.atomic():
            case = lock_case(case_id).case
            demanded = _("容缺：%(names)s") % {"names": "、".join(attempt.names)}
            refused = UnlistedDemandRefused(case_id=case.pk, number=case.number, demanded=demanded)
            append_events(case, [refused], actor=actor, at=at)
        raise


def _accept(
    actor: Actor, case_id: int, materials: Sequence[str], promise: str, days: int, at: datetime
) -> None:
    file = lock_case(case_id)
    case = file.case
    require_intake(actor, case)
    move(case, Act.ACCEPT)
    listed = tolerable_materials(library.definition_of(case.item_version))
    if unlisted := [key for key in materials if key not in listed]:
        raise UnlistedTolerance(case, unlisted)
    missing = require_materials(case, promised=materials)
    _check_terms(case, missing, promise, days)
    begin_review(file, accepted_at=at, at=at, actor=actor, deemed=False, occurred_at=at)
    supply_by = _supply_by(case, days, at)
    _record(case, missing, promise, f"{days}wd", supply_by, actor=actor, at=at)


def _check_terms(case: Case, missing: Sequence[str], promise: str, days: int) -> None:
    if not missing:
        raise Refusal(
            asked=_("容缺受理办件 %(number)s") % {"number": case.number},
            rule=_("材料齐全、符合法定形式的，应当受理（行政许可法第三十二条第一款第（五）项）"),
            way_out=_("没有缺少的材料，请直接受理"),
        )
    if not promise or not 1 <= days <= local_terms().most_days:
        raise Refusal(
            asked=_("容缺受理办件 %(number)s") % {"number": case.number},
            rule=_("容缺受理须有申请人的书面承诺和明确的补交期限，至多 %(days)s 个工作日（容缺受理清单）")
            % {"days": local_terms().most_days},
            way_out=_("请录入申请人签署的承诺，并写明几个工作日内补交"),
        )


def _supply_by(case: Case, days: int, at: datetime) -> date:
    """The last day to supply; not after the day by which the case is promised, for the decision waits for it."""
    limit, calendar, today = TimeLimit.parse(f"{days}wd"), calendar_of(case), shanghai_date(at)
    try:
        day = due_date(today, limit, calendar)
    except UnannouncedYear:
        day = due_date(today, limit, calendar.provisional())
    assert case.promised_due_at
    if end_of_day(day) > case.promised_due_at:
        raise Refusal(
            asked=_("约定 %(day)s 前补交材料") % {"day": day_text(day)},
            rule=_("材料补齐之后才能作出决定，补交期限不得晚于承诺办结的日子（行政许可法第四十二条）"),
            way_out=_("请约定更短的补交期限"),
        )
    return day


def _record(
    case: Case,
    missing: Sequence[str],
    promise: str,
    limit: str,
    supply_by: date,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    rows = [m for m in library.definition_of(case.item_version).materials if m.key in missing]
    ending = local_terms().ending
    document = issue(
        case,
        DocumentKind.TOLERANCE,
        {
            "applicant": case.applicant_name,
            "materials": [{"name": row.name, "standard": row.acceptance_standard} for row in rows],
            "promise": promise,
            "supply_limit": limit,
            "supply_by": supply_by.isoformat(),
            "consequence": _CONSEQUENCES[ending],
        },
        actor=actor,
        at=at,
    )
    Tolerance.objects.create(
        case=case,
        document=document,
        materials=list(missing),
        promise=promise,
        limit=limit,
        supply_by_date=supply_by,
        ending=ending,
        accepted_at=at,
        accepted_by_id=actor.account_id,
    )
    granted = ToleranceGranted(
        case_id=case.pk,
        number=case.number,
        materials=list(missing),
        supply_by=supply_by.isoformat(),
        notice_number=document.number,
    )
    append_events(case, [granted], actor=actor, at=at)
    said = {"names": "、".join(row.name for row in rows), "day": day_text(supply_by)}
    tell_applicant(case, _("已容缺受理，请在 %(day)s 前补交：%(names)s") % said, at=at)


# As documents print it, whatever the language of the screen.
_CONSEQUENCES = {ToleranceEnding.DEEMED_WITHDRAWN: "逾期未补交的，视为撤回申请，您可以重新申请"}


@transaction.atomic
def supply_tolerated(
    *,
    actor: Actor,
    case_id: int,
    at: datetime,
    files: Mapping[str, UUID] | None = None,
    on_paper: frozenset[str] = frozenset(),
) -> None:
    """Hand in what was promised: by the applicant or the agent with files, or at the window on paper."""
    case = lock_case(case_id).case
    if actor.post is None:
        require_applicant(actor, case)
    elif case.agent_id != actor.account_id:
        require_intake(actor, case)
    tolerance = _open(case)
    if tolerance is None:
        raise NotFound
    keys = {**dict.fromkeys(sorted(on_paper)), **(files or {})}
    outstanding = outstanding_of(tolerance)
    if not keys or set(keys) - set(outstanding):
        raise Refusal(
            asked=_("为办件 %(number)s 补交材料") % {"number": case.number},
            rule=_("补交的是容缺受理通知书所列、尚未补交的材料（容缺受理通知书）"),
            way_out=_("请选择通知书所列尚缺的材料"),
        )
    CaseMaterial.objects.bulk_create(
        CaseMaterial(case=case, key=key, file_id=file, on_paper=file is None, added_at=at)
        for key, file in keys.items()
    )
    left = [key for key in outstanding if key not in keys]
    if not left:
        tolerance.supplied_at = at
        tolerance.save(update_fields=["supplied_at"])
    supplied = ToleratedMaterialsSupplied(
        case_id=case.pk, number=case.number, materials=sorted(keys), outstanding=left
    )
    append_events(case, [supplied], actor=actor, at=at)


def outstanding_of(tolerance: Tolerance) -> list[str]:
    """Keys of what was promised and has not come."""
    held = CaseMaterial.objects.filter(case=tolerance.case_id, replaced_at__isnull=True)
    have = set(held.values_list("key", flat=True))
    return [key for key in tolerance.materials if key not in have]


def require_supplied(case: Case) -> None:
    """Refuse to decide while a promise is open. Asks nothing of the database for items that tolerate nothing."""
    if not tolerable_materials(library.definition_of(case.item_version)):
        return
    tolerance = _open(case)
    if tolerance is not None:
        raise Refusal(
            asked=_("对办件 %(number)s 作出决定") % {"number": case.number},
            rule=_("容缺受理的，材料补齐之后方可作出决定（行政许可法第三十四条、容缺受理通知书）"),
            way_out=_("请在 %(day)s 前等待申请人补交，或者在窗口登记已补交的材料")
            % {"day": day_text(tolerance.supply_by_date)},
        )


@transaction.atomic
def lapse_tolerance(*, case_id: int, at: datetime) -> bool:
    """The last day has passed and not everything came. Returns False when it came after all, or the case has ended."""
    file = lock_case(case_id)
    case = file.case
    tolerance = _open(case)
    if tolerance is None or end_of_day(tolerance.supply_by_date) > at:
        return False
    tolerance.lapsed_at = at
    tolerance.save(update_fields=["lapsed_at"])
    if case.state != CaseState.UNDER_REVIEW:
        return False
    left = outstanding_of(tolerance)
    events: list[CaseEvent] = [
        ToleranceLapsed(case_id=case.pk, number=case.number, outstanding=left, ending=tolerance.ending)
    ]
    append_events(case, events, actor=SystemActor(), at=at)
    move(case, Act.WITHDRAW)
    end(file, Outcome.ABANDONED, ResultCode.NOT_CORRECTED, actor=SystemActor(), at=at)
    return True


def _open(case: Case) -> Tolerance | None:
    return Tolerance.objects.filter(case=case, supplied_at__isnull=True, lapsed_at__isnull=True).first()
