"""A mailbox of a POP3 server. It knows neither folders nor flags: which of its mails were read is kept here, by their names alone."""

from __future__ import annotations

import email
import hashlib
import poplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from mooring.notices.mailboxes.kinds import HERE, MOST_BYTES, SECONDS, Mail
from mooring.notices.models import ReadMail

BATCH = 500


@contextmanager
def signed_in(scheme: str, host: str, port: int | None, user: str, password: str) -> Iterator[poplib.POP3]:
    """A connection to a server of the scheme “pop3” or “pop3s”, signed in and encrypted, but for “pop3” on this machine."""
    server: poplib.POP3
    if scheme == "pop3s":
        server = poplib.POP3_SSL(host, port or 995, context=ssl.create_default_context(), timeout=SECONDS)
    else:
        server = poplib.POP3(host, port or 110, timeout=SECONDS)
    try:
        if scheme == "pop3" and host not in HERE:
            server.stls(ssl.create_default_context())
        server.user(user)
        server.pass_(password)
        yield server
    finally:
        # What was deleted is gone only once the server was told goodbye.
        with suppress(OSError, poplib.error_proto):
            server.quit()
        server.close()


class Pop:
    """What is new in it. ``deletes``: an answer that was heard is deleted; nothing else ever is."""

    def __init__(self, server: poplib.POP3, *, deletes: bool) -> None:
        self.server, self.deletes = server, deletes
        self.sizes = {int(number): int(size) for number, size in (line.split()[:2] for line in server.list()[1])}
        self.numbers: dict[str, int] = {}

    def arrived(self, most: int) -> Iterator[Mail]:
        names = self._names()
        known = set(ReadMail.objects.values_list("name", flat=True))
        _forget(known - set(names.values()))
        new = [(number, name) for number, name in sorted(names.items()) if name not in known]
        for number, name in new[:most]:
            self.numbers[name] = number
            if self.sizes[number] > MOST_BYTES:
                yield Mail(name, None)
                continue
            try:
                raw = b"\r\n".join(self.server.retr(number)[1])
            except poplib.error_proto:
                # A line longer than mails have: what the server says after it can no longer be told apart.
                yield Mail(name, None)
                return
            yield Mail(name, raw)

    def leave(self, mail: Mail) -> None:
        ReadMail.objects.get_or_create(name=mail.name)

    def done(self, mail: Mail) -> None:
        self.leave(mail)
        if self.deletes:
            self.server.dele(self.numbers[mail.name])

    def put_aside(self, mail: Mail) -> None:
        self.leave(mail)

    def _names(self) -> dict[int, str]:
        """The name of each mail by its number of this session: the server's own, else the one its sender gave it."""
        try:
            lines = self.server.uidl()[1]
        except poplib.error_proto:
            return {number: _named(b"\r\n".join(self.server.top(number, 0)[1])) for number in self.sizes}
        return {int(number): _hash(name) for number, name in (line.split(maxsplit=1) for line in lines)}


def _named(head: bytes) -> str:
    name = str(email.message_from_bytes(head).get("Message-ID", "")).strip()
    return _hash(name.encode() or head)


def _hash(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()


def _forget(names: Iterable[str]) -> None:
    """What lies in the mailbox no longer needs no memory here."""
    gone = sorted(names)
    for begin in range(0, len(gone), BATCH):
        ReadMail.objects.filter(name__in=gone[begin : begin + BATCH]).delete()
