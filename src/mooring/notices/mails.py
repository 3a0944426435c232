"""From a letter to a mail: text and HTML, a calendar where there is one, and at its foot why it came and how to stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from mooring.core import links
from mooring.core.mail import AUTOMATIC
from mooring.core.time import now
from mooring.notices.register import Letter
from mooring.people.models import Account

QUIET = "notices.quiet"
"""Purpose of the signed link that switches a kind off."""

_LINK_DAYS = 400


class Reason(NamedTuple):
    """Why something came, and the address that stops its kind; where it cannot be stopped, of the page about where and when it comes."""

    because: str
    stop: str = ""
    page: str = ""


def compose(letter: Letter, *, to: str, headers: Mapping[str, str] | None = None, reasons: Sequence[Reason] = ()) -> EmailMultiAlternatives:
    """A mail of a letter, in the language and zone that are active."""
    words = {"letter": letter, "reasons": reasons, "host": host()}
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=_tidy(render_to_string("notices/mail.txt", words)),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=letter.reply_to,
        headers={
            "Date": format_datetime(now()),
            **AUTOMATIC,
            **(headers or {}),
        },
    )
    mail.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    if letter.calendar is not None:
        # Outlook reads the method from this header, others from the calendar itself.
        mail.attach_alternative(letter.calendar.decode(), f"text/calendar; method={letter.method}")
    return mail


def stop_link(account: Account, named: Sequence[str]) -> str:
    """The address where one press switches kinds off for an account: those of these names, or of the notices with these public ids."""
    return links.absolute("quiet_link", token=links.make(links.Link(QUIET, account.public_id, " ".join(named)), days=_LINK_DAYS))


def host() -> str:
    """The name this installation answers to, without a port."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _tidy(text: str) -> str:
    """The text without runs of empty lines that the template leaves."""
    lines: list[str] = []
    for line in text.splitlines():
        # Two hyphens and a space begin a signature: that space stays.
        if line.strip() or (lines and lines[-1]):
            lines.append(line if line == "-- " else line.rstrip())
    return "\n".join(lines).strip() + "\n"
