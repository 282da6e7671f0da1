"""Turns the acts of operation into public notices (办件公告). Its position in the ledger moves with its effect."""

from collections.abc import Sequence

from yangguang.foundations.accounts.masking import mask_name
from yangguang.foundations.ledger import consumers
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.platforms.power_operation import queries as operation
from yangguang.platforms.power_operation.queries import Case
from yangguang.platforms.power_operation.states import Ended

from .models import PublicNotice

NAME = "disclosure"
KIND_OF_EVENT = {
    "operation.CaseAccepted": PublicNotice.Kind.ACCEPTED,
    "operation.CaseDecided": PublicNotice.Kind.CONCLUDED,
    "operation.LicenceEnded": PublicNotice.Kind.ENDED,
    "operation.CommitmentRevoked": PublicNotice.Kind.ENDED,
}


def publish_notices() -> int:
    """Publish what is new on the ledger; returns the number of events read."""
    return consumers.consume_all(NAME, _publish, kinds=list(KIND_OF_EVENT))


def _publish(rows: Sequence[LedgerRow]) -> None:
    cases = operation.cases_by_id({int(row.payload["case_id"]) for row in rows})
    notices = [
        _notice(cases[int(row.payload["case_id"])], KIND_OF_EVENT[row.kind], row)
        for row in rows
        if int(row.payload["case_id"]) in cases
    ]
    PublicNotice.objects.bulk_create(notices, ignore_conflicts=True)


def _notice(case: Case, kind: PublicNotice.Kind, row: LedgerRow) -> PublicNotice:
    return PublicNotice(
        case_number=case.number,
        kind=kind,
        place_path=case.place_path,
        body_name=case.body.name,
        body_name_en=case.body.name_en,
        item_name=case.item_version.name,
        item_name_en=case.item_version.name_en,
        applicant=case.applicant_name if case.applicant_kind == "company" else mask_name(case.applicant_name),
        outcome=_outcome(row),
        published_at=row.recorded_at,
    )


def _outcome(row: LedgerRow) -> str:
    if row.kind == "operation.CommitmentRevoked":
        return Ended.REVOKED.value
    return str(row.payload.get("how") or row.payload.get("outcome", ""))
