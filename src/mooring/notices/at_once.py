"""The at-once class: answers to somebody's own act of this minute. Never stored, never tried again, never held."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.core.mail import get_connection
from django.utils import timezone, translation

from mooring.notices import mails, mailserver
from mooring.notices.register import Letter

_REASONS: dict[str, str] = {}


class NotSent(Exception):
    """The mail was not taken; the message is one sentence for the person who asked for it."""


def register(name: str, *, because: str) -> None:
    """Declare a kind of the at-once class ("app.what") and the act of one's own that it answers."""
    if name in _REASONS:
        raise ValueError(f"Two kinds of the at-once class are called {name}.")
    _REASONS[name] = because


def registered() -> dict[str, str]:
    """The kinds of the at-once class with the act each answers."""
    return dict(_REASONS)


@contextlib.contextmanager
def as_read_by(language: str, zone: str) -> Iterator[None]:
    """The language and zone in which the letter to somebody is worded."""
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def send(name: str, *, to: str, letter: Letter, server: mailserver.Server | None = None) -> None:
    """Send a letter now, worded already in its reader's language (``as_read_by``). Raises NotSent with one sentence.

    ``server`` is used in place of the configured one: how a mail server is tried out before it is saved.
    """
    if name not in _REASONS:
        raise ValueError(f"{name} is not declared as a kind that goes out at once.")
    mail = mails.compose(letter, to=to)
    connection = mailserver.ConfiguredBackend(server=server) if server else get_connection()
    try:
        connection.send_messages([mail])
    except Exception as error:
        raise NotSent(mailserver.in_one_sentence(error)) from error
