"""The page of rules: one set with its levels, rules and thresholds, the other sets, and the catalogue of concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yangguang.law.refusals import NotFound
from yangguang.law.thresholds import Thresholds, thresholds_of_version
from yangguang.law.time_limits import TimeLimit, Unit

from .concerns import Concern, concerns
from .levels import AlertLevel, Matter, Told
from .rule_set import ActCondition, LevelLabel, Rule, RuleSet, rule_sets, rules_of_version
from .wording import in_english, limit_words


@dataclass(frozen=True, slots=True)
class RuleLine:
    rule: Rule
    label: LevelLabel
    matter: str
    when: str
    told: str  # empty when its level says who


@dataclass(frozen=True, slots=True)
class LevelLine:
    label: LevelLabel
    told: str


@dataclass(frozen=True, slots=True)
class RulesView:
    chosen: RuleSet
    thresholds: Thresholds
    sets: Sequence[RuleSet]
    levels: Sequence[LevelLine]
    lines: Sequence[RuleLine]
    concerns: Sequence[Concern]


def rules_view(version: str) -> RulesView:
    """A rule set as its page shows it; without a version the platform's own. Raises `NotFound`."""
    sets = rule_sets()
    try:
        chosen = rules_of_version(version) if version else sets[0]
    except LookupError:
        raise NotFound from None
    thresholds = thresholds_of_version(min(chosen.thresholds))
    rules = sorted(chosen.rules, key=lambda rule: (rule.matter != Matter.CASE_TIME, rule.matter, rule.level))
    return RulesView(
        chosen=chosen,
        thresholds=thresholds,
        sets=sets,
        levels=[LevelLine(label, _told(label.told)) for _level, label in sorted(chosen.levels.items())],
        lines=[
            RuleLine(
                rule,
                chosen.levels[rule.level],
                str(Matter(rule.matter).label),
                when(rule, thresholds),
                _told(rule.told),
            )
            for rule in rules
        ],
        concerns=concerns(),
    )


def _told(groups: Iterable[Told]) -> str:
    return (", " if in_english() else "、").join(str(Told(group).label) for group in groups)


def when(rule: Rule, thresholds: Thresholds) -> str:
    """When a rule first holds, in words."""
    if rule.condition == ActCondition.ENTERED_LATE:
        return _("行为发生%(limit)s后才录入时") % {"limit": _days(rule.after)}
    if rule.events:
        return _("行为发生时")
    if rule.after < 0:
        return _("期限届满前%(limit)s") % {"limit": _days(-rule.after)}
    if rule.matter != Matter.CASE_TIME:
        if not rule.after:
            return _("期限届满时")
        return _("期限届满后%(limit)s") % {"limit": _days(rule.after)}
    if rule.level == AlertLevel.WARN:
        return ("; " if in_english() else "；").join(_warnings(thresholds))
    limit = thresholds.yellow if rule.level == AlertLevel.YELLOW else thresholds.red
    return _("承诺期限届满时") if limit == "promised" else _("法定期限届满时")


def _days(working_days: int) -> str:
    return limit_words(str(TimeLimit(working_days, Unit.WORKING_DAY)))


def _warnings(thresholds: Thresholds) -> list[str]:
    return [
        _("承诺期限长于 %(longer)s 个工作日的，届满前 %(days)s 个工作日")
        % {"longer": row.longer_than, "days": row.working_days}
        for row in thresholds.warn_before
    ]
