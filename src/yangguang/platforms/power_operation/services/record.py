"""What every act of a case leaves behind: ledger events, documents, messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.documents.kinds import DocumentKind
from yangguang.foundations.documents.queries import OfficialDocument
from yangguang.foundations.documents.services import NewDocument
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import ActorRef
from yangguang.foundations.notices import services as notices
from yangguang.law.time_limits import shanghai_date

from ..events import CaseEvent
from ..models import Case


def stream_of(case_id: int) -> str:
    return f"case:{case_id}"


def reference(actor: Actor | SystemActor) -> ActorRef | None:
    if actor.account_id is None:
        return None
    return ActorRef(account_id=actor.account_id, post_id=actor.post.id if actor.post else None)


def append_events(
    case: Case,
    events: Sequence[CaseEvent],
    *,
    actor: Actor | SystemActor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> None:
    ledger.append(
        stream_of(case.pk),
        [event.as_event() for event in events],
        actor=reference(actor),
        at=at,
        occurred_at=occurred_at,
        place_path=case.place_path,
    )


def issue(
    case: Case, kind: DocumentKind, facts: Mapping[str, Any], *, actor: Actor | SystemActor, at: datetime
) -> OfficialDocument:
    """Issue an official document of the case's body, with the facts that every document of a case names."""
    (document,) = issue_all(case, [NewDocument(kind, facts)], actor=actor, at=at)
    return document


def issue_all(
    case: Case, new: Iterable[NewDocument], *, actor: Actor | SystemActor, at: datetime
) -> list[OfficialDocument]:
    """Issue the documents of an act, each of another kind, in one go."""
    facts_of_case = {
        "case_number": case.number,
        "item": case.item_version.name,
        "body": case.body.name,
        "consult_phone": case.body.consult_phone,
        "complaint_phone": case.body.complaint_phone,
        "handler": actor.name
        if isinstance(actor, SystemActor) or actor.post
        else "",  # nobody, who applies online
        "addressee_kind": case.applicant_kind,
    }
    return documents.issue_documents(
        [NewDocument(one.kind, {**facts_of_case, **one.facts}) for one in new],
        body_id=case.body_id,
        subject=stream_of(case.pk),
        addressee=case.applicant_name,
        at=at,
    )


def tell_applicant(case: Case, text: str, *, at: datetime) -> None:
    """A line in the account of the applicant and of the agent who acts for him."""
    accounts = [account for account in (case.applicant_id, case.agent_id) if account is not None]
    if accounts:
        notices.send_message(
            accounts,
            subject=stream_of(case.pk),
            text=text,
            link=f"/my/cases/{case.number}/",
            at=at,
        )


def moment_fact(at: datetime) -> str:
    """A moment as documents keep it: ISO 8601 in UTC; the drawing shows it in Shanghai time."""
    return at.astimezone(UTC).isoformat()


def day_fact(at: datetime) -> str:
    return shanghai_date(at).isoformat()


def day_words(at: datetime) -> str:
    """The last day of a limit that ends at ``at``, as messages to people say it."""
    day = shanghai_date(at - timedelta(microseconds=1))
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}
