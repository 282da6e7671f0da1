"""The question as it is typed: a query string, so that a link shares it."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.wording import said
from yangguang.law.axes import CountingRule
from yangguang.law.clock_events import SpecialProcedure
from yangguang.law.deadline import PAUSE_KINDS, Suspension
from yangguang.law.limits import all_limits
from yangguang.law.time_limits import SHANGHAI, TimeLimit, Unit

from .places import places_by_city
from .questions import MOST_SUSPENSIONS, Question

LONGEST = 3660
LAWS = {
    "licensing": gettext_lazy("行政许可法"),
    "disclosure": gettext_lazy("政府信息公开条例"),
    "petition": gettext_lazy("信访工作条例"),
    "hotline": gettext_lazy("12345 热线（国家标准）"),
    "hotline_shandong": gettext_lazy("12345 热线（山东）"),
    "hotline_anyang": gettext_lazy("12345 热线（安阳）"),
    "reconsideration": gettext_lazy("行政复议法"),
    "litigation": gettext_lazy("行政诉讼法"),
    "penalty": gettext_lazy("行政处罚法"),
    "coercion": gettext_lazy("行政强制法"),
    "publicity": gettext_lazy("行政许可和行政处罚公示"),
    "joint": gettext_lazy("并联审批"),
    "rating": gettext_lazy("好差评"),
    "library": gettext_lazy("权力清单管理"),
}


def _limit_choices() -> list[tuple[str, Any]]:
    """Limits of the law that run forward, grouped by law; a free limit first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, versions in all_limits().items():
        newest = versions[-1]
        if not newest.backwards:
            words = f"{said(newest.name)} · {said(newest.limit.in_words())}"
            groups.setdefault(name.partition(".")[0], []).append((name, words))
    return [("", _("不选：自己填写期限")), *((str(LAWS[law]), rows) for law, rows in groups.items())]


def _unit_choices() -> list[tuple[str, str]]:
    names = {
        Unit.WORKING_DAY: _("个工作日"),
        Unit.NATURAL_DAY: _("日（自然日）"),
        Unit.MONTH: _("个月"),
        Unit.YEAR: _("年"),
        Unit.HOUR: _("小时"),
        Unit.MINUTE: _("分钟"),
    }
    return [(unit.value, name) for unit, name in names.items()]


class DeadlineForm(PageForm):
    """Suspensions stand beside its fields, as repeated ``pause_first``, ``pause_last``, ``pause_kind``."""

    rule = forms.ChoiceField(label=gettext_lazy("法定期限"), choices=_limit_choices, required=False)
    amount = forms.IntegerField(
        label=gettext_lazy("或者自己填写：多长"), min_value=0, max_value=LONGEST, required=False
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=_unit_choices, required=False)
    start = forms.DateField(
        label=gettext_lazy("起算事件之日"),
        help_text=gettext_lazy("受理、收到申请等事件发生的那一天；当日不计入"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start_time = forms.TimeField(
        label=gettext_lazy("起算时刻"),
        help_text=gettext_lazy("按小时、分钟计算，或者按时刻累计时填写"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    region = forms.ChoiceField(label=gettext_lazy("地方"), choices=places_by_city, required=False)
    counting = forms.ChoiceField(
        label=gettext_lazy("计时规则"),
        choices=lambda: [(rule.value, said(rule.label)) for rule in CountingRule],
        required=False,
    )
    known_on = forms.DateField(
        label=gettext_lazy("按哪一天已公布的日历"),
        help_text=gettext_lazy("不填就按现行日历"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    provisional = forms.BooleanField(
        label=gettext_lazy("通知未公布的年份用暂定日历，结果仅供参考"), required=False
    )

    first_fields = ("rule", "amount", "unit", "start", "start_time")
    further_fields = ("region", "counting", "known_on", "provisional")

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first_fields]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.further_fields]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("rule") and typed.get("amount") is None and "amount" not in self.errors:
            self.add_error("rule", _("请选择一项法定期限，或者填写期限的长短"))
        unit = Unit(typed.get("unit") or Unit.WORKING_DAY)
        if self._needs_moment(typed, unit) and not typed.get("start_time"):
            self.add_error("start_time", _("按小时、分钟或者按时刻累计的期限从时刻起算，请填写起算时刻"))
        typed["suspensions"] = tuple(self._suspensions())
        return typed

    def _needs_moment(self, typed: dict[str, Any], unit: Unit) -> bool:
        if (typed.get("counting") or CountingRule.WHOLE_WORKING_DAYS) != CountingRule.WHOLE_WORKING_DAYS:
            return True
        rule = typed.get("rule")
        return all_limits()[rule][-1].limit.unit.of_day if rule else unit.of_day

    def pauses(self) -> list[tuple[str, str, str]]:
        """The suspensions as typed (first day, last day, kind), rows left empty dropped, and one more to fill in."""
        data = self.data
        if not isinstance(data, QueryDict):
            return [("", "", "")]
        columns = (data.getlist(name) for name in ("pause_first", "pause_last", "pause_kind"))
        rows = [row for row in zip(*columns, strict=False) if row[0] or row[1]]
        return [*rows[:MOST_SUSPENSIONS], ("", "", "")]

    def pause_kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, said(kind.label)) for kind in PAUSE_KINDS.values()]

    def _suspensions(self) -> Iterator[Suspension]:
        for first, last, kind in self.pauses()[:-1]:
            try:
                days = date.fromisoformat(first or last), date.fromisoformat(last or first)
            except ValueError:
                self.add_error(None, _("中止期间的日期应写作 2026-03-02，两天都要填写"))
                continue
            if days[1] < days[0]:
                self.add_error(
                    None,
                    _("中止期间先后颠倒：%(first)s 晚于 %(last)s")
                    % {"first": days[0].isoformat(), "last": days[1].isoformat()},
                )
            else:
                yield Suspension(*days, PAUSE_KINDS.get(kind, SpecialProcedure.EXPERT_REVIEW))

    def question(self) -> Question:
        """What was asked, once the form is valid."""
        typed = self.cleaned_data
        at: time | None = typed["start_time"]
        limit = (
            None
            if typed["rule"]
            else TimeLimit(typed["amount"], Unit(typed["unit"] or Unit.WORKING_DAY.value))
        )
        return Question(
            start=datetime.combine(typed["start"], at, SHANGHAI) if at else typed["start"],
            rule=typed["rule"],
            limit=limit,
            suspensions=typed["suspensions"],
            counting=CountingRule(typed["counting"] or CountingRule.WHOLE_WORKING_DAYS),
            region=typed["region"],
            known_on=typed["known_on"],
            provisional=typed["provisional"],
        )
