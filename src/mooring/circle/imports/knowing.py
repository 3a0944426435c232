"""Who is in a circle already, and whether somebody in a file is one of them. Names never say so; they make one look twice."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

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


class _Texts:
    """Texts by their number, in the order they came: a tenth of what a list of them would take."""

    def __init__(self) -> None:
        self._held, self._ends = bytearray(), array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> str:
        return self._held[self._ends[at] : self._ends[at + 1]].decode(errors="surrogatepass")

    def append(self, text: str) -> None:
        self._held += text.encode(errors="surrogatepass")
        self._ends.append(len(self._held))


class _Numbers:
    """People's numbers by the 64 bits that a key comes to: of millions of keys no two come to the same. Most lead to one person."""

    def __init__(self) -> None:
        self._one: dict[int, int] = {}
        self._several: dict[int, set[int]] = {}

    def put(self, key: object, number: int) -> None:
        """One more."""
        short = hash(key)
        held = self._one.setdefault(short, number)
        if held != number:
            self._several.setdefault(short, {held}).add(number)

    def all(self, key: object) -> set[int]:
        """All of a key; to be looked at, not changed."""
        short = hash(key)
        if short not in self._one:
            return _NOBODY
        return self._several.get(short) or {self._one[short]}


_NOBODY: set[int] = set()


class Known:
    """Who is known, by keys and by names: people by a number each, in the order they came.

    Compact, for a file may bring a hundred thousand. Who has a LinkedIn profile is told apart from others who have one.
    """

    def __init__(self) -> None:
        self._by_key, self._by_name = _Numbers(), _Numbers()
        self._ids, self._shown, self._profiles = _Texts(), _Texts(), bytearray()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, seen: Seen, identity: str) -> None:
        """Somebody more."""
        number = len(self._ids)
        for key in (*seen.deciding, *seen.others):
            self._by_key.put(key, number)
        self._by_name.put(seen.name, number)
        self._ids.append(identity)
        self._shown.append(seen.shown)
        self._profiles.append(seen.has_profile)

    def id_of(self, number: int) -> str:
        """The id of somebody."""
        return self._ids[number]

    def ids_of(self, numbers: set[int]) -> set[str]:
        """The ids of some."""
        return {self._ids[one] for one in numbers}

    def named(self, numbers: set[int], most: int = 5) -> tuple[tuple[str, str], ...]:
        """Some of them, with their ids and as they are shown, by that."""
        found = [(self._ids[one], self._shown[one]) for one in numbers]
        return tuple(sorted(found, key=lambda pair: pair[1].casefold())[:most])

    def of(self, key: Key) -> set[int]:
        """Whom a key leads to."""
        return self._by_key.all(key)

    def same(self, seen: Seen) -> set[int]:
        """Who this is: one, nobody, or several where the keys of one lead to several.

        A telephone alone may be a family's; with the same name it is somebody's. A name alone says nothing.
        """
        found = self._by(seen.deciding)
        if found or not seen.others:
            return found
        return self.like(seen) & self._by(seen.others) & self._by_name.all(seen.name)

    def like(self, seen: Seen) -> set[int]:
        """Who this may be: of the same name or number, and not told apart by another profile."""
        found = self._by(seen.others) | self._by_name.all(seen.name)
        return {one for one in found if not self._profiles[one]} if seen.has_profile else found

    def _by(self, keys: tuple[Key, ...]) -> set[int]:
        found: set[int] = set()
        for key in keys:
            found |= self._by_key.all(key)
        return found
