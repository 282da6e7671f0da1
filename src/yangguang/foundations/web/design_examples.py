"""The content of the style page: one example of every component, in every state that has a look of its own."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yangguang.law.clocks import (
    ClockEvent,
    ClockReading,
    ClockTerms,
    CountingRule,
    Resumed,
    SpecialProcedure,
    Started,
    Suspended,
    replay,
)
from yangguang.law.limits import limit_in_force
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import SHANGHAI, TimeLimit
from yangguang.law.working_days import announced_calendar

from .components import Column, PathStep, Row, Table, TimelineEntry
from .page_forms import PageForm


class ExampleForm(PageForm):
    name = forms.CharField(
        label=gettext_lazy("经营者姓名"), help_text=gettext_lazy("与身份证一致"), max_length=20
    )
    address = forms.CharField(label=gettext_lazy("经营场所"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("主体业态"),
        choices=[
            ("", gettext_lazy("请选择")),
            ("a", gettext_lazy("餐饮服务经营者")),
            ("b", gettext_lazy("食品销售经营者")),
        ],
    )
    delivery = forms.ChoiceField(
        label=gettext_lazy("结果怎样送达"),
        choices=[
            ("self", gettext_lazy("到窗口领取")),
            ("mail", gettext_lazy("邮寄")),
            ("online", gettext_lazy("电子证照")),
        ],
        widget=forms.RadioSelect,
    )
    opening = forms.DateField(
        label=gettext_lazy("拟开业日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    remark = forms.CharField(label=gettext_lazy("说明"), required=False, widget=forms.Textarea)
    plan = forms.FileField(
        label=gettext_lazy("平面布局图"), required=False, help_text=gettext_lazy("PDF 或照片，不超过 10 MB")
    )
    truthful = forms.BooleanField(label=gettext_lazy("以上内容真实，愿意承担相应责任"))


class ExampleRatingForm(PageForm):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("您对这次办理满意吗？"),
        coerce=int,
        choices=[
            (1, gettext_lazy("非常不满意")),
            (2, gettext_lazy("不满意")),
            (3, gettext_lazy("基本满意")),
            (4, gettext_lazy("满意")),
            (5, gettext_lazy("非常满意")),
        ],
        widget=forms.RadioSelect,
    )


def examples(now: datetime) -> dict[str, Any]:
    wrong = ExampleForm(
        {"name": "", "address": _("武汉市洪山区珞喻路 1 号"), "kind": "a", "opening": "2026-13-01"}
    )
    wrong.is_valid()
    return {
        "empty_form": ExampleForm(auto_id="blank_%s"),
        "wrong_form": wrong,
        "rating_form": ExampleRatingForm(auto_id="rating_%s"),
        "refused": _refusal(),
        "table": _table(),
        "timeline": _timeline(now),
        "stages": _stages(),
        "reading": example_reading(),
        "pairs": [
            (_("办件编号"), "11420100MB1234567X-20260309-0001"),
            (_("申请人"), _("张**")),
            (_("收费"), _("不收费")),
        ],
    }


def _refusal() -> Refusal:
    return Refusal(
        asked=_("第二次要求申请人补正"),
        rule=_("需要补正的全部内容应当一次告知（行政许可法第三十二条第一款第四项）"),
        way_out=_("请按已有材料受理，或作出不予受理决定并说明理由"),
    )


def _table() -> Table:
    return Table(
        caption=_("本周到期的办件"),
        columns=[
            Column(_("事项")),
            Column(_("申请人")),
            Column(_("收件日")),
            Column(_("剩余工作日"), numeric=True),
        ],
        data=[
            Row([_("食品经营许可"), _("张**"), "2026-11-02", -3], url="#table", tone="red"),
            Row(
                [_("道路货物运输经营许可"), _("江城物流有限公司"), "2026-11-10", 1],
                url="#table",
                tone="yellow",
            ),
            Row([_("最低生活保障"), _("李*"), "2026-11-18", 8], url="#table"),
        ],
    )


def _timeline(now: datetime) -> list[TimelineEntry]:
    return [
        TimelineEntry(_("收件"), now, _("洪山区政务服务中心 3 号窗口"), _("出具收件凭证")),
        TimelineEntry(_("一次性补正告知"), now, tone="warn", text=_("缺少从业人员健康证明")),
        TimelineEntry(
            _("中止计时"), now, tone="paused", text=_("专家评审，不计入办理期限（行政许可法第四十五条）")
        ),
        TimelineEntry(_("黄牌"), now, _("电子监察"), _("超过承诺时限 1 个工作日"), tone="yellow"),
        TimelineEntry(_("准予许可"), now, tone="good", url="#timeline", url_label=_("决定书(PDF)")),
    ]


def _stages() -> list[list[PathStep]]:
    return [
        [PathStep(_("受理"), "done", _("综合窗口"))],
        [
            PathStep(_("消防审查"), "done", _("消防救援")),
            PathStep(_("环保审查"), "active", _("生态环境局"), _("还剩 4 个工作日")),
            PathStep(_("现场核查"), "active", _("市场监督管理局")),
        ],
        [PathStep(_("决定"), "pending", _("市场监督管理局"))],
        [PathStep(_("听证"), "skipped", _("市场监督管理局"))],
    ]


def example_reading() -> ClockReading:
    """Twenty working days from the eve of the Spring Festival of 2026, with an expert review in between."""
    events: list[ClockEvent] = [
        Started(datetime(2026, 2, 13, 10, 0, tzinfo=SHANGHAI)),
        Suspended(
            datetime(2026, 3, 4, 9, 0, tzinfo=SHANGHAI),
            SpecialProcedure.EXPERT_REVIEW,
            "武市监特告〔2026〕7号",
        ),
        Resumed(datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)),
    ]
    legal = limit_in_force("licensing.decision", on=date(2026, 2, 13))
    terms = ClockTerms(
        limit=TimeLimit.parse("20wd"),
        rule=CountingRule.WHOLE_WORKING_DAYS,
        extension=None,
        extension_approver=None,
        restarts=False,
        citation=legal.citation,
    )
    known = announced_calendar(date(2026, 1, 1))
    return replay(events, terms, known, at=datetime(2026, 3, 12, 9, 0, tzinfo=SHANGHAI))
