"""``yangguang lists``: a body's implementing list out to a table, checked, and in again, in the name of its head.

The same right as on the pages: whoever is not head of a body is refused with the rule.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import services as library
from yangguang.platforms.power_library.services import RowVerdict, Verdict

from .trouble import Trouble

Say = Callable[[str], None]
WORDS = {
    Verdict.REFUSED: "不合格 refused",
    Verdict.CHANGED: "修改 changed",
    Verdict.UNCHANGED: "没有变化 unchanged",
}


def export(file: Path, username: str, *, at: datetime, say: Say) -> int:
    """Write the list of the officer's body; the ending of the name, .xlsx or .csv, says as what."""
    actor = _officer(username, at)
    assert actor.post
    content = library.export_entries(
        actor.post.body_id, on=shanghai_date(at), xlsx=file.suffix.lower() == ".xlsx"
    )
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Trouble(
            f"无法写入 {file}（{error.strerror}）：请换一个位置",
            f"cannot write {file} ({error.strerror}): choose another place",
        ) from error
    say(f"{actor.post.body_name}：{file}")
    return 0


def check(file: Path, username: str, from_date: date | None, *, at: datetime, say: Say) -> int:
    """Say what every row would do; 1 when some row may not be imported. Nothing is written."""
    actor = _officer(username, at)
    verdicts = library.judge_import(_read(file), from_date=from_date or _tomorrow(at), actor=actor)
    _tell(verdicts, say)
    return int(any(one.verdict is Verdict.REFUSED for one in verdicts))


def apply(file: Path, username: str, from_date: date | None, *, at: datetime, say: Say) -> int:
    """Import every row, or say what is wrong and import none (1)."""
    actor = _officer(username, at)
    try:
        verdicts = library.apply_import(_read(file), from_date=from_date or _tomorrow(at), actor=actor, at=at)
    except library.ImportRefused as refused:
        _tell(refused.verdicts, say)
        raise
    _tell(verdicts, say)
    return 0


def _tell(verdicts: Sequence[RowVerdict], say: Say) -> None:
    for one in verdicts:
        if one.verdict is not Verdict.UNCHANGED:
            say(f"{one.line}\t{one.code}\t{WORDS[one.verdict]}\t{'、'.join(one.changed)}")
        for found in one.findings:
            basis = f"（{found.article}）" if found.article else ""
            say(f"\t{found.field}：{found.rule}{basis} → {found.way_out}")
    counts = (
        f"{words} {sum(one.verdict is verdict for one in verdicts)}" for verdict, words in WORDS.items()
    )
    say("；".join(counts))


def _officer(username: str, at: datetime) -> Actor:
    """The account in its post as head of a body; where it holds none, in the first it holds."""
    account = accounts.account_named(username)
    if account is None:
        raise Trouble(f"没有账户 {username}：请核对用户名", f"no account {username}: check the user name")
    held = accounts.posts_held(account.pk, at=at)
    leading = next((post.id for post in held if post.role is Role.AGENCY_HEAD), None)
    actor = accounts.actor_for(account, at=at, post_id=leading)
    if actor.post is None:
        raise Trouble(
            f"{username} 现在没有任职：请改用机关主要负责人的账户",
            f"{username} holds no post now: use the account of the head of the body",
        )
    return actor


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(
            f"无法读取 {file}（{error.strerror}）：请检查路径",
            f"cannot read {file} ({error.strerror}): check the path",
        ) from error


def _tomorrow(at: datetime) -> date:
    return shanghai_date(at) + timedelta(days=1)
