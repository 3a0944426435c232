"""A Maildir folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mooring.notices.mailboxes.kinds import MOST_BYTES, Mail


class Maildir:
    """A Maildir folder: what is new in it."""

    def __init__(self, folder: Path) -> None:
        self.new, self.cur = folder / "new", folder / "cur"
        if not self.new.is_dir() or not self.cur.is_dir():
            raise FileNotFoundError("There is no Maildir there.")

    def arrived(self, most: int) -> Iterator[Mail]:
        names = sorted(one.name for one in os.scandir(self.new) if one.is_file() and not one.name.startswith("."))
        for name in names[:most]:
            path = self.new / name
            yield Mail(name, path.read_bytes() if path.stat().st_size <= MOST_BYTES else None)

    def leave(self, mail: Mail) -> None:
        self._move(mail, "")

    def done(self, mail: Mail) -> None:
        self._move(mail, "S")

    def put_aside(self, mail: Mail) -> None:
        self._move(mail, "F")

    def _move(self, mail: Mail, flags: str) -> None:
        (self.new / mail.name).rename(self.cur / f"{mail.name.partition(':')[0]}:2,{flags}")
