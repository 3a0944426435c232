"""What a file said of somebody and Mooring has no place for, as it is shown: nothing that came in is out of sight."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from mooring.circle.formats import lines
from mooring.circle.things import Contact, Words

_CALLED: dict[str, Words] = {
    "middle": _("middle name"),
    "prefix": _("before the name"),
    "suffix": _("after the name"),
    "department": _("department"),
    "connected_on": _("when you connected"),
}
"""Where the same word in a file has a name of ours."""

LONGEST = 500
NOT_SHOWN = frozenset({"X-ABLABEL", "X-ABSHOWAS", "PRODID", "REV"})
"""Lines that programs write for themselves."""


def also_said(contact: Contact) -> list[tuple[Words, str]]:
    """Each thing by its name in the file, and what stands there, cut where it is very long."""
    return [(name, value[:LONGEST]) for name, value in dict.fromkeys(_said(contact)) if value.strip()]


def _said(contact: Contact) -> Iterator[tuple[Words, str]]:
    for name, value in contact.more:
        word, colon, kind = name.partition(":")
        if name in _CALLED:
            yield _CALLED[name], value
        elif colon and word in ("related", "address") and value != contact.address:
            yield kind or word, value
        elif name == "line" and (line := lines.parsed(value)) is not None and line.name not in NOT_SHOWN:
            yield line.params.get("NAME", line.name.removeprefix("X-").replace("-", " ").capitalize()), lines.plain(line.value)
