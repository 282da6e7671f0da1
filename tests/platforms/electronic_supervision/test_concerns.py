"""The catalogue says of itself only what the code bears out."""

from importlib import import_module

from yangguang.platforms.electronic_supervision.concerns import ConcernState, concerns
from yangguang.platforms.electronic_supervision.rule_set import rules_of_version


def in_state(state: ConcernState) -> set[str]:
    return {one.id for one in concerns() if one.state == state}


def test_the_rules_that_are_needed_are_all_accounted_for() -> None:
    assert [one.id for one in concerns()] == [f"T{number:02}" for number in range(1, 26)]


def test_what_is_said_to_be_watched_has_a_rule_and_every_rule_is_said() -> None:
    assert in_state(ConcernState.WATCHED) == {rule.id for rule in rules_of_version("default-1").rules}


def test_what_is_said_to_be_prevented_names_the_code_that_refuses_it() -> None:
    for one in concerns():
        assert bool(one.guards) == (one.state == ConcernState.PREVENTED)
        for guard in one.guards:
            module, _, name = guard.partition(":")
            assert callable(getattr(import_module(f"yangguang.platforms.{module}"), name)), guard


def test_the_rest_says_what_it_waits_for() -> None:
    for one in concerns():
        assert bool(one.note and one.note_en) == (one.state != ConcernState.WATCHED)
