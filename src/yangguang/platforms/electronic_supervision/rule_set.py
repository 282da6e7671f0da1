"""The rule set as data: read from ``rule_sets/*.toml``, checked when it is read, named by every card."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from yangguang.law.time_limits import TimeLimit

from .levels import AlertLevel, Matter, Told

DEFAULT = "default.toml"
CLOCKS = frozenset({"step", "acceptance", "delivery", "procedure", "check"})
CHANNELS = frozenset({"", "online", "window", "agent"})


class ActCondition(StrEnum):
    """What makes an act a breach, beside its kind; `acts` has the meaning of each."""

    ALWAYS = ""
    AGAIN = "again"
    ENTERED_LATE = "entered_late"


class UnreadableRules(ValueError):
    """A file of rules says something that cannot be followed; names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule at one level. It watches a clock, or acts on the ledger, or the limits of the case itself.

    ``after``: working days past the end of the clock, negative before it; of an act that was entered late, the working
    days within which it had to be entered. ``channel`` narrows a rule to cases that came in that way.
    """

    id: str
    level: AlertLevel
    matter: Matter
    name: str
    name_en: str
    root: str
    root_en: str
    clock: str = ""
    after: int = 0
    channel: str = ""
    events: tuple[str, ...] = ()
    condition: ActCondition = ActCondition.ALWAYS
    told: tuple[Told, ...] = ()  # instead of those whom its level tells


@dataclass(frozen=True, slots=True)
class LevelLabel:
    """What a level is called here, which colour it bears, and who is told."""

    name: str
    name_en: str
    tone: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    id: str
    version: str
    thresholds: frozenset[str]
    supervising_department: str
    name: str
    name_en: str
    root: str
    root_en: str
    in_force_from: date
    in_force_until: date | None  # exclusive
    levels: Mapping[AlertLevel, LevelLabel]
    rules: tuple[Rule, ...]

    def rule(self, matter: str, level: int) -> Rule:
        """The rule of a matter at a level. Raises `LookupError`."""
        for rule in self.rules:
            if (rule.matter, rule.level) == (matter, level):
                return rule
        raise LookupError(f"rule set {self.version} has no rule for {matter!r} at level {level}")

    def of_clock(self, kind: str, channel: str = "") -> list[Rule]:
        """The rules on a clock of ``kind`` of a case that came in by ``channel``."""
        return [rule for rule in self.rules if rule.clock == kind and rule.channel in ("", channel)]

    def of_event(self, kind: str) -> list[Rule]:
        return [rule for rule in self.rules if kind in rule.events]


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set that ships. Raises `UnreadableRules`."""
    folder = files(__package__) / "rule_sets"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in names}
    default = read_rules(DEFAULT, texts.pop(DEFAULT))
    return (default, *(read_rules(name, text, bases=(default,)) for name, text in texts.items()))


@cache
def rules_for(thresholds_version: str) -> RuleSet:
    """The rule set that supervises cases filed under these thresholds. Raises `LookupError`."""
    for rule_set in rule_sets():
        if thresholds_version in rule_set.thresholds:
            return rule_set
    raise LookupError(f"no rule set supervises cases filed under thresholds {thresholds_version!r}")


@cache
def rules_of_version(version: str) -> RuleSet:
    """The rule set that a card names. Raises `LookupError`."""
    for rule_set in rule_sets():
        if rule_set.version == version:
            return rule_set
    raise LookupError(f"no rule set of version {version!r}")


def read_rules(name: str, text: str, *, bases: Sequence[RuleSet] = ()) -> RuleSet:
    """Read one file of rules; ``name`` is for its errors.

    A set that names its base takes from there the rules of every matter of which it says nothing itself.
    """
    try:
        return _rule_set(loads(text), bases)
    except (KeyError, ValueError, TypeError) as error:
        raise UnreadableRules(f"{name}: {error!r}") from error


def _rule_set(data: Mapping[str, Any], bases: Sequence[RuleSet]) -> RuleSet:
    own = tuple(_rule(entry) for entry in data["rule"])
    rules = (*own, *_inherited(data.get("base"), bases, {rule.matter for rule in own}))
    doubled = {(rule.matter, rule.level) for rule in rules}
    if len(doubled) != len(rules):
        raise ValueError("two rules of one matter and level")
    levels = {AlertLevel(int(level)): _label(entry) for level, entry in data["levels"].items()}
    if set(levels) != set(AlertLevel):
        raise ValueError(f"levels {sorted(levels)} are named; all three are needed")
    return RuleSet(
        id=data["id"],
        version=data["version"],
        thresholds=frozenset(data["thresholds"]),
        supervising_department=data["supervising_department"],
        name=data["name"],
        name_en=data["name_en"],
        root=data["root"],
        root_en=data["root_en"],
        in_force_from=data["in_force_from"],
        in_force_until=data.get("in_force_until"),
        levels=levels,
        rules=rules,
    )


def _inherited(base: str | None, bases: Sequence[RuleSet], said: Collection[str]) -> list[Rule]:
    if base is None:
        return []
    found = [one for one in bases if one.version == base]
    if not found:
        raise ValueError(f"there is no base {base!r}")
    return [rule for rule in found[0].rules if rule.matter not in said]


def _label(entry: Mapping[str, Any]) -> LevelLabel:
    return LevelLabel(
        name=entry["name"],
        name_en=entry["name_en"],
        tone=entry["tone"],
        told=tuple(Told(value) for value in entry["told"]),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    after = TimeLimit.parse(entry.get("before") or entry.get("after", "0wd"))
    rule = Rule(
        id=entry["id"],
        level=AlertLevel(entry["level"]),
        matter=Matter(entry["matter"]),
        name=entry["name"],
        name_en=entry["name_en"],
        root=entry["root"],
        root_en=entry["root_en"],
        clock=entry.get("clock", ""),
        after=-after.amount if "before" in entry else after.amount,
        channel=entry.get("channel", ""),
        events=tuple(entry.get("events", ())),
        condition=ActCondition(entry.get("condition", "")),
        told=tuple(Told(value) for value in entry.get("told", ())),
    )
    _require_one_trigger(rule, after)
    return rule


def _require_one_trigger(rule: Rule, after: TimeLimit) -> None:
    if after.unit.value != "wd":
        raise ValueError(f"rule {rule.id}: `after` and `before` are counted in working days, not {after}")
    if rule.channel not in CHANNELS:
        raise ValueError(f"rule {rule.id}: no channel {rule.channel!r}; there are {sorted(CHANNELS)}")
    if rule.clock and rule.clock not in CLOCKS:
        raise ValueError(f"rule {rule.id}: no clock {rule.clock!r}; there are {sorted(CLOCKS)}")
    triggers = [bool(rule.clock), bool(rule.events), rule.matter == Matter.CASE_TIME]
    if sum(triggers) != 1:
        raise ValueError(f"rule {rule.id}: needs one trigger: a clock, an event, or the limits of the case")
