"""Files and standard streams of `mooring match`: read as they come, written all or none."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Refusal(Exception):
    """Something in the options or files that cannot be used; the message is for the person at the keyboard."""


def name_of(path: str) -> str:
    """What a path is called in complaints."""
    return "standard input" if path == "-" else path


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for ``-``. Raises Refusal."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        source = open(path, "rb")  # noqa: SIM115  closed below; only opening it may be refused
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}.") from None
    with source:
        yield source


def write(wanted: Sequence[tuple[str, str]]) -> None:
    """(path, text) to files, and to standard output for ``-``: all or nothing, for each is complete before any takes its place."""
    ready: list[tuple[str, str]] = []
    try:
        for path, text in wanted:
            if path != "-":
                ready.append((_aside(path, text), path))
        for aside, path in ready:
            os.replace(aside, path)
    except OSError as error:
        for aside, _ in ready:
            Path(aside).unlink(missing_ok=True)
        raise Refusal(f"{error.filename2 or error.filename}: {error.strerror}.") from None
    for path, text in wanted:
        if path == "-":
            sys.stdout.write(text)
            sys.stdout.flush()


def _aside(path: str, text: str) -> str:
    target = Path(path)
    if target.is_dir() or (target.exists() and not target.is_file()):
        raise OSError(21, "this is not a file that can be written", path)
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(aside, 0o666 & ~mask)
    return aside
