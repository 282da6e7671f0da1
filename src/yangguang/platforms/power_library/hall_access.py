"""Who records what about a centre. Reading is open to everybody."""

from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.organisations.levels import Role
from yangguang.law.refusals import Refusal


def keeps_hall(actor: Actor | None, division_code: str) -> bool:
    """The manager of the centre itself."""
    return _stands_there(actor, Role.CENTRE_MANAGER, division_code)


def decides_what_stays_out(actor: Actor | None, division_code: str) -> bool:
    return _stands_there(actor, Role.GOVERNMENT_HEAD, division_code)


def confirms_unity(actor: Actor | None, path: str) -> bool:
    """A manager of a centre above, or the centre's own: what one reports of oneself is evidence like any other."""
    return (
        actor is not None
        and actor.holds(Role.CENTRE_MANAGER)
        and actor.post is not None
        and actor.answers_for(path)
    )


def require_keeper(actor: Actor | SystemActor, division_code: str) -> None:
    if isinstance(actor, SystemActor) or keeps_hall(actor, division_code):
        return
    raise Refusal(
        asked=_("登记事项进驻"),
        rule=_("进驻和授权由本级政务服务中心登记(国办发〔2018〕45号)"),
        way_out=_("请由该中心负责人办理"),
    )


def require_government(actor: Actor | SystemActor, division_code: str) -> None:
    if isinstance(actor, SystemActor) or decides_what_stays_out(actor, division_code):
        return
    raise Refusal(
        asked=_("批准事项不进驻中心"),
        rule=_("依申请事项应进必进；不进驻的由本级人民政府批准并公开理由(国办发〔2018〕45号)"),
        way_out=_("请报本级人民政府负责人批准"),
    )


def require_confirmer(actor: Actor | SystemActor, path: str) -> None:
    if isinstance(actor, SystemActor) or confirms_unity(actor, path):
        return
    raise Refusal(
        asked=_("确认八统一"),
        rule=_("八统一由本级或者上级政务服务中心确认，并留存依据"),
        way_out=_("请由该中心或者上级中心的负责人办理"),
    )


def _stands_there(actor: Actor | None, role: Role, division_code: str) -> bool:
    return (
        actor is not None
        and actor.holds(role)
        and actor.post is not None
        and actor.post.division_code == division_code
    )
