"""A text field whose database value is encrypted with the installation's field keys (Fernet, newest key first)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=1)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Encrypt a text."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode("ascii")


def unseal(token: str) -> str:
    """Decrypt a text; raises cryptography.fernet.InvalidToken when no key fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode("ascii")).decode()


class EncryptedTextField(models.TextField[str, str]):
    """Text kept encrypted in the database; it cannot be searched. An empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return seal(prepared) if prepared else prepared

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return unseal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", "exact"}:
            raise TypeError("An encrypted field cannot be searched.")
        return super().get_lookup(lookup_name)
