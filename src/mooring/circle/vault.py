"""How circles are sealed, and the one way to the keys that open them.

Every account has a data key of its own (256 random bits), which the server's key wraps. What is sealed is bound to its account and
its row: moved elsewhere, it does not open. The cipher is AES-GCM with a random nonce of 96 bits before the text (NIST SP 800-38D).

The server's keys come from settings (``CIRCLE_KEYS``, newest first) and are outside the database and its backup. Whatever else may
one day hold the key of an account (a passkey, say) takes the place of ``data_key`` and ``new_data_key`` and of nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
KEY_BITS = 256


class Sealed(Exception):
    """Something does not open: its key is not here, or it is not what was sealed in this place."""


@dataclass(frozen=True)
class Wrapped:
    """A data key as it is kept: wrapped, with the name of the server's key that wrapped it."""

    server_key: str
    wrapped: bytes


class Vault:
    """Seals and opens the things of one account. ``owner`` is the account's public id."""

    def __init__(self, key: bytes, owner: str) -> None:
        self._cipher = AESGCM(key)
        self._owner = owner

    def seal(self, text: bytes, place: str) -> bytes:
        """Seal bytes for one place (a row's public id, or the name of what there is once an account)."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, text, self._bound(place))

    def open(self, sealed: bytes | memoryview, place: str) -> bytes:
        """What was sealed for that place; raises Sealed where it was not."""
        try:
            return self._cipher.decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), self._bound(place))
        except (InvalidTag, ValueError) as wrong:
            raise Sealed("This was not sealed for this account and this place.") from wrong

    def _bound(self, place: str) -> bytes:
        return f"{self._owner}:{place}".encode()


def new_data_key(owner: str) -> tuple[Wrapped, bytes]:
    """Make a data key for an account: as it is kept, and as it is used."""
    key = AESGCM.generate_key(bit_length=KEY_BITS)
    return wrap(key, owner), key


def data_key(kept: Wrapped, owner: str) -> bytes:
    """The data key of an account, unwrapped; raises Sealed where the server's key is not here."""
    server = _server_keys(tuple(settings.CIRCLE_KEYS)).get(kept.server_key)
    if server is None:
        raise Sealed(f"The server's key {kept.server_key}, which opens this circle, is not here.")
    try:
        return server.decrypt(bytes(kept.wrapped[:NONCE]), bytes(kept.wrapped[NONCE:]), _for_key(owner))
    except (InvalidTag, ValueError) as wrong:
        raise Sealed("This key was not wrapped for this account.") from wrong


def wrap(key: bytes, owner: str) -> Wrapped:
    """Wrap a data key with the newest of the server's keys."""
    newest = settings.CIRCLE_KEYS[0]
    nonce = secrets.token_bytes(NONCE)
    return Wrapped(name_of(newest), nonce + AESGCM(_bytes_of(newest)).encrypt(nonce, key, _for_key(owner)))


def name_of(server_key: str) -> str:
    """What a key of the server is called where it is spoken of: sixteen signs that do not tell the key."""
    return hashlib.sha256(b"mooring circle key " + _bytes_of(server_key)).hexdigest()[:16]


@lru_cache(maxsize=4)
def _server_keys(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    return {name_of(key): AESGCM(_bytes_of(key)) for key in keys}


def _bytes_of(server_key: str) -> bytes:
    return base64.urlsafe_b64decode(server_key)


def _for_key(owner: str) -> bytes:
    return f"{owner}:data key".encode()
