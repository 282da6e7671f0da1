"""Rounds of adjustment: for everybody once published, and the desks at which they are made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_public
from yangguang.foundations.web.components import Column, Row, Table
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound, Refusal

from . import rounds_queries as queries
from . import services
from .access import DRAFTERS
from .models import RoundState
from .rounds_access import SEES_DRAFTS, may_read_drafts
from .rounds_balance import Column as BalanceColumn
from .rounds_forms import ChangeForm, LineForm, OpinionForm, RoundForm
from .rounds_publishing import as_json
from .spreadsheets import as_csv

LINES_A_PAGE = 50
CONSEQUENCES_A_PAGE = 20
TONES = {RoundState.PUBLISHED: "good", RoundState.WITHDRAWN: "", RoundState.APPROVED: "warn"}


@open_to_public
@require_safe
def rounds(request: PageRequest) -> HttpResponse:
    cards = queries.round_cards(request.actor)
    may_open = request.actor is not None and _organises(request.actor)
    context = {
        "rounds": [(card, TONES.get(RoundState(card.state), "ongoing")) for card in cards],
        "may_open": may_open,
        "takes_part": may_read_drafts(request.actor),
    }
    return render(request, "library/rounds/list.html", context)


@open_to_public
@require_safe
@limited("library.rounds", limit=60, per_seconds=60)
def one_round(request: PageRequest, round_id: int) -> HttpResponse:
    return _page(request, round_id)


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def balance_csv(request: PageRequest, round_id: int) -> HttpResponse:
    view = queries.round_view(round_id, request.actor)
    heads = [_("部门"), _("层级"), *queries.columns_of_balance()]
    rows = [
        [
            in_language(one.department) if one.department else _("合计"),
            str(one.level.label),
            *map(str, one.cells),
        ]
        for one in [*view.rows, *view.totals]
    ]
    response = HttpResponse(as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{view.round.title}.csv")
    return response


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def balance_data(request: PageRequest, round_id: int) -> HttpResponse:
    """The balance as JSON under a stable address; its shape only ever grows."""
    view = queries.round_view(round_id, request.actor)
    answer = {
        "round": view.round.pk,
        "title": view.round.title,
        "decision": view.round.decision,
        "state": view.round.state,
        "publish_on": view.round.publish_on.isoformat(),
        "in_force_on": view.round.in_force_on.isoformat(),
        "columns": ["before", *BalanceColumn, "after"],
        "rows": [as_json(one.row) for one in view.rows],
        "totals": [as_json(one.row) for one in view.totals],
        "closes": view.closes,
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


# ── desks ────────────────────────────────────────────────────────────────────────────────


@open_to(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: OfficerRequest) -> HttpResponse:
    form, refusal = RoundForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            one = services.open_round(**form.cleaned_data, actor=request.actor, at=request.now)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("library:round", one.pk)
    title = _("开始一轮清理")
    return _form_page(request, title, form, refusal)


@open_to(*DRAFTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request: OfficerRequest, round_id: int) -> HttpResponse:
    """An officer of a department proposes what becomes of one of its items."""
    view = queries.round_view(round_id, request.actor)
    department = request.actor.post.department if request.actor.post else ""
    form = LineForm(
        request.POST or None,
        items=queries.adjustable_items(department, on=view.round.in_force_on - timedelta(days=1)),
        changes=queries.open_changes(department),
    )
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            line = services.add_line(round_id, form.new_line(), actor=request.actor, at=request.now)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已列入：%(name)s") % {"name": line.item_name})
            return redirect("library:round_line", round_id)
    return _form_page(request, _("提出调整"), form, refusal, view=view)


@open_to(*DRAFTERS)
@require_POST
def remove_line(request: OfficerRequest, round_id: int, line_id: int) -> HttpResponse:
    queries.round_view(round_id, request.actor)
    services.remove_line(round_id, line_id, actor=request.actor, at=request.now)
    messages.success(request, _("已删除一行"))
    return redirect("library:round", round_id)


@open_to(Role.ADMINISTRATOR, Role.LEGAL_OFFICER, Role.GOVERNMENT_HEAD)
@require_POST
def act(request: OfficerRequest, round_id: int, step: str) -> HttpResponse:
    """Submit, find lawful, approve, return or withdraw; refused, the page comes back with the reason and what was typed."""
    queries.round_view(round_id, request.actor)
    form = OpinionForm(request.POST)
    if step not in STEPS:
        raise NotFound
    if not form.is_valid():
        return _page(request, round_id, form=form)
    try:
        STEPS[step](round_id, form.cleaned_data["text"], request)
    except Refusal as refused:
        return _page(request, round_id, form=form, refusal=refused)
    messages.success(request, _("已办理"))
    return redirect("library:round", round_id)


Step = Callable[[int, str, OfficerRequest], object]
STEPS: dict[str, Step] = {
    "submit": lambda one, _text, r: services.submit_round(one, actor=r.actor, at=r.now),
    "lawful": lambda one, text, r: services.find_round_lawful(one, opinion=text, actor=r.actor, at=r.now),
    "approve": lambda one, _text, r: services.approve_round(one, actor=r.actor, at=r.now),
    "return": lambda one, text, r: services.return_round(one, reason=text, actor=r.actor, at=r.now),
    "withdraw": lambda one, _text, r: services.withdraw_round(one, actor=r.actor, at=r.now),
}


@open_to(*SEES_DRAFTS)
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: OfficerRequest) -> HttpResponse:
    """Changes of law, who owes a report on them and by when; the lawyers record them here."""
    owed = queries.owed_reports(request.actor, at=request.now)
    form = ChangeForm(request.POST or None, departments=organisations.department_cards())
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.record_change(**form.cleaned_data, actor=request.actor, at=request.now)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已登记"))
            return redirect("library:round_changes")
    context: dict[str, Any] = {
        "owed": owed,
        "form": form if queries.may_record_changes(request.actor) else None,
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "library/rounds/changes.html", context, status=status)


def _page(
    request: PageRequest, round_id: int, *, form: PageForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    view = queries.round_view(round_id, request.actor)
    acts = _acts_of(request.actor, view.round.state) if request.actor else []
    context: dict[str, Any] = {
        "view": view,
        "round": view.round,
        "tone": TONES.get(RoundState(view.round.state), "ongoing"),
        "table": _balance_table(view),
        "page": Paginator(view.lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "follows": Paginator(view.consequences, CONSEQUENCES_A_PAGE).get_page(request.GET.get("follows")),
        "acts": acts,
        "says": any(says for _step, _label, says, _main in acts),
        "drafts": request.actor is not None and request.actor.holds(*DRAFTERS) and view.collecting,
        "form": form or OpinionForm(),
        "refusal": refusal,
    }
    return render(request, "library/rounds/round.html", context, status=422 if form else 200)


def _balance_table(view: queries.RoundView) -> Table:
    heads = [Column(label, numeric=True) for label in queries.columns_of_balance()]
    rows = [Row([_row_name(one), *one.cells]) for one in [*view.totals, *view.rows]]
    return Table(columns=[Column(_("部门和层级")), *heads], data=rows, caption=_("清理前后"))


def _row_name(one: queries.NamedRow) -> str:
    whose = in_language(one.department) if one.department else _("合计")
    return _("%(whose)s · %(level)s") % {"whose": whose, "level": one.level.label}


def _acts_of(actor: Actor, state: str) -> list[tuple[str, str, bool, bool]]:
    """(step, label, whether words are needed, whether it goes on) for what the actor may do next."""
    if not may_read_drafts(actor):
        return []
    submit, withdraw = ("submit", _("报送审核"), False, True), ("withdraw", _("撤回"), False, False)
    back = ("return", _("退回修改"), True, False)
    offered = {
        (Role.ADMINISTRATOR, RoundState.DRAFT): [submit, withdraw],
        (Role.ADMINISTRATOR, RoundState.SUBMITTED): [withdraw],
        (Role.ADMINISTRATOR, RoundState.APPROVED): [back],
        (Role.LEGAL_OFFICER, RoundState.SUBMITTED): [("lawful", _("审核合法"), True, True), back],
        (Role.GOVERNMENT_HEAD, RoundState.LAWFUL): [("approve", _("批准"), False, True), back],
    }
    return offered.get((actor.role, RoundState(state)), []) if actor.role else []


def _organises(actor: Actor) -> bool:
    return actor.holds(Role.ADMINISTRATOR) and may_read_drafts(actor)


def _form_page(
    request: OfficerRequest,
    title: str,
    form: PageForm,
    refusal: Refusal | None,
    view: queries.RoundView | None = None,
) -> HttpResponse:
    context = {"title": title, "form": form, "refusal": refusal, "view": view}
    status = 422 if request.method == "POST" else 200
    return render(request, "library/rounds/form.html", context, status=status)
