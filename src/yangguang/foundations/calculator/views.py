"""期限计算器: when does a limit end, and why. Open to everybody, and a link carries the whole question."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.foundations.web.wording import day_text, moment_text, said
from yangguang.law.clocks import ClockReading
from yangguang.law.limits import LegalLimit
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import SHANGHAI, end_of_day

from .forms import DeadlineForm
from .questions import NoticeMissing, Question, answer


@dataclass(frozen=True, slots=True)
class Result:
    """What the page says first, and what it rests on."""

    question: Question
    reading: ClockReading
    legal: LegalLimit | None

    @property
    def sentence(self) -> str:
        """ "最迟 2026年3月19日 星期四 24时"."""
        day = self.reading.due_date
        return _("最迟 %(day)s %(weekday)s %(time)s") % {
            "day": day_text(day),
            "weekday": WEEKDAYS[day.weekday()],
            "time": self._time(),
        }

    def _time(self) -> str:
        if self.reading.due_at == end_of_day(self.reading.due_date):
            return _("24时")
        return f"{self.reading.due_at.astimezone(SHANGHAI):%H:%M}"

    @property
    def lawful(self) -> str:
        """Where the law's own rule lets the limit end, when another rule was asked for and differs."""
        return moment_text(self.reading.lawful_due_at) if self.reading.differs_from_law else ""

    @property
    def refused(self) -> list[tuple[str, str]]:
        return [(said(one.why), said(one.citation)) for one in self.reading.refused]


@require_safe
@open_to_public
@limited("deadline", limit=120, per_seconds=60)
def calculator(request: PageRequest) -> HttpResponse:
    """Without a question the form alone; with one its answer, or why there is none."""
    asked = bool(request.GET)
    form = DeadlineForm(request.GET if asked else None)
    context: dict[str, Any] = {"form": form, "share": request.build_absolute_uri()}
    if not asked:
        return render(request, "calculator/calculator.html", context)
    if not form.is_valid():
        return render(request, "calculator/calculator.html", context, status=422)
    question = form.question()
    try:
        context["result"] = Result(question, answer(question), question.legal())
    except Refusal as refusal:
        context |= {"refusal": refusal, "provisionally": _asked_provisionally(request, refusal)}
        return render(request, "calculator/calculator.html", context, status=422)
    context["json"] = f"{reverse('api:deadline')}?{question.query()}"
    return render(request, "calculator/calculator.html", context)


def _asked_provisionally(request: PageRequest, refusal: Refusal) -> str:
    """The same question with the provisional calendar, where that would help."""
    if not isinstance(refusal, NoticeMissing) or "provisional" in request.GET:
        return ""
    again = request.GET.copy()
    again["provisional"] = "on"
    return f"?{again.urlencode()}"
