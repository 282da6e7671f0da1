"""``yangguang deadline``: when a time limit ends, explained day by day."""

import argparse


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from", dest="start", metavar="YYYY-MM-DD", help="起算事件之日 / the day of the event"
    )
    command.add_argument(
        "--limit", metavar="20wd", help="期限：wd 工作日 nd 自然日 m 月 y 年 h 小时 min 分钟 / limit and unit"
    )
    command.set_defaults(refuse=command.error)


def deadline(chosen: argparse.Namespace) -> int:
    raise NotImplementedError
