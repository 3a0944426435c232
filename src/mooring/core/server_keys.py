"""The server's keys, which wrap the keys of people's circles: their file, and what they are called where they are spoken of.

They lie in a file of their own because the ordinary backup must not hold them, or in ``MOORING_CIRCLE_KEYS``. Knows no Django: a
backup is judged while the program itself may not start.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

NAME = "circle-keys.json"
FIELD = "circle_keys"
SETTING = "MOORING_CIRCLE_KEYS"
LENGTH = 32  # bytes


class Unfit(Exception):
    """The keys are not what Mooring wrote, or can be read by others; the sentence says what to do."""


def new_key() -> str:
    """A fresh key: 256 random bits, as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()


def bytes_of(key: str) -> bytes:
    """A key as it is used. Raises Unfit for what is none."""
    try:
        raw = base64.b64decode(key.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    if len(raw) != LENGTH:
        raise Unfit("One of the keys that open people's circles is no key: each is 32 random bytes in base64.")
    return raw


def name_of(key: str) -> str:
    """What a key is called: sixteen signs that do not tell the key."""
    return hashlib.sha256(b"mooring circle key " + bytes_of(key)).hexdigest()[:16]


def names_of(keys: Iterable[str]) -> list[str]:
    """What each key is called. Raises Unfit where one is none."""
    return [name_of(key) for key in keys]


def split(text: str) -> list[str]:
    """Keys with commas between."""
    return [one.strip() for one in text.split(",") if one.strip()]


def read(path: Path) -> list[str]:
    """The keys of a file, newest first. Raises Unfit where others can read it or it holds no keys, OSError where it is not there."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Unfit(f"{path} can be read by other users of this machine: run chmod 600 on it.")
    try:
        keys = split(json.loads(path.read_text(encoding="utf-8"))[FIELD])
    except (ValueError, TypeError, KeyError, AttributeError):
        keys = []
    if not keys:
        raise Unfit(f"{path} does not hold the keys Mooring wrote: put the copy you kept of it in its place.")
    names_of(keys)
    return keys


def load_or_make(folder: Path) -> list[str]:
    """The keys that open people's circles, newest first, made on first call in ``folder`` with mode 0600. Raises Unfit."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / NAME
    if not path.exists():
        # Whoever makes them first is right for all.
        with contextlib.suppress(FileExistsError):
            _write(path, [new_key()], os.link)
    return read(path)


def put_first(path: Path) -> str:
    """Make a new key and put it before the others; returns it."""
    key = new_key()
    _write(path, [key, *read(path)], os.replace)
    return key


def keep_only(path: Path, names: Iterable[str]) -> None:
    """Leave only the keys of these names in the file. Raises ValueError where none would be left."""
    kept = [key for key in read(path) if name_of(key) in set(names)]
    if not kept:
        raise ValueError("A server needs a key.")
    _write(path, kept, os.replace)


def at_hand(folder: Path, environ: Mapping[str, str]) -> set[str]:
    """The names of the keys an installation has, in its environment or its folder. Raises Unfit."""
    keys = split(environ.get(SETTING, ""))
    if not keys and (folder / NAME).exists():
        keys = read(folder / NAME)
    return set(names_of(keys))


def where(folder: Path, environ: Mapping[str, str]) -> str:
    """Where an installation's keys lie, as one says it."""
    return SETTING if split(environ.get(SETTING, "")) else str(folder / NAME)


def _write(path: Path, keys: list[str], give_name: Callable[[Path, Path], None]) -> None:
    """Write keys beside and give them their name when they are whole and on the disk."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump({FIELD: ",".join(keys)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        give_name(beside, path)
    finally:
        beside.unlink(missing_ok=True)
