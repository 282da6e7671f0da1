"""指标: what each figure counts, in words that stand beside it wherever it is shown. Numbers as in the province's list."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Indicator:
    """``rate``: numerator over denominator, both shown; otherwise a count, also per ten thousand received cases."""

    key: str
    name: Any
    numerator: Any
    denominator: Any
    note: Any
    rate: bool


COVERAGE = Indicator(
    "S1",
    _("服务机构覆盖率"),
    _("已建成并符合“八统一”的中心、大厅、服务室"),
    _("应当建立服务机构的区划"),
    _("仙桃、潜江、天门、神农架按市级统计"),
    rate=True,
)
ON_TIME = Indicator(
    "S6",
    _("按时办结率"),
    _("在承诺时限届满前办结的办件"),
    _("期内办结的办件，加期末仍未办结且已过承诺时限的办件"),
    _("特别程序期间不计；申请人撤回、逾期未补正、受理前退回的办件另列，不算按时"),
    rate=True,
)
EARLY = Indicator(
    "S7",
    _("提前办结率"),
    _("至少提前一个工作日办结的办件"),
    _("期内办结的办件"),
    _("即办件另列，不计入本率"),
    rate=True,
)
ONLINE = Indicator(
    "S9",
    _("网上办理率"),
    _("网上收到的办件"),
    _("期内收到的全部办件"),
    _("村级代办员为群众录入的，按窗口统计"),
    rate=True,
)
WARNINGS = Indicator(
    "S10", _("预警"), _("期内发出的预警"), _("期内收到的办件"), _("按发出日期统计"), rate=False
)
CARDS = Indicator(
    "S11",
    _("红黄牌"),
    _("期内发出且有效的黄牌、红牌"),
    _("期内收到的办件"),
    _("同一办件同一类规则只计最高一级；已撤销的扣除并另列"),
    rate=False,
)
INSPECTIONS = Indicator(
    "S12",
    _("明察暗访与问责"),
    _("期内检查的窗口"),
    _("期内检查的窗口，加期内到期而没有检查的抽中窗口"),
    _("问责按决定日期统计，每一项都可查到所依据的牌件或检查；不予追究的不计"),
    rate=True,
)
INDICATORS = (COVERAGE, ON_TIME, EARLY, ONLINE, WARNINGS, CARDS, INSPECTIONS)


def indicator_by_key(key: str) -> Indicator | None:
    return next((indicator for indicator in INDICATORS if indicator.key == key), None)
