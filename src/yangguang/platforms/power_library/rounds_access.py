"""Who may do what with a round of adjustment, and who sees it before it is published."""

from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import NotFound, Refusal

from .access import DRAFTERS, may_read_proposals
from .rounds_models import AdjustmentRound, RoundState

SEES_DRAFTS = (*DRAFTERS, Role.LEGAL_OFFICER, Role.GOVERNMENT_HEAD, Role.ADMINISTRATOR, Role.SUPERVISOR)


def may_read_drafts(actor: Actor | None) -> bool:
    """Whoever takes part in rounds, and the province's supervisor, who watches over their days."""
    if actor is None or actor.post is None:
        return False
    supervises = actor.holds(Role.SUPERVISOR) and actor.post.level == Level.PROVINCE
    return supervises or may_read_proposals(actor)


def require_readable(actor: Actor | None, one: AdjustmentRound) -> None:
    """A published round is public; any other answers as if it did not exist."""
    if one.state != RoundState.PUBLISHED and not may_read_drafts(actor):
        raise NotFound


def require_organiser(actor: Actor) -> None:
    if not (actor.holds(Role.ADMINISTRATOR) and actor.post and actor.post.level == Level.PROVINCE):
        raise Refusal(
            asked=_("组织清理调整"),
            rule=_("清理由省级统一组织，一次公布(优化营商环境条例第四十条)"),
            way_out=_("请联系省级管理员"),
        )


def require_change_recorder(actor: Actor) -> None:
    if not (
        actor.holds(Role.LEGAL_OFFICER, Role.ADMINISTRATOR)
        and actor.post
        and actor.post.level == Level.PROVINCE
    ):
        raise Refusal(
            asked=_("登记法律变动"),
            rule=_("法律、法规、规章的公布和机构改革由省级法制审核人员登记，报告期限自公布之日起算"),
            way_out=_("请联系省级司法行政部门"),
        )


def require_program(actor: Actor | SystemActor) -> None:
    """A round is published by its day having come, not by a person."""
    if not isinstance(actor, SystemActor):
        raise Refusal(
            asked=_("公布清理调整"),
            rule=_("批准的清理在批准的公布日由系统一次公布，不提前、不拆分"),
            way_out=_("需要改期的，先退回，改期后重新报批"),
        )
