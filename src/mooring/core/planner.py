"""What the database knows of its own size, by which it chooses between an index and reading a whole table."""

from __future__ import annotations

from django.db import connection


def take_stock() -> None:
    """Have a PostgreSQL server look at its tables now, after many rows came in at once.

    It does so by itself every minute or so, where it is allowed to; until then it takes a table for empty and reads all of it for a
    few rows, so that whoever writes many times a minute takes longer with every time. SQLite goes by its indexes anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
