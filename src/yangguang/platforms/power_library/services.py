"""The acts on the library: what other packages may call to write it."""

from .adapting import NotAnImprovement, adapt_entry
from .bulk import ImportRefused, RowVerdict, Verdict, apply_import, export_entries, judge_import
from .editing import WrittenMeanwhile, save_section, start_from_version, start_new
from .ending import cancel_item, suspend_item
from .hall import accept_centres, enter_hall, find_unity, keep_out_of_hall, leave_hall
from .hall_models import Authority
from .item_files import ItemFilesError
from .loading import LoadedItems, load_items
from .local_codes import record_local_codes
from .proposals import (
    approve,
    find_lawful,
    publish_proposal,
    return_to_department,
    save_proposal,
    submit,
    withdraw,
)
from .publishing import NotPublishable, publish_version
from .publishing_rights import end_right, grant_right
from .rounds import (
    approve_round,
    find_round_lawful,
    open_round,
    reschedule_round,
    return_round,
    submit_round,
    withdraw_round,
)
from .rounds_consequences import Consequence, register_consequences
from .rounds_deadlines import record_change, watch_deadlines
from .rounds_example import PlayedRound, example_rounds, play_rounds
from .rounds_lines import NewLine, add_line, add_lines, remove_line
from .rounds_publishing import RoundObstructed, publish_due_rounds, publish_round

__all__ = [
    "Authority",
    "Consequence",
    "ImportRefused",
    "ItemFilesError",
    "LoadedItems",
    "NewLine",
    "NotAnImprovement",
    "NotPublishable",
    "PlayedRound",
    "RoundObstructed",
    "RowVerdict",
    "Verdict",
    "WrittenMeanwhile",
    "accept_centres",
    "adapt_entry",
    "add_line",
    "add_lines",
    "apply_import",
    "approve",
    "approve_round",
    "cancel_item",
    "end_right",
    "enter_hall",
    "example_rounds",
    "export_entries",
    "find_lawful",
    "find_round_lawful",
    "find_unity",
    "grant_right",
    "judge_import",
    "keep_out_of_hall",
    "leave_hall",
    "load_items",
    "open_round",
    "play_rounds",
    "publish_due_rounds",
    "publish_proposal",
    "publish_round",
    "publish_version",
    "record_change",
    "record_local_codes",
    "register_consequences",
    "remove_line",
    "reschedule_round",
    "return_round",
    "return_to_department",
    "save_proposal",
    "save_section",
    "start_from_version",
    "start_new",
    "submit",
    "submit_round",
    "suspend_item",
    "watch_deadlines",
    "withdraw",
    "withdraw_round",
]
