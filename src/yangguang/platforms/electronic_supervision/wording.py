"""Supervision in words: what a card found, how long a limit is, who answers. In the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import day_text, moment_text
from yangguang.law.clocks import SpecialProcedure
from yangguang.law.time_limits import TimeLimit, Unit


def role_words(roles: Iterable[str]) -> list[str]:
    """Names of roles, each once."""
    return list(dict.fromkeys(str(Role(role).label) for role in roles))


def finding(matter: str, level: int, facts: Mapping[str, Any]) -> str:
    """One sentence on what was found, for the document and the message."""
    if "acted_at" in facts:
        return _finding_of_act(facts)
    words = {
        "limit": limit_words(facts["limit"]),
        "procedure": _procedure(facts.get("procedure", "")),
        "step": (in_english() and facts["step_en"]) or facts["step"],
    }
    match matter, level:
        case "case_time", 1:
            return _("承诺期限%(limit)s即将届满，请抓紧办理") % words
        case "case_time", 2:
            return _("办理时间已超过承诺期限%(limit)s，请查明原因、立即办理") % words
        case "case_time", 3:
            return _("办理时间已超过法定期限%(limit)s，请立即办理、查明责任") % words
        case "step_time", _level:
            return _("“%(step)s”环节已超过公布的时限%(limit)s，请立即办理") % words
        case "procedure", 1:
            return _("%(procedure)s即将超过告知申请人的时间%(limit)s，请抓紧进行") % words
        case "procedure", _level:
            return _("%(procedure)s已超过告知申请人的时间%(limit)s，请立即结束并恢复计时") % words
        case "online", _level:
            return _("网上申请收件后两个工作日内仍未预审，请及时受理或者一次告知补正") % words
        case "commitment", 1:
            return _("以告知承诺作出决定后的核查期限%(limit)s即将届满，请尽快核查") % words
        case "commitment", _level:
            return _("作出决定后%(limit)s内未对申请人的承诺进行核查，请立即核查") % words
        case "acceptance", _level:
            return _("收件后%(limit)s内既未受理也未告知补正，依法视为自收件之日起受理") % words
        case _:
            return _("作出决定后%(limit)s内未向申请人送达，请立即送达") % words


def _procedure(kind: str) -> str:
    if not kind:
        return ""
    label = SpecialProcedure(kind).label
    return label.english if in_english() else str(label)


def _finding_of_act(facts: Mapping[str, Any]) -> str:
    if "demanded" in facts:
        return _("要求申请人提交或者缴纳清单之外的%(demanded)s，系统已拒绝") % {"demanded": facts["demanded"]}
    if "order_number" in facts:
        return _(
            "%(day)s的缴费对账有差异：订单 %(order)s 本系统记 %(ours)s 元，支付渠道记 %(theirs)s 元，请查明处理"
        ) % {
            "day": day_text(date.fromisoformat(facts["day"])),
            "order": facts["order_number"],
            "ours": _yuan(facts["ours_cents"]),
            "theirs": _yuan(facts["theirs_cents"]),
        }
    if "entered_at" in facts:
        return _("行为发生于%(acted)s，%(entered)s才录入系统") % {
            "acted": moment_text(datetime.fromisoformat(facts["acted_at"])),
            "entered": moment_text(datetime.fromisoformat(facts["entered_at"])),
        }
    return _("第 %(round)s 次告知补正，理由：%(reason)s") % {
        "round": facts["round"],
        "reason": facts["override_reason"],
    }


def _yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def limit_words(limit: str) -> str:
    """20个工作日, or "20 working days" for whoever reads English."""
    words = TimeLimit.parse(limit).in_words()
    return words.english if in_english() else str(words)


def overdue_words(limit: str, units: int) -> str:
    """How far past its end a limit was when the rule first held, in begun units; months and years count in days."""
    if not units:
        return ""
    unit = TimeLimit.parse(limit).unit
    label = (Unit.NATURAL_DAY if unit in (Unit.MONTH, Unit.YEAR) else unit).label
    return _("超期第 %(n)s %(unit)s") % {"n": units, "unit": label.english if in_english() else label}


def in_english() -> bool:
    return (get_language() or "").startswith("en")
