"""How figures are written."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yangguang.foundations.organisations.levels import Level
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.templatetags.yangguang import in_language, stat
from yangguang.foundations.web.wording import yuan_text

from ..definitions import Indicator
from ..figure import Aside, Figure
from ..queries import PlaceRow

register = template.Library()


@register.filter
def place_trail(places: Iterable[Division]) -> list[tuple[str, str]]:
    """From the province to the place shown; the last has no address."""
    trail = [(in_language(place), reverse("statistics:place", args=[place.code])) for place in places]
    return [*trail[:-1], (trail[-1][0], "")] if trail else []


@register.simple_tag
def draw_figure(figure: Figure) -> SafeString:
    """A rate with its two parts, or a count with its share per ten thousand cases."""
    indicator = figure.indicator
    if indicator.rate:
        value = "—" if figure.share is None else f"{figure.share:.1f}"
        return stat(
            str(indicator.name),
            value,
            unit="%",
            numerator=figure.numerator,
            denominator=figure.denominator,
        )
    note = ""
    if figure.share is not None:
        note = _("每万件 %(share)s") % {"share": f"{figure.share:.1f}"}
    return stat(str(indicator.name), f"{figure.numerator:,}", note=note)


@register.simple_tag
def figure_cell(row: PlaceRow, indicator: Indicator) -> str:
    figure = row.figures[indicator.key]
    if not indicator.rate:
        return f"{figure.numerator:,}"
    if figure.share is None:
        return "—"
    return f"{figure.share:.1f}% ({figure.numerator:,}/{figure.denominator:,})"


@register.simple_tag
def aside_words(aside: Aside) -> str:
    if aside.label.startswith("level_"):
        level = Level(int(aside.label.removeprefix("level_")))
        return f" {level.label} {aside.count:,}/{aside.of:,}"
    if aside.label == "mean_of_rates":
        return " " + _("各项压缩率的平均数 %(percent)s%%") % {"percent": f"{aside.count / 10:.1f}"}
    words = {
        "open_past_promise": _("期末未办结且已过承诺时限 %(count)s 件"),
        "ended_without_decision": _("另有未作决定而终止 %(count)s 件"),
        "immediate": _("另有即办件 %(count)s 件"),
        "revoked": _("另已撤销 %(count)s 张"),
        "held_persons": _("问责 %(count)s 人"),
        "held_bodies": _("问责 %(count)s 个单位"),
        "rounds": _("已公布清理 %(count)s 轮"),
        "departments_served": _("在符合“八统一”的中心有授权窗口的部门 %(count)s/%(of)s"),
        "departments": _("有授权窗口的部门 %(count)s/%(of)s"),
        "unauthorised": _("进驻未授权 %(count)s 项"),
        "kept_out": _("经批准不进驻 %(count)s 项"),
        "distinct_items": _("不同事项 %(count)s 项"),
        "charged_cents": _("应收 %(yuan)s"),
        "waived_cents": _("免收 %(yuan)s"),
    }
    return " " + words[aside.label] % {
        "count": aside.count,
        "of": aside.of,
        "yuan": yuan_text(aside.count),
    }
