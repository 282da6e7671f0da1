"""How cards are said and drawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.web.components import TimelineEntry
from yangguang.foundations.web.templatetags.yangguang import in_language, status_badge
from yangguang.foundations.web.urgency import left_text
from yangguang.foundations.web.wording import day_text, in_english, moment_text
from yangguang.law.axes import CountingRule
from yangguang.law.time_limits import end_of_day, last_day_before, shanghai_date

from .. import wording
from ..levels import AlertLevel, CardState
from ..models import Card, CardAct
from ..queries import CardPage, label_of, rule_of
from ..questions.asking import Question
from ..questions.statistics import Tally
from ..rule_set import Rule

register = template.Library()

TONE_OF_STATE = {
    CardState.ISSUED: "warn",
    CardState.ANSWERED: "ongoing",
    CardState.CONFIRMED: "bad",
    CardState.APPEALED: "ongoing",
    CardState.UPHELD: "bad",
    CardState.REVOKED: "paused",
}
TONE_OF_ACT = {
    CardAct.Kind.ANSWER: "ongoing",
    CardAct.Kind.CONFIRM: "bad",
    CardAct.Kind.REVOKE: "paused",
    CardAct.Kind.APPEAL: "ongoing",
    CardAct.Kind.UPHOLD: "bad",
    CardAct.Kind.REPORT: "ongoing",
}


@register.simple_tag
def card_level(card: Card) -> SafeString:
    """The level under the name and colour that the rule set of the card gives it."""
    label = label_of(card)
    return status_badge(in_language(label), "paused" if card.state == CardState.REVOKED else label.tone)


@register.simple_tag
def card_state(card: Card) -> SafeString:
    if card.level == AlertLevel.WARN and card.state == CardState.ISSUED:
        return status_badge(_("已提示"), "")
    return status_badge(str(card.get_state_display()), TONE_OF_STATE[CardState(card.state)])


@register.filter
def rule_name(card: Card) -> str:
    return in_language(rule_of(card))


@register.filter
def rule_root(rule: Rule) -> str:
    return in_language(rule, "root")


@register.filter
def finding(card: Card) -> str:
    return wording.finding(card.matter, card.level, card.facts)


@register.filter
def percent(tally: Tally) -> str:
    """The share of marked cases, in whole per cent or, when small, in tenths."""
    share = 100 * tally.share
    return f"{share:.0f}%" if share >= 10 or share == 0 else f"{share:.1f}%"


@register.filter
def row_tone(card: Card) -> str:
    """Red and yellow cards that stand are marked in lists; warnings and revoked ones are not."""
    return "" if card.state == CardState.REVOKED else {2: "yellow", 3: "red"}.get(card.level, "")


@register.filter
def is_late(card: Card, now: datetime) -> bool:
    """Whether the department has let the day for its answer pass."""
    return bool(
        card.state == CardState.ISSUED and card.answer_due_date and card.answer_due_date < shanghai_date(now)
    )


@register.filter
def fact_pairs(page: CardPage) -> list[tuple[str, Any]]:
    """The facts of a card as names and values, in the order in which they are told."""
    card, facts = page.card, page.card.facts
    pairs: list[tuple[str, Any]] = [
        (_("责任单位"), in_language(card.body)),
        (_("责任岗位"), "、".join(wording.role_words(facts["responsible"]))),
    ]
    return pairs + (_act_pairs(facts) if "acted_at" in facts else _clock_pairs(facts))


def _act_pairs(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    said = [
        (_("行为时间"), _moment(facts["acted_at"])),
        (_("录入时间"), _moment(facts["entered_at"]) if "entered_at" in facts else ""),
        (_("要求的内容"), facts.get("demanded", "")),
        (_("第几次告知补正"), facts.get("round", "")),
        (_("办理人员说明的理由"), facts.get("override_reason", "")),
    ]
    return [(label, value) for label, value in said if value != ""]


def _clock_pairs(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    step = (in_english() and facts["step_en"]) or facts["step"]
    counted = CountingRule(facts["counting_rule"]).label
    said = [
        (_("环节"), step),
        (_("期限"), wording.limit_words(facts["limit"])),
        (_("起算时间"), _moment(facts["started_at"])),
        (_("到期时间"), _moment(facts["due_at"])),
        (_("已用"), str(facts["used"])),
        (_("超过"), wording.overdue_words(facts["limit"], facts["overdue_by"])),
        (_("计时规则"), counted.english if in_english() else str(counted)),
        (_("阈值版本"), facts["thresholds_version"]),
        (_("日历版本"), str(facts["calendar_version"])),
    ]
    return [(label, value) for label, value in said if value]


def _moment(written: str) -> str:
    """A moment; the end of a day is written as its 24:00, as the law has it, and not as the next day's 0:00."""
    at = datetime.fromisoformat(written)
    last = last_day_before(at)
    return f"{day_text(last)} 24:00" if at == end_of_day(last) else moment_text(at)


@register.filter
def explained_rows(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stored explanation, as its table shows it in the reader's language."""
    return [
        {
            "days": _days(span["first_date"], span["last_date"]),
            "counted": span["counted"],
            "why": span["why_en"] if in_english() else span["why"],
            "citation": span["citation_en"] if in_english() else span["citation"],
        }
        for span in facts.get("explanation", ())
    ]


def _days(first: str, last: str) -> str:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return day_text(begin) if begin == end else f"{day_text(begin)} – {day_text(end)}"


@register.filter
def card_timeline(page: CardPage) -> list[TimelineEntry]:
    """What followed the card, oldest first."""
    card = page.card
    fell_due = TimelineEntry(
        _("规则触发"), card.fell_due_at, text=in_language(page.rule), tone=page.label.tone
    )
    issued = TimelineEntry(
        _("发出%(level)s") % {"level": in_language(page.label)},
        card.issued_at,
        _("电子监察"),
        tone=page.label.tone,
    )
    return [fell_due, issued, *(_act_entry(act) for act in page.acts)]


def _act_entry(act: CardAct) -> TimelineEntry:
    by = f"{in_language(act.post.body)} {in_language(act.post, 'title')} {act.account.name}"
    return TimelineEntry(
        str(act.get_kind_display()), act.acted_at, by, act.text, TONE_OF_ACT[CardAct.Kind(act.kind)]
    )


@register.filter
def recipient_lines(recipients: Sequence[Mapping[str, Any]]) -> list[str]:
    """Body, post and name of everybody who was told."""
    return [f"{_in(person, 'body')} {_in(person, 'post')} {person['name']}".strip() for person in recipients]


def _in(person: Mapping[str, Any], part: str) -> str:
    english = person.get(f"{part}_en", "") if in_english() else ""
    return str(english or person[part])


@register.simple_tag
def urgency_badge(burning: Any) -> SafeString:
    """How late an open case is, in a word."""
    if burning.past_statutory:
        return status_badge(_("超过法定期限"), "red")
    if burning.left < 0:
        return status_badge(_("超过承诺期限"), "yellow")
    return status_badge(_("即将到期"), "warn")


@register.simple_tag
def left_words(left: int) -> str:
    """How many working days are left to the promise, or by how many it was missed."""
    return left_text(left)


@register.filter
def chance_words(question: Question) -> str:
    """How likely chance alone would give such a share, as one in so many."""
    if question.chance is None:
        return ""
    if question.chance < 1e-6:
        return _("不到百万分之一")
    return _("约 %(n)s 分之一") % {"n": f"{float(f'{1 / question.chance:.1g}'):,.0f}"}
