"""Recording a check on site."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.law.procedures import Act
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from ..access import lock_case, step_in_hand
from ..events import SiteChecked
from ..models import Case, SiteCheck
from ..order import require_possible
from .record import append_events, issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What two officers found; ``present`` and ``objection`` are of the applicant's side and may be empty."""

    checked_on: date
    place: str
    checked_with: str
    findings: str
    passed: bool
    present: str = ""
    objection: str = ""


@transaction.atomic
def record_site_check(*, actor: Actor, case_id: int, visit: Visit, at: datetime) -> SiteCheck:
    """By whoever has a step of the review in hand; within a special procedure as well, which a check may need.

    Raises `Refusal` where one person went alone, nothing was found, or the day is not one of the case's.
    """
    file = lock_case(case_id)
    case = file.case
    require_possible(case, Act.INSPECT)
    step = step_in_hand(actor, file, decides=False)
    _check(case, visit, actor, at)
    paper = issue(
        case,
        DocumentKind.SITE_RECORD,
        {
            "applicant": case.applicant_name,
            "place": visit.place.strip(),
            "checked_on": visit.checked_on.isoformat(),
            "officers": [actor.name, visit.checked_with.strip()],
            "findings": visit.findings.strip(),
            "verdict": "符合要求" if visit.passed else "不符合要求",
            "present": visit.present.strip(),
            "objection": visit.objection.strip(),
        },
        actor=actor,
        at=at,
    )
    check = SiteCheck.objects.create(
        case=case,
        step=step,
        checked_on=visit.checked_on,
        place=visit.place.strip(),
        checked_by_id=actor.account_id,
        checked_with=visit.checked_with.strip(),
        findings=visit.findings.strip(),
        passed=visit.passed,
        present=visit.present.strip(),
        objection=visit.objection.strip(),
        document=paper,
        recorded_at=at,
    )
    event = SiteChecked(
        case_id=case.pk,
        number=case.number,
        step=step.key,
        checked_on=visit.checked_on.isoformat(),
        passed=visit.passed,
    )
    append_events(case, [event], actor=actor, at=at)
    return check


def _check(case: Case, visit: Visit, actor: Actor, at: datetime) -> None:
    asked = _("记录办件 %(number)s 的现场核查") % {"number": case.number}
    other = visit.checked_with.strip()
    if not other or other == actor.name:
        raise Refusal(
            asked=asked,
            rule=_("实地核查应当指派两名以上工作人员进行（行政许可法第三十四条第三款）"),
            way_out=_("请填写另一名核查人员的姓名"),
        )
    if not visit.findings.strip() or not visit.place.strip():
        raise Refusal(
            asked=asked,
            rule=_("核查应当如实记录地点和发现的情况（行政许可法第三十四条、第六十一条）"),
            way_out=_("请填写核查地点和核查情况"),
        )
    if not shanghai_date(case.received_at) <= visit.checked_on <= shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("核查日期应在收件之后，不晚于今天"),
            way_out=_("请核对核查日期"),
        )
