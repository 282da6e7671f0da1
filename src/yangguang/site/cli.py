"""The ``yangguang`` command. Each subcommand imports what it needs when it is called, so that all start at once."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from yangguang.law.refusals import Refusal

from .database.failures import explain
from .trouble import Trouble

DESCRIPTION = """\
阳光政务：一库四平台、五级联动的行政权力网上公开透明运行系统。
yangguang: administrative power run in the open, on five levels of government.
"""
EPILOG = """\
环境变量 environment:
  DATABASE_URL        使用已有的 PostgreSQL 15+ 服务器 / use an existing PostgreSQL 15+ server
  YANGGUANG_VAR       数据目录，默认 var/ / where data are kept, var/ by default
  YANGGUANG_HOST      监听地址，默认 127.0.0.1 / address to listen on
  YANGGUANG_PORT      监听端口，默认 8000 / port to listen on
  YANGGUANG_HOSTS     允许的主机名，逗号分隔 / host names to answer to, separated by commas
  YANGGUANG_HTTPS=1   位于 TLS 之后 / served behind TLS
"""
# These work on files alone, and must work where no database does.
WITHOUT_DATABASE = {"check", "collectstatic", "diffsettings", "help", "version"}
CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}

Act = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns its exit status. What the user can mend is said in one line, without a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["manage"]:
            return _manage(words[1:])
        chosen = parser(words).parse_args(words)
        act: Act = chosen.act
        return act(chosen)
    except (Trouble, Refusal) as trouble:
        print(f"错误 / error: {trouble}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, `head` for instance, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in CANNOT_WRITE:
            raise
        print(f"错误 / error: {explain(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of all commands; the law, which takes a moment to read, is read when ``words`` ask for it."""
    whole = _parser_of(argparse.ArgumentParser, prog="yangguang", description=DESCRIPTION, epilog=EPILOG)
    commands = whole.add_subparsers(title="命令 commands", metavar="", required=True)
    _add_run(commands)
    _add_serve(commands)
    _add(commands, "worker", _worker, "运行后台任务", "do the background jobs")
    _add(commands, "migrate", _migrate, "创建或升级数据库结构", "create or upgrade the tables")
    _add_load(commands)
    _add(commands, "demo", _demo, "生成两个月的演示历史", "live through two months of demonstration history")
    _add_ledger(commands)
    _add_rounds(commands)
    _add_lists(commands)
    _add_rights(commands)
    _add_pay_simulator(commands)
    _add(
        commands, "doctor", _doctor, "检查本机安装并说明如何修复", "say what is wrong here and how to mend it"
    )
    _add(
        commands,
        "cross-check",
        _cross_check,
        "核对台账、办件、时限、文书与编号是否相互一致",
        "compare ledger, cases, clocks, documents and numbers with one another",
    )
    _add_law(commands, asked=words[0] if words else "")
    _add(commands, "manage", _help_manage, "Django 管理命令", "Django's own commands")
    return whole


def _parser_of(
    make: Callable[..., argparse.ArgumentParser], *names: str, **settings: object
) -> argparse.ArgumentParser:
    made = make(*names, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False, **settings)
    made._optionals.title = "选项 options"
    made._positionals.title = "参数 arguments"
    made.add_argument("-h", "--help", action="help", help="显示本帮助 / show this help")
    return made


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Act,
    chinese: str,
    english: str,
) -> argparse.ArgumentParser:
    line = f"{chinese} / {english}"
    made = _parser_of(commands.add_parser, name, help=line, description=line)
    made.set_defaults(act=act)
    return made


def _add_listening(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host",
        default=os.environ.get("YANGGUANG_HOST", "127.0.0.1"),
        help="监听地址 / address to listen on",
    )
    command.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("YANGGUANG_PORT", "8000"),
        help="监听端口 / port to listen on",
    )
    command.add_argument("--workers", type=int, default=2, help="网站进程数 / web server processes")


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"端口须为 1–65535 的整数 / a port is a number from 1 to 65535: {text!r}"
    )


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(commands, "run", _run, "准备就绪并运行整个网站", "set up and run the whole site")
    _add_listening(made)
    made.add_argument(
        "--no-demo",
        dest="demonstration",
        action="store_false",
        help="不生成演示账户与历史 / without demonstration accounts and history",
    )


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add_listening(_add(commands, "serve", _serve, "仅运行网站服务", "the web server alone"))


