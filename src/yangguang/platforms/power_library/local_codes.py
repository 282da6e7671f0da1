"""地方编码, kept: an administrator brings the codes of the place as lines, all of them or none."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.services import NewEvent
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date

from .code_sets import Scheme, scheme_named
from .local_code_models import LocalCode
from .models import PowerItem


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCodesRecorded:
    """Basic code → local code for the items of a place; event ``library.LocalCodesRecorded``, version 1."""

    division: str
    scheme: str
    codes: dict[str, str]
    from_date: str


def keeps_codes(actor: Actor | None, division_code: str) -> bool:
    """The administrator of the place itself."""
    return (
        actor is not None
        and actor.holds(Role.ADMINISTRATOR)
        and actor.post is not None
        and actor.post.division_code == division_code
    )


@transaction.atomic
def record_local_codes(
    division_code: str, scheme_key: str, lines: str, *, actor: Actor | SystemActor, at: datetime
) -> int:
    """Take in lines of "basic code, local code"; what an item was called before ends today. How many were new.

    Raises `NotFound`, and `Refusal` with every line that is wrong: then nothing is kept.
    """
    place = organisations.place_card(division_code)
    if place is None:
        raise NotFound
    if isinstance(actor, Actor) and not keeps_codes(actor, division_code):
        raise Refusal(
            asked=_("登记地方编码"),
            rule=_("地方编码由本地管理员登记，一地一套(国家目录与地方编码并行)"),
            way_out=_("请联系本地管理员"),
        )
    pairs = _pairs(scheme_named(scheme_key), lines)
    today = shanghai_date(at)
    items = dict(
        PowerItem.objects.select_for_update(no_key=True)
        .filter(basic_code__in=pairs)
        .order_by("pk")
        .values_list("basic_code", "pk")
    )
    _check_items(pairs, items)
    held = {one.item_id: one for one in local_codes_at([division_code]).filter(in_force__contains=today)}
    fresh = {
        items[basic]: code
        for basic, code in pairs.items()
        if (old := held.get(items[basic])) is None or (old.code, old.scheme) != (code, scheme_key)
    }
    _end([held[item] for item in fresh if item in held], today)
    _check_free(division_code, list(fresh.values()))
    LocalCode.objects.bulk_create(
        LocalCode(
            item_id=item,
            division_id=division_code,
            scheme=scheme_key,
            code=code,
            in_force=DateRange(today, None),
            account_id=actor.account_id,
            recorded_at=at,
        )
        for item, code in fresh.items()
    )
    if fresh:
        happened = LocalCodesRecorded(
            division=division_code,
            scheme=scheme_key,
            codes={basic: code for basic, code in pairs.items() if items[basic] in fresh},
            from_date=today.isoformat(),
        )
        event = NewEvent(kind="library.LocalCodesRecorded", payload=asdict(happened))
        reference = None
        if actor.account_id is not None:
            reference = ledger.ActorRef(actor.account_id, actor.post.id if actor.post else None)
        ledger.append(f"codes:{division_code}", [event], actor=reference, at=at, place_path=place.path)
    return len(fresh)


def local_codes_at(division_codes: Sequence[str]) -> QuerySet[LocalCode]:
    """Codes of these places, whenever in force."""
    found = LocalCode.objects.filter(division_id__in=division_codes)
    return found.select_related("item", "division").order_by("item__basic_code", "in_force")


def local_code_for(item_key: str, trail: Sequence[str], *, on: date) -> str:
    """What the last place of the trail that has a code for the item calls it; empty where none does."""
    codes = dict(
        LocalCode.objects.filter(item_id=item_key, division_id__in=trail, in_force__contains=on).values_list(
            "division_id", "code"
        )
    )
    return next((codes[place] for place in reversed(trail) if place in codes), "")


def _pairs(scheme: Scheme, lines: str) -> dict[str, str]:
    """Basic code → local code. Every line that cannot be taken is named."""
    pairs: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip().upper() for cell in line.replace("，", ",").replace("\t", ",").split(",")]
        if len(cells) != 2 or not all(cells):
            wrong.append(_("第 %(number)d 行：应为“基本编码,地方编码”") % {"number": number})
        elif cells[0] in pairs:
            wrong.append(_("第 %(number)d 行：%(code)s 出现两次") % {"number": number, "code": cells[0]})
        elif not scheme.fits(cells[1]):
            wrong.append(
                _("第 %(number)d 行：%(code)s 不合编码规则，例如 %(example)s")
                % {"number": number, "code": cells[1], "example": scheme.example}
            )
        else:
            pairs[cells[0]] = cells[1]
    twice = [code for code, many in Counter(pairs.values()).items() if many > 1]
    wrong += [_("%(code)s 用于两个事项") % {"code": code} for code in twice]
    if not wrong and not pairs:
        wrong = [_("没有填写编码")]
    _refuse(wrong)
    return pairs


def _check_items(pairs: dict[str, str], items: dict[str, str]) -> None:
    _refuse([_("没有基本编码为 %(code)s 的事项") % {"code": basic} for basic in pairs if basic not in items])


def _check_free(division_code: str, codes: Collection[str]) -> None:
    taken = LocalCode.objects.filter(
        division_id=division_code, code__in=codes, in_force__upper_inf=True
    ).values_list("code", flat=True)
    _refuse([_("%(code)s 已经是别的事项的编码") % {"code": code} for code in taken])


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise Refusal(
            asked=_("登记地方编码"),
            rule=_("；").join(wrong),
            way_out=_("改正后重新提交；有一行不对，全部不登记"),
        )


def _end(held: Sequence[LocalCode], day: date) -> None:
    for one in held:
        one.in_force = DateRange(one.in_force.lower, day)
        one.save(update_fields=["in_force"])
