"""The desks of the editor: write a draft, check it, put it in force, end an item."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.page_forms import PageForm
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.wording import in_language
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from . import edit_queries as queries
from . import services
from .access import DRAFTERS, READERS, departments_drafted_by
from .draft_guide import draft_guide
from .draft_values import read, rearrange, section_of
from .edit_drawing import Drawing, told
from .edit_forms import EndForm, NewItemForm, OpinionForm, PublishForm
from .editing import WrittenMeanwhile, digest_of, mark_of
from .form_plan import SECTIONS, Section, sections_for
from .guide import GuideView
from .history import by_section
from .models import Proposal, ProposalState
from .reading import version_in_force
from .record_page import record_page
from .step_diagram import Diagram, StepBox, diagram
from .wording import limit_text

TONES = {
    ProposalState.DRAFT: "ongoing",
    ProposalState.PUBLISHED: "good",
    ProposalState.WITHDRAWN: "",
}


@open_to(*READERS)
@require_safe
def desk(request: OfficerRequest) -> HttpResponse:
    """What waits for the reader, the drafts on their way, and the items to begin a draft from."""
    shown = queries.desk(request.actor, on=shanghai_date(request.now))
    cards = [(card, TONES.get(ProposalState(card.state), "warn")) for card in (*shown.open, *shown.closed)]
    return render(request, "library/edit/desk.html", {"desk": shown, "cards": cards})


@open_to(*DRAFTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_item(request: OfficerRequest) -> HttpResponse:
    form = NewItemForm(request.POST or None, departments=departments_drafted_by(request.actor))
    begun: list[Proposal] = []

    def act() -> str:
        begun.append(services.start_new(**form.cleaned_data, actor=request.actor, at=request.now))
        return _("草稿已建立")

    page = record_page(request, form, act, title=_("新设事项"), above=_desk_above())
    return redirect("library:edit_section", begun[0].pk, next(iter(SECTIONS))) if begun else page


@open_to(*DRAFTERS)
@require_POST
def start(request: OfficerRequest, key: str) -> HttpResponse:
    """A draft from what is in force; where one is open already, that one."""
    proposal = services.start_from_version(key, actor=request.actor, at=request.now)
    return redirect("library:draft", queries.proposal_for(request.actor, proposal.pk).pk)


# ── writing ──────────────────────────────────────────────────────────────────────────────


@open_to(*DRAFTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: OfficerRequest, proposal_id: int, section: str) -> HttpResponse:
    """One section of a draft. Every POST saves what was typed; its buttons also add, remove and move rows."""
    proposal = queries.proposal_for(request.actor, proposal_id)
    if section not in SECTIONS:
        raise NotFound
    plan = SECTIONS[section]
    if request.method == "POST":
        return _save(request, proposal, plan)
    if not queries.may_write(request.actor, proposal):
        return redirect("library:draft", proposal_id)
    return _section_page(request, proposal, plan)


def _save(request: OfficerRequest, proposal: Proposal, plan: Section) -> HttpResponse:
    typed = read(plan, request.POST, proposal.content, is_new=queries.is_new_item(proposal))
    act = request.POST.get("act", "")
    place = rearrange(plan, typed, act)
    page = request.POST.get("page", "")[:40]
    try:
        saved = services.save_section(
            proposal.pk,
            plan,
            typed,
            base=request.POST.get("base", "")[:64],
            page=page,
            actor=request.actor,
            at=request.now,
        )
    except Refusal as refused:
        return _not_saved(request, proposal, plan, typed, refused)
    if request.htmx:
        return render(request, "library/edit/_saved.html", _section_context(request, saved, plan, page=page))
    if act == "next":
        return redirect(_after(saved, plan))
    messages.success(request, _("已保存"))
    return redirect(_address(saved, plan) + (f"?open={place}#{place}" if place else ""))


def _not_saved(
    request: OfficerRequest, proposal: Proposal, plan: Section, typed: dict[str, Any], refused: Refusal
) -> HttpResponse:
    """The page again, with what was typed, the reason, and where somebody else wrote meanwhile, both versions."""
    if request.htmx:
        return render(request, "library/edit/_not_saved.html", {"refusal": refused})
    theirs = refused.theirs if isinstance(refused, WrittenMeanwhile) else None
    return _section_page(request, proposal, plan, typed=typed, theirs=theirs, refusal=refused)


def _section_page(
    request: OfficerRequest,
    proposal: Proposal,
    plan: Section,
    *,
    typed: dict[str, Any] | None = None,
    theirs: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = _section_context(request, proposal, plan, page=token_urlsafe(9), typed=typed, theirs=theirs)
    context["refusal"] = refusal
    return render(request, "library/edit/section.html", context, status=422 if refusal else 200)


def _section_context(
    request: OfficerRequest,
    proposal: Proposal,
    plan: Section,
    *,
    page: str,
    typed: dict[str, Any] | None = None,
    theirs: dict[str, Any] | None = None,
) -> dict[str, Any]:
    standing = section_of(proposal.content, plan)
    if typed is not None:
        proposal.content = {**proposal.content, **typed}  # to be shown, not to be kept
    findings = queries.findings_in(proposal)
    said = told(findings, proposal.content)
    guide = draft_guide(proposal.content, actor=request.actor, at=request.now)
    return {
        "proposal": proposal,
        "name": _name_of(proposal),
        "section": plan,
        "sections": _tabs(proposal, said),
        "drawing": Drawing(plan, proposal.content, findings, queries.is_new_item(proposal), theirs),
        "base": digest_of(standing),
        "page_token": page,
        "mark": mark_of(proposal, plan),
        "now": request.now,
        "here": [one for one in said if one.section == plan.key],
        "said": said,
        "guide": guide,
        "open": request.GET.get("open", ""),
        "diagram": _diagram(guide) if guide and plan.key == "steps" else None,
    }


def _tabs(proposal: Proposal, said: list[Any]) -> list[tuple[Section, str, int]]:
    """Sections with their addresses and the number of findings in each; those of another kind only while something
    is wrong in them."""
    usual = sections_for(str(proposal.content.get("kind") or ""))
    counted = [(one, sum(each.section == one.key for each in said)) for one in SECTIONS.values()]
    return [(one, _address(proposal, one), wrong) for one, wrong in counted if one in usual or wrong]


def _address(proposal: Proposal, plan: Section) -> str:
    return reverse("library:edit_section", args=[proposal.pk, plan.key])


def _after(proposal: Proposal, plan: Section) -> str:
    order = list(SECTIONS.values())
    usual = sections_for(str(proposal.content.get("kind") or ""))
    following = [one for one in order[order.index(plan) + 1 :] if one in usual]
    return _address(proposal, following[0]) if following else reverse("library:draft", args=[proposal.pk])


def _diagram(guide: GuideView) -> Diagram:
    stages = [
        [StepBox(in_language(view.step), (in_language(view.body), _limit(view.step.limit))) for view in stage]
        for stage in guide.stages
    ]
    return diagram(stages, begins=_("受理"), ends=_("送达结果"))


def _limit(written: str) -> str:
    try:
        return limit_text(written)
    except ValueError:
        return written


def _name_of(proposal: Proposal) -> str:
    english = str(proposal.content.get("name_en") or "")
    name = str(proposal.content.get("name") or proposal.item_key)
    return in_language(_Name(name, english))


class _Name:
    def __init__(self, name: str, name_en: str) -> None:
        self.name, self.name_en = name, name_en


# ── the way of a draft ───────────────────────────────────────────────────────────────────


@open_to(*READERS)
@require_safe
def draft(request: OfficerRequest, proposal_id: int) -> HttpResponse:
    """A draft as a whole: what is wrong with it, what it changes, who acts next. The lawyer judges it here."""
    return _draft_page(request, proposal_id)


@open_to(*READERS)
@require_safe
def preview(request: OfficerRequest, proposal_id: int) -> HttpResponse:
    """The public guide as it would be."""
    proposal = queries.proposal_for(request.actor, proposal_id)
    guide = draft_guide(proposal.content, actor=request.actor, at=request.now)
    return render(
        request,
        "library/edit/preview.html",
        {"proposal": proposal, "guide": guide, "name": _name_of(proposal)},
    )


@open_to(*READERS)
@require_POST
def act(request: OfficerRequest, proposal_id: int, step: str) -> HttpResponse:
    """Submit, find lawful, approve, publish, return or withdraw; refused, what was typed is shown again."""
    queries.proposal_for(request.actor, proposal_id)
    if step not in ACTS:
        raise NotFound
    form_class, do = ACTS[step]
    form = form_class(request.POST)
    if not form.is_valid():
        return _draft_page(request, proposal_id)
    try:
        do(proposal_id, form.cleaned_data, request)
    except Refusal as refused:
        return _draft_page(request, proposal_id, refusal=refused)
    messages.success(request, _("已办理"))
    return redirect("library:draft", proposal_id)


Act = Callable[[int, dict[str, Any], OfficerRequest], object]
ACTS: dict[str, tuple[type[PageForm], Act]] = {
    "submit": (PageForm, lambda one, _said, r: services.submit(one, actor=r.actor, at=r.now)),
    "withdraw": (PageForm, lambda one, _said, r: services.withdraw(one, actor=r.actor, at=r.now)),
    "approve": (PageForm, lambda one, _said, r: services.approve(one, actor=r.actor, at=r.now)),
    "lawful": (
        OpinionForm,
        lambda one, said, r: services.find_lawful(one, opinion=said["text"], actor=r.actor, at=r.now),
    ),
    "return": (
        OpinionForm,
        lambda one, said, r: services.return_to_department(one, reason=said["text"], actor=r.actor, at=r.now),
    ),
    "publish": (
        PublishForm,
        lambda one, said, r: services.publish_proposal(
            one, from_date=said["from_date"], actor=r.actor, at=r.now
        ),
    ),
}


def _draft_page(request: OfficerRequest, proposal_id: int, *, refusal: Refusal | None = None) -> HttpResponse:
    proposal = queries.proposal_for(request.actor, proposal_id)
    said = told(queries.findings_in(proposal), proposal.content)
    compared = queries.changes_against_the_last(proposal)
    guide = draft_guide(proposal.content, actor=request.actor, at=request.now)
    offered = _acts_of(request, proposal)
    context: dict[str, Any] = {
        "proposal": proposal,
        "name": _name_of(proposal),
        "tone": TONES.get(ProposalState(proposal.state), "warn"),
        "sections": _tabs(proposal, said),
        "said": said,
        "checks": queries.checks_run(),
        "former": compared[0] if compared else None,
        "changes": by_section(compared[1]) if compared else (),
        "is_new": queries.is_new_item(proposal),
        "may_write": queries.may_write(request.actor, proposal),
        "acts": offered,
        "form": _words_asked(request, offered),
        "diagram": _diagram(guide) if guide else None,
        "refusal": refusal,
    }
    return render(
        request, "library/edit/draft.html", context, status=422 if request.method == "POST" else 200
    )


def _words_asked(request: OfficerRequest, offered: list[tuple[str, str, bool]]) -> PageForm | None:
    """What the next act wants to be told; what was typed and refused is shown again."""
    steps = {step for step, _label, _main in offered}
    if "publish" in steps:
        return PublishForm(request.POST or None, initial=_from_tomorrow(request))
    return OpinionForm(request.POST or None) if "return" in steps else None


def _acts_of(request: OfficerRequest, proposal: Proposal) -> list[tuple[str, str, bool]]:
    """(step, label, whether it goes on) for what the reader may do next; the services ask again."""
    actor, state = request.actor, ProposalState(proposal.state)
    if actor.holds(*DRAFTERS):
        ours = proposal.department_id in departments_drafted_by(actor)
        submit = [("submit", _("报送合法性审核"), True)] if actor.holds(Role.AGENCY_HEAD) else []
        offered = {
            ProposalState.DRAFT: [*submit, ("withdraw", _("撤回"), False)],
            ProposalState.SUBMITTED: [("withdraw", _("撤回"), False)],
        }
        return offered.get(state, []) if ours else []
    back = ("return", _("退回修改"), False)
    turns = {
        (Role.LEGAL_OFFICER, ProposalState.SUBMITTED): ("lawful", _("审核合法"), True),
        (Role.GOVERNMENT_HEAD, ProposalState.LAWFUL): ("approve", _("批准"), True),
        (Role.ADMINISTRATOR, ProposalState.APPROVED): ("publish", _("公布"), True),
    }
    turn = turns.get((actor.role, state)) if actor.role else None
    return [turn, back] if turn else []


def _from_tomorrow(request: OfficerRequest) -> dict[str, str]:
    return {"from_date": (shanghai_date(request.now) + timedelta(days=1)).isoformat()}


# ── suspend, cancel ──────────────────────────────────────────────────────────────────────


@open_to(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def end_item(request: OfficerRequest, key: str) -> HttpResponse:
    """Suspend an item until a version follows, or cancel it for good."""
    version = version_in_force(key, on=shanghai_date(request.now))
    form = EndForm(request.POST or None, initial=_from_tomorrow(request))

    def act() -> str:
        said = dict(form.cleaned_data)
        how = services.cancel_item if said.pop("how") == "cancel" else services.suspend_item
        how(key, **said, actor=request.actor, at=request.now)
        return _("已登记，到时生效并公布")

    return record_page(
        request,
        form,
        act,
        title=_("暂停或者取消“%(name)s”") % {"name": in_language(version)},
        above=_desk_above(),
        after=reverse("library:versions", args=[key]),
    )


def _desk_above() -> tuple[str, str]:
    return _("编制清单"), reverse("library:edit")
