"""The joint cases of the demonstration: each stands where its page has something to show."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

from cast import AT, Library, definition
from desk import Desk
from yangguang.foundations.accounts.models import Account
from yangguang.law.working_days import announced_calendar
from yangguang.platforms.power_library.services import load_items
from yangguang.platforms.power_operation.models import Case, JointAct, JointCase
from yangguang.platforms.power_operation.states import CaseState
from yangguang_sim.filings import Town
from yangguang_sim.joint_matters import joint_cases
from yangguang_sim.people import Person
from yangguang_sim.setting import Setting
from yangguang_sim.staff import Staff

UNTIL = datetime(2026, 5, 27, 2, 0, tzinfo=UTC)
MEMBERS = ("food_business", "fire_check", "sewage_to_drainage", "outdoor_advertising")


def town(desk: Desk) -> Town:
    rng = Random(5)
    company = Account.objects.get(pk=desk.cast.company.account_id)
    someone = desk.cast.company, Person(company.name, company.identity_number, company.phone)
    setting = Setting(rng, Staff(rng=rng, since=AT.date(), at=AT), announced_calendar())
    return Town(rng, setting, [], [someone], {"company": someone})


def tell(stories: list) -> None:  # type: ignore[type-arg]
    """All stories, act after act in the order of time, up to the end."""
    waiting = [(at, number, story) for number, (at, story) in enumerate(stories)]
    for _at, _number, story in waiting:
        next(story)
    while waiting:
        waiting.sort(key=lambda one: one[:2])
        at, number, story = waiting.pop(0)
        if at <= UNTIL:
            try:
                waiting.append((story.send(at), number, story))
            except StopIteration:
                continue


def test_one_to_accept_one_under_review_one_to_hand_over(desk: Desk, library: Library) -> None:
    load_items(AT, [definition(key) for key in MEMBERS if key != "food_business"])
    here = town(desk)
    tell(list(joint_cases(here, UNTIL)))
    assert Counter(joint.state for joint in JointCase.objects.all()) == {
        "received": 1,
        "under_review": 1,
        "concluded": 1,
    }
    assert JointAct.objects.count() == 1
    done = Case.objects.filter(joint_member__joint__state="concluded")
    assert {case.state for case in done} == {CaseState.CONCLUDED}
    assert joint_cases(here, UNTIL) == []  # told once


def test_where_a_member_is_not_exercised_there_is_nothing_to_tell(desk: Desk) -> None:
    assert joint_cases(town(desk), UNTIL) == []
