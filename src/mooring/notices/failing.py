"""Why a message did not go out, in words an admin can act on. Attempts keep the kind of error only, never what was in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_CHANNELS: dict[str, Promise] = {"mail": gettext_lazy("mail")}

_ADDRESS = gettext_lazy("The mail server knows no such address.")
_REFUSED = gettext_lazy("The mail server refused the mail.")
_SIGN_IN = gettext_lazy("The mail server refused the name or password that is set.")
_AWAY = gettext_lazy("The mail server did not answer.")
_SECURITY = gettext_lazy("The connection to the mail server could not be made secure.")

_REASONS: dict[str, Promise] = {
    "SMTPRecipientsRefused": _ADDRESS,
    "SMTPSenderRefused": gettext_lazy("The mail server refused the sender’s address that is set."),
    "SMTPDataError": _REFUSED,
    "SMTPResponseException": _REFUSED,
    "SMTPAuthenticationError": _SIGN_IN,
    "SMTPNotSupportedError": _SECURITY,
    "SSLError": _SECURITY,
    "SSLCertVerificationError": _SECURITY,
    "SMTPServerDisconnected": _AWAY,
    "SMTPConnectError": _AWAY,
    "ConnectionRefusedError": _AWAY,
    "ConnectionResetError": _AWAY,
    "TimeoutError": _AWAY,
    "gaierror": _AWAY,
    "OSError": _AWAY,
}


def channel(name: str) -> str:
    """A channel in words."""
    return str(_CHANNELS.get(name, name))


def reason(error: str) -> str:
    """A kind of error in words."""
    known = _REASONS.get(error)
    return str(known) if known is not None else _("Mooring could not make the message (%(error)s).") % {"error": error or "?"}
