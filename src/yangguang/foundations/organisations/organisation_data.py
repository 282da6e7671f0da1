"""All data files of the organisation, each read once and checked when first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from .body_data import (
    DEPARTMENTS_FILE,
    TELEPHONE_CODES_FILE,
    BodyRow,
    Departments,
    body_rows,
    read_departments,
    read_telephone_codes,
)
from .division_data import DIVISIONS_FILE, DivisionRow, read_divisions
from .levels import Level
from .staffing_data import (
    CENTRES_FILE,
    STAFFING_FILE,
    CentreForm,
    CentreRow,
    PostRow,
    WindowRow,
    centre_rows,
    post_rows,
    read_centres,
    read_staffing,
    window_rows,
)


@dataclass(frozen=True)
class OrganisationData:
    """The organisation as the files describe it; ``on`` is the day of loading, no file may be of a later one."""

    on: date
    divisions_file: Path = DIVISIONS_FILE
    departments_file: Path = DEPARTMENTS_FILE
    telephone_codes_file: Path = TELEPHONE_CODES_FILE
    centres_file: Path = CENTRES_FILE
    staffing_file: Path = STAFFING_FILE

    @cached_property
    def divisions(self) -> list[DivisionRow]:
        return read_divisions(self.divisions_file, on=self.on)

    @cached_property
    def departments(self) -> Departments:
        return read_departments(self.departments_file, on=self.on)

    @cached_property
    def area_codes(self) -> Mapping[str, str]:
        return read_telephone_codes(self.telephone_codes_file, on=self.on)

    @cached_property
    def bodies(self) -> list[BodyRow]:
        return list(body_rows(self.departments, self.divisions, self.area_codes))

    @cached_property
    def centre_forms(self) -> Mapping[Level, CentreForm]:
        return read_centres(self.centres_file, on=self.on)

    @cached_property
    def centres(self) -> list[CentreRow]:
        return list(centre_rows(self.centre_forms, self.divisions, self.area_codes))

    @cached_property
    def windows(self) -> list[WindowRow]:
        return list(window_rows(self.centre_forms, self.divisions))

    @cached_property
    def posts(self) -> list[PostRow]:
        keys = frozenset(row.key for row in self.departments.rows)
        forms = read_staffing(self.staffing_file, departments=keys, on=self.on)
        return list(post_rows(forms, self.centre_forms, self.bodies))
