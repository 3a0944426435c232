"""Why a message did not go out, in words an admin can act on. Attempts keep the kind of error only, never what was in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.notices import mailserver

_CHANNELS: dict[str, Promise] = {"mail": gettext_lazy("mail")}

_REFUSED = gettext_lazy("The mail server refused the mail.")
_AWAY = gettext_lazy("The mail server did not answer.")

# What setting a mail server up does not meet, or tells by its code.
_MORE: dict[str, Promise] = {
    "SMTPDataError": _REFUSED,
    "SMTPResponseException": _REFUSED,
    "SMTPConnectError": _AWAY,
    "ConnectionResetError": _AWAY,
    "OSError": _AWAY,
}


def channel(name: str) -> str:
    """A channel in words."""
    return str(_CHANNELS.get(name, name))


def reason(error: str) -> str:
    """A kind of error in words."""
    known = mailserver.of_kind(error) or str(_MORE.get(error, ""))
    return known or _("Mooring could not make the message (%(error)s).") % {"error": error or "?"}
