"""The rules as data and as pure functions: no case, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.thresholds import thresholds_of_version
from yangguang.law.time_limits import TimeLimit, end_of_day
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.electronic_supervision.levels import AlertLevel, Matter
from yangguang.platforms.electronic_supervision.rule_set import (
    UnreadableRules,
    read_rules,
    rule_sets,
    rules_for,
    rules_of_version,
)
from yangguang.platforms.electronic_supervision.rules import (
    Alert,
    Stretch,
    alerts_of_limit,
    alerts_passed,
    alerts_to_come,
)

CALENDAR = announced_calendar(date(2026, 3, 2), ())
RULES = rules_of_version("default-1")
DEFAULT = thresholds_of_version("default-1")
DUE = end_of_day(date(2026, 3, 12))  # a Thursday
EIGHT = TimeLimit.parse("8wd")

GOOD = """
id = "x"
version = "x-1"
thresholds = ["x-1"]
supervising_department = "data_administration"
name = "s"
name_en = "s"
root = "r"
root_en = "r"
in_force_from = 2026-01-01
levels.1 = { name = "a", name_en = "a", tone = "warn", told = ["window"] }
levels.2 = { name = "b", name_en = "b", tone = "yellow", told = ["window"] }
levels.3 = { name = "c", name_en = "c", tone = "red", told = ["window"] }
[[rule]]
id = "A"
level = 1
matter = "step_time"
clock = "step"
after = "0wd"
name = "n"
name_en = "n"
root = "r"
root_en = "r"
"""


def moments(kind: str, limit: TimeLimit = EIGHT, due: datetime = DUE) -> dict[int, datetime]:
    return {alert.level: alert.at for alert in alerts_of_limit(kind, due, limit, CALENDAR, DEFAULT, RULES)}


class TestMoments:
    def test_the_promise_warns_two_working_days_before_and_turns_yellow_at_its_end(self) -> None:
        assert moments("promised") == {1: end_of_day(date(2026, 3, 10)), 2: DUE}

    def test_two_working_days_before_a_monday_is_the_thursday(self) -> None:
        assert moments("promised", due=end_of_day(date(2026, 3, 16)))[1] == end_of_day(date(2026, 3, 12))

    def test_the_statutory_limit_turns_red_and_nothing_else(self) -> None:
        assert moments("statutory", TimeLimit.parse("20wd")) == {3: DUE}

    def test_a_step_warns_at_its_end_and_turns_yellow_a_working_day_later(self) -> None:
        assert moments("step") == {1: DUE, 2: end_of_day(date(2026, 3, 13))}

    def test_a_step_that_ends_on_friday_turns_yellow_after_monday(self) -> None:
        assert moments("step", due=end_of_day(date(2026, 3, 13)))[2] == end_of_day(date(2026, 3, 16))

    @pytest.mark.parametrize("kind", ["acceptance", "delivery"])
    def test_acceptance_and_delivery_turn_yellow_at_their_end(self, kind: str) -> None:
        assert moments(kind) == {2: DUE}

    def test_the_deployed_system_of_hunan_sees_a_limit_passed_one_second_after_it(self) -> None:
        hunan = thresholds_of_version("hunan-2018")
        due = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
        alerts = alerts_of_limit("delivery", due, EIGHT, CALENDAR, hunan, rules_for("hunan-2018"))
        assert [(alert.at - due).total_seconds() for alert in alerts] == [1]

    def test_beyond_the_announced_years_alerts_are_marked(self) -> None:
        last_day = end_of_day(date(2026, 12, 31))
        alerts = alerts_to_come("step", last_day, EIGHT, CALENDAR, DEFAULT, RULES, provisional=False)
        assert all(alert.provisional for alert in alerts)
        assert not any(
            alert.provisional
            for alert in alerts_to_come("step", DUE, EIGHT, CALENDAR, DEFAULT, RULES, provisional=False)
        )


WARN_RULE = RULES.rule(Matter.CASE_TIME, AlertLevel.WARN)
YELLOW_RULE = RULES.rule(Matter.CASE_TIME, AlertLevel.YELLOW)


def at(hour: int) -> datetime:
    return datetime(2026, 3, 1 + hour // 24, hour % 24, tzinfo=UTC)


def stretch(begin: int, end: int | None, warn: int, yellow: int, *, held: bool = False) -> Stretch:
    alerts = [Alert(WARN_RULE, at(warn)), Alert(YELLOW_RULE, at(yellow))]
    return Stretch(at(begin), None if end is None else at(end), held, alerts)


class TestStretches:
    def passed(self, *stretches: Stretch, stopped: int | None = None) -> list[tuple[int, datetime]]:
        alerts = alerts_passed(stretches, stopped_at=None if stopped is None else at(stopped))
        return [(alert.level, alert.at) for alert in alerts]

    def test_what_was_passed_stays_passed_when_the_due_moment_moves_on(self) -> None:
        assert self.passed(stretch(0, 12, 10, 20), stretch(12, None, 30, 40)) == [(1, at(10)), (2, at(40))]

    def test_a_moment_that_falls_on_the_turn_belongs_to_what_follows(self) -> None:
        assert self.passed(stretch(0, 10, 10, 20), stretch(10, None, 30, 40)) == [(1, at(30)), (2, at(40))]

    def test_nothing_falls_due_while_held(self) -> None:
        held = stretch(8, 30, 10, 20, held=True)
        assert self.passed(stretch(0, 8, 10, 20), held, stretch(30, None, 32, 42)) == [
            (1, at(32)),
            (2, at(42)),
        ]

    def test_nothing_after_the_stop(self) -> None:
        assert self.passed(stretch(0, None, 10, 20), stopped=15) == [(1, at(10))]

    def test_a_limit_that_ends_with_the_stop_has_passed(self) -> None:
        assert self.passed(stretch(0, None, 10, 20), stopped=20) == [(1, at(10)), (2, at(20))]

    def test_what_is_due_before_a_stretch_begins_falls_due_with_it(self) -> None:
        assert self.passed(stretch(0, 5, 90, 99), stretch(5, None, 3, 20))[0] == (1, at(5))

    @given(
        st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99), st.booleans()), min_size=1, max_size=6),
        st.data(),
    )
    def test_looking_earlier_never_changes_what_had_passed_by_then(
        self, parts: list[tuple[int, int, bool]], data: st.DataObject
    ) -> None:
        """A sweep at any moment sees the acts up to then; the last sweep of all sees them all, and agrees."""
        begins = sorted(
            data.draw(st.sets(st.integers(1, 120), min_size=len(parts) - 1, max_size=len(parts) - 1))
        )
        starts, ends = [0, *begins], [*begins, None]
        story = [
            stretch(begin, end, min(a, b), max(a, b), held=held)
            for begin, end, (a, b, held) in zip(starts, ends, parts, strict=True)
        ]
        moment = at(data.draw(st.integers(0, 130)))
        known = [one for one in story if one.begins_at <= moment]
        known[-1] = replace(known[-1], ends_at=None)
        early = {
            alert.level: alert.at for alert in alerts_passed(known, stopped_at=None) if alert.at <= moment
        }
        late = {
            alert.level: alert.at for alert in alerts_passed(story, stopped_at=None) if alert.at <= moment
        }
        assert early == late


class TestRuleFiles:
    def test_every_thresholds_version_that_ships_has_its_rules(self) -> None:
        from yangguang.law.thresholds import all_thresholds

        for thresholds in all_thresholds():
            assert rules_for(thresholds.version).rules

    def test_every_rule_fires_on_its_own_positive_example(self) -> None:
        """A rule in a grammar that nothing reads would be enabled and never fire."""
        for rules in rule_sets():
            kinds = ("promised", "statutory", "step", "acceptance", "delivery", "procedure", "check")
            fired = {
                (alert.rule.id, alert.level)
                for kind in kinds
                for alert in alerts_of_limit(kind, DUE, EIGHT, CALENDAR, DEFAULT, rules, "online")
            }
            by_event = {(rule.id, rule.level) for rule in rules.rules if rule.events}
            assert fired | by_event == {(rule.id, rule.level) for rule in rules.rules}

    def test_events_that_rules_wait_for_are_read_from_the_ledger(self) -> None:
        from yangguang.platforms.electronic_supervision import consumer
        from yangguang.platforms.power_operation import events

        awaited = {kind for rules in rule_sets() for rule in rules.rules for kind in rule.events}
        assert {"operation.CorrectionRequested", "operation.CaseAccepted"} <= awaited
        assert all(hasattr(events, kind.removeprefix("operation.")) for kind in awaited)
        assert all(hasattr(events, kind.removeprefix("operation.")) for kind in consumer.MOVES_CLOCKS)

    def test_a_good_file_is_read(self) -> None:
        assert [rule.id for rule in read_rules("good.toml", GOOD).rules] == ["A"]

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            (GOOD.replace('after = "0wd"', 'after = "1mo"'), "working days"),
            (GOOD.replace('clock = "step"', 'clock = "lunch"'), "no clock 'lunch'"),
            (GOOD.replace('clock = "step"', ""), "one trigger"),
            (GOOD.replace("levels.3", "levels.2x"), "invalid literal"),
            (GOOD.replace('told = ["window"] }\n[[', 'told = ["everybody"] }\n[['), "everybody"),
            (GOOD + GOOD[GOOD.index("[[rule]]") :], "two rules of one matter and level"),
            (GOOD.replace('name = "n"\n', ""), "KeyError"),
            (GOOD.replace('id = "x"', 'id = "x"\nbase = "y-1"'), "no base 'y-1'"),
            ("not toml", "rules.toml"),
        ],
    )
    def test_a_wrong_one_is_refused_with_its_name_and_fault(self, wrong: str, said: str) -> None:
        with pytest.raises(UnreadableRules, match=r"rules\.toml") as refused:
            read_rules("rules.toml", wrong)
        assert said in str(refused.value)


class TestSetsOfPlaces:
    """Colours mean different things in different places; the levels beneath are the same."""

    def moments_under(self, version: str) -> dict[str, datetime]:
        thresholds, rules = thresholds_of_version(version), rules_for(version)
        return {
            f"{rules.levels[alert.level].name_en}": alert.at
            for kind, due in (("promised", DUE), ("statutory", end_of_day(date(2026, 3, 30))))
            for alert in alerts_of_limit(kind, due, EIGHT, CALENDAR, thresholds, rules)
        }

    def test_meizhou_tips_one_day_before(self) -> None:
        assert self.moments_under("meizhou-2008") == {
            "Tip signal": end_of_day(date(2026, 3, 11)),
            "Yellow card": DUE,
            "Red card": end_of_day(date(2026, 3, 30)),
        }

    def test_a_yellow_card_of_chengdu_comes_before_the_end_and_a_red_one_at_it(self) -> None:
        assert self.moments_under("chengdu-2009") == {
            "Yellow card": end_of_day(date(2026, 3, 10)),
            "Red card": DUE,
            "Red card (past the statutory limit)": end_of_day(date(2026, 3, 30)),
        }

    @pytest.mark.parametrize("version", ["hunan-2018", "meizhou-2008", "chengdu-2009"])
    def test_what_a_place_does_not_say_is_as_everywhere(self, version: str) -> None:
        own = rules_of_version(version)
        elsewhere = [rule for rule in RULES.rules if rule.matter != Matter.CASE_TIME]
        assert [rule for rule in own.rules if rule.matter != Matter.CASE_TIME] == elsewhere
        assert not {rule.id for rule in own.rules} & {"T01", "T02", "T03"}

    def test_sets_do_not_share_thresholds(self) -> None:
        named = [version for rules in rule_sets() for version in rules.thresholds]
        assert len(named) == len(set(named))
