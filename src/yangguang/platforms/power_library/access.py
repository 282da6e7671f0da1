"""Who may write the library. Reading is open to everybody: the list is public by law (行政许可法 arts 30, 33)."""

from django.utils.translation import gettext as _

from yangguang.foundations.accounts.actors import Actor, SystemActor
from yangguang.foundations.organisations.levels import Level, Role
from yangguang.law.refusals import Refusal


def require_publisher(actor: Actor | SystemActor) -> None:
    """The program itself, which loads the reviewed item files, or the administrator of the province."""
    if isinstance(actor, SystemActor):
        return
    if actor.holds(Role.ADMINISTRATOR) and actor.post and actor.post.level == Level.PROVINCE:
        return
    raise Refusal(
        asked=_("公布行政权力事项"),
        rule=_(
            "事项由省级统一审核公布,未经审核的权力不得入库,也不得行使(行政许可法第十七条、优化营商环境条例第四十条)"
        ),
        way_out=_("请将事项文件报省级管理员审核公布"),
    )
