"""进驻与八统一, the acts: items enter the centre of their place and leave it, the eight unifications are found in place.

All entries named in a call change together or not at all. Each act is an event in the ledger's stream of the centre.
"""

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations import services as organisation_services
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .hall_access import require_confirmer, require_government, require_keeper
from .hall_events import (
    CentresAccepted,
    HallEvent,
    ItemsEnteredHall,
    ItemsKeptOutOfHall,
    ItemsLeftHall,
    UnityFound,
)
from .hall_models import Authority, HallEntry, HallExemption, Unity, UnityFinding
from .hall_rules import AspectFound, latest_by_aspect, must_enter, unified_since
from .models import ImplementingEntry

SUCCEEDED = "由新的登记接替"


@transaction.atomic
def enter_hall(
    division_code: str,
    entry_ids: Collection[int],
    *,
    authority: Authority,
    letter: str,
    from_date: date,
    actor: Actor | SystemActor,
    at: datetime,
) -> int:
    """The entries are taken in at the centre of their place from ``from_date``; how many there were.

    What the department kept back before, or the government kept out, ends on that day. ``letter`` names the letter of
    authority and is needed for `Authority.DECIDES`. Raises `NotFound` for a place without a centre, and `Refusal`.
    """
    require_keeper(actor, division_code)
    entries = _entries(division_code, entry_ids, from_date, actor, at)
    if authority == Authority.DECIDES and not letter.strip():
        raise Refusal(
            asked=_("登记“授权到位”"),
            rule=_("部门对窗口的授权应当书面，写明名称和日期(国办发〔2018〕45号)"),
            way_out=_("填写授权书的名称和日期；还没有授权的，按“只收不办”登记"),
        )
    _end(HallEntry, entries, from_date, left_because=SUCCEEDED)
    _end(HallExemption, entries, from_date)
    HallEntry.objects.bulk_create(
        HallEntry(
            entry_id=entry.pk,
            authority=authority,
            letter=letter.strip(),
            in_force=DateRange(from_date, None),
            account_id=actor.account_id,
            recorded_at=at,
        )
        for entry in entries
    )
    happened = ItemsEnteredHall(
        division=division_code,
        entries=_codes(entries),
        authority=authority,
        letter=letter.strip(),
        from_date=from_date.isoformat(),
    )
    _record(happened, actor, at)
    return len(entries)


@transaction.atomic
def leave_hall(
    division_code: str,
    entry_ids: Collection[int],
    *,
    from_date: date,
    reason: str,
    actor: Actor | SystemActor,
    at: datetime,
) -> int:
    """From ``from_date`` the entries are no longer taken in at the centre. Raises as `enter_hall` does."""
    require_keeper(actor, division_code)
    entries = _entries(division_code, entry_ids, from_date, actor, at)
    _need(reason, asked=_("登记撤出中心"), what=_("撤出的原因"))
    _require_inside(entries)
    _end(HallEntry, entries, from_date, left_because=reason.strip())
    happened = ItemsLeftHall(
        division=division_code,
        entries=_codes(entries),
        from_date=from_date.isoformat(),
        reason=reason.strip(),
    )
    _record(happened, actor, at)
    return len(entries)


@transaction.atomic
def keep_out_of_hall(
    division_code: str,
    entry_ids: Collection[int],
    *,
    decision: str,
    ground: str,
    from_date: date,
    actor: Actor | SystemActor,
    at: datetime,
) -> int:
    """By a decision of the government of the place the entries stay outside from ``from_date``, for a published ground.

    Raises as `enter_hall` does.
    """
    require_government(actor, division_code)
    entries = _entries(division_code, entry_ids, from_date, actor, at)
    asked = _("批准事项不进驻中心")
    _need(decision, asked=asked, what=_("批准文件的名称和文号"))
    _need(ground, asked=asked, what=_("不进驻的理由"))
    _end(HallEntry, entries, from_date, left_because=decision.strip())
    _end(HallExemption, entries, from_date)
    HallExemption.objects.bulk_create(
        HallExemption(
            entry_id=entry.pk,
            ground=ground.strip(),
            decision=decision.strip(),
            in_force=DateRange(from_date, None),
            account_id=actor.account_id,
            recorded_at=at,
        )
        for entry in entries
    )
    happened = ItemsKeptOutOfHall(
        division=division_code,
        entries=_codes(entries),
        decision=decision.strip(),
        ground=ground.strip(),
        from_date=from_date.isoformat(),
    )
    _record(happened, actor, at)
    return len(entries)


