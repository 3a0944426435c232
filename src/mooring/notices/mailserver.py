"""The mail server: named in the environment, else at set-up. What it answers is said in one sentence, without secrets."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import environ
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.notices.models import MailServer


class NoMailServer(OSError):
    """No mail server is named yet."""

    def __init__(self) -> None:
        super().__init__("No mail server is named: set MOORING_MAIL_URL, or name one on the settings page.")


@dataclass(frozen=True)
class Server:
    """Where and how mail is handed over."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    from_address: str = ""


def from_environment() -> Server | None:
    """The server of MOORING_MAIL_URL, if it is set."""
    if not settings.MAIL_URL:
        return None
    found = environ.Env.email_url_config(settings.MAIL_URL)
    return Server(
        host=found["EMAIL_HOST"] or "localhost",
        port=found["EMAIL_PORT"] or 25,
        username=found["EMAIL_HOST_USER"] or "",
        password=found["EMAIL_HOST_PASSWORD"] or "",
        # The reader takes smtps for STARTTLS; everyone else means TLS from the first byte.
        starttls=bool(found.get("EMAIL_USE_TLS")) and not settings.MAIL_URL.startswith("smtps:"),
        tls=bool(found.get("EMAIL_USE_SSL")) or settings.MAIL_URL.startswith("smtps:"),
    )


def from_set_up(row: MailServer | None = None) -> Server | None:
    """The server named at set-up (or the given one, not yet saved), if there is one."""
    row = row or MailServer.objects.first()
    if row is None:
        return None
    return Server(
        host=row.host,
        port=row.port,
        username=row.username,
        password=row.password,
        starttls=row.security == MailServer.Security.STARTTLS,
        tls=row.security == MailServer.Security.TLS,
        from_address=row.from_address,
    )


def configured() -> Server | None:
    """The server that is used: the environment wins over what was named at set-up."""
    return from_environment() or from_set_up()


def from_address() -> str:
    """The address our mails come from and our invitations are organised by."""
    server = None if settings.MAILBOX else configured()
    return server.from_address if server and server.from_address else settings.DEFAULT_FROM_EMAIL


class ConfiguredBackend(EmailBackend):
    """SMTP to the configured server; NoMailServer when none is named."""

    def __init__(self, *, server: Server | None = None, fail_silently: bool = False, **ignored: Any) -> None:
        self.server = server or configured()
        known = self.server or Server("", 0)
        super().__init__(
            host=known.host,
            port=known.port,
            username=known.username,
            password=known.password,
            use_tls=known.starttls,
            use_ssl=known.tls,
            timeout=settings.EMAIL_TIMEOUT,
            fail_silently=fail_silently,
        )

    def open(self) -> bool | None:
        if self.server is None:
            raise NoMailServer
        return super().open()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if self.server is None:
            raise NoMailServer
        if self.server.from_address:
            for message in email_messages:
                if message.from_email == settings.DEFAULT_FROM_EMAIL:
                    message.from_email = self.server.from_address
        return super().send_messages(email_messages) or 0


def in_one_sentence(error: Exception) -> str:
    """What went wrong with the mail server, for whoever sets it up. Never quotes what the server or anybody typed."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return str(sentence)
    if isinstance(error, smtplib.SMTPResponseException):
        return _("The mail server answered with code %(code)s.") % {"code": error.smtp_code}
    return _("The mail server could not be used (%(kind)s).") % {"kind": type(error).__name__}


def of_kind(name: str) -> str:
    """The same of an error of which only the kind is known; empty for a kind that says nothing of the mail server."""
    return next((str(sentence) for kind, sentence in _SENTENCES if kind.__name__ == name), "")


# The first that fits counts, so the narrower kinds come first.
_SENTENCES = (
    (NoMailServer, gettext_lazy("No mail server is named yet.")),
    (smtplib.SMTPAuthenticationError, gettext_lazy("The mail server refused the user name or the password.")),
    (smtplib.SMTPSenderRefused, gettext_lazy("The mail server does not let this address send.")),
    (smtplib.SMTPRecipientsRefused, gettext_lazy("The mail server refused the receiver's address.")),
    (smtplib.SMTPNotSupportedError, gettext_lazy("The mail server does not offer what is asked: try another security, or no password.")),
    (smtplib.SMTPServerDisconnected, gettext_lazy("The mail server hung up: port and security may not fit each other.")),
    (ssl.SSLCertVerificationError, gettext_lazy("The mail server's certificate is not one this machine trusts.")),
    (ssl.SSLError, gettext_lazy("The mail server does not speak this security on this port.")),
    (socket.gaierror, gettext_lazy("No machine of this name is known.")),
    (ConnectionRefusedError, gettext_lazy("Nothing answers on this port.")),
    (TimeoutError, gettext_lazy("The mail server did not answer in time.")),
)
