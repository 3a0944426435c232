"""The raw file: in the data folder, for nobody else to read, and gone after confirmation or a day."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.conf import settings

KEEP_HOURS = 24


class TooLarge(Exception):
    """The file is larger than this installation takes."""


def folder() -> Path:
    """Where raw files lie."""
    path = Path(settings.DATA) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def save(chunks: Iterable[bytes], name: str) -> str:
    """Write a file under our own name, mode 0600; returns that name. TooLarge, and nothing kept, past the limit."""
    path = folder() / name
    written = 0
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                written += len(chunk)
                if written > settings.UPLOAD_MAX_BYTES:
                    raise TooLarge
                target.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def path_of(name: str) -> Path:
    """The full path of a kept file."""
    return folder() / Path(name).name


def remove(name: str) -> None:
    """Remove a kept file; nothing happens where it is gone already."""
    if name:
        path_of(name).unlink(missing_ok=True)


def kept() -> list[Path]:
    """All raw files there are."""
    return sorted(path for path in folder().iterdir() if path.is_file())


def shown_name(name: str) -> str:
    """The name of a file as its owner knows it, without folders and control characters."""
    bare = PureWindowsPath(PurePosixPath(name).name).name
    return "".join(char for char in bare if char.isprintable())[:200] or "people.csv"
