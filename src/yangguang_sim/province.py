"""Two months of the province's life, lived through the real services at simulated moments.

The run may be stopped and taken up again: it continues after the last act on the ledger, and carries on every case that
it finds open.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from uuid import UUID

from django.db import connection, connections
from django.db.models import Max

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.documents import services as documents
from yangguang.foundations.jobs.held_time import held_time
from yangguang.foundations.ledger import sealing
from yangguang.foundations.ledger.models import LedgerEvent
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.organisations.models import Division
from yangguang.law.time_limits import end_of_day, shanghai_date
from yangguang.platforms.electronic_supervision import tasks as supervision
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation import tasks as operation_tasks
from yangguang.platforms.power_operation.models import Case
from yangguang.platforms.power_operation.services import Applicant, Intake
from yangguang.platforms.power_operation.states import CaseState, Channel
from yangguang.reporting.disclosure import tasks as disclosure

from .applications import filled_form
from .papers import PAPER
from .parts import Part, live_in_parts
from .people import Person, company, person
from .staff import NobodyHolds, Staff
from .stories import Filing, Plot, Setting, Story, carry_on, tell

DAYS = 61
CASES = 3020
SHARE_OF_LEVEL = {
    Level.PROVINCE: 0.05,
    Level.CITY: 0.17,
    Level.COUNTY: 0.42,
    Level.TOWNSHIP: 0.22,
    Level.VILLAGE: 0.14,
}
# How many of the cases have each special plot; the rest are plain.
PLOTS = {
    Plot.CORRECTED: 150,
    Plot.REFUSED: 60,
    Plot.DECLINED: 25,
    Plot.REFERRED: 12,
    Plot.SILENT: 10,
    Plot.SUSPENDED: 50,
    Plot.EXTENDED: 25,
    Plot.LATE: 16,
    Plot.VERY_LATE: 8,
    Plot.SLOW_STEP: 14,
    Plot.WITHDRAWN: 25,
    Plot.ABANDONED: 12,
    Plot.ASKED_TOO_MUCH: 4,
    Plot.CORRECTED_TWICE: 3,
}
NEEDS_TIME = {
    Plot.LATE,
    Plot.VERY_LATE,
    Plot.SILENT,
    Plot.SUSPENDED,
    Plot.EXTENDED,
    Plot.ABANDONED,
    Plot.SLOW_STEP,
}
HOME_COUNTY = "420102000000"  # where the demonstration accounts stand
PEOPLE, COMPANIES = 140, 60


@dataclass
class Town:
    """The people and places of the run."""

    rng: Random
    setting: Setting
    people: list[tuple[Actor, Person]]
    companies: list[tuple[Actor, Person]]
    papers: dict[int, str] = field(default_factory=dict)


def live_through(until: datetime, *, cases: int = CASES, say: Callable[[str], None] = print) -> None:
    """Live the ``DAYS`` days before ``until``. Anomalies for the supervisor are planted by plot, not by chance."""
    began = until - timedelta(days=DAYS)
    resumed_at = _resumed_at(began)
    people, companies = _invite(resumed_at)
    open_cases = _open_cases(resumed_at)
    fresh = max(0, cases - Case.objects.count())
    say(f"{len(open_cases) + fresh} 件办件 / cases, {shanghai_date(resumed_at)} – {shanghai_date(until)}")
    plan = Plan(resumed_at, until, people, companies, open_cases, fresh)
    connections.close_all()
    with held_time():
        live_in_parts(lambda part: _live_part(plan, part))
    while sealing.seal(until):
        pass


@dataclass(frozen=True)
class Plan:
    """What is to be lived, shared out among the parts by place."""

    began: datetime
    until: datetime
    people: list[tuple[Actor, Person]]
    companies: list[tuple[Actor, Person]]
    open_cases: list[tuple[int, str]]  # case and place code
    fresh: int


def _live_part(plan: Plan, part: Part) -> None:
    connection.connect()  # the parent's connection came along with the fork and is not ours
    rng = Random(f"{shanghai_date(plan.until)}/{plan.fresh}/{part.number}")  # noqa: S311 - a story, not a secret
    _quick_commits()
    _version, calendar = calendars.calendar_in_force()
    staff = Staff(rng=rng, since=shanghai_date(plan.began), at=plan.began)
    town = Town(rng, Setting(rng, staff, calendar.provisional()), plan.people, plan.companies)
    resume_at = plan.began + timedelta(hours=1)
    stories = [
        (resume_at, carry_on(town.setting, case_id, resume_at))
        for case_id, place in plan.open_cases
        if part.has(place)
    ]
    stories += _new_stories(town, plan, part)
    _run(stories, plan, part)


def _resumed_at(began: datetime) -> datetime:
    acts = LedgerEvent.objects.filter(kind__startswith="operation.")
    last = acts.aggregate(at=Max("recorded_at"))["at"]
    return max(began, last) if last else began


def _quick_commits() -> None:
    """The history may be lived again, so a crash may cost its last second; acts of real people never run like this."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _invite(at: datetime) -> tuple[list[tuple[Actor, Person]], list[tuple[Actor, Person]]]:
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


