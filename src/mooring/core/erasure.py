"""Taking personal data away as the declarations say: a person's when they ask, anyone's when its time is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from mooring.core import personal
from mooring.core.personal import Declaration, Erase
from mooring.core.time import now

BATCH = 500


@transaction.atomic
def erase(account: Any) -> None:
    """Erase all that concerns an account: rows are deleted or blanked as declared, then the account itself goes.

    What is whose is looked up before anything is touched, since deleting cuts the paths from rows to their owner.
    """
    concerned = [(one, list(one.rows_of(account).values_list("pk", flat=True))) for one in personal.declarations()]
    own = type(account)
    for declaration, keys in concerned:
        if declaration.erase is Erase.BLANK:
            for rows in _batches(declaration, keys):
                rows.update(**blanked(declaration))
    # What hangs on a row of another model goes with it; what protects one goes before it, on a second pass.
    waiting = [(one, keys) for one, keys in concerned if one.erase is Erase.DELETE and one.model is not own]
    while waiting:
        left = [(one, keys) for one, keys in waiting if not _delete(one, keys)]
        if len(left) == len(waiting):
            raise RuntimeError(f"{left[0][0].model._meta.label} is held by rows that erasing keeps.")
        waiting = left
    own._default_manager.filter(pk=account.pk).delete()


def blanked(declaration: Declaration) -> dict[str, Any]:
    """The values that empty a row of a model that stays: null, else the empty text, else the field's default."""
    values: dict[str, Any] = dict.fromkeys(declaration.lets_go)
    for name in declaration.fields:
        if name not in declaration.stays:
            values[name] = _empty(declaration.model._meta.get_field(name))
    return values


def expire() -> dict[str, int]:
    """Delete every row whose declared time is over; returns how many by model label. What another row holds waits for it."""
    gone: dict[str, int] = {}
    waiting = [one for one in personal.declarations() if one.keep_days is not None]
    while waiting:
        left = []
        for declaration in waiting:
            over = now() - dt.timedelta(days=declaration.keep_days or 0)
            moment: Any = over if _is_instant(declaration) else over.date()
            keys = list(declaration.model._default_manager.filter(**{f"{declaration.since}__lt": moment}).values_list("pk", flat=True))
            if keys and _delete(declaration, keys):
                gone[declaration.model._meta.label] = len(keys)
            elif keys:
                left.append(declaration)
        if len(left) == len(waiting):
            break
        waiting = left
    return gone


def _batches(declaration: Declaration, keys: list[Any]) -> list[models.QuerySet[Any]]:
    rows = declaration.model._default_manager
    return [rows.filter(pk__in=keys[begin : begin + BATCH]) for begin in range(0, len(keys), BATCH)]


def _delete(declaration: Declaration, keys: list[Any]) -> bool:
    try:
        with transaction.atomic():
            for rows in _batches(declaration, keys):
                rows.delete()
    except ProtectedError:
        return False
    return True


def _empty(field: Any) -> Any:
    if field.null:
        return None
    if field.empty_strings_allowed:
        return ""
    return field.get_default()


def _is_instant(declaration: Declaration) -> bool:
    model: Any = declaration.model
    *path, name = declaration.since.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    return isinstance(model._meta.get_field(name), models.DateTimeField)
