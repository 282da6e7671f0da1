"""The demonstration province: one account for each role, and two months of history."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.accounts.models import Account, PostHolding
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.models import Post
from yangguang.law.time_limits import shanghai_date

from .demonstration_centres import furnish_centres

PASSWORD = "Yangguang-2026"  # noqa: S105 - printed at start for everybody who tries the demonstration
PROVINCE = "420000000000"
JIANGAN = "420102000000"  # 武汉市江岸区, where most of the cast stand
STREET = "420102002000"  # 大智街道
COMMUNITY = "420102002003"
HELD_BEFORE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Officer:
    """Which post a demonstration account holds; ``ordinal`` counts A and B posts and windows."""

    username: str
    name: str
    role: Role
    place: str
    department: str
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Applicant:
    username: str
    name: str
    identity: str
    phone: str
    company: bool


APPLICANTS = (
    Applicant("citizen", "张敏", "420102198507121227", "13871234567", company=False),
    Applicant("company", "武汉江城小厨餐饮有限公司", "91420102MA4KX0002C", "02782731234", company=True),
)
OFFICERS = (
    Officer("window", "李静", Role.WINDOW_CLERK, JIANGAN, "data_administration"),
    Officer("reviewer", "王磊", Role.REVIEWER, JIANGAN, "market_regulation"),
    Officer("reviewer-fire", "赵强", Role.REVIEWER, JIANGAN, "fire_rescue"),
    Officer("reviewer-urban", "孙丽", Role.REVIEWER, JIANGAN, "urban_management"),
    Officer("decider", "陈刚", Role.DECIDER, JIANGAN, "market_regulation"),
    Officer("agency-head", "杨建国", Role.AGENCY_HEAD, JIANGAN, "market_regulation"),
    Officer("chief", "周红", Role.CHIEF_REPRESENTATIVE, JIANGAN, "market_regulation"),
    Officer("manager", "吴志强", Role.CENTRE_MANAGER, JIANGAN, "data_administration"),
    Officer("agent", "郑秀英", Role.VILLAGE_AGENT, COMMUNITY, "village_committee"),
    Officer("town-window", "冯娟", Role.WINDOW_CLERK, STREET, "township_government"),
    Officer("town-reviewer", "何平", Role.REVIEWER, STREET, "township_government"),
    Officer("town-decider", "高翔", Role.DECIDER, STREET, "township_government"),
    Officer("supervisor", "林涛", Role.SUPERVISOR, JIANGAN, "data_administration"),
    Officer("supervisor-hubei", "罗文", Role.SUPERVISOR, PROVINCE, "data_administration"),
    Officer("legal", "梁宇", Role.LEGAL_OFFICER, JIANGAN, "justice"),
    Officer("statistician", "宋佳", Role.STATISTICIAN, PROVINCE, "data_administration"),
    Officer("administrator", "唐伟", Role.ADMINISTRATOR, PROVINCE, "data_administration"),
    Officer("drafter-hubei", "沈岚", Role.REVIEWER, PROVINCE, "market_regulation"),
    Officer("head-hubei", "韩松", Role.AGENCY_HEAD, PROVINCE, "market_regulation"),
    Officer("legal-hubei", "苏敏", Role.LEGAL_OFFICER, PROVINCE, "justice"),
    Officer("governor-hubei", "秦川", Role.GOVERNMENT_HEAD, PROVINCE, "government"),
    Officer("governor", "许明", Role.GOVERNMENT_HEAD, JIANGAN, "government"),
)
DOORS = {
    Role.SUPERVISOR: "/supervision/",
    Role.LEGAL_OFFICER: "/legality/",
    Role.STATISTICIAN: "/figures/",
    Role.ADMINISTRATOR: "/administration/",
}


def demonstration_accounts() -> list[tuple[str, str, str, str, str]]:
    """Role, name, user name, password and first page of every demonstration account; made when absent."""
    at = datetime.now(UTC)
    ensure_accounts(at)
    rows = [
        (f"{'企业 company' if one.company else '个人 citizen'}", one.name, one.username, PASSWORD, "/")
        for one in APPLICANTS
    ]
    made = set(Account.objects.values_list("username", flat=True))
    for officer in (one for one in OFFICERS if one.username in made):
        word = f"{Role(officer.role).label} {officer.role.replace('_', ' ')}"
        rows.append((word, officer.name, officer.username, PASSWORD, _door(officer.role)))
    return rows


def _door(role: Role) -> str:
    if role in {Role.WINDOW_CLERK, Role.VILLAGE_AGENT, Role.CHIEF_REPRESENTATIVE, Role.CENTRE_MANAGER}:
        return "/work/"
    return DOORS.get(role, "/work/inbox/")


def ensure_accounts(at: datetime) -> None:
    """Open the demonstration accounts through the accounts services; those that exist are left alone."""
    for applicant in APPLICANTS:
        if Account.objects.filter(username=applicant.username).exists():
            continue
        register = (
            account_services.register_company if applicant.company else account_services.register_citizen
        )
        register(
            username=applicant.username,
            password=PASSWORD,
            name=applicant.name,
            identity_number=applicant.identity,
            phone=applicant.phone,
            home=JIANGAN,
            at=at,
        )
    since = shanghai_date(at) - timedelta(days=HELD_BEFORE_DAYS)
    for officer in OFFICERS:
        _ensure_officer(officer, since, at)


def _ensure_officer(officer: Officer, since: date, at: datetime) -> None:
    if Account.objects.filter(username=officer.username).exists():
        return
    posts = Post.objects.filter(
        role=officer.role, division_id=officer.place, body__department_id=officer.department
    ).order_by("ordinal", "pk")
    if not posts:
        raise LookupError(f"no post {officer.role} of {officer.department} at {officer.place}")
    held = PostHolding.objects.filter(to_date__isnull=True).values("post_id")
    post = posts.exclude(pk__in=held).first()
    if post is None:  # a site older than this account, where somebody holds the post already
        return
    account = account_services.create_officer(
        username=officer.username,
        name=officer.name,
        password=PASSWORD,
        home=officer.place,
        actor=SystemActor(),
        at=at,
    )
    account_services.appoint(
        account_id=account.pk, post_id=post.pk, from_date=since, actor=SystemActor(), at=at
    )


def live_through(until: datetime) -> None:
    """Two months of the province's life before ``until``, through the real services."""
    from yangguang_sim.province import live_through as live

    ensure_accounts(until)
    since = shanghai_date(until) - timedelta(days=HELD_BEFORE_DAYS)
    furnish = partial(furnish_centres, PROVINCE, since, until)
    live(until, real_since=_first_begun(until), beside=[furnish])


def _first_begun(at: datetime) -> datetime:
    """When this history was begun for the first time; what has happened since then did so at its own time."""
    from .first_start import set_stamp, stamp

    begun = stamp("demonstration-begun")
    if begun is None:
        set_stamp("demonstration-begun", at.isoformat(), at)
        return at
    return datetime.fromisoformat(begun)
