"""The tables that loads write, and how each one's rows are told apart."""

from .bulk import Target

DIVISIONS = Target(
    "organisations_division",
    (
        "code",
        "name",
        "name_en",
        "full_name",
        "level",
        "parent_id",
        "parent_level",
        "path",
        "kind",
        "pinyin",
        "initials",
        "source",
        "as_of",
    ),
    key=("code",),
)
DEPARTMENTS = Target("organisations_department", ("key", "name", "name_en", "ordinal"), key=("key",))
BODIES = Target(
    "organisations_body",
    (
        "uscc",
        "name",
        "name_en",
        "short_name",
        "kind",
        "department_id",
        "division_id",
        "level",
        "consult_phone",
        "complaint_phone",
        "valid_from",
    ),
    key=("uscc",),
    first_only=("valid_from",),
    unless="valid_to",
)
CENTRES = Target(
    "organisations_servicecentre",
    ("division_id", "kind", "name", "name_en", "address", "phone", "office_hours"),
    key=("division_id",),
)
WINDOWS = Target("organisations_window", ("centre_id", "number"), key=("centre_id", "number"))
POSTS = Target(
    "organisations_post",
    ("body_id", "division_id", "centre_id", "window_id", "role", "ordinal", "title", "title_en"),
    key=("body_id", "division_id", "role", "ordinal"),
)
TARGETS = (DIVISIONS, DEPARTMENTS, BODIES, CENTRES, WINDOWS, POSTS)
