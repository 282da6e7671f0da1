"""Two months of the province's life, lived through the real services at simulated moments.

The run may be stopped and taken up again: it continues after the last act on the ledger, and carries on every case that
it finds open.
"""

import gc
import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from django.db import connection, connections
from django.db.models import Max

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.jobs.held_time import held_time
from yangguang.foundations.ledger import sealing
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.models import Division
from yangguang.law.time_limits import end_of_day, shanghai_date
from yangguang.platforms.electronic_supervision import consumer as supervision_consumer
from yangguang.platforms.electronic_supervision import services as supervision_services
from yangguang.platforms.electronic_supervision import tasks as supervision
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.models import ImplementingEntry, ItemVersion
from yangguang.platforms.power_operation import tasks as operation_tasks
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.states import CaseState
from yangguang.reporting.disclosure import tasks as disclosure

from .card_fates import Fate, deal_fates
from .filings import Offered, Someone, Town, Wish, filing_for, fitting_entry, leave_draft
from .joint_matters import joint_cases
from .parts import Part, live_in_parts
from .people import Person, company, person
from .plots import Plot, days_before_the_end, dealt_out, filing_moment, morning, on_morning
from .scenes import COUNTY, DRAFTS, Scene, scenes
from .setting import Setting, Story
from .staff import NobodyHolds, Staff
from .stories import EARNS_CARD, carry_on, tell
from .supervising import above_the_cards

DAYS = 61
CASES = 2900  # ordinary ones; scenes come on top
GARBAGE = 50_000  # objects made before the collector looks at them
HOME_COUNTY = "420102000000"  # where the demonstration accounts stand
PEOPLE, COMPANIES = 140, 60


def live_through(
    until: datetime,
    *,
    real_since: datetime,
    cases: int = CASES,
    beside: Sequence[Callable[[], None]] = (),
    say: Callable[[str], None] = print,
) -> None:
    """Live the ``DAYS`` days before ``until``. Anomalies for the supervisor are planted by plot, not by chance.

    ``cases`` are the ordinary ones; what stands still at the end comes on top (see `scenes`). An interrupted history is
    taken up where its own acts end: those ``real_since`` then are people's, who may use the site while it fills, and
    so are the cases that they have touched. ``beside``: what else happens meanwhile, each in a process of its own.
    """
    plan = plan_for(until, real_since=real_since, cases=cases)
    coming = len(plan.open_cases) + plan.fresh
    say(f"{coming} 件办件 / cases, {shanghai_date(plan.began)} – {shanghai_date(until)}")
    connections.close_all()
    with held_time():
        live_in_parts(lambda part: _live_part(plan, part), beside=beside)
    while sealing.seal(until):
        pass


@dataclass(frozen=True)
class Plan:
    """What is to be lived, shared out among the parts by place."""

    began: datetime
    until: datetime
    people: list[Someone]
    companies: list[Someone]
    named: dict[str, Someone]  # the demonstration's own applicants, by user name
    open_cases: list[tuple[int, str]]  # case and place code
    fresh: int  # ordinary cases; scenes come on top
    versions: dict[str, ItemVersion]  # in force at the end, by item; opened before the parts are forked


def plan_for(until: datetime, *, real_since: datetime, cases: int) -> Plan:
    """Invite the people who will apply, and see what an earlier run has left to do."""
    began = _resumed_at(until - timedelta(days=DAYS), real_since)
    people, companies = _invite(began)
    fresh = max(0, cases - Case.objects.count())
    versions = {one.item_id: one for one in library.versions_in_force(on=shanghai_date(until))}
    for version in versions.values():
        library.definition_of(version)
    open_cases = _open_cases(began, real_since)
    return Plan(began, until, people, companies, _named(began), open_cases, fresh, versions)


def _live_part(plan: Plan, part: Part) -> None:
    connection.connect()  # the parent's connection came along with the fork and is not ours
    _quick_commits()
    gc.freeze()  # what the parent loaded stays; looking through it again and again is a tenth of the run
    gc.set_threshold(GARBAGE)
    live_here(plan, part)


def live_here(plan: Plan, part: Part) -> Mapping[int, Plot]:
    """Live a part's share in this process, on the connection at hand. Returns which case was given which plot."""
    rng = Random(f"{shanghai_date(plan.until)}/{plan.fresh}/{part.number}")  # noqa: S311 - a story, not a secret
    _version, calendar = calendars.calendar_in_force()
    staff = Staff(rng=rng, since=shanghai_date(plan.began), at=plan.began)
    setting = Setting(rng, staff, calendar.provisional())
    town = Town(rng, setting, plan.people, plan.companies, plan.named)
    resume_at = plan.began + timedelta(hours=1)
    stories = [
        (resume_at, carry_on(setting, case_id, resume_at))
        for case_id, place in plan.open_cases
        if part.has(place)
    ]
    entries = _entries(plan, part)
    stories += _ordinary(town, plan, part, entries) + _scenes(town, plan, part, entries)
    if part.has(COUNTY):
        stories += above_the_cards(setting, plan.began, plan.until)
        stories += joint_cases(town, plan.until)
    _run(stories, plan, part)
    return setting.told


