"""What a case is charged, and what a word from the payment provider means: decisions that need no database.

Amounts are integer cents (分) and come from the pinned item version alone; nothing here takes one from a person.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from yangguang.platforms.power_library.queries import DueBefore, Fee, ItemDefinition

from .states import DifferenceKind, OrderState

# Copied into a notice word for word; the database compares them with the published version.
COPIED = ("name", "name_en", "amount_cents", "standard", "standard_en", "basis_instrument", "basis_article")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of the list in one case. ``position`` is its place in the version; ``waiver`` is why it is not taken."""

    position: int
    name: str
    name_en: str
    amount_cents: int
    standard: str
    standard_en: str
    basis_instrument: str
    basis_article: str
    waiver: str = ""

    @property
    def basis(self) -> str:
        return f"《{self.basis_instrument}》{self.basis_article}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlaceWaiver:
    """零收费: what a place does not take, by which document. No ``fees`` named: every fee."""

    document: str
    fees: frozenset[str] = frozenset()

    def covers(self, name: str) -> bool:
        return not self.fees or name in self.fees


def fee_lines(
    definition: ItemDefinition, form: Mapping[str, Any], *, of_place: Sequence[PlaceWaiver] = ()
) -> tuple[FeeLine, ...]:
    """Every fee of the version, those not taken with the reason: the place's zero-fee document, or the item's own."""
    return tuple(
        FeeLine(
            position=position,
            waiver=_place_waiver(fee, of_place) or _own_waiver(fee, form),
            **{name: getattr(fee, name) for name in COPIED},
        )
        for position, fee in enumerate(definition.fees)
    )


def _place_waiver(fee: Fee, of_place: Sequence[PlaceWaiver]) -> str:
    return next((waiver.document for waiver in of_place if waiver.covers(fee.name)), "")


def _own_waiver(fee: Fee, form: Mapping[str, Any]) -> str:
    for waiver in fee.waivers:
        field, _equals, value = waiver.when.partition("=")
        if str(form.get(field, "")) == value:
            return waiver.basis
    return ""


def amount_due(lines: Iterable[FeeLine]) -> int:
    """Cents to be paid."""
    return sum(line.amount_cents for line in lines if not line.waiver)


def unlisted_fees(definition: ItemDefinition, names: Iterable[str]) -> list[str]:
    """Charges that the published version does not name."""
    listed = {fee.name for fee in definition.fees}
    return [name for name in names if name not in listed]


def waits_for_payment(definition: ItemDefinition, act: DueBefore) -> bool:
    """Whether the item says that ``act`` waits until its fees are paid."""
    return any(fee.due_before == act for fee in definition.fees)


class Verdict(StrEnum):
    """What a callback led to. The provider is told to come again only after `TOO_EARLY`."""

    RECORDED = "recorded"
    REPEATED = "repeated"  # the same word once more: nothing changes
    STALE = "stale"  # an older word that a later one has overtaken
    TOO_EARLY = "too_early"  # a refund before its payment, or one that nobody approved here
    AMOUNT_DIFFERS = "amount_differs"
    UNKNOWN_ORDER = "unknown_order"


_RANK = {OrderState.CREATED: 0, OrderState.FAILED: 1, OrderState.PAID: 2, OrderState.REFUNDED: 3}


def judge_callback(
    *, stands: OrderState, said: OrderState, ours_cents: int, said_cents: int, refund_approved: bool
) -> Verdict:
    """Callbacks may come twice and in any order; an order only ever moves up: failed, paid, refunded."""
    if said_cents != ours_cents:
        return Verdict.AMOUNT_DIFFERS
    if said == stands:
        return Verdict.REPEATED
    if _RANK[said] < _RANK[stands]:
        return Verdict.STALE
    if said == OrderState.REFUNDED and not (stands == OrderState.PAID and refund_approved):
        return Verdict.TOO_EARLY
    return Verdict.RECORDED


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A line of a day's statement. ``kind`` is payment or refund."""

    order_number: str
    kind: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Difference:
    order_number: str
    entry: str
    kind: DifferenceKind
    ours_cents: int
    theirs_cents: int


def differences(ours: Sequence[Entry], theirs: Sequence[Entry]) -> Iterator[Difference]:
    """Every line in which our books and the provider's statement of a day do not agree, by order."""
    here = {(entry.order_number, entry.kind): entry.amount_cents for entry in ours}
    there: dict[tuple[str, str], int] = {}
    for entry in theirs:  # a line twice in the statement is money taken twice
        key = (entry.order_number, entry.kind)
        there[key] = there.get(key, 0) + entry.amount_cents
    for key in sorted(here.keys() | there.keys()):
        mine, other = here.get(key), there.get(key)
        if mine == other:
            continue
        kind = DifferenceKind.AMOUNT
        if mine is None:
            kind = DifferenceKind.MISSING_HERE
        elif other is None:
            kind = DifferenceKind.MISSING_THERE
        yield Difference(key[0], key[1], kind, mine or 0, other or 0)


def across_midnight(one: Difference, *, ours: Collection[Entry], theirs: Collection[Entry]) -> Difference:
    """``one``, as booked on another day when the side that lacks it has the same line the day before or after.

    ``ours`` and ``theirs``: the books of those two days. A payment of one minute to midnight may reach us after it.
    """
    line = Entry(one.order_number, one.entry, max(one.ours_cents, one.theirs_cents))
    missing_in = {DifferenceKind.MISSING_HERE: ours, DifferenceKind.MISSING_THERE: theirs}
    return replace(one, kind=DifferenceKind.NEXT_DAY) if line in missing_in.get(one.kind, ()) else one
