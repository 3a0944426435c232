"""Everything of one person as the declarations name it, in plain rows: what their export is made of."""

from __future__ import annotations

from typing import Any

from mooring.core import personal
from mooring.core.personal import Declaration


def rows_of(account: Any) -> dict[str, list[dict[str, Any]]]:
    """All exported rows that concern an account, by model label; a model without any is left out."""
    found = {}
    for declaration in personal.declarations():
        if declaration.exported:
            rows = (row_of(declaration, row) for row in declaration.rows_of(account).order_by("pk").iterator(chunk_size=500))
            if told := [row for row in rows if row]:
                found[declaration.model._meta.label] = told
    return found


def row_of(declaration: Declaration, row: Any) -> dict[str, Any]:
    """One row as its declaration exports it: by its own function, else the declared fields as they are, with their context."""
    if declaration.export is not None:
        return declaration.export(row)
    told = {name: getattr(row, name) for name in declaration.fields}
    return told | {name: _along(row, path) for name, path in declaration.context.items()}


def _along(row: Any, path: str) -> Any:
    """What a path of attributes leads to; None where it ends on the way."""
    for name in path.split("."):
        row = None if row is None else getattr(row, name)
    return row
