"""How circles are sealed, and the one way to the keys that open them.

Every account has a data key of its own (256 random bits), which the server's key wraps. What is sealed is bound to its account and
its row: moved elsewhere, it does not open. The cipher is AES-GCM with a random nonce of 96 bits before the text (NIST SP 800-38D).

The server's keys (``core.server_keys``, newest first) are outside the database and its backup. Whatever else may
one day hold the key of an account (a passkey, say) takes the place of ``data_key`` and ``new_data_key`` and of nothing else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from mooring.core import server_keys
from mooring.core.ids import ALPHABET, LENGTH
from mooring.core.server_keys import bytes_of, name_of

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
        self._names = HMAC(key, SHA256())
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

    def identity(self, name: str) -> str:
        """The id a thing gets that another program has named: always the same, and telling nothing of the name without the key."""
        digest = self._names.copy()
        digest.update(self._bound(f"name:{name}"))
        number, signs = int.from_bytes(digest.finalize()[:16]), []
        for _ in range(LENGTH):
            number, at = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[at])
        return "".join(signs)

    def _bound(self, place: str) -> bytes:
        return f"{self._owner}:{place}".encode()


def new_data_key(owner: str) -> tuple[Wrapped, bytes]:
    """Make a data key for an account: as it is kept, and as it is used."""
    key = AESGCM.generate_key(bit_length=KEY_BITS)
    return wrap(key, owner), key


def data_key(kept: Wrapped, owner: str) -> bytes:
    """The data key of an account, unwrapped; raises Sealed where the server's key is not here."""
    server = _server_keys(keys_at_hand()).get(kept.server_key)
    if server is None:
        raise Sealed(f"The server's key {kept.server_key}, which opens this circle, is not here.")
    try:
        return server.decrypt(bytes(kept.wrapped[:NONCE]), bytes(kept.wrapped[NONCE:]), _for_key(owner))
    except (InvalidTag, ValueError) as wrong:
        raise Sealed("This key was not wrapped for this account.") from wrong


def wrap(key: bytes, owner: str) -> Wrapped:
    """Wrap a data key with the newest of the server's keys."""
    newest = keys_at_hand()[0]
    nonce = secrets.token_bytes(NONCE)
    return Wrapped(name_of(newest), nonce + AESGCM(bytes_of(newest)).encrypt(nonce, key, _for_key(owner)))


def rewrap(kept: Wrapped, owner: str) -> Wrapped:
    """A data key wrapped anew, with the newest of the server's keys; raises Sealed where the old one is not here."""
    return wrap(data_key(kept, owner), owner)


def keys_at_hand() -> tuple[str, ...]:
    """The server's keys, newest first: as the file holds them now, or as the environment did at the start."""
    path = settings.CIRCLE_KEYS_FILE
    if path is None:
        return tuple(settings.CIRCLE_KEYS)
    found = path.stat()
    return _of_file(path, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=1)
def _of_file(path: Path, changed: int, inode: int) -> tuple[str, ...]:
    return tuple(server_keys.read(path))


@lru_cache(maxsize=4)
def _server_keys(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    return {name_of(key): AESGCM(bytes_of(key)) for key in keys}


def _for_key(owner: str) -> bytes:
    return f"{owner}:data key".encode()
