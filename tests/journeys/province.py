"""The province that the journeys walk through, and the past that its pages cannot make because they read the real clock.

Run as a process of its own, with DATABASE_URL and YANGGUANG_VAR naming what belongs to the journeys alone. Prints the
numbers of the cases that it filed as JSON. Every act goes through the real services, only at earlier moments.
"""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402 - models need the set-up above
from django.test import override_settings  # noqa: E402

from cast import FOLDER, ITEMS, JIANGAN, TODAY, SmallProvince, definition  # noqa: E402
from yangguang.foundations.accounts import queries as accounts  # noqa: E402
from yangguang.foundations.accounts.actors import Actor  # noqa: E402
from yangguang.foundations.accounts.models import Account  # noqa: E402
from yangguang.foundations.calendars.loading import load_calendars  # noqa: E402
from yangguang.foundations.documents import services as documents  # noqa: E402
from yangguang.foundations.organisations import services as organisations  # noqa: E402
from yangguang.platforms.electronic_supervision import tasks as supervision  # noqa: E402
from yangguang.platforms.power_library import queries as library  # noqa: E402
from yangguang.platforms.power_library.models import ImplementingEntry  # noqa: E402
from yangguang.platforms.power_library.services import load_items  # noqa: E402
from yangguang.platforms.power_operation import services, tasks  # noqa: E402
from yangguang.platforms.power_operation.services import Applicant, Intake  # noqa: E402
from yangguang.platforms.power_operation.states import Channel  # noqa: E402
from yangguang.site import demonstration, first_start  # noqa: E402
from yangguang_sim.applications import filled_form  # noqa: E402
from yangguang_sim.papers import PAPER  # noqa: E402
from yangguang_sim.people import Person  # noqa: E402

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def furnish(at: datetime) -> None:
    """Tables, pages' assets, places, items and officers, all in place since ``at``."""
    first_start.collect_assets(at)
    first_start.migrate(at)
    load_calendars(at)
    province = SmallProvince(on=TODAY, divisions_file=FOLDER / "divisions.csv")
    for load in (
        organisations.load_divisions,
        organisations.load_departments,
        organisations.load_bodies,
        organisations.load_centres,
        organisations.load_windows,
        organisations.load_demonstration_posts,
    ):
        load(at, province)
    load_items(at, [definition(key) for key in ITEMS])
    # Twenty accounts, one password: hashed in earnest once.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        demonstration.ensure_accounts(at)
    Account.objects.update(password=make_password(demonstration.PASSWORD))


def officer(username: str, at: datetime) -> Actor:
    account = Account.objects.get(username=username)
    holding = account.holdings.get()
    return accounts.actor_for(account, at=at, post_id=holding.post_id)


def file(item: str, at: datetime, *, without: str = "") -> services.ReceivedCase:
    """张敏 applies online for an item in 江岸区, with every required paper but the one named."""
    account = Account.objects.get(username="citizen")
    me = accounts.identity_of(account.pk)
    entry = ImplementingEntry.objects.get(item_id=item, division_id=JIANGAN)
    terms = library.filing_terms(entry.pk, on=at.date())
    paper = documents.store_evidence(owner_id=account.pk, name="材料.pdf", data=PAPER, at=at)
    papers = [m.key for m in terms.definition.materials if m.necessity != "conditional" and m.key != without]
    person = Person(me.name, me.identity, me.phone)
    return services.receive_case(
        actor=accounts.actor_for(account, at=at),
        entry_id=entry.pk,
        applicant=Applicant(
            kind=me.kind, name=me.name, identity=me.identity, phone=me.phone, account_id=account.pk
        ),
        form=filled_form(terms.definition, person, Random(7), at.date()),
        intake=Intake(channel=Channel.ONLINE, received_in=JIANGAN, files=dict.fromkeys(papers, paper.pk)),
        at=at,
    )


def live(now: datetime) -> dict[str, str]:
    """File what the journeys need, the oldest first, and let the worker's tasks see the time in between."""
    late = file("food_business", now - 60 * DAY)
    services.accept_case(
        actor=officer("window", now - 59 * DAY), case_id=late.case_id, at=now - 60 * DAY + HOUR
    )
    silent = file("food_business", now - 20 * DAY)
    for ago in (40, 20, 10, 1):
        tasks.let_time_pass(now - ago * DAY)
        supervision.supervise(now - ago * DAY)
    incomplete = file("food_business", now - 2 * HOUR, without="layout_plan")
    hopeless = file("food_business", now - 2 * HOUR)
    joint = file("restaurant_opening", now - 2 * HOUR)
    filed = {"late": late, "silent": silent, "incomplete": incomplete, "hopeless": hopeless, "joint": joint}
    return {name: case.number for name, case in filed.items()}


if __name__ == "__main__":
    now = datetime.now(UTC)
    furnish(now - 90 * DAY)
    print(json.dumps(live(now)))
