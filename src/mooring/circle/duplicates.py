"""Who may be in a circle twice: suggested by what two share, never decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from mooring.circle import alike
from mooring.circle.book import Book
from mooring.circle.formats.keys import Kind
from mooring.circle.imports.rows import opened
from mooring.circle.index import Line
from mooring.circle.things import Merge, Words
from mooring.core.text import fold

APART = "apart"
"""In the settings of a book: pairs of ids of which their owner said that they are two people."""

MOST = 50
_CROWD = 6
"""What more people than this share (an office's number, a name like a group's) says nothing of any two of them."""

WHY: dict[str, Words] = {
    Kind.UID: _("the same card"),
    Kind.LINKEDIN: _("the same profile"),
    Kind.EMAIL: _("the same e-mail address"),
    Kind.PHONE: _("the same telephone number"),
    "name": _("the same name"),
}


@dataclass(frozen=True)
class Pair:
    """Two who may be one: the nearer first, and what they share."""

    one: Line
    other: Line
    why: Words


@dataclass(frozen=True)
class Merged:
    """Two who were found to be one, and can be two again."""

    merge: Merge
    name: str
    other: str


def pairs(book: Book) -> list[Pair]:
    """Those who may be one person, the surest first. Only records that were written since the last look are opened."""
    lines = {line.id: line for line in book.lines()}
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    profiles: dict[str, set[str]] = {}
    for identity, found in alike.keys(book).items():
        profiles[identity] = {key.value for key in found if key.kind is Kind.LINKEDIN}
        for key in found:
            shared[(key.kind, key.value)].append(identity)
        shared[("name", fold(lines[identity].name))].append(identity)
    said = {frozenset(pair) for pair in book.settings.get(APART, ())}
    why: dict[frozenset[str], str] = {}
    for (kind, _value), ids in sorted(shared.items(), key=lambda item: list(WHY).index(item[0][0])):
        for one, other in combinations(ids, 2) if len(ids) <= _CROWD else ():
            two = bool(profiles[one] and profiles[other]) and not profiles[one] & profiles[other]
            if not two and frozenset((one, other)) not in said:
                why.setdefault(frozenset((one, other)), kind)
    return [_pair(lines, pair, WHY[kind]) for pair, kind in list(why.items())[:MOST]]


def _pair(lines: dict[str, Line], ids: frozenset[str], why: Words) -> Pair:
    one, other = sorted((lines[one] for one in ids), key=lambda line: (line.tier, -line.touched, line.id))
    return Pair(one, other, why)


def merges(book: Book) -> list[Merged]:
    """Those who were found to be one, the last first."""
    found = [one for one in book.some(book.ids(Merge.KIND)) if isinstance(one, Merge)]
    return [
        Merged(one, book.line(one.kept).name, opened(one.other_said.encode(), one.other).name)
        for one in reversed(found)
        if book.knows(one.kept)
    ]
