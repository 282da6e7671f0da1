"""``yangguang rights``: who may publish, shown, granted and ended in the name of an officer, as on the pages."""

import argparse
from collections.abc import Callable
from datetime import datetime

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import services as library
from yangguang.platforms.power_library.queries import right_at

from .trouble import Trouble

Say = Callable[[str], None]
DECIDES = (Role.ADMINISTRATOR, Role.GOVERNMENT_HEAD)


def act(chosen: argparse.Namespace, *, at: datetime, say: Say) -> int:
    """One verb; refused as the pages refuse, with the rule."""
    today = shanghai_date(at)
    if chosen.verb == "grant":
        library.grant_right(
            chosen.place,
            may=chosen.may,
            departments=chosen.departments,
            from_date=chosen.from_date or today,
            to_date=chosen.to_date,
            decision=chosen.decision,
            actor=_officer(chosen.officer, at),
            at=at,
        )
    elif chosen.verb == "end":
        library.end_right(
            chosen.place,
            to_date=chosen.to_date or today,
            decision=chosen.decision,
            actor=_officer(chosen.officer, at),
            at=at,
        )
    right = right_at(chosen.place, on=today)
    if right is None:
        say(f"{chosen.place}：没有公布权 / may publish nothing")
        return 0
    lines = "全部条线 / all" if right.departments is None else " ".join(sorted(right.departments))
    until = f" → {right.until}" if right.until else ""
    say(f"{chosen.place}：{' '.join(sorted(right.may))}；{lines}{until}")
    return 0


def _officer(username: str | None, at: datetime) -> Actor:
    """The account in a post that decides about rights; where it holds none, in the first it holds."""
    if not username:
        raise Trouble("请用 --as 写明以谁的名义办理", "say with --as in whose name")
    account = accounts.account_named(username)
    if account is None:
        raise Trouble(f"没有账户 {username}：请核对用户名", f"no account {username}: check the user name")
    held = accounts.posts_held(account.pk, at=at)
    deciding = next((post.id for post in held if post.role in DECIDES), None)
    return accounts.actor_for(account, at=at, post_id=deciding)
