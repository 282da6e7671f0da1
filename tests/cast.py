"""The cast: a tiny province with its offices, officers and citizens, for every test that needs people and places.

A plugin of pytest (see ``pytest_plugins`` in conftest.py). Take the fixture ``cast`` for places, bodies, posts and
people, and ``library`` when power items are needed too; both live in the test's transaction. `definition` gives any item
of the product's own files. Places are true ones:

    湖北省 ─┬─ 武汉市 ── 江岸区 ── 大智街道 ── 保成社区, 泰宁社区      where most stories happen
           ├─ 宜昌市 ── 夷陵区 ── 樟村坪镇 ── 丁家河村              elsewhere: nobody there may see Wuhan's cases
           └─ 仙桃市 (at city level, no counties) ── 郑场镇 ── 马王村
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account, AccountKind, PostHolding
from yangguang.foundations.calendars.models import CalendarVersion
from yangguang.foundations.organisations import services as organisations
from yangguang.foundations.organisations.body_data import Departments
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Body, Post
from yangguang.foundations.organisations.organisation_data import OrganisationData
from yangguang.foundations.web import middleware
from yangguang.platforms.power_library.item_files import ItemDefinition, read_items
from yangguang.platforms.power_library.models import ImplementingEntry, ItemVersion
from yangguang.platforms.power_library.services import load_items

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine o'clock in Shanghai
TODAY = date(2026, 3, 2)

HUBEI = "420000000000"
WUHAN = "420100000000"
JIANGAN = "420102000000"
DAZHI = "420102002000"
BAOCHENG = "420102002003"
TAINING = "420102002004"
YICHANG = "420500000000"
YILING = "420506000000"
ZHANGCUNPING = "420506101000"
DINGJIAHE = "420506101201"
XIANTAO = "429004000000"
ZHENGCHANG = "429004100000"
MAWANG = "429004100200"

FOLDER = Path(__file__).parent / "cast_data"
DEPARTMENTS = frozenset(
    [
        "government",
        "township_government",
        "village_committee",
        "development_reform",
        "public_security",
        "civil_affairs",
        "justice",
        "human_resources",
        "natural_resources",
        "ecology",
        "housing_construction",
        "transport",
        "health",
        "emergency",
        "market_regulation",
        "medical_insurance",
        "fire_rescue",
        "disabled_federation",
        "urban_management",
        "data_administration",
    ]
)
# One of every sort: a plain licence, a joint case with parallel steps, an immediate one, one sent up to the province,
# benefits decided in the county, items decided by the township and by the village.
ITEMS = (
    "food_business",
    "restaurant_opening",
    "project_filing",
    "law_firm",
    "construction_permit",
    "subsistence_allowance",
    "old_age_allowance",
    "resident_pension_enrolment",
    "village_mediation",
)
SURNAMES = "陈李王张刘杨黄吴周徐孙胡朱高林何郭马罗梁"
GIVEN = ["晓兰", "建国", "志远", "春梅", "海涛", "文静", "立新", "玉华", "国强", "雪莲", "明辉", "秀英"]


class SmallProvince(OrganisationData):
    """The product's own naming, centres and posts over a dozen places and the departments that tests speak of."""

    @cached_property
    def departments(self) -> Departments:
        every = super().departments
        return replace(every, rows=tuple(row for row in every.rows if row.key in DEPARTMENTS))


@dataclass
class Cast:
    """Everybody. Officers come into being when first asked for, and hold their post since the new year."""

    at: datetime
    calendar: CalendarVersion
    citizen: Actor
    neighbour: Actor
    company: Actor
    _names: Callable[[], str] = field(repr=False)
    _officers: dict[int, Actor] = field(default_factory=dict, repr=False)

    def body(self, department: str, division: str = JIANGAN) -> Body:
        return Body.objects.get(department_id=department, division_id=division)

    def post(
        self, role: Role, division: str = JIANGAN, department: str | None = None, ordinal: int = 1
    ) -> Post:
        """The ``ordinal``-th post of a role at a place; name the department where several bodies have such a post."""
        posts = Post.objects.filter(role=role, division_id=division, ordinal=ordinal).order_by("pk")
        if department:
            posts = posts.filter(body__department_id=department)
        found = posts.first()
        assert found, f"no post {role} of {department or 'any department'} at {division}"
        return found

    def officer(
        self, role: Role, division: str = JIANGAN, department: str | None = None, ordinal: int = 1
    ) -> Actor:
        """Whoever holds that post; ordinal 2 is the B post of a pair."""
        post = self.post(role, division, department, ordinal)
        if post.pk not in self._officers:
            account = Account.objects.create(
                username=f"officer-{post.pk}",
                password="!",
                kind=AccountKind.OFFICER,
                name=self._names(),
                created_at=self.at,
            )
            PostHolding.objects.create(account=account, post=post, from_date=date(2026, 1, 1))
            self._officers[post.pk] = accounts.actor_for(account, at=self.at, post_id=post.pk)
        return self._officers[post.pk]

    def signed_in(self, actor: Actor, client: Client | None = None) -> Client:
        """A test client behind which ``actor`` sits, acting in the post given."""
        client = client or Client()
        client.force_login(Account.objects.get(pk=actor.account_id))
        if actor.post:
            session = client.session
            session["post_id"] = actor.post.id
            session.save()
        return client


