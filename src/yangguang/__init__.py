"""阳光: open government services for a whole province, on five levels."""

__version__ = "0.1.0"
