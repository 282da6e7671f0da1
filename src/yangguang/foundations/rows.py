"""Rows of our own models through SQL written by hand, for the few paths that every act takes.

The ORM writes each statement anew, which costs more than the server needs to run it. What is written here is written once
for a model; values pass as they are, without the checks and conversions that the columns in question do not need.
"""

import json
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, JSONField, Model
from psycopg.types.json import Jsonb

Row = TypeVar("Row", bound=Model)


@cache
def names(model: type[Model]) -> tuple[str, ...]:
    """The attributes of a model that are columns, in their order; a foreign key by its ``_id``."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def columns(model: type[Model], of: str) -> str:
    """The columns to select, in the order of `names`; ``of`` is the alias or composite that holds them."""
    return ", ".join(f'{of}."{field.column}"' for field in model._meta.concrete_fields)


def row(model: type[Row], values: Sequence[Any]) -> Row:
    """A stored row from the values of `columns`."""
    found = model.from_db(connection.alias, names(model), values)
    for name in _json_names(model):
        written = getattr(found, name)
        setattr(found, name, None if written is None else json.loads(written))
    return found


def parted(models: Iterable[type[Model]], values: Sequence[Any]) -> list[Sequence[Any]]:
    """The values of one row of a join, cut up by model."""
    parts, start = [], 0
    for model in models:
        end = start + len(names(model))
        parts.append(values[start:end])
        start = end
    return parts


def insert(rows: Sequence[Row]) -> None:
    """Insert rows of one model in one statement, in their order; those whose key the database gives get it."""
    if not rows:
        return
    model = type(rows[0])
    fields, statement, place = _insertion(model)
    values = ", ".join([place] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(values), [plain(getattr(one, name)) for one in rows for name in fields]
        )
        keys = cursor.fetchall()
    for one, (key,) in zip(rows, keys, strict=True):
        one.pk = key
        one._state.adding = False
        one._state.db = connection.alias


def plain(value: object) -> Any:
    """A value as the driver takes it."""
    if isinstance(value, dict | list):
        return Jsonb(value)
    return value.value if isinstance(value, Enum) else value


@cache
def _json_names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, JSONField))


@cache
def _insertion(model: type[Model]) -> tuple[tuple[str, ...], str, str]:
    """Attributes, statement with a gap for the values, and the values of one row."""
    given = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    into = ", ".join(f'"{field.column}"' for field in given)
    key = model._meta.pk.column
    statement = f'INSERT INTO {model._meta.db_table} ({into}) VALUES {{}} RETURNING "{key}"'  # noqa: S608 - our own names
    return tuple(field.attname for field in given), statement, f"({', '.join(['%s'] * len(given))})"