@transaction.atomic
def find_unity(
    division_code: str,
    aspects: Collection[Unity],
    *,
    met: bool,
    found_on: date,
    evidence: str,
    actor: Actor | SystemActor,
    at: datetime,
) -> date | None:
    """Some of the eight were found in place at the centre, or missing; the day since which all eight are, if they are.

    Findings are made in the order of their days. Raises `NotFound` for a place without a centre, and `Refusal`.
    """
    place = organisations.place_card(division_code)
    if place is None:
        raise NotFound
    require_confirmer(actor, place.path)
    if not organisation_services.hold_centre(division_code):
        raise NotFound
    _check_finding(division_code, aspects, found_on, evidence, at)
    UnityFinding.objects.create(
        centre_id=division_code,
        aspects=sorted(aspects),
        met=met,
        found_on=found_on,
        evidence=evidence.strip(),
        account_id=actor.account_id,
        recorded_at=at,
    )
    since = unified_since(unity_of(division_code))
    organisation_services.set_unified_on(division_code, since)
    happened = UnityFound(
        division=division_code,
        aspects=sorted(aspects),
        met=met,
        found_on=found_on.isoformat(),
        evidence=evidence.strip(),
    )
    _record(happened, actor, at)
    return since


_ACCEPT = """
INSERT INTO power_library_unityfinding (centre_id, aspects, met, found_on, evidence, account_id, recorded_at)
SELECT code, %(aspects)s::text[], true, %(found_on)s::date, %(evidence)s::text, %(account)s::bigint, %(at)s::timestamptz FROM unnest(%(codes)s::text[]) AS code
"""


@transaction.atomic
def accept_centres(
    division_code: str,
    codes: Collection[str],
    *,
    found_on: date,
    evidence: str,
    actor: Actor | SystemActor,
    at: datetime,
) -> int:
    """验收: at all these centres, at the place or below it, the eight were found in place on one day.

    For a campaign over thousands of rooms, where `find_unity` would be one act each. Raises `NotFound` for a place
    outside, and `Refusal`.
    """
    place = organisations.place_card(division_code)
    if place is None:
        raise NotFound
    require_confirmer(actor, place.path)
    asked = _("确认八统一")
    _need(evidence, asked=asked, what=_("确认的依据"))
    _not_ahead(found_on, at, asked)
    wanted = sorted(set(codes))
    if organisation_services.unify_centres(wanted, below=place.path, on=found_on) != len(wanted):
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCEPT,
            {
                "aspects": sorted(Unity.values),
                "found_on": found_on,
                "evidence": evidence.strip(),
                "account": actor.account_id,
                "at": at,
                "codes": wanted,
            },
        )
    happened = CentresAccepted(
        division=division_code,
        centres=len(wanted),
        sha256=sha256(",".join(wanted).encode()).hexdigest(),
        found_on=found_on.isoformat(),
        evidence=evidence.strip(),
    )
    _record(happened, actor, at)
    return len(wanted)


def unity_of(division_code: str) -> dict[str, AspectFound]:
    """What is known of each of the eight at a centre."""
    findings = UnityFinding.objects.filter(centre_id=division_code).order_by("found_on", "pk")
    return latest_by_aspect(
        (one.aspects, AspectFound(one.met, one.found_on, one.evidence)) for one in findings
    )


class _Chosen(NamedTuple):
    """An entry as the acts need it; in the order of `_CHOSEN`."""

    pk: int
    code: str
    division: str
    level: int
    in_force: DateRange
    kind: str
    body_kind: str

    def belongs(self, division_code: str, day: date) -> bool:
        lasts = self.in_force.upper is None or day < self.in_force.upper
        held = self.division == division_code and self.in_force.lower <= day and lasts
        return held and must_enter(self.kind, self.body_kind, self.level)


_CHOSEN = ("pk", "code", "division_id", "level", "in_force", "item__kind", "body__kind")


