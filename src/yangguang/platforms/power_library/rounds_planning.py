"""From the rows of a round to its plan: what stands, what the lines say, what they come to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256

from yangguang.foundations.ledger.canonical import canonical_json

from .models import AdjustmentRound, ProposalState, RoundLine
from .reading import versions_in_force
from .rounds_balance import Line, LineKind, Plan, Standing, plan_of


def standing_on(day: date) -> dict[str, Standing]:
    """Every item in force on a day."""
    rows = versions_in_force(on=day).values_list("item_id", "item__department_id", "content__levels")
    return {item: Standing(department, frozenset(levels)) for item, department, levels in rows}


def day_before(one: AdjustmentRound) -> date:
    return one.in_force_on - timedelta(days=1)


def planned(lines: Sequence[RoundLine], before: Mapping[str, Standing]) -> Plan:
    return plan_of(before, [as_line(line) for line in lines])


def as_line(line: RoundLine) -> Line:
    brings = None
    if line.proposal is not None and line.proposal.state in (ProposalState.APPROVED, ProposalState.PUBLISHED):
        brings = Standing(line.proposal.department_id, frozenset(line.proposal.content.get("levels", ())))
    return Line(
        kind=LineKind(line.kind),
        item=line.item_key,
        level=line.level,
        to_level=line.to_level,
        target=line.target_key,
        brings=brings,
    )


def lines_of(one: AdjustmentRound) -> list[RoundLine]:
    """In the order in which they were proposed."""
    return list(one.lines.select_related("proposal", "department", "change").order_by("pk"))


def objections_in_words(lines: Sequence[RoundLine], plan: Plan) -> list[dict[str, str]]:
    """Objections as `AdjustmentRound.obstacles` keeps them."""
    return [obstacle(lines[one.at], one.rule, one.way_out) for one in plan.objections]


def obstacle(line: RoundLine, rule: str, way_out: str) -> dict[str, str]:
    return {"item": line.item_key, "name": line.item_name, "rule": rule, "way_out": way_out}


def written(obstacles: Iterable[Mapping[str, str]], field: str) -> str:
    return "\n".join(f"{one['name']}: {one[field]}" for one in obstacles)


def lines_digest(lines: list[RoundLine]) -> str:
    """SHA-256 over what the lines say, in their order."""
    said = [
        {
            "kind": line.kind,
            "item": line.item_key,
            "level": line.level,
            "to_level": line.to_level,
            "target": line.target_key,
            "becomes": line.becomes,
            "basis": line.basis,
            "proposal": line.proposal_id,
        }
        for line in lines
    ]
    return sha256(canonical_json({"lines": said})).hexdigest()
