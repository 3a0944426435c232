"""Who can see a thing: the standard audiences with their words and icons."""

from __future__ import annotations

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core.personal import Seen


@dataclasses.dataclass(frozen=True, slots=True)
class Audience:
    """Words and icon of an audience; ``mine`` where it is the reader alone."""

    words: str | Promise
    icon: str
    mine: bool = False


AUDIENCES: dict[str, Audience] = {
    "everyone": Audience(_("Everyone in the organisation"), "organisation"),
    "team": Audience(_("My team"), "team"),
    "matches": Audience(_("People I am matched with"), "introductions"),
    "organisers": Audience(_("Organisers"), "programmes"),
    "admins": Audience(_("Admins"), "settings"),
    "manager": Audience(_("Me and my manager"), "people"),
    "me": Audience(_("Only me"), "lock", mine=True),
    "shared": Audience(_("Whoever I share it with"), "people"),
    "nobody": Audience(_("Nobody"), "lock"),
}

DECLARED = {
    Seen.ME: "me",
    Seen.MATCH: "matches",
    Seen.TEAM: "team",
    Seen.ORGANISATION: "everyone",
    Seen.ORGANISERS: "organisers",
    Seen.ADMINS: "admins",
    Seen.SHARED: "shared",
    Seen.NOBODY: "nobody",
}
"""The audience of what a declaration says of a field."""


def find(key: object) -> Audience:
    """The audience of a key; an Audience, or words that are no key, stand for themselves."""
    if isinstance(key, Audience):
        return key
    return AUDIENCES.get(str(key)) or Audience(str(key), "eye")
