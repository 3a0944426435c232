"""A folder of an IMAP server."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from mooring.core.time import now
from mooring.notices.mailboxes.kinds import HERE, MOST_BYTES, SECONDS, Mail
from mooring.notices.models import Replies

LATELY: Final = 14
"""Of a mailbox that is read for the first time so many days are."""


@contextmanager
def signed_in(scheme: str, host: str, port: int | None, user: str, password: str) -> Iterator[imaplib.IMAP4]:
    """A connection to a server of the scheme “imap” or “imaps”, signed in and encrypted, but for “imap” on this machine."""
    server: imaplib.IMAP4
    if scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    else:
        server = imaplib.IMAP4(host, port or 143, timeout=SECONDS)
    try:
        if scheme == "imap" and host not in HERE:
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