def _account(
    username: str, who: Person, home: str, at: datetime, *, firm: bool = False
) -> tuple[Actor, Person]:
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


def _open_cases(at: datetime) -> list[tuple[int, str]]:
    """Cases that an interrupted run left open, with the place that handles them."""
    ended = ["declined", "referred", "withdrawn", "abandoned"]
    found = (
        Case.objects.filter(received_at__lte=at).exclude(state=CaseState.DELIVERED).exclude(outcome__in=ended)
    )
    return list(found.order_by("pk").values_list("pk", "centre_id"))


def _new_stories(town: Town, plan: Plan, part: Part) -> list[tuple[datetime, Story]]:
    entries = _entries(part, shanghai_date(plan.until))
    stories = []
    for plot in _plots(plan.fresh, Random("plots"))[part.number :: part.of]:  # noqa: S311 - dealt out in turn
        filed_at = _filing_moment(plot, plan.began, plan.until, town.rng)
        filing = _filing(town, plot, _fitting_entry(plot, entries, town.rng))
        stories.append((filed_at, tell(town.setting, filing, filed_at)))
    return stories


def _plots(cases: int, rng: Random) -> list[Plot]:
    special = [plot for plot, number in PLOTS.items() for _i in range(number * cases // CASES)]
    plots = special + [Plot.PLAIN] * (cases - len(special))
    rng.shuffle(plots)
    return plots


def _filing_moment(plot: Plot, began: datetime, until: datetime, rng: Random) -> datetime:
    span = (until - began).total_seconds()
    share = rng.random() * (0.35 if plot in NEEDS_TIME else 1.0)
    day = began + timedelta(seconds=span * share)
    likely = day.replace(hour=rng.choice((0, 1, 1, 2, 2, 3, 6, 6, 7, 7, 8, 9, 12)), minute=rng.randrange(60))
    return likely if began < likely < until else day


@dataclass(frozen=True)
class Offered:
    """An entry that somebody may apply for, with what it demands."""

    entry: ImplementingEntry
    version_limit: int
    definition: library.ItemDefinition


def _entries(part: Part, today: date) -> dict[Level, list[Offered]]:
    """Entries of the places where the run plays: the province, every city, some counties, townships and villages."""
    places = [code for code in _places(Random("places")) if part.has(code)]  # noqa: S311
    entries = ImplementingEntry.objects.filter(
        division_id__in=places, in_force__contains=today
    ).select_related("body", "division", "item")
    versions = {version.item_id: version for version in library.versions_in_force(on=today)}
    found: dict[Level, list[Offered]] = {level: [] for level in Level}
    for entry in entries.order_by("pk"):
        version = versions.get(entry.item_id)
        if version is None:
            continue
        definition = library.definition_of(version)
        limit = int("".join(filter(str.isdigit, version.promised_limit)) or 0)
        found[Level(entry.level)].append(Offered(entry, limit, definition))
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
    chosen = [HOME_COUNTY, *rng.sample([code for code in counties if code != HOME_COUNTY], 10)]
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


def _fitting_entry(plot: Plot, entries: dict[Level, list[Offered]], rng: Random) -> Offered:
    levels = [level for level in SHARE_OF_LEVEL if entries[level]]
    weights = [SHARE_OF_LEVEL[level] for level in levels]
    for _attempt in range(200):
        # Most of what people come for is simple: of five items that might be asked for, the one with fewest steps.
        five = rng.sample(entries[rng.choices(levels, weights)[0]], 5)
        offered = min(five, key=lambda one: len(one.definition.steps))
        if _fits(plot, offered):
            return offered
    return offered


def _fits(plot: Plot, offered: Offered) -> bool:
    definition = offered.definition
    office = offered.entry.level <= Level.TOWNSHIP and len(definition.steps) > 1
    decided_slowly = definition.case_kind != "immediate" and offered.version_limit >= 3
    if plot in {Plot.SUSPENDED, Plot.EXTENDED, Plot.SLOW_STEP}:
        return office and decided_slowly and definition.limits.promised.endswith("wd")
    if plot in {Plot.LATE, Plot.VERY_LATE}:
        statutory = int("".join(filter(str.isdigit, definition.limits.statutory)) or 0)
        return office and decided_slowly and definition.limits.statutory.endswith("wd") and statutory <= 22
    if plot in {Plot.CORRECTED, Plot.ABANDONED, Plot.CORRECTED_TWICE}:
        return any(material.necessity == "required" for material in definition.materials)
    return True


def _filing(town: Town, plot: Plot, offered: Offered) -> Filing:
    definition, rng = offered.definition, town.rng
    firm = "natural_person" not in definition.service_object or (
        "legal_person" in definition.service_object and rng.random() < 0.5
    )
    citizen, who = rng.choice(town.companies if firm else town.people)
    channel = _channel(offered.entry.level, rng)
    answers = filled_form(definition, who, rng, shanghai_date(town.setting.staff.at))
    registered = channel == Channel.ONLINE or rng.random() < 0.6
    applicant = Applicant(
        kind="company" if firm else "citizen",
        name=who.name,
        identity=who.identity,
        phone=who.phone,
        account_id=citizen.account_id if registered else None,
    )
    keys = [material.key for material in definition.materials if material.necessity == "required"]

    def submit(at: datetime, leave_one_out: bool) -> int:
        held = keys[1:] if leave_one_out else keys
        actor = citizen if channel == Channel.ONLINE else _window(town, offered.entry)
        received = operation.receive_case(
            actor=actor,
            entry_id=offered.entry.pk,
            applicant=applicant,
            form=answers,
            intake=_intake(town, channel, held, citizen, actor, offered.entry, at),
            at=at,
        )
        return received.case_id

    def complete_later(case_id: int, at: datetime) -> None:
        missing = keys[:1]
        if registered:
            files = {key: _paper(town, citizen, at) for key in missing}
            operation.submit_correction(actor=citizen, case_id=case_id, files=files, at=at)
        else:
            clerk = _window(town, offered.entry)
            operation.submit_correction(actor=clerk, case_id=case_id, on_paper=frozenset(missing), at=at)

    return Filing(plot, definition, citizen if registered else None, submit, complete_later)


def _channel(level: int, rng: Random) -> Channel:
    if level == Level.VILLAGE:
        return rng.choices((Channel.ONLINE, Channel.AGENT, Channel.WINDOW), (25, 50, 25))[0]
    return rng.choices((Channel.ONLINE, Channel.WINDOW), (60, 40))[0]


def _window(town: Town, entry: ImplementingEntry) -> Actor:
    role = Role.VILLAGE_AGENT if entry.level == Level.VILLAGE else Role.WINDOW_CLERK
    return town.setting.staff.one(town.setting.staff.at_place(role, entry.division_id))


def _intake(
    town: Town,
    channel: Channel,
    held: Sequence[str],
    citizen: Actor,
    actor: Actor,
    entry: ImplementingEntry,
    at: datetime,
) -> Intake:
    if channel == Channel.ONLINE:
        files = {key: _paper(town, citizen, at) for key in held}
        return Intake(channel=channel, received_in=entry.division_id, files=files)
    authorisation: UUID | None = _paper(town, actor, at) if channel == Channel.AGENT else None
    return Intake(
        channel=channel,
        received_in=actor.post.division_code if actor.post else entry.division_id,
        on_paper=frozenset(held),
        authorisation=authorisation,
        electronic_service=False,
    )


def _paper(town: Town, owner: Actor, at: datetime) -> UUID:
    kept = town.papers.get(owner.account_id)
    if kept is None:
        file = documents.store_evidence(owner_id=owner.account_id, name="材料扫描件.pdf", data=PAPER, at=at)
        kept = town.papers[owner.account_id] = str(file.pk)
    return UUID(kept)


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
        part.together(partial(_let_time_pass, tick))
        tick = _next_tick(tick)
    _tell_until(plan.until, waiting, order)
    part.together(partial(_let_time_pass, plan.until))


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


def _let_time_pass(at: datetime) -> None:
    operation_tasks.let_time_pass(at)
    supervision.supervise(at)
    disclosure.publish(at)
