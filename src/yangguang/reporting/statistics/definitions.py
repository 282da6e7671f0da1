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
    _("仙桃、潜江、天门、神农架按市级统计；部门以其所在中心计，另列"),
    rate=True,
)
ITEMS = Indicator(
    "S2",
    _("事项精简"),
    _("期末有效、至少有一个机关行使的事项"),
    _("第一轮清理施行前一日有效的事项"),
    _("历轮清理的取消、下放、合并、转为、新增、承接逐项留痕，可在清理调整中查看"),
    rate=True,
)
ENTRY = Indicator(
    "S3",
    _("进驻率"),
    _("在中心窗口受理并且窗口有书面授权的事项"),
    _("各部门应当进驻的依申请事项，经政府批准不进驻的不计"),
    _("按实施清单逐条统计；进驻未授权（明进暗不进）另列，不计入进驻"),
    rate=True,
)
COMPRESSION = Indicator(
    "S4",
    _("时限压缩率"),
    _("法定时限与承诺时限之差的总和（工作日）"),
    _("法定时限的总和（工作日）"),
    _("按实施清单逐条统计；自然日、月的时限按当年工作日历折算，不按五比七折算"),
    rate=True,
)
PARALLEL = Indicator(
    "S5",
    _("并联审批事项"),
    _("由两个以上部门并联审查或者列入“一件事”的实施清单"),
    "",
    _("按期末有效的实施清单逐条统计"),
    rate=False,
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
FEE_ITEMS = Indicator(
    "S8",
    _("收费事项"),
    _("期末有收费项目的实施清单"),
    "",
    _("按实施清单逐条统计；应收、免收的金额按期内发出的缴费通知统计"),
    rate=False,
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
DISCLOSED = Indicator(
    "S15",
    _("八公开完整率"),
    _("八项内容全部公开、咨询和投诉电话齐全的实施清单"),
    _("期末有效的实施清单"),
    _("服务内容、政策依据、办事程序、申报条件、承诺时限、办理结果、收费标准、服务人员信息缺一项即不计"),
    rate=True,
)
INDICATORS = (
    COVERAGE,
    ITEMS,
    ENTRY,
    COMPRESSION,
    PARALLEL,
    ON_TIME,
    EARLY,
    FEE_ITEMS,
    ONLINE,
    WARNINGS,
    CARDS,
    INSPECTIONS,
    DISCLOSED,
)


def indicator_by_key(key: str) -> Indicator | None:
    return next((indicator for indicator in INDICATORS if indicator.key == key), None)
