"""The acts on the organisation: what other packages may call to write it."""

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
    "load_bodies",
    "load_centres",
    "load_demonstration_posts",
    "load_departments",
    "load_divisions",
    "load_organisations",
    "load_windows",
]
