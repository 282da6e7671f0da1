"""What happened to accounts, as the ledger keeps it in stream ``account:<id>``. No payload names a person.

Each dataclass is the payload, version 1, of the kind ``accounts.<its name>``. Days are ISO 8601.
"""

from dataclasses import asdict, dataclass

from yangguang.foundations.ledger.events import NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent:
    """The account itself is named by the stream."""

    def as_event(self) -> NewEvent:
        return NewEvent(kind=f"accounts.{type(self).__name__}", payload=asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(AccountEvent):
    account_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(AccountEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(AccountEvent):
    """The account exists, the password did not match. Attempts on names that do not exist leave no trace here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(AccountEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(AccountEvent):
    """By the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(AccountEvent):
    """By an administrator or at a window: the actor of the ledger row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed(AccountEvent):
    holding_id: int
    post_id: int
    role: str
    from_date: str
    to_date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingEnded(AccountEvent):
    holding_id: int
    post_id: int
    to_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded(AccountEvent):
    holding_id: int
    post_id: int
    from_date: str
    to_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(AccountEvent):
    """Back before the day that was said."""

    holding_id: int
    post_id: int
    to_date: str
