"""The deadline calculator as programs ask it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from yangguang.foundations.api.shell import Problem, under
from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.axes import CountingRule
from yangguang.law.deadline import Suspension, answer_of
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import SHANGHAI, TimeLimit

from .questions import MOST_SUSPENSIONS, Question, answer

router = Router(tags=["deadline"])


@router.get(
    "/deadline",
    response={200: dict[str, Any], 409: Problem, 422: Problem, 429: Problem},
    url_name="deadline",
)
@under(open_to_public)
@under(limited("deadline", limit=120, per_seconds=60))
def deadline(
    request: HttpRequest,
    start: Annotated[str, Query(alias="from", max_length=40)],
    rule: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[str, Query(max_length=12)] = "",
    suspend: Annotated[list[str], Query(max_length=MOST_SUSPENSIONS)] = [],  # noqa: B006 — read by ninja, never changed
    counting: CountingRule = CountingRule.WHOLE_WORKING_DAYS,
    region: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
    known_on: date | None = None,
    provisional: bool = False,
) -> dict[str, Any]:
    """When a limit ends, day by day: ``from`` 2026-02-13, and ``rule`` licensing.decision or ``limit`` 20wd.

    ``suspend`` may be repeated: 2026-03-02..2026-03-04:hearing. The answer has the keys of ``yangguang deadline
    --json``. 409 when the law or a missing notice refuses an answer.
    """
    try:
        question = Question(
            start=_start(start),
            rule=rule,
            limit=TimeLimit.parse(limit) if limit else None,
            suspensions=tuple(Suspension.parse(written) for written in suspend),
            counting=counting,
            region=region,
            known_on=known_on,
            provisional=provisional,
        )
    except ValueError as error:
        raise Refusal(
            asked=_("计算期限"), rule=str(error), way_out=_("请按接口说明的写法填写参数")
        ) from error
    return answer_of(answer(question)).to_json()


def _start(written: str) -> date | datetime:
    """A day, or a moment on the clocks of Shanghai unless it names its own offset."""
    if len(written) <= len("2026-02-13"):
        return date.fromisoformat(written)
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
