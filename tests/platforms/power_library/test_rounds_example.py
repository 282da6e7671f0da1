"""The four rounds of the province, 2,203 to 286, played through the services."""

from itertools import pairwise

import pytest

from cast import AT, DEPARTMENTS, HUBEI, Cast, definition
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.platforms.power_library import rounds_example
from yangguang.platforms.power_library.models import AdjustmentRound, ItemVersion
from yangguang.platforms.power_library.rounds_example import ExampleRound, example_rounds, play_rounds

NOT_OF_THE_PROVINCE = {"government", "township_government", "village_committee", "urban_management"}
HOLDERS = sorted(DEPARTMENTS - NOT_OF_THE_PROVINCE)


def test_the_figures_close_and_follow_one_another() -> None:
    rounds = example_rounds()
    assert [rounds[0].before, rounds[-1].after, len(rounds)] == [2203, 286, 4]
    for one in rounds:
        left = one.cancelled + one.delegated + one.merged + one.converted
        assert one.before + one.added + one.taken_over - left == one.after, one.title
        assert one.source
    assert all(former.after == latter.before for former, latter in pairwise(rounds))


def test_the_rounds_are_played_through_the_services(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last three; the first, of 1,721 lines, takes the same way when ``yangguang rounds example`` plays all four."""
    rounds = example_rounds()[1:]
    monkeypatch.setattr(rounds_example, "example_rounds", lambda: rounds)

    def officer(role: Role, department: str | None) -> Actor:
        return cast.officer(role, HUBEI, department)

    played = list(play_rounds(definition("auction_business"), HOLDERS, officer, at=AT))
    for one, figures in zip(played, rounds, strict=True):
        assert one.province.cells == [
            figures.before,
            figures.added,
            figures.taken_over,
            figures.cancelled,
            figures.delegated,
            figures.merged,
            figures.converted,
            figures.after,
        ]
        assert all(row.closes for row in one.rows)
    counties = [row for one in played for row in one.rows if row.level == Level.COUNTY]
    assert sum(row.after - row.before for row in counties) == sum(one.delegated for one in rounds)
    assert ItemVersion.objects.filter(in_force__upper_inf=True, content__levels=[2]).count() == 286 - 4
    assert set(AdjustmentRound.objects.values_list("state", flat=True)) == {"published"}


def test_what_holds_an_example_up_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    short = ExampleRound("一轮", 9, 1, 1, 1, 1, 0, 0, 5, "")
    monkeypatch.setattr(rounds_example, "example_rounds", lambda: (short,))
    monkeypatch.setattr(rounds_example, "publish_due_rounds", lambda at: [])
    rounds = play_rounds(
        definition("auction_business"),
        HOLDERS,
        lambda role, department: cast.officer(role, HUBEI, department),
        at=AT,
    )
    with pytest.raises(RuntimeError, match="一轮 was held up"):
        next(rounds)
