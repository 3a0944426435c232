"""The list of accounts that were erased: public ids and days, one JSON object a line, and nothing that tells who it was.

It lies beside the data and beside the backups, not in the database, so that what was erased after a backup is erased again when
that backup is put back. Knows no Django: restoring reads it while the program may not start.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable
from pathlib import Path

NAME = "erasures.jsonl"
SETTING = "MOORING_ERASURES"


def add(path: Path, account: str, on: dt.date) -> None:
    """Note an account as erased; on the disk when this returns."""
    _append(path, {account: on.isoformat()})


def read(path: Path) -> dict[str, str]:
    """The days by account; empty where there is no list. A line cut off by a crash is passed over."""
    found: dict[str, str] = {}
    if not path.exists():
        return found
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            found[str(said["account"])] = str(said["on"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def merge(path: Path, others: Iterable[Path]) -> int:
    """Take into a list what others hold; returns how many accounts were new to it."""
    known = read(path)
    fresh: dict[str, str] = {}
    for other in others:
        fresh |= {account: day for account, day in read(other).items() if account not in known}
    if fresh:
        _append(path, fresh)
    return len(fresh)


def _append(path: Path, entries: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A line that a crash cut off is ended first, so that it spoils no other.
    cut = path.exists() and (text := path.read_bytes()) and not text.endswith(b"\n")
    lines = [json.dumps({"account": account, "on": day}) for account, day in sorted(entries.items(), key=lambda one: (one[1], one[0]))]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
        file.write(("\n" if cut else "") + "".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
