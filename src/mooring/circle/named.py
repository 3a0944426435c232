"""Finding people of a circle by names that were typed, one a line."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from mooring.circle.book import Book
from mooring.circle.index import Line
from mooring.core.text import fold


class Unknown(LookupError):
    """A name belongs to nobody in the circle, or to several; the message is a sentence for whoever typed it."""


def by_name(book: Book) -> dict[str, list[Line]]:
    """The ties of a circle by their folded names."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in book.lines():
        found[fold(line.name)].append(line)
    return found


def names_in(text: str) -> list[str]:
    """The names in a text, one a line, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


def named(book: Book, text: str) -> list[Line]:
    """The people of these names; raises Unknown."""
    known, found = by_name(book), []
    for name in names_in(text):
        of_that_name = known.get(fold(name), [])
        if not of_that_name:
            raise Unknown(_("There is no “%(name)s” in your circle.") % {"name": name})
        if len(of_that_name) > 1:
            raise Unknown(_("There are several called “%(name)s”: note it on their own pages.") % {"name": name})
        found.append(of_that_name[0])
    return found
