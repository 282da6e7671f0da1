"""Publishing: a definition becomes a version in force, once and for good."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.ledger import services as ledger
from yangguang.foundations.ledger.canonical import canonical_json
from yangguang.foundations.organisations import queries as organisations
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import shanghai_date

from .access import require_publisher
from .adapted import end_adapted, follow
from .events import ItemVersionPublished, LibraryEvent, stream_of
from .indexing import Surroundings, write_index
from .item_files import Finding, ItemDefinition, definition_as_json, validate
from .licence_types import give_licence_type
from .models import Ending, ItemVersion, PowerItem, VersionState
from .reading import definition_of
from .rules import begins_on
from .themes import themes


class NotPublishable(Refusal):
    """A definition breaks rules of the list; ``findings`` has all of them."""

    def __init__(self, definition: ItemDefinition, findings: list[Finding]) -> None:
        super().__init__(
            asked=_("公布事项“%(name)s”") % {"name": definition.name},
            rule="\n".join(f"{one.field}: {one.rule}({one.article})" for one in findings),
            way_out="\n".join(f"{one.field}: {one.remedy}" for one in findings),
        )
        self.findings = tuple(findings)


@transaction.atomic
def publish_version(definition: ItemDefinition, *, actor: Actor | SystemActor, at: datetime) -> ItemVersion:
    """Put a version of the reviewed item files in force; its predecessor ends on the day it begins.

    Only the program itself does so. What people draft goes the way of `proposals` and is published from there.

    Publishing the same content under the same number again changes nothing. Raises `NotPublishable` with every finding
    (the eight disclosures among them), `Refusal` when the number was used for other content or the item's identity
    (code, kind, department) differs from what is published.
    """
    require_publisher(actor)
    if not isinstance(actor, SystemActor):
        raise _never_approved(definition)
    return put_in_force(definition, actor=actor, at=at)


@transaction.atomic
def put_in_force(definition: ItemDefinition, *, actor: Actor | SystemActor, at: datetime) -> ItemVersion:
    """`publish_version` for those of this package who have asked already whether ``actor`` may (`proposals`)."""
    check(definition)
    item = _item_of(definition)
    content = definition_as_json(definition)
    digest = sha256(canonical_json(content)).hexdigest()
    latest = item.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if latest and latest.number == definition.version:
        return _unchanged(latest, definition)
    if latest and latest.number > definition.version:
        raise _number_refused(definition, latest.number + 1)
    today = shanghai_date(at)
    starts = begins_on(definition.in_force_from, published_on=today, follows=latest is not None)
    if latest:
        _end(latest, starts)
    version = _create(item, definition, content, digest, starts, at)
    if latest:
        follow(version, latest)
    published = ItemVersionPublished(
        item=item.key,
        number=version.number,
        from_date=starts.isoformat(),
        content_sha256=digest,
        follows=latest.number if latest else None,
    )
    record(item.key, published, actor=actor, at=at)
    return version


def record(item_key: str, event: LibraryEvent, *, actor: Actor | SystemActor, at: datetime) -> None:
    """Append a fact to the item's stream; must run inside the transaction of the act."""
    reference = None
    if actor.account_id is not None:
        reference = ledger.ActorRef(actor.account_id, actor.post.id if actor.post else None)
    ledger.append(stream_of(item_key), [event.as_event()], actor=reference, at=at, place_path="")


def check(definition: ItemDefinition) -> None:
    """Raises `NotPublishable` with every finding of the checks on entry."""
    findings = validate(
        definition,
        departments=organisations.department_keys(),
        themes=[theme.key for theme in themes()],
    )
    if findings:
        raise NotPublishable(definition, findings)


def _item_of(definition: ItemDefinition) -> PowerItem:
    """The catalogue entry, locked against other publications; made when this is the item's first version."""
    identity = {
        "basic_code": definition.basic_code,
        "kind": definition.kind,
        "department_id": definition.department,
    }
    _item, is_new = PowerItem.objects.get_or_create(key=definition.key, defaults=identity)
    if is_new:
        give_licence_type(definition.key, definition.department)
    item = PowerItem.objects.select_for_update(no_key=True).get(key=definition.key)
    changed = [name for name, value in identity.items() if getattr(item, name) != value]
    if changed:
        raise Refusal(
            asked=_("公布事项“%(name)s”") % {"name": definition.name},
            rule=_("同一事项的基本编码、类型和部门不得变更(GB/T 39554.1):%(fields)s")
            % {"fields": "、".join(changed)},
            way_out=_("取消原事项,用新的标识和编码公布新事项"),
        )
    return item


def _unchanged(latest: ItemVersion, definition: ItemDefinition) -> ItemVersion:
    # What they say is compared, not how it was written: a release may add a field, whose default every version had.
    if definition_of(latest) == definition:
        return latest
    raise Refusal(
        asked=_("修改“%(name)s”第 %(number)d 版") % {"name": latest.name, "number": latest.number},
        rule=_("已公布的版本不得修改:办件按受理时的版本办理(行政许可法第八条、第三十条)"),
        way_out=_("把文件中的 version 改为 %(next)d,作为新版本公布") % {"next": latest.number + 1},
    )


def _never_approved(definition: ItemDefinition) -> Refusal:
    return Refusal(
        asked=_("公布事项“%(name)s”") % {"name": definition.name},
        rule=_("未经合法性审核和批准的事项不得公布(国办发〔2018〕115号、国办发〔2022〕2号)"),
        way_out=_("请由主管部门报送，审核批准后公布"),
    )


def _number_refused(definition: ItemDefinition, least: int) -> Refusal:
    return Refusal(
        asked=_("公布“%(name)s”第 %(number)d 版") % {"name": definition.name, "number": definition.version},
        rule=_("版本号只增不减(GB/T 39554.1)"),
        way_out=_("把文件中的 version 改为 %(next)d 或更大") % {"next": least},
    )


def _end(version: ItemVersion, day: date) -> None:
    """A version that was suspended or cancelled before ``day`` has ended already, and stays ended then."""
    begun, until = version.in_force.lower, version.in_force.upper
    if begun >= day:  # planned for a later day and overtaken: it would never have governed anything
        raise Refusal(
            asked=_("公布“%(name)s”的新版本") % {"name": version.name},
            rule=_("同一时间只能有一个版本有效,上一版自 %(day)s 起施行") % {"day": begun},
            way_out=_("把新版本的 in_force_from 定在 %(day)s 或之后") % {"day": begun + timedelta(days=1)},
        )
    if until is None or until > day:
        end_version(version, day, Ending.SUCCEEDED)


def end_version(version: ItemVersion, day: date, how: Ending, reason: str = "") -> None:
    """``day`` is the first on which it no longer governs."""
    version.in_force = DateRange(version.in_force.lower, day)
    version.ended_by, version.ended_reason = how, reason
    version.save(update_fields=["in_force", "ended_by", "ended_reason"])
    end_adapted(version, day, how)


def _create(
    item: PowerItem,
    definition: ItemDefinition,
    content: dict[str, object],
    digest: str,
    starts: date,
    at: datetime,
) -> ItemVersion:
    version = ItemVersion.objects.create(
        item=item,
        number=definition.version,
        state=VersionState.PUBLISHED,
        in_force=DateRange(starts, None),
        name=definition.name,
        name_en=definition.name_en,
        case_kind=definition.case_kind,
        statutory_limit=definition.limits.statutory,
        promised_limit=definition.limits.promised,
        themes=list(definition.themes),
        content=content,
        content_sha256=digest,
        published_at=at,
    )
    write_index(version, Surroundings.now())
    return version
