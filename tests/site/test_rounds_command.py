"""``yangguang rounds example`` plays rounds, fills vacant posts for the play, and keeps nothing of it."""

from dataclasses import replace

import pytest

from cast import AT, HUBEI, Cast, definition
from yangguang.foundations.accounts.models import PostHolding
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import rounds_example
from yangguang.platforms.power_library.models import AdjustmentRound, PowerItem
from yangguang.platforms.power_library.rounds_example import ExampleRound
from yangguang.platforms.power_library.services import load_items
from yangguang.site.cli import parser
from yangguang.site.rounds_commands import play_example
from yangguang.site.trouble import Trouble


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round of a dozen items: what four rounds of 2,203 come to is tested with the library."""
    figures = ExampleRound("一轮", 12, 2, 1, 1, 1, 1, 1, 9, "自拟")
    monkeypatch.setattr(rounds_example, "example_rounds", lambda: (figures,))


def test_it_prints_every_round_and_keeps_nothing(cast: Cast, short: None) -> None:
    load_items(AT, [replace(definition("auction_business"), department="justice")])
    governor = cast.officer(
        Role.GOVERNMENT_HEAD, HUBEI
    )  # in office; every other post is vacant and filled for the play
    said: list[str] = []
    assert play_example(AT, said.append) == 0
    assert said[0] == "一轮  12 → 9"
    assert said[2].split() == ["12", "1", "1", "2", "1", "1", "1", "9"]
    assert "平衡" in said[3]
    assert list(PostHolding.objects.values_list("account_id", flat=True)) == [governor.account_id]
    assert not AdjustmentRound.objects.exists()
    assert list(PowerItem.objects.values_list("key", flat=True)) == ["auction_business"]


def test_the_command_knows_it() -> None:
    assert parser(["rounds", "example"]).parse_args(["rounds", "example"]).verb == "example"


def test_without_posts_it_says_what_to_do(db: None, short: None) -> None:
    with pytest.raises(Trouble, match="yangguang load all"):
        play_example(AT, print)
