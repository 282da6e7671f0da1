"""Reading the register of licences: by identifier, of a holder, of a body; and what may be asked for one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.masking import mask_name
from yangguang.foundations.calendars import queries as calendars
from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.wording import day_text
from yangguang.law.identifiers import InvalidIdentifier, build_licence, parse_licence
from yangguang.law.refusals import NotFound, Refusal
from yangguang.platforms.power_library import queries as library

from .licence_models import Licence, LicenceVersion
from .licence_terms import RenewalWindow, Standing, renewal_window, standing
from .models import Case
from .states import CaseState, Matter

if TYPE_CHECKING:
    from .services.receipt import Applicant, Intake

EXPIRING = timedelta(days=60)  # before its end a licence is shown as about to expire
REGISTER_ROLES = frozenset(
    {Role.WINDOW_CLERK, Role.CHIEF_REPRESENTATIVE, Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD}
)
ENDING_ROLES = frozenset({Role.DECIDER, Role.AGENCY_HEAD})


def identifier_of(case: Case, version: int = 1) -> str:
    """电子证照标识 of what a case grants: type of the item, credit code of the body, day and serial of the case.

    Empty for an item that has no licence type, in a province without a body that could define one.
    """
    kind = library.pinned(case.item_version_id).version.item.licence_type
    return build_licence(kind, case.body.uscc, case.number[-12:], f"{version:03d}") if kind else ""


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence as a page shows it on a day. ``until`` is the last day of validity; ``window`` that of its renewal."""

    licence: Licence
    standing: Standing
    holder: str  # masked, where it is a person and the reader a stranger
    until: date | None
    window: RenewalWindow | None
    versions: tuple[LicenceVersion, ...]
    pending: Case | None

    @property
    def may_renew(self) -> bool:
        return self.standing is Standing.VALID and self.window is not None and self.pending is None

    @property
    def may_change(self) -> bool:
        return self.standing is Standing.VALID and self.pending is None


def found_licence(identifier: str) -> Licence:
    """By the identifier of any of its versions. Raises `NotFound`, also for one whose check character is wrong."""
    try:
        text = parse_licence(identifier).text
    except InvalidIdentifier as error:
        raise NotFound from error
    licence = _whole().filter(versions__identifier=text).first()
    if licence is None:
        raise NotFound
    return licence


def licence_of_paper(document_id: UUID) -> Licence | None:
    """The licence whose paper, of whichever version, a document is."""
    return _whole().filter(versions__document_id=document_id).first()


def licence_view(licence: Licence, *, on: date, whole: bool) -> LicenceView:
    """``whole``: for the holder and officers, with the full name."""
    company = licence.holder_kind == "company"
    return LicenceView(
        licence=licence,
        standing=standing(licence.ended, licence.valid_from, licence.valid_to, on=on),
        holder=licence.holder_name if whole else mask_name(licence.holder_name, company=company),
        until=licence.valid_to - timedelta(days=1) if licence.valid_to else None,
        window=window_of(licence),
        versions=tuple(licence.versions.select_related("document", "case")),
        pending=pending_application(licence),
    )


def window_of(licence: Licence) -> RenewalWindow | None:
    """When its renewal may be asked for; None for one without end."""
    if licence.valid_to is None:
        return None
    _version, calendar = calendars.calendar_in_force()
    return renewal_window(licence.item_version.item_id, licence.valid_to, calendar.provisional())


def pending_application(licence: Licence) -> Case | None:
    """A renewal or change asked for and not decided yet."""
    return (
        licence.applications.exclude(state__in=[CaseState.CONCLUDED, CaseState.DELIVERED])
        .order_by("received_at")
        .first()
    )


def licences_of_holder(actor: Actor) -> QuerySet[Licence]:
    """Those that the actor's own account was given, newest first."""
    return _whole().filter(holder_id=actor.account_id).order_by("-issued_at")


def licence_of_holder(actor: Actor, licence_id: int) -> Licence:
    """Raises `NotFound` for one of somebody else."""
    licence = licences_of_holder(actor).filter(pk=licence_id).first()
    if licence is None:
        raise NotFound
    return licence


