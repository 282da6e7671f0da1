"""Pages for what went wrong: each says what happened and what can be done now."""

import logging
import math
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext as _

from yangguang.law.refusals import Refusal

if TYPE_CHECKING:
    from .rate_limits import TooMany

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        400,
        title=_("这个请求不完整"),
        text=_("网页送来的内容与本页的要求不符，没有办理任何事项。"),
        way_out=_("请返回上一页重新填写；材料较大时请分次上传。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        403,
        title=_("您的岗位不能打开这一页"),
        text=_("权力随岗位而定：这一页属于其他岗位或其他身份。"),
        way_out=_("如果您还担任其他岗位，请先切换岗位；如果是为自己办事，请用个人账户登录。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        404,
        title=_("没有找到这一页"),
        text=_("地址可能有误，内容可能已经移走，或者它不属于您的账户。"),
        way_out=_("请核对地址或办件编号，也可以从首页查找事项。"),
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form caught: the rule still gets its say."""
    return _page(request, 409, title=_("这一步现在不能办理"), text="", way_out="", refusal=refusal)


def too_many(request: HttpRequest, exception: "TooMany") -> HttpResponse:
    seconds = max(1, math.ceil((exception.again_at - timezone.now()).total_seconds()))
    response = _page(
        request,
        429,
        title=_("操作太频繁，请稍候"),
        text=_("为防止有人猜测密码或抓取数据，同一来源在短时间内的次数有限。"),
        way_out=_("请在 %(moment)s 之后再试，已填写的内容可以用浏览器的后退找回。")
        % {"moment": timezone.localtime(exception.again_at).strftime("%H:%M:%S")},
    )
    response["Retry-After"] = str(seconds)
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("csrf check failed: %s", reason)
    return _page(
        request,
        403,
        title=_("页面已经过期"),
        text=_("为防止他人冒用您的登录，表单须在打开后的有效时间内从本站提交。"),
        way_out=_("请返回上一页，刷新后再次提交；浏览器须允许本站使用 Cookie。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Drawn without database, session or context processors: any of them may be what failed."""
    return HttpResponse(loader.get_template("errors/500.html").render({}), status=500)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, "errors/error.html", {"status": status, **context}, status=status)
