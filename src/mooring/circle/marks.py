"""A thing as it is now, in few letters: whoever keeps them can tell later whether it was changed."""

from __future__ import annotations

import hashlib
import json

from mooring.circle.things import Thing, packed


def mark(thing: Thing) -> str:
    """The letters; what hangs on a contact counts, whatever its order."""
    said = json.loads(packed(thing))
    said["children"] = sorted(said.get("children", ()))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