def _resumed_at(began: datetime, real_since: datetime) -> datetime:
    acts = LedgerEvent.objects.filter(kind__startswith="operation.", recorded_at__lt=real_since)
    last = acts.aggregate(at=Max("recorded_at"))["at"]
    return max(began, last) if last else began


def _quick_commits() -> None:
    """The history may be lived again, so a crash may cost its last second; acts of real people never run like this."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _invite(at: datetime) -> tuple[list[Someone], list[Someone]]:
    """The people and companies who apply; the same each time."""
    rng = Random("people")  # noqa: S311 - the same people each time
    official = Division.objects.filter(level=Level.COUNTY, kind="official")
    counties = list(official.order_by("code").values_list("code", flat=True))
    people, companies = [], []
    for number in range(PEOPLE):
        county = rng.choice(counties)
        people.append(_account(f"citizen-{number}", person(rng, county_code=county[:6]), county, at))
    for number in range(COMPANIES):
        county = rng.choice(counties)
        who = company(rng, county_code=county[:6])
        companies.append(_account(f"company-{number}", who, county, at, firm=True))
    return people, companies


def _named(at: datetime) -> dict[str, Someone]:
    accounts_named = Account.objects.filter(username__in={scene.who for scene in scenes()} - {""})
    return {
        one.username: (accounts.actor_for(one, at=at), Person(one.name, one.identity_number, one.phone))
        for one in accounts_named
    }


def _account(username: str, who: Person, home: str, at: datetime, *, firm: bool = False) -> Someone:
    account = Account.objects.filter(username=username).first()
    if account is None:
        register = account_services.register_company if firm else account_services.register_citizen
        account = register(
            username=username,
            password=None,
            name=who.name,
            identity_number=who.identity,
            phone=who.phone,
            home=home,
            at=at,
        )
    return accounts.actor_for(account, at=at), who


def _open_cases(at: datetime, real_since: datetime) -> list[tuple[int, str]]:
    """Cases that an interrupted run left open, with the place that handles them; what is late already stays so."""
    ended = ["declined", "referred", "withdrawn", "abandoned"]
    found = (
        Case.objects.filter(received_at__lte=at)
        .exclude(state=CaseState.DELIVERED)
        .exclude(outcome__in=ended)
        .exclude(concluded_at__isnull=True, promised_due_at__lte=at)
        .exclude(pk__in=_touched_by_people(real_since))
    )
    return list(found.order_by("pk").values_list("pk", "centre_id"))


def _touched_by_people(since: datetime) -> set[int]:
    acts = LedgerEvent.objects.filter(kind__startswith="operation.", recorded_at__gte=since)
    return {int(stream.partition(":")[2]) for stream in acts.values_list("stream", flat=True).distinct()}


Timed = tuple[datetime, Story]


Entries = Mapping[Level, Sequence[Offered]]


def _ordinary(town: Town, plan: Plan, part: Part, entries: Entries) -> list[Timed]:
    fates = deal_fates()
    stories = []
    for plot in dealt_out(plan.fresh, CASES, Random("plots"))[part.number :: part.of]:  # noqa: S311 - in turn
        filed_at = filing_moment(plot, plan.began, plan.until, town.rng)
        offered = fitting_entry(plot, entries, town.rng)
        if offered is None:
            continue
        fate = next(fates) if plot in EARNS_CARD else Fate.UNANSWERED
        filing = filing_for(town, offered, Wish(plot, fate=fate), filed_at)
        stories.append((filed_at, tell(town.setting, filing, filed_at)))
    return stories


def _scenes(town: Town, plan: Plan, part: Part, entries: Entries) -> list[Timed]:
    """What is to stand still at the end; what should have begun before an interrupted run is taken up is left out."""
    stories = []
    for number, scene in enumerate(scenes()):
        here = part.has(scene.place) if scene.place else number % part.of == part.number
        offered = _offered_in(scene, entries, plan, town) if here else None
        who = town.named.get(scene.who)
        if offered is None or (scene.who and who is None):
            continue
        filed_at = _filed(scene, offered, town, plan)
        wish = Wish(scene.plot, scene.stop, scene.fate, scene.incomplete, brisk=True, who=who)
        if filed_at >= plan.began:
            filing = filing_for(town, offered, wish, filed_at)
            stories.append((filed_at, tell(town.setting, filing, filed_at)))
    return stories + _drafts(town, plan, part)


def _offered_in(scene: Scene, entries: Entries, plan: Plan, town: Town) -> Offered | None:
    if not scene.place:
        return fitting_entry(scene.plot, entries, town.rng)
    return _offered_at(scene.item, scene.place, plan)


def _offered_at(item: str, place: str, plan: Plan) -> Offered | None:
    today = shanghai_date(plan.until)
    entry = (
        ImplementingEntry.objects.filter(item_id=item, division_id=place, in_force__contains=today)
        .select_related("body", "division", "item")
        .first()
    )
    version = plan.versions.get(item)
    return Offered(entry, library.definition_of(version)) if entry and version else None


def _filed(scene: Scene, offered: Offered, town: Town, plan: Plan) -> datetime:
    calendar = town.setting.calendar
    if scene.days is None:
        first_day = calendar.add_working_days(shanghai_date(plan.until - timedelta(days=DAYS)), 1)
        return on_morning(first_day, town.rng)
    days = days_before_the_end(scene.plot, offered.definition, scene.days)
    return morning(plan.until, days, calendar, town.rng)


def _drafts(town: Town, plan: Plan, part: Part) -> list[Timed]:
    at = morning(plan.until, 2, town.setting.calendar, town.rng)
    return [
        (at, leave_draft(offered, town.named[username], town.rng, at))
        for username, item in DRAFTS
        if part.has(HOME_COUNTY) and username in town.named and at >= plan.began
        if (offered := _offered_at(item, HOME_COUNTY, plan))
    ]


def _entries(plan: Plan, part: Part) -> dict[Level, list[Offered]]:
    """Entries of the places where the run plays: the province, every city, some counties, townships and villages."""
    places = [code for code in _places(Random("places")) if part.has(code)]  # noqa: S311
    entries = ImplementingEntry.objects.filter(
        division_id__in=places, in_force__contains=shanghai_date(plan.until)
    ).select_related("body", "division", "item")
    found: dict[Level, list[Offered]] = {level: [] for level in Level}
    for entry in entries.order_by("pk"):
        version = plan.versions.get(entry.item_id)
        definition = library.definition_of(version) if version else None
        if definition and definition.on_application:
            found[Level(entry.level)].append(Offered(entry, definition))
    return found


def _places(rng: Random) -> list[str]:
    codes = list(
        Division.objects.filter(level__lte=Level.CITY).order_by("code").values_list("code", flat=True)
    )
    counties = list(
        Division.objects.filter(level=Level.COUNTY, kind="official")
        .order_by("code")
        .values_list("code", flat=True)
    )
    others = [code for code in counties if code != HOME_COUNTY]
    chosen = [HOME_COUNTY, *rng.sample(others, min(10, len(others)))]
    townships: list[str] = []
    villages: list[str] = []
    for county in chosen:
        below = list(
            Division.objects.filter(parent_id=county).order_by("code").values_list("code", flat=True)
        )
        some = below[:3] if county == HOME_COUNTY else rng.sample(below, min(2, len(below)))
        townships += some
        for township in some:
            rooms = list(
                Division.objects.filter(parent_id=township).order_by("code").values_list("code", flat=True)
            )
            villages += rooms[:4] if county == HOME_COUNTY else rooms[:2]
    return codes + chosen + townships + villages


def _run(stories: Sequence[tuple[datetime, Story]], plan: Plan, part: Part) -> None:
    """Resume each story at its next moment, in the order of time; between them time itself acts, once for all parts."""
    order = count()
    waiting: list[tuple[datetime, int, Story]] = []
    for first, story in stories:
        next(story)
        heapq.heappush(waiting, (first, next(order), story))
    tick = plan.began
    while tick < plan.until:
        _tell_until(tick, waiting, order)
        _let_time_pass(tick, part)
        tick = _next_tick(tick)
    _tell_until(plan.until, waiting, order)
    _let_time_pass(plan.until, part)


def _tell_until(moment: datetime, waiting: list[tuple[datetime, int, Story]], order: "count[int]") -> None:
    while waiting and waiting[0][0] < moment:
        at, _number, story = heapq.heappop(waiting)
        try:
            following = story.send(at)
        except StopIteration:
            continue
        except NobodyHolds as nobody:
            print(f"没有人任职 / nobody holds: {nobody}")
            continue
        heapq.heappush(waiting, (max(following, at), next(order), story))


def _next_tick(tick: datetime) -> datetime:
    """Noon and the first moment of each Shanghai day, when limits end."""
    midnight = end_of_day(shanghai_date(tick))
    noon = midnight - timedelta(hours=12)
    return noon if tick < noon else midnight


def _let_time_pass(at: datetime, part: Part) -> None:
    """What the worker does. Every part sweeps, as several workers would; what they missed of each other's, the first takes."""
    part.alone(partial(_read_the_ledger, at))
    supervision_services.sweep(at)
    supervision_services.sweep_procedures(at)
    part.alone(partial(_watch_and_publish, at))


def _read_the_ledger(at: datetime) -> None:
    operation_tasks.let_time_pass(at)
    supervision_consumer.read_ledger(at)


def _watch_and_publish(at: datetime) -> None:
    supervision.supervise(at)
    disclosure.publish(at)
