"""群众监督、舆论监督: clues come in once, are merged, investigated, and answered within the days of the rule set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.events import LedgerRow
from yangguang.foundations.ledger.services import ActorRef
from yangguang.foundations.notices import services as notices
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.organisations.queries import Division
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_operation import queries as operation

from ..clue_access import clue_to_move
from ..clue_events import ClueEvent, ClueMoved, ClueReceived
from ..clues import LEADS_TO, ClueSource, ClueState, ClueStep
from ..escalation import DEFAULT, due_on, escalation_of
from ..models import Clue, ClueAct
from ..order_events import text_hash
from ..orders import OrderKind
from .orders import Demand, put_out
from .recipients import Directory
from .serials import next_number

RATED = "portal.CaseRated"
BAD = 2  # stars and fewer: 不满意, 非常不满意 (国办发〔2019〕51号)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClue:
    source: ClueSource
    title: str
    text: str
    place: Division
    body_id: int | None = None
    case_id: int | None = None
    source_ref: str = ""


@transaction.atomic
def record_clue(actor: Actor, new: NewClue, at: datetime) -> Clue:
    """A supervisor enters what came by telephone, letter, press or network."""
    if not actor.holds(Role.SUPERVISOR) or not actor.answers_for(new.place.path):
        raise NotFound
    asked = _("登记线索“%(title)s”") % {"title": new.title}
    if not new.title.strip() or not new.text.strip():
        _refuse(asked, _("线索应当写明反映的问题（群众监督、舆论监督）"), _("请写明题目和内容"))
    clue = _take_in(new, at, actor)
    if clue is None:
        _refuse(
            asked,
            _("同一来源的同一线索只登记一次（群众监督、舆论监督）"),
            _("请在线索列表中查找，另有情况的可以合并"),
        )
        raise AssertionError
    return clue


def take_in_ratings(rows: Iterable[LedgerRow], at: datetime) -> None:
    """Ratings of one and two stars on the ledger become clues about the body that decided."""
    bad = [row for row in rows if row.kind == RATED and row.payload["stars"] <= BAD]
    cases = operation.cases_by_id({int(row.payload["case_id"]) for row in bad}) if bad else {}
    for row in bad:
        case = cases[int(row.payload["case_id"])]
        new = NewClue(
            source=ClueSource.RATING,
            title=f"{case.item_version.name}：{row.payload['stars']} 星评价",
            text=f"办件 {case.number}，{case.body.name}办理。",
            place=Division.objects.get(path=case.place_path),
            body_id=case.body_id,
            case_id=case.pk,
            source_ref=f"case:{case.pk}",
        )
        _take_in(new, at, None)


def _take_in(new: NewClue, at: datetime, actor: Actor | None) -> Clue | None:
    """None when it is there already."""
    limit = escalation_of(DEFAULT).clues[new.source]
    if new.source_ref and Clue.objects.filter(source=new.source, source_ref=new.source_ref).exists():
        return None
    clue = Clue.objects.create(
        number=next_number("X", new.place.path, at),
        source=new.source,
        source_ref=new.source_ref,
        title=new.title.strip()[:120],
        text=new.text.strip(),
        place=new.place,
        place_path=new.place.path,
        body_id=new.body_id,
        case_id=new.case_id,
        received_at=at,
        due_date=due_on(at, limit, new.place.code),
    )
    event = ClueReceived(
        clue_id=clue.pk,
        number=clue.number,
        source=clue.source,
        source_ref=clue.source_ref,
        due_date=clue.due_date.isoformat(),
        text_sha256=text_hash(clue.text),
    )
    _keep(clue, event, actor, at)
    _tell_supervisors(clue, at)
    return clue


@transaction.atomic
def investigate_clue(actor: Actor, clue_id: int, text: str, at: datetime) -> None:
    """Somebody takes it up; ``text`` says how it is looked into."""
    clue = _clue_for(actor, clue_id, ClueStep.INVESTIGATE, text)
    _move(clue, actor, ClueStep.INVESTIGATE, text, at)


@transaction.atomic
def merge_clue(actor: Actor, clue_id: int, into: str, text: str, at: datetime) -> None:
    """Two clues about one matter: this one is answered with the other."""
    clue = _clue_for(actor, clue_id, ClueStep.MERGE, text)
    found = Clue.objects.filter(number=into.strip().upper()).exclude(pk=clue.pk).first()
    main = clue_to_move(actor, found.pk) if found else None
    if main is None or main.state == ClueState.MERGED:
        _refuse(
            _("合并 %(number)s") % {"number": clue.number},
            _("线索并入另一件尚未合并的线索（群众监督、舆论监督）"),
            _("请填写要并入的线索编号"),
        )
    clue.merged_into = main
    _move(clue, actor, ClueStep.MERGE, text, at, other=main.number if main else "")


@transaction.atomic
def answer_clue(
    actor: Actor, clue_id: int, text: str, at: datetime, *, founded: bool, demand: str = ""
) -> None:
    """What came of it, as it is told to whoever pointed to it. Where it proved true, ``demand`` goes to the body."""
    clue = _clue_for(actor, clue_id, ClueStep.ANSWER, text)
    if demand.strip() and not (founded and clue.body_id):
        _refuse(
            _("答复 %(number)s") % {"number": clue.number},
            _("监察建议以查实的线索为据，并写明责任单位（群众监督、舆论监督）"),
            _("未查实的，请不填写整改要求"),
        )
    clue.founded, clue.answered_at = founded, at
    if demand.strip() and clue.body_id:
        clue.order = put_out(_demand(clue, clue.body_id, demand), actor=actor, at=at)
    _move(clue, actor, ClueStep.ANSWER, text, at, other=clue.order.number if clue.order else "")


def _demand(clue: Clue, body_id: int, text: str) -> Demand:
    with override(settings.LANGUAGE_CODE):
        source = str(ClueSource(clue.source).label)
    return Demand(
        kind=OrderKind.RECOMMENDATION,
        body_id=body_id,
        body_name=organisations.body_name(body_id) or "",
        place=clue.place,
        text=text.strip(),
        findings=[f"{source}反映：{clue.title}。经调查属实。"],
    )


def _clue_for(actor: Actor, clue_id: int, step: ClueStep, text: str) -> Clue:
    """The clue, locked, when this step is open to it and its reason is written."""
    clue = clue_to_move(actor, clue_id)
    asked = _("%(step)s：%(number)s") % {"step": step.label, "number": clue.number}
    if (ClueState(clue.state), step) not in LEADS_TO:
        _refuse(
            asked,
            _("线索现为“%(state)s”，这一步不能在此时进行（群众监督、舆论监督）")
            % {"state": ClueState(clue.state).label},
            _("先开始调查，再答复；已合并的，在并入的线索中处理"),
        )
    if not text.strip():
        _refuse(asked, _("调查、合并和答复应当写明情况（群众监督、舆论监督）"), _("请写明情况"))
    return clue


def _move(clue: Clue, actor: Actor, step: ClueStep, text: str, at: datetime, *, other: str = "") -> None:
    assert actor.post
    clue.state = LEADS_TO[ClueState(clue.state), step]
    clue.save(update_fields=["state", "merged_into", "founded", "answered_at", "order"])
    ClueAct.objects.create(
        clue=clue,
        kind=step,
        text=text.strip(),
        account_id=actor.account_id,
        post_id=actor.post.id,
        acted_at=at,
    )
    event = ClueMoved(
        clue_id=clue.pk,
        number=clue.number,
        step=step,
        state=clue.state,
        other=other,
        text_sha256=text_hash(text),
    )
    _keep(clue, event, actor, at)


def _keep(clue: Clue, event: ClueEvent, actor: Actor | None, at: datetime) -> None:
    ledger.append(
        f"clue:{clue.pk}",
        [event.as_event()],
        actor=ActorRef(account_id=actor.account_id, post_id=actor.post.id) if actor and actor.post else None,
        at=at,
        place_path=clue.place_path,
    )


def _tell_supervisors(clue: Clue, at: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        text = _("新线索 %(number)s：%(title)s") % {"number": clue.number, "title": clue.title}
    notices.send_message(
        [one.account_id for one in Directory(at).nearest(Role.SUPERVISOR, clue.place_id)],
        subject=f"clue:{clue.pk}",
        text=text,
        link=f"/supervision/clues/{clue.number}/",
        at=at,
    )


def _refuse(asked: str, rule: str, way_out: str) -> None:
    raise Refusal(asked=asked, rule=rule, way_out=way_out)
