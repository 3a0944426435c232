"""Why a message did not go out, in words an admin can act on. Attempts keep the kind of error only, never what was in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mooring.notices import channels


def channel(name: str) -> str:
    """A channel in words."""
    known = channels.find(name)
    return str(known.label) if known else name or _("before any")


def reason(name: str, error: str) -> str:
    """A kind of error of a channel in words."""
    known = channels.find(name)
    said = known.reason(error) if known else ""
    return said or _("Mooring could not make the message (%(error)s).") % {"error": error or "?"}
