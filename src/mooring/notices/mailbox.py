"""The mailbox of demo and development: mails lie here as files and go nowhere. It does not exist elsewhere."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mooring.core.time import now

KEEP = 2000
"""How many mails are kept; older ones make room."""

_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


def folder() -> Path:
    """Where the mails lie; readable by the owner of the installation only."""
    path: Path = settings.DATA / "mailbox"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class MailboxBackend(BaseEmailBackend):
    """Lays each mail into the mailbox as it would have gone over the wire."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            keep(message.message().as_bytes().replace(b"\n", b"\r\n"))
        return len(email_messages)


def keep(raw: bytes) -> str:
    """Write one mail, make room, and return its name."""
    name = f"{now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    # Written aside and then renamed: a reader never meets half a mail.
    aside = folder() / f".{name}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    aside.rename(folder() / f"{name}.eml")
    for old in names()[KEEP:]:
        (folder() / f"{old}.eml").unlink(missing_ok=True)
    return name


def names() -> list[str]:
    """The names of all mails, newest first."""
    return sorted((path.stem for path in folder().glob("*.eml")), reverse=True)


def raw(name: str) -> bytes:
    """One mail as it would have been sent; FileNotFoundError when there is none of that name."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return (folder() / f"{name}.eml").read_bytes()


@dataclass(frozen=True)
class Mail:
    """A mail, opened."""

    name: str
    parsed: ParsedMessage

    @property
    def to(self) -> str:
        """Who it is for."""
        return str(self.parsed["To"] or "")

    @property
    def sender(self) -> str:
        """Who it is from."""
        return str(self.parsed["From"] or "")

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.parsed["Subject"] or "")

    @property
    def at(self) -> dt.datetime:
        """When it was sent."""
        return parsedate_to_datetime(str(self.parsed["Date"]))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers in order."""
        return [(key, str(value)) for key, value in self.parsed.items()]

    @property
    def text(self) -> str:
        """Its text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self._part("html")

    @property
    def calendar(self) -> str:
        """Its calendar part."""
        return self._part("calendar")

    def _part(self, kind: str) -> str:
        for part in self.parsed.walk():
            if part.get_content_type() == f"text/{kind}":
                content = part.get_content()
                return content if isinstance(content, str) else content.decode("utf-8", "replace")
        return ""


def opened(name: str) -> Mail:
    """One mail, parsed; FileNotFoundError when there is none of that name."""
    return Mail(name, message_from_bytes(raw(name), policy=policy.default))


def search(text: str, at_most: int) -> tuple[list[Mail], int]:
    """The newest mails whose receiver or subject holds a text, and how many there are in all that were looked at."""
    everything = names()
    found: list[Mail] = []
    for name in everything:
        try:
            mail = opened(name)
        except FileNotFoundError:
            continue  # it made room meanwhile
        if not text or text.casefold() in f"{mail.to} {mail.subject}".casefold():
            found.append(mail)
        if len(found) == at_most:
            break
    return found, len(everything)