def _entries(
    division_code: str,
    entry_ids: Collection[int],
    from_date: date,
    actor: Actor | SystemActor,
    at: datetime,
) -> list[_Chosen]:
    """The entries of the place that must enter its centre; whoever else changes how they stand waits for the centre."""
    asked = _("登记事项进驻")
    if not organisation_services.hold_centre(division_code):
        raise NotFound
    if not entry_ids:
        raise Refusal(asked=asked, rule=_("没有选择事项"), way_out=_("至少勾选一项"))
    rows = ImplementingEntry.objects.filter(pk__in=entry_ids).order_by("code").values_list(*_CHOSEN)
    found = [_Chosen(*row) for row in rows]
    if len(found) != len(set(entry_ids)) or not all(one.belongs(division_code, from_date) for one in found):
        raise Refusal(
            asked=asked,
            rule=_("只登记本地部门依申请办理、当天有效的事项(国办发〔2018〕45号)"),
            way_out=_("请在本地实施清单中选择"),
        )
    if isinstance(actor, Actor) and from_date < shanghai_date(at):
        raise Refusal(
            asked=asked,
            rule=_("已经上报的进驻情况不改写，登记自当天或者以后的日期起算"),
            way_out=_("把日期定在今天或者以后"),
        )
    return found


def _require_inside(entries: Collection[_Chosen]) -> None:
    inside = set(
        HallEntry.objects.filter(
            entry_id__in=[one.pk for one in entries], in_force__upper_inf=True
        ).values_list("entry_id", flat=True)
    )
    if any(one.pk not in inside for one in entries):
        raise Refusal(
            asked=_("登记撤出中心"), rule=_("只有已经进驻的事项可以撤出"), way_out=_("请核对所选的事项")
        )


def _end(
    kind: type[HallEntry] | type[HallExemption],
    entries: Collection[_Chosen],
    day: date,
    **marks: str,
) -> None:
    """What is in force for the entries ends on ``day``; what would have begun on that very day never was."""
    held = kind._default_manager.filter(entry_id__in=[one.pk for one in entries], in_force__upper_inf=True)
    late = [one for one in held if one.in_force.lower > day]
    if late:
        raise Refusal(
            asked=_("登记事项进驻"),
            rule=_("已有自 %(day)s 起的登记") % {"day": late[0].in_force.lower},
            way_out=_("把日期定在这一天或者以后"),
        )
    for one in held:
        one.in_force = DateRange(one.in_force.lower, day)
        for name, value in marks.items():
            setattr(one, name, value)
        one.save(update_fields=["in_force", *marks])


def _check_finding(
    division_code: str, aspects: Collection[Unity], found_on: date, evidence: str, at: datetime
) -> None:
    asked = _("确认八统一")
    if not aspects:
        raise Refusal(asked=asked, rule=_("没有选择统一的方面"), way_out=_("至少勾选一个方面"))
    _need(evidence, asked=asked, what=_("确认的依据"))
    _not_ahead(found_on, at, asked)
    last = UnityFinding.objects.filter(centre_id=division_code).order_by("-found_on").first()
    if last and last.found_on > found_on:
        raise Refusal(
            asked=asked,
            rule=_("确认按日期先后进行，上一次在 %(day)s") % {"day": last.found_on},
            way_out=_("填写这一天或者以后的日期"),
        )


def _need(text: str, *, asked: str, what: str) -> None:
    if not text.strip():
        raise Refusal(
            asked=asked,
            rule=_("需要写明%(what)s") % {"what": what},
            way_out=_("填写后再提交"),
        )


def _not_ahead(day: date, at: datetime, asked: str) -> None:
    if day > shanghai_date(at):
        raise Refusal(asked=asked, rule=_("不能确认还没有到的日期"), way_out=_("填写今天或者以前的日期"))


def _codes(entries: Collection[_Chosen]) -> list[str]:
    return [one.code for one in entries]


def _record(happened: HallEvent, actor: Actor | SystemActor, at: datetime) -> None:
    reference = None
    if actor.account_id is not None:
        reference = ledger.ActorRef(actor.account_id, actor.post.id if actor.post else None)
    place = organisations.place_card(happened.division)
    assert place is not None  # every act has found its centre
    ledger.append(happened.stream, [happened.as_event()], actor=reference, at=at, place_path=place.path)
