"""What every act of a joint case leaves behind: ledger events and messages."""

from collections.abc import Sequence
from datetime import datetime

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.notices import services as notices

from ..joint_events import JointEvent
from ..joint_models import JointCase
from .record import reference


def joint_stream(joint_id: int) -> str:
    return f"joint:{joint_id}"


def append_joint_events(
    joint: JointCase,
    events: Sequence[JointEvent],
    *,
    actor: Actor | SystemActor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> None:
    ledger.append(
        joint_stream(joint.pk),
        [event.as_event() for event in events],
        actor=reference(actor),
        at=at,
        occurred_at=occurred_at,
        place_path=joint.place_path,
    )


def tell_joint_applicant(joint: JointCase, text: str, *, at: datetime) -> None:
    accounts = [one for one in (joint.applicant_id, joint.agent_id) if one is not None]
    if accounts:
        notices.send_message(
            accounts,
            subject=joint_stream(joint.pk),
            text=text,
            link=f"/my/joint/{joint.number}/",
            at=at,
        )
