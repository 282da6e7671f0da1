"""Warnings about the list itself (concern T22), read off the ledger: reports of change and legal checks that are late.

The list warns by its own clocks (`power_library.rounds_deadlines`); here somebody is told, and it is seen how it ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger import queries as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import moment_day_text

from ..list_warning_models import ListWarning

NAME = "electronic_supervision.lists"
JUSTICE = "justice"  # 司法行政部门, which makes the legal checks (国办发〔2018〕115号)


@dataclass(frozen=True, slots=True)
class _Overdue:
    duty: ListWarning.Duty
    owed_by: Role


OVERDUE: Mapping[str, _Overdue] = {
    "library.ChangeReportOverdue": _Overdue(ListWarning.Duty.CHANGE_REPORT, Role.AGENCY_HEAD),
    "library.LegalCheckOverdue": _Overdue(ListWarning.Duty.LEGAL_CHECK, Role.LEGAL_OFFICER),
}
SETTLING: Mapping[str, ListWarning.Duty] = {
    "library.LegalChangeReported": ListWarning.Duty.CHANGE_REPORT,
    "library.RoundFoundLawful": ListWarning.Duty.LEGAL_CHECK,
    "library.RoundReturned": ListWarning.Duty.LEGAL_CHECK,
    "library.RoundWithdrawn": ListWarning.Duty.LEGAL_CHECK,
}


def read_library(at: datetime) -> int:
    """Take in what is new about the list; returns how many events were stepped over."""
    return consumers.consume_all(
        NAME, lambda rows: _take_in(rows, at), limit=1000, kinds={*OVERDUE, *SETTLING}
    )


def _take_in(rows: Sequence[LedgerRow], at: datetime) -> None:
    for row in rows:
        if row.kind in OVERDUE:
            _warn(row, OVERDUE[row.kind], at)
        else:
            still_open = ListWarning.objects.filter(
                subject=row.stream, duty=SETTLING[row.kind], settled_at=None
            )
            still_open.update(settled_at=row.occurred_at)


def _warn(row: LedgerRow, overdue: _Overdue, at: datetime) -> None:
    began = ledger.history(row.stream)[0].payload
    department = str(row.payload.get("department", JUSTICE))
    warning, new = ListWarning.objects.get_or_create(
        event_sequence=row.sequence,
        defaults={
            "duty": overdue.duty,
            "subject": row.stream,
            "about": _about(began),
            "department_id": department,
            "fell_due_at": datetime.fromisoformat(row.payload["due_at"]),
            "warned_at": at,
        },
    )
    if new:
        _tell(warning, overdue.owed_by, at)


def _about(payload: Mapping[str, Any]) -> str:
    """The law that changed, or the title of the round, as the first event of the stream has it."""
    return str(payload.get("instrument") or payload.get("title", ""))


def _tell(warning: ListWarning, owed_by: Role, at: datetime) -> None:
    with override("zh-hans"):  # a message is written once, whatever language its reader has chosen
        text = _("“%(about)s”：%(duty)s应在%(day)s前完成，已经逾期") % {
            "about": warning.about,
            "duty": ListWarning.Duty(warning.duty).label,
            "day": moment_day_text(warning.fell_due_at),
        }
    notices.send_message(
        _recipients(warning.department_id, owed_by, at),
        subject=warning.subject,
        text=text,
        link="/supervision/lists/",
        at=at,
    )


def _recipients(department: str, owed_by: Role, at: datetime) -> Iterable[int]:
    """Who owes it, in the department's body of the province, and the province's supervisors."""
    province = organisations.province_card()
    if province is None:
        return
    body = organisations.bodies_of_departments({department}, division_code=province.code).get(department)
    if body is not None:
        yield from (one.account_id for one in accounts.holders_of(role=owed_by, body_id=body, at=at))
    supervisors = accounts.holders_at(roles=(Role.SUPERVISOR,), division_codes=(province.code,), at=at)
    yield from (one.account_id for one in supervisors)
