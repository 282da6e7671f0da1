"""``yangguang deadline``: when a time limit ends, explained day by day.

``--json`` prints ``{"due": "2026-03-19", "due_at": …, "provisional": false, "days": [{"date", "counted", "why",
"citation"}], "refused": […]}``, and ``{"error": …}`` with status 1 when there is no answer. Keys are only ever added.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime

from yangguang.law.axes import CountingRule
from yangguang.law.clocks import ClockTerms
from yangguang.law.deadline import PAUSE_KINDS, BadHeader, DeadlineAnswer, Suspension, answer_batch, compute
from yangguang.law.explanations import ExplainedDay
from yangguang.law.limits import LegalLimit, all_limits, limit_in_force
from yangguang.law.phrases import english_of
from yangguang.law.time_limits import SHANGHAI, TimeLimit
from yangguang.law.working_days import WorkingCalendar, announced_calendar, regional_overlays

from .csv_files import opened, print_rows
from .trouble import Trouble


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from",
        dest="start",
        metavar="DAY",
        help="起算事件之日，按小时计的写到时刻 / day of the event, 2026-02-13, or 2026-02-13T09:30 for hours",
    )
    command.add_argument(
        "--limit",
        type=_limit,
        help="期限：20wd 工作日 60nd 自然日 6m 月 1y 年 24h 小时 30min 分钟 / how long, and its unit",
    )
    command.add_argument(
        "--rule", metavar="NAME", help="法定期限，如 licensing.decision / a limit of the law, by name"
    )
    command.add_argument("--rules", action="store_true", help="列出全部法定期限 / list the limits of the law")
    command.add_argument(
        "--suspend",
        action="append",
        default=[],
        metavar="FIRST..LAST[:KIND]",
        help="中止期间（含首尾，可多次） / days left out, both included; KIND: " + ", ".join(PAUSE_KINDS),
    )
    command.add_argument(
        "--counting",
        choices=[rule.value for rule in CountingRule],
        default=CountingRule.WHOLE_WORKING_DAYS.value,
        help="计算规则，默认为法定 / counting rule, the law's by default",
    )
    command.add_argument(
        "--region", default="", metavar="CODE", help="区划代码，地方节假日 / division code of the place"
    )
    command.add_argument(
        "--known-on",
        type=_day,
        metavar="DAY",
        help="按当日已公布的日历 / by the calendar as it was known on a day",
    )
    command.add_argument(
        "--provisional",
        action="store_true",
        help="未公布年份用暂定日历，结果仅供参考 / guess at years that are not yet announced, for information only",
    )
    command.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    command.add_argument("--english", action="store_true", help="以英文说明 / explain in English")
    command.add_argument(
        "--batch",
        metavar="FILE.csv",
        help="逐行计算，列 from,limit[,region]（- 为标准输入） / a file with these columns (- for standard input)",
    )
    command.set_defaults(refuse=command.error)


def deadline(chosen: argparse.Namespace) -> int:
    """0 when there is an answer, 1 when there is none; of a file 0, since each row answers for itself."""
    if chosen.rules:
        return _list_rules()
    if chosen.batch is not None:
        return _answer_file(chosen.batch, _calendar(chosen.known_on), provisional=chosen.provisional)
    if chosen.start is None or (chosen.limit is None) == (chosen.rule is None):
        chosen.refuse("请给出 --from 以及 --limit 或 --rule 之一 / give --from, and either --limit or --rule")
    try:
        answer = _answer(chosen)
    except (ValueError, LookupError) as error:
        if not chosen.json:
            raise Trouble(*_both_languages(error)) from error
        print(json.dumps({"error": str(error)}, ensure_ascii=False))
        return 1
    if chosen.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        print("\n".join(_lines(answer, english=chosen.english)))
    return 0


def _limit(text: str) -> TimeLimit:
    try:
        return TimeLimit.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"日期应写作 2026-02-13 / a day is written 2026-02-13: {text!r}"
        ) from error


def _start(text: str) -> date | datetime:
    """A day, or a moment on the clocks of Shanghai unless it names its own offset."""
    if len(text) <= len("2026-02-13"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _answer(chosen: argparse.Namespace) -> DeadlineAnswer:
    start = _start(chosen.start)
    terms = _terms(chosen, start)
    usual = next(kind for kind in PAUSE_KINDS.values() if kind in terms.pauses or not terms.pauses)
    return compute(
        start,
        terms,
        [Suspension.parse(text, usual) for text in chosen.suspend],
        calendar=_calendar(chosen.known_on),
        region=chosen.region,
        provisional=chosen.provisional,
    )


def _calendar(known_on: date | None) -> WorkingCalendar:
    """The notices known by a day, and the days that places are known to have set for themselves."""
    return announced_calendar(known_on, regional_overlays())


def _terms(chosen: argparse.Namespace, start: date | datetime) -> ClockTerms:
    counting = CountingRule(chosen.counting)
    if chosen.limit is not None:
        return ClockTerms(limit=chosen.limit, rule=counting)
    legal = limit_in_force(chosen.rule, on=start.date() if isinstance(start, datetime) else start)
    if legal.backwards:
        raise ValueError(f"{legal.name}自事件之日向前倒算 ({legal.id} runs back from its event)")
    return legal.terms(counting)


def _lines(answer: DeadlineAnswer, *, english: bool) -> Iterator[str]:
    mark = (" (provisional)" if english else "（暂定）") if answer.provisional else ""
    yield (f"Due on {answer.due}" if english else f"截止日 {answer.due}") + mark
    count = 0
    for day in answer.days:
        count += day.counted
        yield _day_line(day, count, english=english)
    for refused in answer.refused:
        yield ("Not credited: " if english else "不予扣除：") + _words(
            refused.why, refused.citation, english=english
        )


def _day_line(day: ExplainedDay, count: int, *, english: bool) -> str:
    number = f"{count:>4}" if day.counted else "   ·"
    return f"{day.date}{number}  {_words(day.why, day.citation, english=english)}"


def _words(why: str, citation: str, *, english: bool) -> str:
    if english:
        return f"{english_of(why)} [{english_of(citation)}]" if citation else english_of(why)
    return f"{why}（{citation}）" if citation else why


def _both_languages(error: Exception) -> tuple[str, str]:
    """The law's messages carry their English in brackets at the end."""
    text = str(error.args[0]) if error.args else str(error)
    chinese, _, english = text.rpartition(" (")
    return (chinese, english.removesuffix(")")) if chinese else ("无法计算", text)


def _list_rules() -> int:
    for name, versions in all_limits().items():
        for legal in versions:
            print(
                f"{name:<34} {legal.limit!s:>6}  {_in_force(legal)}  {legal.name} / {english_of(legal.name)}"
            )
    return 0


def _in_force(legal: LegalLimit) -> str:
    until = legal.in_force_until.isoformat() if legal.in_force_until else " " * 10
    return f"{legal.in_force_from}–{until}"


def _answer_file(path: str, calendar: WorkingCalendar, *, provisional: bool) -> int:
    with opened(path) as lines:
        try:
            print_rows(answer_batch(lines, calendar, provisional=provisional))
        except BadHeader as error:
            raise Trouble(*_both_languages(error)) from error
    return 0
