"""What a circle written here says of tags, and of who is not one person: brought in where nothing is said yet, and taken back."""

from __future__ import annotations

from typing import Any

from mooring.circle.duplicates import APART
from mooring.circle.editing import OpenBook
from mooring.circle.imports.held import Head

_OF_TAGS = ("rhythms", "scopes")


def bring(book: OpenBook, head: Head) -> dict[str, Any]:
    """Keep what the file says and the circle does not; returns what was new, by setting."""
    fresh: dict[str, Any] = {}
    for name in _OF_TAGS:
        held = book.settings.get(name, {})
        fresh[name] = {tag: said for tag, said in getattr(head, name).items() if tag not in held}
        book.settings[name] = {**fresh[name], **held}
    held_apart = list(map(list, book.settings.get(APART, [])))
    fresh[APART] = [pair for pair in map(list, head.apart) if pair not in held_apart]
    book.settings[APART] = [*held_apart, *fresh[APART]]
    _count_anew(book, fresh)
    return {name: said for name, said in fresh.items() if said}


def take_back(book: OpenBook, fresh: dict[str, Any]) -> None:
    """Take back what was brought, as far as it still stands so."""
    for name in _OF_TAGS:
        came = fresh.get(name, {})
        book.settings[name] = {tag: said for tag, said in book.settings.get(name, {}).items() if came.get(tag) != _plain(said)}
    book.settings[APART] = [pair for pair in map(list, book.settings.get(APART, [])) if pair not in fresh.get(APART, [])]
    _count_anew(book, fresh)


def _plain(said: Any) -> Any:
    return list(said) if isinstance(said, tuple) else said


def _count_anew(book: OpenBook, fresh: dict[str, Any]) -> None:
    """Whoever has one of the tags is due by another day now."""
    tags = {tag for name in _OF_TAGS for tag in fresh.get(name, {})}
    for one in book.some([line.id for line in book.lines() if tags.intersection(line.tags)] if tags else []):
        book.put(one)
