"""主题: life events and business topics that items are filed under."""

from functools import lru_cache

from .item_definitions import Theme
from .item_files import read_themes


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Every theme that ships with the product, in the order in which pages show them."""
    return read_themes()
