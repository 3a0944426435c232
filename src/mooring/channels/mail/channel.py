"""Mail: to the address that fits, work or personal. It may come twice after a crash, and then with the same Message-ID."""

from __future__ import annotations

import itertools
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.channels.mail import letters, queries
from mooring.notices import mailserver
from mooring.notices.channels import Away, Channel, HandOver, Once, Page, Parcel, register
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver
from mooring.people import opening

_REFUSED: Final = _("The mail server refused the mail.")
_SILENT: Final = _("The mail server did not answer.")
# What setting a mail server up does not meet, or tells by its code.
_REASONS: Final[dict[str, Promise]] = {
    "SMTPDataError": _REFUSED,
    "SMTPResponseException": _REFUSED,
    "SMTPConnectError": _SILENT,
    "ConnectionResetError": _SILENT,
    "OSError": _SILENT,
}


PER_CONNECTION: Final = 100
"""So many mails go by one connection; mail servers take only so many."""


class Mail(Channel):
    """Mail by the configured server, by few connections for a batch."""

    name = "mail"
    label = _("mail")
    once = Once.REPEATS
    page = Page(
        "mail_addresses",
        _("Where mail goes"),
        _("which addresses are for work, and which are your own"),
        _("Mail lacks an address: what comes from work goes to one for work only, and what is private to one of your own only."),
        _("See your addresses"),
    )

    def ends(self, receivers: Sequence[Receiver], scope: Notice.Scope) -> Mapping[int, Sequence[str]]:
        return {place: [address] for place, address in queries.addresses_for(receivers, scope).items()}

    @contextmanager
    def open(self) -> Iterator[HandOver]:
        connection = get_connection()
        sent = itertools.count(1)
        _open(connection)

        def hand_over(parcel: Parcel) -> None:
            if next(sent) % PER_CONNECTION == 0:
                connection.close()
            _open(connection)  # where it is not: one that opens itself to send would close again after each mail
            try:
                connection.send_messages([letters.mail_of(parcel)])
            except Exception:
                connection.close()  # whatever state it is in, the next mail begins anew
                raise

        try:
            yield hand_over
        finally:
            connection.close()

    def is_final(self, error: Exception) -> bool:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return all(code >= 500 for code, _said in error.recipients.values())
        return False

    def reason(self, error: str) -> str:
        return mailserver.of_kind(error) or str(_REASONS.get(error, ""))


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except OSError as error:
        raise Away from error


register(Mail())
opening.marks_from(queries.said_of)
