"""How supervision itself is doing, as the page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import HealthIncident, NightlyCheck, WatchedClock
from .services import incidents

WORDS: dict[str, Promise] = {
    incidents.NO_CALENDAR: _("没有工作日历"),
    incidents.UNANNOUNCED_YEAR: _("放假安排未收录"),
    incidents.NO_RULES: _("没有监察规则"),
    incidents.NO_OFFICE_HOURS: _("未公布办公时间"),
    incidents.CONSUMER_LAG: _("台账读取滞后"),
    incidents.CLOCK_DIFFERS: _("时限与重算不符"),
    incidents.WATCH_DIFFERS: _("监察队列与重算不符"),
    incidents.CARD_DIFFERS: _("牌件与重算不符"),
    incidents.CARD_NOT_ISSUED: _("无法判定的时限"),
}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class IncidentLine:
    incident: HealthIncident
    word: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """``watched``: clocks that may still fall due; ``waiting``: those whose moment has come and that the sweep will take."""

    open: Sequence[IncidentLine]
    closed: Sequence[IncidentLine]
    last_check: NightlyCheck | None
    watched: int
    waiting: int


def health_view(*, at: datetime) -> HealthView:
    watched = WatchedClock.objects.filter(next_alert_at__isnull=False)
    open_ones = HealthIncident.objects.filter(closed_at__isnull=True).order_by("-opened_at", "-pk")
    closed = HealthIncident.objects.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    return HealthView(
        open=_lines(open_ones[:SHOWN]),
        closed=_lines(closed[:SHOWN]),
        last_check=NightlyCheck.objects.order_by("-ran_at").first(),
        watched=watched.count(),
        waiting=watched.filter(next_alert_at__lte=at).count(),
    )


def open_incidents() -> int:
    return HealthIncident.objects.filter(closed_at__isnull=True).count()


def _lines(found: Iterable[HealthIncident]) -> list[IncidentLine]:
    return [IncidentLine(incident, str(WORDS.get(incident.kind, incident.kind))) for incident in found]
