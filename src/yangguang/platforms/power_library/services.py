"""The acts on the library: what other packages may call to write it."""

from .adapting import NotAnImprovement, adapt_entry
from .ending import cancel_item, suspend_item
from .item_files import ItemFilesError
from .loading import LoadedItems, load_items
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

__all__ = [
    "ItemFilesError",
    "LoadedItems",
    "NotAnImprovement",
    "NotPublishable",
    "adapt_entry",
    "approve",
    "cancel_item",
    "find_lawful",
    "load_items",
    "publish_proposal",
    "publish_version",
    "return_to_department",
    "save_proposal",
    "submit",
    "suspend_item",
    "withdraw",
]