class Scenery:
    """Rows that many tests share: made once by the product's own loads, laid down by COPY in every test after.

    Making them takes half a second, laying them a twentieth of it. What the loads told the ledger is not laid down.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, dict[str, bytes]]] = {}

    def lay(self, name: str, make: Callable[[], Any], tables: Iterable[str]) -> Any:
        """What ``make`` returned when the rows were made; call it inside the test's transaction."""
        if name not in self._made:
            with transaction.atomic():
                made = make()
                self._made[name] = made, {table: _copied(table) for table in tables}
                transaction.set_rollback(True)
        made, rows = self._made[name]
        for table, content in rows.items():
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(content)
        return made


def _copied(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


@pytest.fixture(scope="session")
def scenery() -> Scenery:
    return Scenery()


@pytest.fixture(scope="session")
def small_province() -> SmallProvince:
    return SmallProvince(on=TODAY, divisions_file=FOLDER / "divisions.csv")


@pytest.fixture
def cast(db: None, scenery: Scenery, small_province: SmallProvince) -> Cast:
    calendar, citizen, neighbour, company = scenery.lay(
        "cast", lambda: _make_cast(small_province), CAST_TABLES
    )
    people = cycle(f"{surname}{given}" for given in GIVEN for surname in SURNAMES)
    return Cast(AT, calendar, citizen, neighbour, company, _names=lambda: next(people))


CAST_TABLES = (
    "organisations_division",
    "organisations_department",
    "organisations_body",
    "organisations_servicecentre",
    "organisations_window",
    "organisations_post",
    "calendars_calendarversion",
    "accounts_account",
)


def _make_cast(province: SmallProvince) -> tuple[CalendarVersion, Actor, Actor, Actor]:
    organisations.load_divisions(AT, province)
    organisations.load_departments(AT, province)
    organisations.load_bodies(AT, province)
    organisations.load_centres(AT, province)
    organisations.load_windows(AT, province)
    organisations.load_demonstration_posts(AT, province)
    return (
        CalendarVersion.objects.create(known_on=TODAY, title="试用日历", published_at=AT),
        _citizen("chen-xiaolan", "陈晓兰", "420102198804051229", JIANGAN),
        _citizen("zhou-dehua", "周德华", "420506197511020018", YILING),
        _citizen("jiangcheng-kitchen", "武汉江城小厨餐饮有限公司", "91420102MA4YG00024", JIANGAN),
    )


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Every request arrives at ``AT``: the middleware's clock, the only one that pages read, stands still."""
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: AT))
    return AT


def _citizen(username: str, name: str, identity: str, home: str) -> Actor:
    account = Account.objects.create(
        username=username,
        password="!",
        kind=AccountKind.COMPANY if identity.startswith("9") else AccountKind.CITIZEN,
        name=name,
        identity_number=identity,
        phone="13871200000",
        home_division_code=home,
        created_at=AT,
    )
    return accounts.actor_for(account, at=AT)


@lru_cache(maxsize=1)
def _definitions() -> dict[str, ItemDefinition]:
    return {item.key: item for item in read_items()}


def definition(key: str) -> ItemDefinition:
    """An item as the product ships it."""
    return _definitions()[key]


@dataclass(frozen=True)
class Library:
    """The items of ``ITEMS``, published and given to the bodies of the small province."""

    cast: Cast

    def entry(self, item: str = "food_business", division: str = JIANGAN) -> ImplementingEntry:
        return ImplementingEntry.objects.select_related("item", "body", "division").get(
            item_id=item, division_id=division, in_force__upper_inf=True
        )

    def version(self, item: str = "food_business") -> ItemVersion:
        return ItemVersion.objects.get(item_id=item, in_force__upper_inf=True)


LIBRARY_TABLES = ("power_library_poweritem", "power_library_itemversion", "power_library_implementingentry")


@pytest.fixture
def library(cast: Cast, scenery: Scenery) -> Library:
    scenery.lay("library", lambda: load_items(AT, [definition(key) for key in ITEMS]), LIBRARY_TABLES)
    return Library(cast)
