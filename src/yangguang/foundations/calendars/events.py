"""What the calendars put on the ledger."""

STREAM = "calendar"
CALENDAR_PUBLISHED = "calendar.published"  # payload: version, known_on, title, overlays
