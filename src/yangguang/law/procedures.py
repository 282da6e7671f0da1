"""程序: which act may follow which, who must differ from whom, and which document each act makes.

The tables are ``texts/procedures.toml`` and ``texts/documents.toml``, one procedure for a kind of power, a matter and a
kind of case. ``docs/procedures.md`` draws them; the database keeps a trigger of the licensing table's shape.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from .citations import parse_citation
from .phrases import Phrase
from .powers import PowerKind
from .sources import UnreadableLaw, load_text

TEXT = "procedures.toml"


class Stage(StrEnum):
    """Where a matter stands. The five of licensing are what cases store."""

    NOT_BEGUN = "not_begun"
    RECEIVED = "received"
    AWAITING_CORRECTION = "awaiting_correction"
    UNDER_REVIEW = "under_review"
    SENT_UP = "sent_up"
    FILED = "filed"
    NOTIFIED = "notified"
    APPROVED = "approved"
    IN_PLACE = "in_place"
    DEMANDED = "demanded"
    PLANNED = "planned"
    INSPECTED = "inspected"
    CONCLUDED = "concluded"
    DELIVERED = "delivered"
    CLOSED = "closed"

    @property
    def label(self) -> Phrase:
        return _words("stages", self)


class Act(StrEnum):
    """Acts by the verbs of the statutes."""

    RECEIVE = "receive"
    REQUEST_CORRECTION = "request_correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    DECLINE = "decline"
    REFER = "refer"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    NOTIFY_PARTIES = "notify_parties"
    TELL_HEARING_RIGHT = "tell_hearing_right"
    HOLD_HEARING = "hold_hearing"
    INSPECT = "inspect"
    ASK_DEPARTMENTS = "ask_departments"
    SUBMIT_OPINION = "submit_opinion"
    LEGAL_REVIEW = "legal_review"
    FORWARD = "forward"
    RECEIVE_REPLY = "receive_reply"
    DECIDE_GRANT = "decide_grant"
    DECIDE_REFUSE = "decide_refuse"
    DEEM_RENEWED = "deem_renewed"
    DECIDE = "decide"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    OPEN_CASE = "open_case"
    INVESTIGATE = "investigate"
    REGISTER_EVIDENCE = "register_evidence"
    NOTIFY = "notify"
    HEAR_STATEMENT = "hear_statement"
    DECIDE_PENALTY = "decide_penalty"
    DECIDE_NO_PENALTY = "decide_no_penalty"
    DECIDE_ON_THE_SPOT = "decide_on_the_spot"
    TRANSFER = "transfer"
    EXECUTE = "execute"
    APPROVE = "approve"
    IMPLEMENT = "implement"
    LIFT = "lift"
    DEMAND = "demand"
    PLAN = "plan"
    RECORD = "record"
    PUBLISH = "publish"
    ASSESS = "assess"
    PAY = "pay"
    NOTIFY_RESPONDENT = "notify_respondent"
    MEDIATE = "mediate"
    CLOSE = "close"

    @property
    def label(self) -> Phrase:
        return _words("acts", self)


class Duty(StrEnum):
    """What a person did in a case, as far as the law asks who may have done it."""

    REVIEW = "review"
    DECIDE = "decide"
    CHAIR_HEARING = "chair_hearing"
    INVESTIGATE = "investigate"
    INSPECT = "inspect"
    TEST = "test"
    LEGAL_REVIEW = "legal_review"
    IMPLEMENT = "implement"
    DECIDE_PENALTY = "decide_penalty"
    COLLECT_FINE = "collect_fine"


@dataclass(frozen=True, slots=True)
class Rule:
    """``act`` leads from each stage of ``after`` to ``to`` and produces ``documents`` (ids of `documents`)."""

    act: Act
    after: tuple[Stage, ...]
    to: Stage
    citation: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """One table. ``by_analogy``: no single statute orders the acts; a special law goes before."""

    id: str
    name: Phrase
    powers: frozenset[PowerKind]
    matter: str
    case_kind: str
    by_analogy: bool
    rules: Mapping[Act, Rule]

    def may_follow(self, stage: str, act: Act) -> Stage:
        """The stage that ``act`` leads to from ``stage``. Raises `OutOfOrder`."""
        rule = self.rules.get(act)
        if rule is None or Stage(stage) not in rule.after:
            raise OutOfOrder(self, Stage(stage), act)
        return rule.to

    def possible_acts(self, stage: str) -> tuple[Act, ...]:
        return tuple(rule.act for rule in self.rules.values() if Stage(stage) in rule.after)

    def stages(self) -> tuple[Stage, ...]:
        """Every stage of the table, in the order of `Stage`."""
        used = {stage for rule in self.rules.values() for stage in (*rule.after, rule.to)}
        return tuple(stage for stage in Stage if stage in used)


class OutOfOrder(ValueError):
    """An act that may not follow the present stage; the message names the article and the stages it may follow."""

    def __init__(self, procedure: Procedure, stage: Stage, act: Act) -> None:
        self.act, self.stage = act, stage
        self.text = _out_of_order(procedure, stage, act)
        super().__init__(self.text)


def _out_of_order(procedure: Procedure, stage: Stage, act: Act) -> Phrase:
    rule = procedure.rules.get(act)
    if rule is None:
        return Phrase(
            f"“{procedure.name}”没有“{act.label}”这一环节",
            f"{procedure.name.english} knows no act “{act.label.english}”",
        )
    after = "、".join(allowed.label for allowed in rule.after)
    after_english = " or ".join(f"“{allowed.label.english}”" for allowed in rule.after)
    citation = rule.citation.english if isinstance(rule.citation, Phrase) else rule.citation
    return Phrase(
        f"“{act.label}”只能在“{after}”时进行，现在是“{stage.label}”（{rule.citation}）",
        f"“{act.label.english}” may only follow {after_english}; now it is “{stage.label.english}” ({citation})",
    )


def may_follow(stage: str, act: Act, procedure_id: str = "licensing") -> Stage:
    """The stage that ``act`` leads to from ``stage``. Raises `OutOfOrder`."""
    return procedures()[procedure_id].may_follow(stage, act)


def possible_acts(stage: str, procedure_id: str = "licensing") -> tuple[Act, ...]:
    """The acts that may follow ``stage``."""
    return procedures()[procedure_id].possible_acts(stage)


def procedure_for(power: PowerKind, matter: str = "grant", case_kind: str = "promised") -> Procedure:
    """The procedure of a kind of power, a matter and a kind of case.

    A kind of case without a table of its own goes by the power's ordinary one. Raises `LookupError` for a matter that
    the power does not know.
    """
    of_matter = [one for one in procedures().values() if power in one.powers and one.matter == matter]
    if not of_matter:
        raise LookupError(f"no procedure for power {power.value} and matter {matter!r}")
    return next((one for one in of_matter if one.case_kind == case_kind), of_matter[0])


@dataclass(frozen=True, slots=True)
class Violation:
    """A duty done by the wrong people. ``persons``: those who did two duties, or those of too small a number."""

    name: Phrase
    citation: str
    persons: frozenset[int]


def violations(power: PowerKind, done: Mapping[Duty, Collection[int]]) -> tuple[Violation, ...]:
    """Where the people who did the duties of a case are not those the law wants.

    ``done`` lists persons (any ids) by duty; a duty that nobody has done is not judged yet.
    """
    found: list[Violation] = []
    for row in _rows("separation", power):
        both = set(done.get(Duty(row["first"]), ())) & set(done.get(Duty(row["second"]), ()))
        if both:
            found.append(_violation(row, both))
    for row in _rows("quorum", power):
        persons = set(done.get(Duty(row["duty"]), ()))
        if persons and len(persons) < row["persons"]:
            found.append(_violation(row, persons))
    return tuple(found)


def _rows(table: str, power: PowerKind) -> list[Mapping[str, Any]]:
    return [row for row in load_text(TEXT)[table] if power.value in row["powers"]]


def _violation(row: Mapping[str, Any], persons: Collection[int]) -> Violation:
    citation = parse_citation(row["cite"]).in_words()
    return Violation(Phrase(row["name"], row["english"]), citation, frozenset(persons))


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """文书: what a document must contain, by the article that asks for it."""

    id: str
    name: Phrase
    citation: str
    contents: tuple[Phrase, ...]


@cache
def documents() -> dict[str, DocumentForm]:
    """Every document by id."""
    return {
        row["id"]: DocumentForm(
            row["id"],
            Phrase(row["name"], row["english"]),
            parse_citation(row["cite"]).in_words(),
            tuple(Phrase(*content) for content in row["contents"]),
        )
        for row in load_text("documents.toml")["document"]
    }


@cache
def procedures() -> dict[str, Procedure]:
    """Every procedure by id. Raises `UnreadableLaw`."""
    found: dict[str, Procedure] = {}
    for row in load_text(TEXT)["procedure"]:
        try:
            found[row["id"]] = _procedure(row, found)
        except (KeyError, ValueError) as error:
            raise UnreadableLaw(TEXT, f"procedure {row.get('id')!r}: {error!r}") from error
    return found


def _procedure(row: Mapping[str, Any], earlier: Mapping[str, Procedure]) -> Procedure:
    rules = dict(earlier[row["based_on"]].rules) if "based_on" in row else {}
    for dropped in row.get("without", ()):
        del rules[Act(dropped)]
    rules |= {rule.act: rule for rule in map(_rule, row["rules"])}
    return Procedure(
        id=row["id"],
        name=Phrase(row["name"], row["english"]),
        powers=frozenset(PowerKind(code) for code in row["powers"]),
        matter=row.get("matter", "grant"),
        case_kind=row.get("case_kind", "promised"),
        by_analogy=row.get("by_analogy", False),
        rules=rules,
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    named = tuple(row.get("documents", ()))
    if unknown := [name for name in named if name not in documents()]:
        raise ValueError(f"unknown documents {unknown}")
    return Rule(
        act=Act(row["act"]),
        after=tuple(Stage(stage) for stage in row["after"]),
        to=Stage(row["to"]),
        citation=parse_citation(row["cite"]).in_words(),
        documents=named,
    )


def _words(table: str, value: str) -> Phrase:
    chinese, english = load_text(TEXT)[table][value]
    return Phrase(chinese, english)
