"""The mailbox that calendars answer to: what has come since it was last read. Nothing is taken out of it.

What was a calendar's answer is marked as read; what could not be read is flagged and lies there for a human; the rest is left as it is.
"""

from __future__ import annotations

import imaplib
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.notices.mailserver import from_address
from mooring.notices.models import Replies

MOST_BYTES: Final = 1024 * 1024
"""A larger mail is no answer of a calendar."""

SECONDS: Final = 30
LATELY: Final = 14
"""Of a mailbox that is read for the first time so many days are."""

_HERE: Final = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Mail:
    """A mail that has come: its name in the mailbox, and all of it where it is not too large."""

    name: str
    raw: bytes | None


class Mailbox(Protocol):
    """A mailbox as it is read."""

    def arrived(self, most: int) -> Iterator[Mail]:
        """What has come since it was last read, oldest first, at most so many."""

    def leave(self, mail: Mail) -> None:
        """It is no calendar's answer: leave it as it is, and pass it over from now on."""

    def done(self, mail: Mail) -> None:
        """It was heard: mark it as read."""

    def put_aside(self, mail: Mail) -> None:
        """It cannot be read: flag it."""


def is_named() -> bool:
    """Whether there is a mailbox to read, and so calendars are asked to answer."""
    return bool(settings.REPLIES_URL)


def address() -> str:
    """The address calendars answer to, with its name: the mailbox's own, else the sender's."""
    named = settings.REPLIES_ADDRESS if is_named() else ""
    return named if "<" in named or not named else f"{parseaddr(from_address())[0] or 'Mooring'} <{named}>"


@contextmanager
def opened() -> Iterator[Mailbox]:
    """The named mailbox, open. OSError or imaplib.IMAP4.error where it cannot be."""
    parts = urlsplit(settings.REPLIES_URL)
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
        return
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise OSError("MOORING_REPLIES_URL names no mailbox.")
    with _signed_in(parts.scheme, parts.hostname, parts.port, unquote(parts.username or ""), unquote(parts.password or "")) as server:
        yield Imap(server, unquote(parts.path.strip("/")) or "INBOX")


@contextmanager
def _signed_in(scheme: str, host: str, port: int | None, user: str, password: str) -> Iterator[imaplib.IMAP4]:
    server: imaplib.IMAP4
    if scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    else:
        server = imaplib.IMAP4(host, port or 143, timeout=SECONDS)
    try:
        if scheme == "imap" and host not in _HERE:
            server.starttls(ssl.create_default_context())
        server.login(user, password)
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


class Imap:
    """A folder of an IMAP server, read by the numbers its mails came under."""

    def __init__(self, server: imaplib.IMAP4, folder: str) -> None:
        self.server = server
        quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
        self._checked(*server.select(f'"{quoted}"'))
        self.validity = (server.response("UIDVALIDITY")[1] or [b""])[0] or b""
        self.kept = Replies.objects.get_or_create(pk=1)[0]
        self.known = self.kept.validity == self.validity.decode()

    def arrived(self, most: int) -> Iterator[Mail]:
        if self.known:
            found = self._uid("SEARCH", "UID", f"{self.kept.last_uid + 1}:*")
        else:
            since = imaplib.Time2Internaldate(now().timestamp() - LATELY * 86_400)[1:12].strip()
            found = self._uid("SEARCH", "SINCE", since)
        # A range that ends with the last one holds the last one, however old it is.
        numbers = sorted(int(one) for one in (found[0] or b"").split())
        after = self.kept.last_uid if self.known else 0
        for number in [one for one in numbers if one > after][:most]:
            yield Mail(str(number), self._read(number))

    def leave(self, mail: Mail) -> None:
        self.kept.validity, self.kept.last_uid = self.validity.decode(), int(mail.name)
        self.kept.save(update_fields=["validity", "last_uid"])

    def done(self, mail: Mail) -> None:
        self._uid("STORE", mail.name, "+FLAGS.SILENT", r"(\Seen)")
        self.leave(mail)

    def put_aside(self, mail: Mail) -> None:
        self._uid("STORE", mail.name, "+FLAGS.SILENT", r"(\Flagged)")
        self.leave(mail)

    def _read(self, number: int) -> bytes | None:
        sized = b"".join(one for one in self._uid("FETCH", str(number), "(RFC822.SIZE)") if isinstance(one, bytes))
        size = int(sized.upper().partition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0] or 0)
        if size > MOST_BYTES:
            return None
        parts = self._uid("FETCH", str(number), "(BODY.PEEK[])")
        return next((one[1] for one in parts if isinstance(one, tuple)), b"")

    def _uid(self, *words: str) -> list[Any]:
        return self._checked(*self.server.uid(*words))

    @staticmethod
    def _checked(kind: str, found: list[Any]) -> list[Any]:
        if kind != "OK":
            raise imaplib.IMAP4.error("The mailbox did not do what was asked.")
        return found


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


def note(*, put_aside: int = 0, error: Exception | None = None) -> None:
    """Write down that the mailbox was read, or why it could not be."""
    kept = Replies.objects.get_or_create(pk=1)[0]
    if error is None:
        kept.read_at, kept.problem = now(), ""
    else:
        kept.problem = type(error).__name__
    kept.put_aside += put_aside
    kept.save(update_fields=["read_at", "problem", "put_aside"])


def problem_in_words(kind: str) -> str:
    """Why the mailbox could not be read, for whoever sets it up."""
    if kind in {"error", "abort", "readonly"}:
        return _("The mailbox refused the user name or the password, or has no such folder.")
    if kind in {"SSLCertVerificationError", "SSLError"}:
        return _("The mailbox's certificate is not one this machine trusts.")
    if kind in {"FileNotFoundError", "PermissionError", "NotADirectoryError"}:
        return _("The folder of the mailbox cannot be read.")
    return _("The mailbox did not answer.")
