"""``yangguang rounds``: the four rounds from 2,203 items to 286, played through the services and taken back again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.accounts.services import NewOfficer, staff_posts
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library import services
from yangguang.platforms.power_library.services import PlayedRound

from .trouble import Trouble

HUBEI = "420000000000"
TEMPLATE = "auction_business"  # a plain licence of the province; the made-up items share its terms
DEPARTMENTS = 37  # so many held approvals when the rounds began
OFFICES = (Role.ADMINISTRATOR, Role.LEGAL_OFFICER, Role.GOVERNMENT_HEAD)
ROLES = (*OFFICES, Role.REVIEWER, Role.AGENCY_HEAD)
HEADINGS = (
    ("清理前", "before"),
    ("新增", "added"),
    ("承接", "taken over"),
    ("取消", "cancelled"),
    ("下放", "delegated"),
    ("合并", "merged"),
    ("转为", "converted"),
    ("清理后", "after"),
)


def play_example(at: datetime, say: Callable[[str], None]) -> int:
    """Print each round with its balance. Whatever happens, nothing is kept. Raises `Trouble` without posts."""
    with transaction.atomic():
        officer, departments = _cast(at)
        template = library.definition_of(library.version_in_force(TEMPLATE, on=shanghai_date(at)))
        for played in services.play_rounds(template, departments, officer, at=at):
            _print(played, say)
        transaction.set_rollback(True)
    say("以上在事务中演算后撤销，没有改变任何数据 / played and rolled back: nothing was changed")
    return 0


def _cast(at: datetime) -> tuple[Callable[[Role, str | None], Actor], Sequence[str]]:
    """Who holds the posts of the province, vacant ones filled, and the departments that have all whom a round needs."""
    _fill_vacant_posts(at)
    by_office: dict[tuple[Role, str | None], Actor] = {}
    for one in accounts.holders_at(roles=ROLES, division_codes=[HUBEI], at=at):
        assert one.post is not None
        by_office.setdefault((one.post.role, one.post.department), one)
        by_office.setdefault((one.post.role, None), one)
    drafting = {department for role, department in by_office if role is Role.REVIEWER and department}
    departments = sorted(department for department in drafting if (Role.AGENCY_HEAD, department) in by_office)
    if not departments or any((role, None) not in by_office for role in OFFICES):
        raise Trouble(
            "省级没有设置岗位，无从演示：请先运行 yangguang load all",
            "the province has no posts: run `yangguang load all` first",
        )
    return lambda role, department: by_office[role, department], departments[:DEPARTMENTS]


def _fill_vacant_posts(at: datetime) -> None:
    """With officials of the example's own, who are gone when it is taken back."""
    held = {
        one.post.id for one in accounts.holders_at(roles=ROLES, division_codes=[HUBEI], at=at) if one.post
    }
    officers = [
        NewOfficer(post_id=post.id, username=f"rounds-example-{post.id}", name="示例")
        for post in organisations.posts_at(HUBEI)
        if post.role in ROLES and post.id not in held
    ]
    if officers:
        staff_posts(officers, from_date=shanghai_date(at), actor=SystemActor(), at=at)


def _print(played: PlayedRound, say: Callable[[str], None]) -> None:
    one = played.figures
    say(f"{one.title}  {one.before} → {one.after}")
    say("  " + "  ".join(f"{chinese} {english}" for chinese, english in HEADINGS))
    say("  " + "  ".join(str(cell) for cell in played.province.cells))
    closes = all(row.closes for row in played.rows)
    counted = "平衡 / closes" if closes else "不平 / does not close"
    say(f"  {len(played.rows)} 行（部门 × 层级）：{counted}；来源：{one.source}")
