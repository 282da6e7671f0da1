"""History through the same rules as the live case: an event log of any office's system in, verdicts and alerts out.

Needs no database: `yangguang supervise replay` runs wherever the program does.
"""

from .columns import read_csv
from .judging import Judge, Terms, judge_for
from .logs import BadLog, LoggedCase, LogNames
from .rehearsal import Rehearsal, rehearse_log
from .replaying import ReplayReport, replay_log
from .xes import read_xes

__all__ = [
    "BadLog",
    "Judge",
    "LogNames",
    "LoggedCase",
    "Rehearsal",
    "ReplayReport",
    "Terms",
    "judge_for",
    "read_csv",
    "read_xes",
    "rehearse_log",
    "replay_log",
]