def register_of(actor: Actor) -> QuerySet[Licence]:
    """What the actor's body has given; at a window, what the bodies of its place have."""
    post = actor.post
    if post is None or post.role not in REGISTER_ROLES:
        return Licence.objects.none()
    mine = Q(case__centre_id=post.centre_code) if post.role == Role.WINDOW_CLERK else Q(body_id=post.body_id)
    return _whole().filter(mine).order_by("-issued_at", "-pk")


def wanted_among(licences: QuerySet[Licence], wanted: str, state: str, *, on: date) -> QuerySet[Licence]:
    """Narrowed by part of a holder's name, of a document number or an identifier, and by how they stand."""
    if wanted:
        licences = licences.filter(
            Q(holder_name__icontains=wanted)
            | Q(document__number__icontains=wanted)
            | Q(identifier__contains=wanted.upper())
        )
    over = Q(valid_to__lte=on)
    return {
        "valid": licences.filter(~over | Q(valid_to__isnull=True), ended="", valid_from__lte=on),
        "expiring": licences.filter(ended="", valid_to__gt=on, valid_to__lte=on + EXPIRING),
        "expired": licences.filter(over, ended=""),
        "ended": licences.exclude(ended=""),
    }.get(state, licences)


def may_end(actor: Actor, licence: Licence) -> bool:
    post = actor.post
    return post is not None and post.role in ENDING_ROLES and post.body_id == licence.body_id


def require_renewable(
    intake: "Intake", filed: library.FilingTerms, applicant: "Applicant", *, on: date
) -> None:
    """Whether this applicant may have the licence renewed or changed by this body, today. Raises `Refusal`, `NotFound`."""
    licence = Licence.objects.select_for_update().filter(pk__in=[intake.licence]).first()
    if licence is None or licence.holder_identity != applicant.identity:
        raise NotFound
    what = Matter(intake.matter).label
    asked = _("申请%(what)s%(licence)s") % {"what": what, "licence": licence.identifier}
    if licence.entry_id != filed.entry.pk:
        raise Refusal(
            asked=asked,
            rule=_("延续、变更应当向作出许可决定的机关提出（行政许可法第四十九条、第五十条）"),
            way_out=_("请从证照页面发起申请"),
        )
    how = standing(licence.ended, licence.valid_from, licence.valid_to, on=on)
    if how is not Standing.VALID:
        raise Refusal(
            asked=asked,
            rule=_("证照%(standing)s，不能%(what)s（行政许可法第五十条、第七十条）")
            % {"standing": how.label, "what": what},
            way_out=_("请重新申请该事项"),
        )
    if (pending := pending_application(licence)) is not None:
        raise Refusal(
            asked=asked,
            rule=_("这份证照已有办理中的申请：%(number)s") % {"number": pending.number},
            way_out=_("请等待该申请办结，或者先撤回"),
        )
    if intake.matter == Matter.RENEWAL:
        _require_in_time(licence, asked, on)


def _require_in_time(licence: Licence, asked: str, on: date) -> None:
    window = window_of(licence)
    if window is None:
        raise Refusal(
            asked=asked,
            rule=_("这份证照没有届满之日，不需要延续"),
            way_out=_("登记内容有变化的，请申请变更"),
        )
    if window.open_on(on):
        return
    terms = window.terms
    rule = _("应当在 %(last)s（含）以前提出（%(basis)s）") % {
        "last": day_text(window.last),
        "basis": terms.basis,
    }
    if window.first is not None:
        rule = _("应当在 %(first)s 至 %(last)s 期间提出（%(basis)s）") % {
            "first": day_text(window.first),
            "last": day_text(window.last),
            "basis": terms.basis,
        }
    early = on <= window.last
    raise Refusal(
        asked=asked,
        rule=rule,
        way_out=_("请到期间开始后再申请") if early else _("已过申请期间，请重新申请该事项"),
    )


def _whole() -> QuerySet[Licence]:
    return Licence.objects.select_related("item_version", "body", "document", "case", "entry", "end_document")
