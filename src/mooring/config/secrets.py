"""Secrets of an installation: made once, kept outside the database, readable by its owner only."""

from __future__ import annotations

import contextlib
import json
import os
import secrets as _secrets
from pathlib import Path

from cryptography.fernet import Fernet


class InsecureSecrets(Exception):
    """The secrets file can be read by others, or is not what we wrote."""


def load_or_make(folder: Path) -> dict[str, str]:
    """Return the installation's secrets, made on first call in ``folder/secrets.json`` with mode 0600.

    Keys: ``secret_key`` (sessions and signed links) and ``field_keys`` (comma separated Fernet keys, newest first).
    Raises InsecureSecrets when the file is readable by anyone but its owner, or is not what we wrote.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secrets.json"
    if not path.exists():
        _make(path)
    return _load(path, ("secret_key", "field_keys"))


def _make(path: Path) -> None:
    _write(path, {"secret_key": _secrets.token_urlsafe(64), "field_keys": Fernet.generate_key().decode()})


def _write(path: Path, made: dict[str, str]) -> None:
    """Write new secrets beside and give them their name when they are whole; whoever does so first is right for all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(made, file, indent=1)
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _load(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InsecureSecrets(f"{path} can be read by other users of this machine: run chmod 600 on it.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(found.get(name) for name in names):
        raise InsecureSecrets(f"{path} does not hold the secrets Mooring wrote: restore it from a backup.")
    return {str(key): str(value) for key, value in found.items()}
