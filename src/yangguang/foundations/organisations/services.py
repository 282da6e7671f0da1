"""The acts on the organisation: what other packages may call to write it."""

from .centres import hold_centre, set_unified_on, unify_centres
from .data_files import DataFileError
from .loading import (
    load_bodies,
    load_centres,
    load_demonstration_posts,
    load_departments,
    load_divisions,
    load_organisations,
    load_windows,
)

__all__ = [
    "DataFileError",
    "hold_centre",
    "load_bodies",
    "load_centres",
    "load_demonstration_posts",
    "load_departments",
    "load_divisions",
    "load_organisations",
    "load_windows",
    "set_unified_on",
    "unify_centres",
]
