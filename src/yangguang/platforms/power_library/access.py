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


# Items that townships and villages decide have no department in the province; the service authority drafts them.
DRAFTED_BY_THE_SERVICE_AUTHORITY = frozenset({"township_government", "village_committee"})
SERVICE_AUTHORITY = "data_administration"
DRAFTERS = (Role.REVIEWER, Role.DECIDER, Role.AGENCY_HEAD)
READERS = (
    *DRAFTERS,
    Role.LEGAL_OFFICER,
    Role.GOVERNMENT_HEAD,
    Role.ADMINISTRATOR,
)  # at the desks of the editor


def may_draft(actor: Actor, department: str) -> bool:
    return actor.holds(*DRAFTERS) and _in_the_province(actor) and _speaks_for(actor, department)


def departments_drafted_by(actor: Actor) -> frozenset[str]:
    """The departments for whose items the actor may write a draft."""
    if actor.post is None or not may_draft(actor, actor.post.department):
        return frozenset()
    own = frozenset({actor.post.department})
    return own | DRAFTED_BY_THE_SERVICE_AUTHORITY if actor.post.department == SERVICE_AUTHORITY else own


def require_drafter(actor: Actor, department: str) -> None:
    """Officers of the department in the province that holds the item: it unifies the terms for all below."""
    _require(
        may_draft(actor, department),
        asked=_("拟订行政权力事项"),
        rule=_("事项由省级主管部门拟订，各地统一执行(国办发〔2022〕2号)"),
        way_out=_("请联系本条线的省级主管部门提出修改意见"),
    )


def require_submitter(actor: Actor, department: str) -> None:
    _require(
        actor.holds(Role.AGENCY_HEAD) and _in_the_province(actor) and _speaks_for(actor, department),
        asked=_("报送行政权力事项"),
        rule=_("拟公布的事项由省级主管部门负责人签发报送(国办发〔2022〕2号)"),
        way_out=_("请报本部门主要负责人签发"),
    )


def require_legal_checker(actor: Actor) -> None:
    _require(
        actor.holds(Role.LEGAL_OFFICER) and _in_the_province(actor),
        asked=_("审核事项的合法性"),
        rule=_("事项公布前由省级司法行政部门审核合法性(国办发〔2018〕115号)"),
        way_out=_("请由省级法制审核人员办理"),
    )


def require_approver(actor: Actor) -> None:
    _require(
        actor.holds(Role.GOVERNMENT_HEAD) and _in_the_province(actor),
        asked=_("批准公布事项"),
        rule=_("权力事项清单由省人民政府批准(国办发〔2022〕2号)"),
        way_out=_("请报省人民政府负责人批准"),
    )


def require_adapter(actor: Actor, body_id: int) -> None:
    """The head of the body that exercises the item answers for what it promises."""
    _require(
        actor.holds(Role.AGENCY_HEAD) and actor.post is not None and actor.post.body_id == body_id,
        asked=_("优化本机关的实施清单"),
        rule=_("实施清单由实施机关负责，经主要负责人同意后公布(优化营商环境条例第三十五条)"),
        way_out=_("请报该机关主要负责人办理"),
    )


def may_read_proposals(actor: Actor) -> bool:
    return _in_the_province(actor) and actor.holds(*READERS)


def reads_proposals_of(actor: Actor) -> str | None:
    """The one department whose proposals the actor reads; None for whoever reads those of all."""
    if actor.post is None or not actor.holds(*DRAFTERS) or actor.post.department == SERVICE_AUTHORITY:
        return None
    return actor.post.department


def _in_the_province(actor: Actor) -> bool:
    return actor.post is not None and actor.post.level == Level.PROVINCE


def _speaks_for(actor: Actor, department: str) -> bool:
    holder = SERVICE_AUTHORITY if department in DRAFTED_BY_THE_SERVICE_AUTHORITY else department
    return actor.post is not None and actor.post.department == holder


def _require(allowed: bool, *, asked: str, rule: str, way_out: str) -> None:
    if not allowed:
        raise Refusal(asked=asked, rule=rule, way_out=way_out)
