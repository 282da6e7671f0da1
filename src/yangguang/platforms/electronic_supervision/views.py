"""The supervisor's console, the cards, and the page of each card for those who answer and those who judge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.law.refusals import Refusal

from . import queries, services
from .access import ADDRESSED_ROLES, LIST_READERS, READING_ROLES
from .forms import AnswerForm, AppealForm, ConfirmForm, RevokeForm, RulingForm
from .levels import AlertLevel, CardState, Matter
from .order_queries import next_steps
from .questions_view import PERIODS

PAGE_SIZE = 25


@open_to(Role.SUPERVISOR)
@require_safe
def console(request: OfficerRequest) -> HttpResponse:
    """What burns now: by place, by department, down to the case. A poll gets the moving part alone."""
    actor, wanted = request.actor, request.GET
    department, urgency = wanted.get("department", ""), wanted.get("urgency", "")
    board = queries.board(actor, wanted.get("place", ""), at=request.now)
    burning = queries.burning_cases(
        actor, board.place, department=department, urgency=urgency, at=request.now
    )
    page = Paginator(burning, PAGE_SIZE).get_page(wanted.get("page"))
    context = {
        "board": board,
        "page": page,
        "burning": queries.in_words(page.object_list, at=request.now),
        "department": next(
            (row.department for row in board.departments if row.department.key == department), None
        ),
        "urgency": urgency,
        "incidents": queries.open_incidents(),
        "next_steps": next_steps(actor, at=request.now),
    }
    polled = request.htmx and not request.htmx.boosted
    template = "supervision/_board.html" if polled else "supervision/console.html"
    return render(request, template, context)


@open_to(Role.SUPERVISOR)
@require_safe
def cards(request: OfficerRequest) -> HttpResponse:
    """Every card of the place and below, by level, state, matter, place and number."""
    place = queries.place_within(request.actor, request.GET.get("place", ""))
    found = queries.card_list(
        request.actor,
        path=place.path,
        level=request.GET.get("level", ""),
        state=request.GET.get("state", ""),
        matter=request.GET.get("matter", ""),
        wanted=request.GET.get("q", "").strip(),
        unsettled="open" in request.GET,
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "place": place, "choosers": _choosers(request)}
    return render(request, "supervision/cards.html", context)


def _choosers(request: OfficerRequest) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Name, label and choices of what a list may be narrowed by; an unknown choice is as none."""
    offered = (
        ("level", _("级别"), AlertLevel),
        ("state", _("处理"), CardState),
        ("matter", _("事由"), Matter),
    )
    return [
        (
            name,
            label,
            [(str(one.value), str(one.label), str(one.value) == request.GET.get(name)) for one in choices],
        )
        for name, label, choices in offered
    ]


@open_to(*ADDRESSED_ROLES)
@require_safe
def my_cards(request: OfficerRequest) -> HttpResponse:
    """Cards addressed to my body or window; what waits for an answer stands on top."""
    page = Paginator(queries.addressed_to(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/my_cards.html", {"page": page})


@open_to(Role.SUPERVISOR)
@require_safe
def attempts(request: OfficerRequest) -> HttpResponse:
    """Breaches that are acts: refused demands outside the list, second demands for corrections."""
    page = Paginator(queries.attempts(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/attempts.html", {"page": page})


@open_to(Role.SUPERVISOR)
@require_safe
def questions(request: OfficerRequest) -> HttpResponse:
    """Patterns that may be abuse and may be innocent, each as a question with its figures."""
    wanted = request.GET
    view = queries.questions_view(
        request.actor, wanted.get("place", ""), wanted.get("days", ""), at=request.now
    )
    return render(request, "supervision/questions.html", {"view": view, "periods": PERIODS})


@open_to(Role.SUPERVISOR)
@require_safe
def question(request: OfficerRequest, key: str) -> HttpResponse:
    """The cases behind one question."""
    wanted = request.GET
    behind = queries.cases_behind_view(
        request.actor,
        key,
        wanted.get("body", ""),
        wanted.get("item", ""),
        wanted.get("days", ""),
        at=request.now,
    )
    page = Paginator(behind.cases, PAGE_SIZE).get_page(wanted.get("page"))
    return render(request, "supervision/question.html", {"behind": behind, "page": page})


@open_to(Role.SUPERVISOR, Role.ADMINISTRATOR)
@require_safe
def health(request: OfficerRequest) -> HttpResponse:
    """Whether supervision itself is well."""
    return render(request, "supervision/health.html", {"health": queries.health_view(at=request.now)})


@open_to(Role.ADMINISTRATOR, *READING_ROLES)
@require_safe
def rules(request: OfficerRequest) -> HttpResponse:
    """The rules in force and those of other places; the supervised may read them as well as the supervisors."""
    view = queries.rules_view(request.GET.get("set", ""))
    context = {"rules": view, "reads_lists": request.actor.holds(*LIST_READERS)}
    return render(request, "supervision/rules.html", context)


@open_to(*READING_ROLES)
@require_safe
def card(request: OfficerRequest, number: str) -> HttpResponse:
    """One card: rule, facts, how the days were counted, who was told, what followed."""
    return _card_page(request, number)


# ── acts on a card ───────────────────────────────────────────────────────────────────────

Service = Callable[[Actor, int, str, Any], None]


@open_to(*ADDRESSED_ROLES)
@require_POST
def answer(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "answer", services.answer_card, _("反馈已送交监察机构"))


@open_to(Role.SUPERVISOR)
@require_POST
def confirm(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "confirm", services.confirm_card, _("已确认"))


@open_to(Role.SUPERVISOR)
@require_POST
def revoke(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "revoke", services.revoke_card, _("已撤销；牌件和理由保留可查"))


@open_to(*ADDRESSED_ROLES)
@require_POST
def appeal(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "appeal", services.appeal_card, _("申诉已送交监察机构"))


@open_to(Role.SUPERVISOR)
@require_POST
def allow(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "allow", services.allow_appeal, _("申诉成立，已撤销"))


@open_to(Role.SUPERVISOR)
@require_POST
def dismiss(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "dismiss", services.dismiss_appeal, _("申诉不成立，维持原认定"))


@open_to(Role.SUPERVISOR)
@require_POST
def report(request: OfficerRequest, number: str) -> HttpResponse:
    return _act(request, number, "report", services.report_appeal_up, _("已报上级监察机构"))


FORMS: dict[str, type[PageForm]] = {
    "answer": AnswerForm,
    "confirm": ConfirmForm,
    "revoke": RevokeForm,
    "appeal": AppealForm,
    "allow": RulingForm,
    "dismiss": RulingForm,
    "report": RulingForm,
}


def _act(request: OfficerRequest, number: str, key: str, service: Service, done: str) -> HttpResponse:
    """Do one act; refused or invalid, the page comes back with what was typed."""
    found = queries.card_to_read(request.actor, number)
    form = FORMS[key](request.POST, prefix=key)
    if not form.is_valid():
        return _card_page(request, number, failed={key: form}, status=422)
    try:
        service(request.actor, found.pk, form.cleaned_data["text"], request.now)
    except Refusal as refusal:
        return _card_page(request, number, failed={key: form, "refusal": refusal}, status=409)
    messages.success(request, done)
    return redirect("supervision:card", number=number)


def _card_page(
    request: OfficerRequest, number: str, *, failed: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    failed = failed or {}
    page = queries.card_page(request.actor, number)
    forms = {f"{key}_form": failed.get(key) or form(prefix=key) for key, form in FORMS.items()}
    context = {"page": page, "card": page.card, "refusal": failed.get("refusal"), **forms}
    return render(request, "supervision/card.html", context, status=status)
