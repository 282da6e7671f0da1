"""What the calendars put on the ledger."""

STREAM = "calendar"
CALENDAR_PUBLISHED = "calendar.published"  # payload: version, known_on, title, overlays
OFFICE_HOURS_SET = "calendar.office_hours_set"  # payload: body, in_force_from, hours, citation
