"""明察暗访: draw windows and inspectors, keep what was found, and demand rectification of what was not in order."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts.actors import Actor, PostHeld
from yangguang.foundations.documents import services as documents
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.foundations.ledger.services import ActorRef
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.foundations.organisations.queries import Division
from yangguang.foundations.web.wording import day_text
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from ..checklist import checklist, failed
from ..drawing import Candidate, Drawn, draw, pool_hash
from ..inspection_access import INSPECTING_ROLES, inspection_to_do
from ..inspection_events import InspectionsDrawn, PlanEvent, WindowInspected
from ..inspection_models import Inspection, InspectionPhoto, InspectionPlan, Inspector
from ..models import SupervisionOrder
from ..orders import OrderKind
from .orders import Demand, put_out
from .serials import next_number

MOST_WINDOWS = 200
FOUND = frozenset({"yes", "no", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """``until_date`` is exclusive."""

    title: str
    place: Division
    from_date: date
    until_date: date
    windows: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A file as the inspector handed it in."""

    item: str
    name: str
    data: bytes


@transaction.atomic
def plan_inspections(actor: Actor, new: NewPlan, at: datetime) -> InspectionPlan:
    """Draw at once from who and what there is now; the seed goes on the ledger with the draw."""
    asked = _("制定检查计划“%(title)s”") % {"title": new.title}
    assert actor.post
    if not actor.holds(Role.SUPERVISOR) or not actor.answers_for(new.place.path):
        raise NotFound
    _require_sensible(new, asked, at)
    windows = organisations.windows_below(new.place.path)
    inspectors = inspectors_for(new.place.path, at)
    seed = secrets.token_hex(16)
    candidates = [_candidate(one.post) for one in inspectors if one.post]
    drawn = draw(seed, windows, candidates, new.windows)
    if not drawn:
        raise Refusal(
            asked=asked,
            rule=_("检查人员与被检查窗口随机匹配，不得检查本单位（双随机）"),
            way_out=_("请扩大范围，或由上级制定计划"),
        )
    plan = InspectionPlan.objects.create(
        number=next_number("M", new.place.path, at),
        title=new.title.strip(),
        place=new.place,
        place_path=new.place.path,
        from_date=new.from_date,
        until_date=new.until_date,
        windows_wanted=new.windows,
        seed=seed,
        pool={"windows": windows, "inspectors": [[one.post_id, one.place] for one in candidates]},
        pool_sha256=pool_hash(windows, candidates),
        checklist_version=checklist().version,
        account_id=actor.account_id,
        post_id=actor.post.id,
        drawn_at=at,
    )
    _lay_down(plan, drawn, {one.post.id: one for one in inspectors if one.post}, actor, at)
    return plan


def _require_sensible(new: NewPlan, asked: str, at: datetime) -> None:
    if not new.title.strip() or not 1 <= new.windows <= MOST_WINDOWS:
        raise Refusal(
            asked=asked,
            rule=_("检查计划应当写明名称和抽取的窗口数（1 至 %(most)s 个）") % {"most": MOST_WINDOWS},
            way_out=_("请补充后再抽取"),
        )
    if new.until_date <= new.from_date or new.until_date <= shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("检查期间的截止日不早于起始日，也不早于今天（检查计划）"),
            way_out=_("请另选日期"),
        )


def inspectors_for(path: str, at: datetime) -> list[Actor]:
    """Supervisors and centre managers at a place and below, down to the townships: they inspect one another's windows."""
    places = (
        organisations.divisions_below(path).filter(level__lt=Level.VILLAGE).values_list("code", flat=True)
    )
    return accounts.holders_at(roles=INSPECTING_ROLES, division_codes=list(places), at=at)


def _candidate(post: PostHeld) -> Candidate:
    """Who leads a centre does not inspect its windows; a supervisor runs none."""
    return Candidate(post.id, "" if post.role == Role.SUPERVISOR else post.division_code)


def _lay_down(
    plan: InspectionPlan, drawn: list[Drawn], people: Mapping[int, Actor], actor: Actor, at: datetime
) -> None:
    paths = dict(
        Division.objects.filter(code__in=[plan.pool["windows"][one.window_id] for one in drawn]).values_list(
            "code", "path"
        )
    )
    for ordinal, one in enumerate(drawn, start=1):
        inspection = Inspection.objects.create(
            plan=plan,
            ordinal=ordinal,
            window_id=one.window_id,
            place_path=paths[plan.pool["windows"][one.window_id]],
            until_date=plan.until_date,
        )
        accounts_drawn = {people[post].account_id: post for post in reversed(one.posts)}
        Inspector.objects.bulk_create(
            Inspector(inspection=inspection, account_id=account, post_id=post)
            for account, post in accounts_drawn.items()
        )
    event = InspectionsDrawn(
        plan_id=plan.pk,
        number=plan.number,
        seed=plan.seed,
        pool_sha256=plan.pool_sha256,
        windows=[one.window_id for one in drawn],
    )
    _keep(plan, event, actor, at)
    _tell_inspectors(plan, at)


