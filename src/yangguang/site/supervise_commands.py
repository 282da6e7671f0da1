"""``yangguang supervise replay``: another office's history through the rules of supervision, without a database.

``--json`` prints one object: ``cases``, ``events``, ``ended``, ``on_time``, ``late``, ``warnings``, ``yellow``, ``red``
and more (docs/replay.md), with ``--cards`` also each card; errors go to standard error, with status 1. Keys are only
ever added.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from yangguang.law.phrases import Phrase
from yangguang.law.time_limits import TimeLimit, start_of_day
from yangguang.law.working_days import WorkingCalendar, announced_calendar, regional_overlays
from yangguang.platforms.electronic_supervision.replay import (
    BadLog,
    Judge,
    LoggedCase,
    LogNames,
    ReplayReport,
    Terms,
    judge_for,
    read_csv,
    read_xes,
    rehearse_log,
    replay_log,
)
from yangguang.platforms.electronic_supervision.replay.logs import written_moment

from .trouble import Trouble

FIGURES = {
    "cases": Phrase("案件", "cases"),
    "events": Phrase("事件", "events"),
    "ended": Phrase("已办结", "ended"),
    "on_time": Phrase("按时办结", "on time"),
    "late": Phrase("逾期办结", "late"),
    "open": Phrase("未办结", "never ended"),
    "warnings": Phrase("预警", "warnings"),
    "yellow": Phrase("黄牌", "yellow cards"),
    "red": Phrase("红牌", "red cards"),
    "unjudged": Phrase("无法判定", "not judged"),
    "repeated": Phrase("案件号重复", "case name borne before"),
    "untimed": Phrase("没有时间的事件", "events without a time"),
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "verb", choices=("replay", "export"), help="回放或导出历史 / judge a history, or write ours"
    )
    command.add_argument("log", metavar="LOG", help="事件日志 .xes .xes.gz .csv / the event log")
    _add_export(command)
    _add_terms(command)
    _add_rehearsal(command)
    _add_names(command)
    command.add_argument(
        "--at",
        type=_moment,
        metavar="MOMENT",
        help="未办结案件算到何时，默认为日志最后时刻 / as at when open cases stand",
    )
    command.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    command.add_argument("--cards", action="store_true", help="逐张列出预警和红黄牌 / list each card")
    command.set_defaults(refuse=command.error)


def _add_terms(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=_limit, help="时限，如 20wd 25nd 6mo 24h / the limit of every case")
    command.add_argument(
        "--promised",
        type=_limit,
        help="承诺时限，默认同时限 / the promise, when it is shorter than the limit",
    )
    command.add_argument(
        "--region", default="", metavar="CODE", help="区划代码，地方节假日 / division code of the place"
    )
    command.add_argument(
        "--no-roll",
        dest="rolls",
        action="store_false",
        help="末日遇休息日不顺延 / a last day off does not move to the next working day",
    )
    command.add_argument(
        "--thresholds",
        default="default-1",
        metavar="VERSION",
        help="预警阈值与规则的版本 / version of thresholds and rules",
    )


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--place", default="", metavar="CODE", help="导出：区划代码及其下级 / export: a place and below"
    )
    for option, line in {
        "--from": "导出：收件自此日 / received from",
        "--to": "导出：至此日止 / before",
    }.items():
        command.add_argument(option, type=_day, dest=f"{option[2:]}_day", metavar="DAY", help=line)


def _add_rehearsal(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--rehearse",
        type=_limit,
        metavar="LIMIT",
        help="预演：时限若改为此数 / what another limit would have made of the same history",
    )
    command.add_argument(
        "--rehearse-promised", type=_limit, metavar="LIMIT", help="预演：承诺时限若改为此数 / another promise"
    )
    command.add_argument(
        "--rehearse-thresholds",
        default="",
        metavar="VERSION",
        help="预演：若用此版本的阈值与规则 / other thresholds and rules",
    )


def _add_names(command: argparse.ArgumentParser) -> None:
    names = {
        "--deadline-attribute": "案件自带的到期时刻 / attribute with each case's own deadline",
        "--start-attribute": "案件开始时刻，默认为首个事件 / attribute with its start",
        "--end-attribute": "案件结束时刻，没有的为未办结 / attribute with its end; without one it never ended",
        "--case-column": "CSV 的案件号列 / column of a table with the case",
        "--time-column": "CSV 的时间列 / column with the time",
        "--activity-column": "CSV 的活动列 / column with the activity",
    }
    for option, line in names.items():
        command.add_argument(option, default="", metavar="NAME", help=line)
    command.add_argument(
        "--end-activity",
        action="append",
        default=[],
        metavar="NAME",
        help="表示办结的活动（可多次） / an activity that ends a case",
    )


def supervise(chosen: argparse.Namespace) -> int:
    """Judge the log; 0 when it could be read, however late its cases were. Or write our own."""
    if chosen.verb == "export":
        return _export(chosen)
    if (chosen.limit is None) == (not chosen.deadline_attribute):
        chosen.refuse(
            "请给出 --limit 或 --deadline-attribute 之一 / give either --limit or --deadline-attribute"
        )
    judge = _judge(_terms(chosen), chosen.region)
    with TemporaryFile("w+", encoding="utf-8") as cards:  # printed once the log has been read to its end
        if other := _other_terms(chosen):
            return _rehearse(chosen, judge, _judge(other, chosen.region), cards)
        report = _report(chosen, judge, cards)
        cards.seek(0)
        if chosen.json:
            _print_json(chosen, judge, report, cards)
        else:
            _print_lines(report, cards)
    return 0


def _export(chosen: argparse.Namespace) -> int:
    """Write OCEL 2.0 to a file that ends in .json or .jsonocel, XES to any other."""
    from .cli import with_django

    with_django()
    from yangguang.foundations.organisations.queries import places_to
    from yangguang.platforms.electronic_supervision.queries import write_ocel, write_xes

    places = places_to(chosen.place) if chosen.place else []
    if chosen.place and not places:
        raise Trouble(f"没有区划 {chosen.place}", f"there is no place {chosen.place}")
    write = write_ocel if chosen.log.endswith((".json", ".jsonocel")) else write_xes
    with _troubles(chosen.log), Path(chosen.log).open("w", encoding="utf-8") as out:
        written = write(
            out,
            path=places[-1].path if places else "",
            from_at=start_of_day(chosen.from_day or date(2004, 1, 1)),
            to_at=start_of_day(chosen.to_day or date(9999, 1, 1)),
        )
    print(f"{written:,} 件 / cases: {chosen.log}")
    return 0


def _terms(chosen: argparse.Namespace) -> Terms:
    return Terms(
        limit=chosen.limit, promised=chosen.promised, rolls=chosen.rolls, thresholds=chosen.thresholds
    )


def _other_terms(chosen: argparse.Namespace) -> Terms | None:
    """The terms to rehearse: those in force, but for what is asked to change; None when nothing is."""
    limit, promised, thresholds = (
        chosen.rehearse,
        chosen.rehearse_promised,
        chosen.rehearse_thresholds,
    )
    if not (limit or promised or thresholds):
        return None
    if chosen.limit is None and (limit or promised):
        chosen.refuse(
            "各案自带期限时不能预演另一时限 / a limit is rehearsed against --limit, not against deadlines"
        )
    return Terms(
        limit=limit or chosen.limit,
        promised=promised or chosen.promised,
        rolls=chosen.rolls,
        thresholds=thresholds or chosen.thresholds,
    )


def _judge(terms: Terms, region: str) -> Judge:
    try:
        return judge_for(terms, _calendar(region))
    except LookupError as error:
        raise Trouble(f"没有阈值版本 {terms.thresholds}", str(error.args[0])) from error


def _calendar(region: str) -> WorkingCalendar:
    if region and not region.isdigit():
        raise Trouble(f"地区“{region}”不是区划代码", f"{region!r} is not a division code")
    calendar = announced_calendar(overlays=regional_overlays())
    return calendar.for_region(region) if region else calendar


def _report(chosen: argparse.Namespace, judge: Judge, cards: TextIO) -> ReplayReport:
    keep = _keeper(cards) if chosen.cards else None
    with _troubles(chosen.log):
        return replay_log(_cases(chosen), judge, as_of=chosen.at, cards=keep)


def _rehearse(chosen: argparse.Namespace, now: Judge, then: Judge, lines: TextIO) -> int:
    with _troubles(chosen.log):
        found = rehearse_log(_cases(chosen), now, then, as_of=chosen.at, changed=_keeper(lines))
    lines.seek(0)
    if chosen.json:
        figures = {"now": _figures(found.now), "then": _figures(found.then), "changed": found.changed}
        _print_object(figures, "changed_cases", lines if chosen.cards else None)
        return 0
    for key, words in FIGURES.items():
        was, would_be = getattr(found.now, key), getattr(found.then, key)
        print(f"{was:>12,} {would_be:>12,} {would_be - was:>+12,}  {words} / {words.english}")
    for line in lines if chosen.cards else ():
        case = json.loads(line)
        print(f"{case['was']:<8} → {case['would_be']:<8}  {case['case']}")
    return 0


def _keeper(lines: TextIO) -> Callable[[dict[str, str]], object]:
    return lambda one: lines.write(json.dumps(one, ensure_ascii=False) + "\n")


@contextmanager
def _troubles(log: str) -> Iterator[None]:
    """What is wrong with a log, as one line."""
    try:
        yield
    except BadLog as error:
        raise Trouble(f"{log} {error.chinese}", f"{log} {error.english}") from error
    except OSError as error:
        raise Trouble(
            f"无法读写 {log}（{error.strerror}）：请检查路径",
            f"cannot read or write {log} ({error.strerror}): check the path",
        ) from error


def _cases(chosen: argparse.Namespace) -> Iterator[LoggedCase]:
    names = LogNames(
        case=chosen.case_column,
        time=chosen.time_column,
        activity=chosen.activity_column,
        start=chosen.start_attribute,
        end=chosen.end_attribute,
        deadline=chosen.deadline_attribute,
        end_activities=frozenset(chosen.end_activity),
    )
    return (read_csv if chosen.log.lower().endswith(".csv") else read_xes)(chosen.log, names)


def _figures(report: ReplayReport) -> dict[str, object]:
    return asdict(report) | {"as_of": report.as_of.isoformat() if report.as_of else None}


def _print_json(chosen: argparse.Namespace, judge: Judge, report: ReplayReport, cards: TextIO) -> None:
    figures = _figures(report) | {
        "limit": str(chosen.limit) if chosen.limit else None,
        "promised": str(chosen.promised or chosen.limit) if chosen.limit else None,
        "deadline_attribute": chosen.deadline_attribute or None,
        "rule_set": judge.rules.version,
        "thresholds": judge.thresholds.version,
        "calendar": judge.calendar.version,
    }
    _print_object(figures, "cards", cards if chosen.cards else None)


def _print_object(figures: Mapping[str, object], key: str, lines: TextIO | None) -> None:
    """One JSON object; the last of its values, a list, is written line by line."""
    text = json.dumps(figures, ensure_ascii=False)
    if lines is None:
        print(text)
        return
    sys.stdout.write(f'{text[:-1]}, "{key}": [')
    for number, line in enumerate(lines):
        sys.stdout.write(("," if number else "") + "\n" + line.rstrip("\n"))
    sys.stdout.write("]}\n")


def _print_lines(report: ReplayReport, cards: TextIO) -> None:
    for key, words in FIGURES.items():
        print(f"{getattr(report, key):>12,}  {words} / {words.english}")
    for line in cards:
        card = json.loads(line)
        print(f"{card['fell_due_at']}  {card['level']:<6}  {card['rule']}  {card['case']}")


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
            f"日期应写作 2026-03-02 / a day is written 2026-03-02: {text!r}"
        ) from error


def _moment(text: str) -> datetime:
    try:
        return written_moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"时刻应写作 2026-03-02T09:30+08:00 / a moment is written 2026-03-02T09:30+08:00: {text!r}"
        ) from error
