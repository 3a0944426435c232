"""Writing some fields of many rows at once: one statement prepared for all of them, many times quicker than a case for each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.sql import UpdateQuery


def save(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the named fields of rows that exist, all of one model."""
    if rows:
        attributes = [field.attname for field in _fields(type(rows[0]), names)]
        write(type(rows[0]), names, ((*(getattr(row, attribute) for attribute in attributes), row.pk) for row in rows))


def write(model: type[models.Model], names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Write the named fields of a model's rows that exist: in each of ``values``, one for each name and then the row's key."""
    columns = [*_fields(model, names), model._meta.pk]
    prepared = [[field.get_db_prep_save(value, connection) for field, value in zip(columns, row, strict=True)] for row in values]
    if prepared and names:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(model, names), prepared)


def _statement(model: type[models.Model], names: Sequence[str]) -> str:
    """UPDATE with a place for each field and then for the key, as Django words it."""
    query = UpdateQuery(model)
    query.add_q(Q(pk=0))
    query.add_update_values({name: Value(0) for name in names})
    return str(query.get_compiler(connection=connection).as_sql()[0])


def _fields(model: type[models.Model], names: Sequence[str]) -> list[models.Field[Any, Any]]:
    return [field for name in names if isinstance(field := model._meta.get_field(name), models.Field)]
