"""A thing as it is now, in few letters: whoever keeps them can tell later whether it was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from mooring.circle.things import Contact, Thing, changed, packed


def mark(thing: Thing, pack: Callable[[Thing], bytes] = packed) -> str:
    """The letters; what hangs on a contact counts, whatever its order. ``pack`` may know how the thing is packed already."""
    if isinstance(thing, Contact) and len(thing.children) > 1:
        thing = changed(thing, children=tuple(sorted(thing.children)))
    return hashlib.sha256(pack(thing)).hexdigest()[:16]
