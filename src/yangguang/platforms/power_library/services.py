"""The acts on the library: what other packages may call to write it."""

from .item_files import ItemFilesError
from .loading import LoadedItems, load_items
from .publishing import NotPublishable, publish_version

__all__ = ["ItemFilesError", "LoadedItems", "NotPublishable", "load_items", "publish_version"]
