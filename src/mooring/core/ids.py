"""Public ids: what addresses, mails, feeds and calendar UIDs carry instead of a number, a name or an e-mail."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

# No vowels and no look-alikes: an id never spells a word and can be read out.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 20
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_MANY = len(ALPHABET) ** LENGTH


def new_public_id() -> str:
    """A random id of 20 characters (95 bits), the same in upper and lower case."""
    number, signs = secrets.randbelow(_MANY), []
    for _ in range(LENGTH // 2):
        number, at = divmod(number, len(_PAIRS))
        signs.append(_PAIRS[at])
    return "".join(signs)


class PublicIdField(models.CharField[str, str]):
    """A random, unique, never edited public id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs
