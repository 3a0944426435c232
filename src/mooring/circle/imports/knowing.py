"""Who is in a circle already, and whether somebody in a file is one of them. Names never say so; they make one look twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mooring.circle.cards import keys_of
from mooring.circle.formats.keys import DECIDING, Key, Kind
from mooring.circle.things import Contact
from mooring.core.text import fold


@dataclass
class Known:
    """By keys and by names, the ids of contacts. ``profiles`` are those with a LinkedIn profile, who are told apart by it."""

    by_key: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)
    profiles: set[str] = field(default_factory=set)

    def add(self, contact: Contact, identity: str) -> None:
        """Somebody more."""
        for key in keys_of(contact):
            self.by_key[key].add(identity)
            if key.kind is Kind.LINKEDIN:
                self.profiles.add(identity)
        self.by_name[fold(contact.name)].add(identity)
        self.names[identity] = f"{contact.name} ({contact.line})" if contact.line else contact.name

    def same(self, contact: Contact) -> set[str]:
        """Who this is: one, nobody, or several where the keys of one lead to several.

        A telephone alone may be a family's; with the same name it is somebody's. A name alone says nothing.
        """
        keys = keys_of(contact)
        return self._by(keys, deciding=True) or self.like(contact) & self._by(keys, deciding=False) & self._named(contact)

    def like(self, contact: Contact) -> set[str]:
        """Who this may be: of the same name or number, and not told apart by another profile."""
        keys = keys_of(contact)
        found = self._by(keys, deciding=False) | self._named(contact)
        return found - self.profiles if any(key.kind is Kind.LINKEDIN for key in keys) else set(found)

    def _named(self, contact: Contact) -> set[str]:
        return self.by_name.get(fold(contact.name), set())

    def _by(self, keys: Iterable[Key], *, deciding: bool) -> set[str]:
        return set().union(*(self.by_key.get(key, ()) for key in keys if (key.kind in DECIDING) is deciding))