def _add_load(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(commands, "load", _load, "装载数据（可重复执行）", "load data (repeatable)")
    names = ("organisations", "items", "calendars", "all")
    made.add_argument("what", choices=names, help="机构、权力清单、工作日历或全部 / what to load")


def _add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(commands, "ledger", _verify_ledger, "台账", "the ledger")
    made.add_argument("verb", choices=("verify",), help="全面核验 / check every row, chain and checkpoint")
    made.add_argument(
        "--published",
        metavar="FILE",
        help="另行保存的检查点 / a checkpoint that was kept elsewhere, to compare with",
    )


def _add_pay_simulator(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(
        commands,
        "pay-simulator",
        _pay_simulator,
        "模拟支付渠道，仅限本机",
        "a payment provider to try the site with, on this machine only",
    )
    made.add_argument("--port", type=_port, default="8191", help="监听端口 / port to listen on")


def _add_rounds(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(commands, "rounds", _play_rounds, "清理调整", "rounds of adjustment")
    made.add_argument(
        "verb", choices=("example",), help="演算四轮清理 2203 → 286 / play the four rounds; nothing is kept"
    )


def _add_lists(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(
        commands, "lists", _lists, "批量导出导入实施清单", "implementing lists out to a table and in again"
    )
    made.add_argument(
        "verb",
        choices=("export", "check", "apply"),
        help="导出、逐行核对（不写入）、导入 / write the table, judge every row, import all rows or none",
    )
    made.add_argument("file", type=Path, help=".xlsx 或 .csv 文件 / the table")
    made.add_argument(
        "--as",
        dest="officer",
        required=True,
        metavar="USER",
        help="机关主要负责人的用户名 / user name of the body's head",
    )
    made.add_argument(
        "--from",
        dest="from_date",
        type=date.fromisoformat,
        help="施行日，缺省为明天 / first day, tomorrow by default",
    )


def _add_rights(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _add(commands, "rights", _rights, "查看、授予、终止公布权", "who may publish, granted and ended")
    made.add_argument(
        "verb",
        choices=("show", "grant", "end"),
        help="查看、授予、终止 / show, grant, end",
    )
    made.add_argument("place", help="十二位区划代码 / division code")
    made.add_argument(
        "--as", dest="officer", metavar="USER", help="办理人的用户名 / user name of the officer"
    )
    made.add_argument(
        "--may",
        nargs="+",
        choices=("publish", "adapt"),
        default=["adapt"],
        help="统一事项、本地优化 / unified items, local improvements",
    )
    made.add_argument(
        "--departments",
        nargs="*",
        default=[],
        help="条线，缺省为上级有权的全部 / lines of work, all by default",
    )
    made.add_argument("--from", dest="from_date", type=date.fromisoformat, help="起始日 / first day")
    made.add_argument("--to", dest="to_date", type=date.fromisoformat, help="终止日 / first day without it")
    made.add_argument("--decision", default="", help="依据的文件 / the decision")


def _add_law(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", *, asked: str) -> None:
    deadline = _add(
        commands, "deadline", _no_act, "计算期限并逐日说明", "compute a time limit, explained day by day"
    )
    check_id = _add(commands, "check-id", _no_act, "核对编码与证号", "check a code or number")
    verify = _add(
        commands,
        "verify-document",
        _no_act,
        "脱机核验电子签名文书",
        "check a signed document without a network",
    )
    supervise = _add(
        commands,
        "supervise",
        _no_act,
        "以监察规则回放事件日志",
        "judge an event log by the rules of supervision",
    )
    if asked == "supervise":
        from . import supervise_commands

        supervise_commands.add_arguments(supervise)
        supervise.set_defaults(act=supervise_commands.supervise)
    if asked == "verify-document":
        from . import document_commands

        document_commands.add_arguments(verify)
        verify.set_defaults(act=document_commands.verify_document)
    if asked == "deadline":
        from . import deadline_commands

        deadline_commands.add_arguments(deadline)
        deadline.set_defaults(act=deadline_commands.deadline)
    if asked == "check-id":
        from . import identifier_commands

        identifier_commands.add_arguments(check_id)
        check_id.set_defaults(act=identifier_commands.check_id)


def _no_act(_chosen: argparse.Namespace) -> int:
    raise AssertionError("a command of the law was chosen without its arguments")


def with_django() -> None:
    """Connect to the database and bring up Django: what every command needs that touches data."""
    from .database import ensure_database_url

    ensure_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.site.settings")
    import django

    django.setup()


def _run(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.site.settings")
    from .run import Run

    run = Run(host=chosen.host, port=chosen.port, workers=chosen.workers, demonstration=chosen.demonstration)
    return run.go()


def _serve(chosen: argparse.Namespace) -> int:
    from .database import ensure_database_url
    from .lifeline import follow_lifeline
    from .serve import serve

    follow_lifeline()
    ensure_database_url()
    serve(host=chosen.host, port=chosen.port, workers=chosen.workers)
    return 0


def _worker(_chosen: argparse.Namespace) -> int:
    from .lifeline import follow_lifeline

    follow_lifeline()
    with_django()
    from yangguang.foundations.jobs.worker import run_worker

    run_worker()
    return 0


def _migrate(_chosen: argparse.Namespace) -> int:
    with_django()
    from .first_start import migrate

    migrate(datetime.now(UTC))
    from yangguang.platforms.power_library.queries import unreadable_versions

    wrong = list(unreadable_versions())
    for one in wrong:
        print(
            f"无法打开 / does not open: {one.item} 第 {one.number} 版 / version {one.number}: {one.why}",
            file=sys.stderr,
        )
    return 1 if wrong else 0


def _load(chosen: argparse.Namespace) -> int:
    with_django()
    from .first_start import LOADABLE, step_named

    for name in LOADABLE if chosen.what == "all" else (chosen.what,):
        step = step_named(name)
        print(f"{step.chinese} / {step.english}", flush=True)
        step.act(datetime.now(UTC))
    return 0


def _demo(_chosen: argparse.Namespace) -> int:
    from .lifeline import follow_lifeline

    follow_lifeline()
    with_django()
    from .demonstration import live_through
    from .first_start import set_stamp

    live_through(datetime.now(UTC))
    set_stamp("demonstration", "complete", datetime.now(UTC))
    return 0


def _verify_ledger(chosen: argparse.Namespace) -> int:
    with_django()
    from yangguang.foundations.ledger.verification import verify_ledger

    published = None
    if chosen.published:
        try:
            with open(chosen.published, encoding="utf-8") as file:
                published = file.read()
        except OSError as error:
            raise Trouble(
                f"无法读取检查点 {chosen.published}（{error.strerror}）：请检查路径",
                f"cannot read the checkpoint {chosen.published} ({error.strerror}): check the path",
            ) from error
    return verify_ledger(print, published=published)


def _play_rounds(_chosen: argparse.Namespace) -> int:
    with_django()
    from .rounds_commands import play_example

    return play_example(datetime.now(UTC), print)


def _lists(chosen: argparse.Namespace) -> int:
    with_django()
    from . import list_commands

    now = datetime.now(UTC)
    if chosen.verb == "export":
        return list_commands.export(chosen.file, chosen.officer, at=now, say=print)
    act = list_commands.check if chosen.verb == "check" else list_commands.apply
    return act(chosen.file, chosen.officer, chosen.from_date, at=now, say=print)


def _rights(chosen: argparse.Namespace) -> int:
    with_django()
    from . import right_commands

    return right_commands.act(chosen, at=datetime.now(UTC), say=print)


def _cross_check(_chosen: argparse.Namespace) -> int:
    with_django()
    from yangguang.platforms.power_operation.queries import contradictions

    found = list(contradictions())
    for one in found:
        print(f"不符 / not so: {one.check.chinese} / {one.check.english}")
        print("  " + ", ".join(one.rows))
    print(f"{len(found)} 项不符 / checks failed" if found else "全部一致 / everything agrees")
    return 1 if found else 0


def _pay_simulator(chosen: argparse.Namespace) -> int:
    from yangguang_sim.payments import BOOKS_FILE, Books, Simulator, server_for

    from .lifeline import follow_lifeline
    from .places import var_folder
    from .secrets import secret

    follow_lifeline()
    folder = var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{chosen.port}"
    books = Books(folder / BOOKS_FILE)
    simulator = Simulator(address, secret("payments"), books, clock=lambda: datetime.now(UTC))
    with server_for(simulator, host="127.0.0.1", port=chosen.port) as server:
        print(f"模拟支付渠道 / payment simulator: {address}", flush=True)
        print(f"网站接入 / for the site: YANGGUANG_PAYMENTS={address}", flush=True)
        server.serve_forever()
    return 0


def _doctor(_chosen: argparse.Namespace) -> int:
    from .doctor import examine

    return examine(print)


def _manage(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.site.settings")
    if words and words[0] not in WITHOUT_DATABASE and not words[0].startswith("-"):
        from .database import ensure_database_url

        ensure_database_url()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["yangguang manage", *words])
    return 0


def _help_manage(_chosen: argparse.Namespace) -> int:
    return _manage(["help"])
