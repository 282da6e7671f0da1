"""What an act on an account leaves on the ledger."""

from datetime import datetime

from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.events import ActorRef

from .actors import Actor, SystemActor
from .events import AccountEvent


def record(
    account_id: int,
    *events: AccountEvent,
    actor: Actor | SystemActor | None,
    at: datetime,
    place_path: str = "",
) -> None:
    reference: ActorRef | None = None
    if isinstance(actor, Actor):
        reference = ActorRef(account_id=actor.account_id, post_id=actor.post.id if actor.post else None)
    elif actor is None:  # the owner of the account, not yet or no longer signed in
        reference = ActorRef(account_id=account_id)
    ledger.append(
        f"account:{account_id}",
        [event.as_event() for event in events],
        actor=reference,
        at=at,
        place_path=place_path,
    )
