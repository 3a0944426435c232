"""Mail: to the address that fits, work or personal. It may come twice after a crash, and then with the same Message-ID."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from django.core.mail import get_connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.channels.mail import letters, queries
from mooring.notices import mailserver
from mooring.notices.channels import Away, Channel, HandOver, Once, Page, Parcel, register
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver

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


class Mail(Channel):
    """Mail by the configured server, one connection for a batch."""

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
        try:
            connection.open()
        except OSError as error:
            raise Away from error

        def hand_over(parcel: Parcel) -> None:
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


register(Mail())
