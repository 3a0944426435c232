"""Who is in a circle already, and whether somebody in a file is one of them. Names never say so; they make one look twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mooring.circle.cards import keys_of
from mooring.circle.formats.keys import DECIDING, Key, Kind
from mooring.circle.things import Contact
from mooring.core.text import fold


@dataclass(frozen=True)
class Seen:
    """By what somebody is known: the keys that decide, those that do not, the name, and what they are shown as."""

    deciding: tuple[Key, ...]
    others: tuple[Key, ...]
    name: str
    shown: str
    has_profile: bool


def seen_of(contact: Contact) -> Seen:
    """By what a contact is known."""
    keys = keys_of(contact)
    deciding = tuple(key for key in keys if key.kind in DECIDING)
    others = tuple(key for key in keys if key.kind not in DECIDING)
    shown = f"{contact.name} ({contact.line})" if contact.line else contact.name
    return Seen(deciding, others, fold(contact.name), shown, any(key.kind is Kind.LINKEDIN for key in deciding))


class _Ids(dict[Any, Any]):
    """Ids by what leads to them. Most keys lead to one, and a set for each would be most of the memory of a large file."""

    def put(self, key: Any, identity: str) -> None:
        """One more."""
        held = self.get(key)
        if held is None:
            self[key] = identity
        elif isinstance(held, set):
            held.add(identity)
        elif held != identity:
            self[key] = {held, identity}

    def all(self, key: Any) -> set[str]:
        """All of a key; to be looked at, not changed."""
        held = self.get(key)
        return held if isinstance(held, set) else set() if held is None else {held}


@dataclass
class Known:
    """By keys and by names, the ids of contacts. ``profiles`` are those with a LinkedIn profile, who are told apart by it."""

    by_key: _Ids = field(default_factory=_Ids)
    by_name: _Ids = field(default_factory=_Ids)
    names: dict[str, str] = field(default_factory=dict)
    profiles: set[str] = field(default_factory=set)

    def add(self, seen: Seen, identity: str) -> None:
        """Somebody more."""
        for key in (*seen.deciding, *seen.others):
            self.by_key.put(key, identity)
        if seen.has_profile:
            self.profiles.add(identity)
        self.by_name.put(seen.name, identity)
        self.names[identity] = seen.shown

    def same(self, seen: Seen) -> set[str]:
        """Who this is: one, nobody, or several where the keys of one lead to several.

        A telephone alone may be a family's; with the same name it is somebody's. A name alone says nothing.
        """
        found = self._by(seen.deciding)
        if found or not seen.others:
            return found
        return self.like(seen) & self._by(seen.others) & self.by_name.all(seen.name)

    def like(self, seen: Seen) -> set[str]:
        """Who this may be: of the same name or number, and not told apart by another profile."""
        found = self._by(seen.others) | self.by_name.all(seen.name)
        return found - self.profiles if seen.has_profile else found

    def _by(self, keys: tuple[Key, ...]) -> set[str]:
        found: set[str] = set()
        for key in keys:
            if key in self.by_key:
                found |= self.by_key.all(key)
        return found