def _tell_inspectors(plan: InspectionPlan, at: datetime) -> None:
    drawn = Inspector.objects.filter(inspection__plan=plan).values_list("account_id", flat=True).distinct()
    last = plan.until_date - timedelta(days=1)
    notices.send_message(
        list(drawn),
        subject=f"plan:{plan.pk}",
        text=_("您被抽中参加检查“%(title)s”，请于%(day)s前完成，事先不通知被检查单位")
        % {"title": plan.title, "day": day_text(last)},
        link="/supervision/inspections/",
        at=at,
    )


@transaction.atomic
def submit_inspection(
    actor: Actor,
    inspection_id: int,
    answers: Mapping[str, Mapping[str, str]],
    at: datetime,
    *,
    remark: str = "",
    photos: list[Photo] | None = None,
) -> SupervisionOrder | None:
    """Keep what an inspector found; returns the order that follows when something was not as it should be.

    Raises `Refusal` for an unanswered item, a fault without a word about it, or a file that is no photograph.
    """
    inspection = inspection_to_do(actor, inspection_id)
    asked = _("提交 %(number)s 第 %(ordinal)s 号检查单") % {
        "number": inspection.plan.number,
        "ordinal": inspection.ordinal,
    }
    _require_open(inspection, asked, at)
    _require_complete(answers, asked)
    inspection.answers = {key: dict(given) for key, given in answers.items()}
    inspection.remark = remark.strip()
    inspection.account_id, inspection.done_at = actor.account_id, at
    _keep_photos(inspection, actor, photos or [], asked, at)
    inspection.order = _demand_rectification(inspection, actor, at)
    inspection.save(update_fields=["answers", "remark", "account", "done_at", "order"])
    event = WindowInspected(
        plan_id=inspection.plan_id,
        number=inspection.plan.number,
        ordinal=inspection.ordinal,
        failed=failed(inspection.answers),
        order=inspection.order.number if inspection.order else "",
        answers_sha256=sha256(canonical_json(inspection.answers)).hexdigest(),
    )
    _keep(inspection.plan, event, actor, at)
    return inspection.order


def _require_open(inspection: Inspection, asked: str, at: datetime) -> None:
    if inspection.done_at is not None:
        raise Refusal(
            asked=asked,
            rule=_("检查单已经提交，提交后不再变动（明察暗访）"),
            way_out=_("有新的情况的，请在整改中说明或另行检查"),
        )
    if not inspection.plan.from_date <= shanghai_date(at) < inspection.plan.until_date:
        raise Refusal(
            asked=asked,
            rule=_("检查在计划的期间内进行（检查计划）"),
            way_out=_("期间已过的，请由监察人员另行制定计划"),
        )


def _require_complete(answers: Mapping[str, Mapping[str, str]], asked: str) -> None:
    for item in checklist().items:
        given = answers.get(item.key, {})
        if given.get("found") not in FOUND:
            raise Refusal(
                asked=asked,
                rule=_("检查单逐项填写：“%(item)s”还没有结论") % {"item": item.text},
                way_out=_("请选择符合、不符合或不适用"),
            )
        if given["found"] == "no" and not given.get("note", "").strip():
            raise Refusal(
                asked=asked,
                rule=_("不符合的项目应当写明情况：“%(item)s”") % {"item": item.text},
                way_out=_("请写明看到了什么"),
            )


def _keep_photos(inspection: Inspection, actor: Actor, photos: list[Photo], asked: str, at: datetime) -> None:
    for photo in photos:
        file = documents.store_evidence(owner_id=actor.account_id, name=photo.name, data=photo.data, at=at)
        if not file.content_type.startswith("image/"):
            raise Refusal(
                asked=asked,
                rule=_("检查照片只接收 JPEG 和 PNG，以文件内容为准"),
                way_out=_("请上传照片"),
            )
        InspectionPhoto.objects.create(
            inspection=inspection, item=checklist().item(photo.item).key, file=file
        )


def _demand_rectification(inspection: Inspection, actor: Actor, at: datetime) -> SupervisionOrder | None:
    """The order on everything that was not in order, addressed to the body whose posts stand at the window."""
    answers = inspection.answers or {}
    faults = [f"{checklist().item(key).text}：{answers[key]['note'].strip()}" for key in failed(answers)]
    if not faults:
        return None
    centre = inspection.window.centre
    body = organisations.body_at_window(inspection.window_id)
    if body is None:
        raise LookupError(f"nobody answers for window {inspection.window_id}")
    body_id, body_name = body
    demand = Demand(
        kind=OrderKind.RECTIFICATION,
        body_id=body_id,
        body_name=body_name,
        place=centre.division,
        text=f"{centre.name}第 {inspection.window.number} 号窗口存在上列问题，请逐项整改，举一反三，并书面答复。",
        by_window=True,
        findings=faults,
        judged_from=inspection.plan.place_path,
    )
    return put_out(demand, actor=actor, at=at)


def _keep(plan: InspectionPlan, event: PlanEvent, actor: Actor, at: datetime) -> None:
    assert actor.post
    ledger.append(
        f"plan:{plan.pk}",
        [event.as_event()],
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id),
        at=at,
        place_path=plan.place_path,
    )
