"""Where calendars answer to: a mailbox that is read, or a program that posts each mail here as it comes.

Nothing is taken out of a mailbox unasked. What was a calendar's answer is marked as read; what could not be read is flagged and lies
there for a human; the rest is left as it is.
"""

from __future__ import annotations

import imaplib
import poplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.notices.mailboxes import imap, pop
from mooring.notices.mailboxes.kinds import Mailbox
from mooring.notices.mailboxes.maildir import Maildir
from mooring.notices.mailserver import from_address
from mooring.notices.models import Replies

NOT_READ: Final = (OSError, imaplib.IMAP4.error, poplib.error_proto)
"""What reading a mailbox raises where it cannot be read."""


def is_named() -> bool:
    """Whether answers are heard, and so calendars are asked for them."""
    return has_mailbox() or bool(settings.REPLIES_SECRETS)


def has_mailbox() -> bool:
    """Whether there is a mailbox to read."""
    return bool(settings.REPLIES_URL)


def address() -> str:
    """The address calendars answer to, with its name: the mailbox's own, else the sender's."""
    named = settings.REPLIES_ADDRESS if is_named() else ""
    return named if "<" in named or not named else f"{parseaddr(from_address())[0] or 'Mooring'} <{named}>"


@contextmanager
def opened() -> Iterator[Mailbox]:
    """The named mailbox, open. One of NOT_READ where it cannot be."""
    parts = urlsplit(settings.REPLIES_URL)
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
        return
    if parts.scheme not in {"imap", "imaps", "pop3", "pop3s"} or not parts.hostname:
        raise OSError("MOORING_REPLIES_URL names no mailbox.")
    way = parts.scheme, parts.hostname, parts.port, unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme.startswith("pop3"):
        with pop.signed_in(*way) as server:
            yield pop.Pop(server, deletes=parse_qs(parts.query).get("after") == ["delete"])
    else:
        with imap.signed_in(*way) as server:
            yield imap.Imap(server, unquote(parts.path.strip("/")) or "INBOX")


def note(*, put_aside: int = 0, error: Exception | None = None) -> None:
    """Write down that answers were read, or why the mailbox could not be."""
    kept = Replies.objects.get_or_create(pk=1)[0]
    if error is None:
        kept.read_at, kept.problem = now(), ""
    else:
        kept.problem = type(error).__name__
    kept.put_aside += put_aside
    kept.save(update_fields=["read_at", "problem", "put_aside"])


def problem_in_words(kind: str) -> str:
    """Why the mailbox could not be read, for whoever sets it up."""
    if kind in {"error", "abort", "readonly", "error_proto"}:
        return _("The mailbox refused the user name or the password, or has no such folder.")
    if kind in {"SSLCertVerificationError", "SSLError"}:
        return _("The mailbox's certificate is not one this machine trusts.")
    if kind in {"FileNotFoundError", "PermissionError", "NotADirectoryError"}:
        return _("The folder of the mailbox cannot be read.")
    return _("The mailbox did not answer.")
