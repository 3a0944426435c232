"""From a letter to a mail: text and HTML, a calendar where there is one, and the way to stop it."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mooring.core import links
from mooring.core.mail import AUTOMATIC
from mooring.core.time import now
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver
from mooring.notices.register import Kind, Letter

QUIET = "notices.quiet"
"""Purpose of the signed link that switches a kind off."""

_LINK_DAYS = 400


def of_notice(notice: Notice, kind: Kind, letter: Letter, receiver: Receiver) -> EmailMultiAlternatives:
    """The mail of a notice; the same Message-ID however often it is made."""
    if notice.scope == Notice.Scope.PRIVATE:
        letter = _without_content(letter)
    stop = ""
    if kind.switchable and receiver.account is not None:
        token = links.make(links.Link(QUIET, receiver.account.public_id, kind.name), days=_LINK_DAYS)
        stop = links.absolute("quiet_link", token=token)
    mail = compose(letter, to=receiver.address, message_id=notice.message_id, stop=stop, because=str(kind.because))
    if stop:
        mail.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def compose(letter: Letter, *, to: str, message_id: str = "", stop: str = "", because: str = "") -> EmailMultiAlternatives:
    """A mail of a letter, in the language and zone that are active."""
    words = {
        "letter": letter,
        "stop": stop,
        "because": because,
        "host": host(),
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=_tidy(render_to_string("notices/mail.txt", words)),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={
            "Date": format_datetime(now()),
            **AUTOMATIC,
            **({"Message-ID": message_id} if message_id else {}),
        },
    )
    mail.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    if letter.calendar is not None:
        # Outlook reads the method from this header, others from the calendar itself.
        mail.attach_alternative(letter.calendar.decode(), f"text/calendar; method={letter.method}")
    return mail


def host() -> str:
    """The name this installation answers to, without a port."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _without_content(letter: Letter) -> Letter:
    """Where a mail may lie open on a screen at work, it says neither who nor what."""
    address: Sequence[str] = (letter.button[1],) if letter.button else ()
    return Letter(
        subject=_("Something of yours is due"),
        paragraphs=[_("It stands on your own page. Nothing of it is written here.")],
        button=(_("Open my page"), address[0] if address else links.absolute("home")),
    )


def _tidy(text: str) -> str:
    """The text without runs of empty lines that the template leaves."""
    lines: list[str] = []
    for line in text.splitlines():
        # Two hyphens and a space begin a signature: that space stays.
        if line.strip() or (lines and lines[-1]):
            lines.append(line if line == "-- " else line.rstrip())
    return "\n".join(lines).strip() + "\n"
