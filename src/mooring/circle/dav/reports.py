"""What a program asks of the book: these cards, those that fit, what is new."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.http import HttpResponse

from mooring.circle.book import Book
from mooring.circle.dav import shelf
from mooring.circle.dav.filters import fits
from mooring.circle.dav.properties import Kind, of_card, path_of, said
from mooring.circle.dav.wire import CARD, Element, Refused, gone, made, multistatus, tag
from mooring.circle.models import Device

MOST = 10_000
"""Cards named in one question."""


def answered(book: Book, device: Device, asked: Element | None) -> HttpResponse:
    """The answer to a report; raises Refused for one that is not known here."""
    if asked is None:
        raise Refused(400)
    props = asked.find(tag("prop"))
    wanted = list(props) if props is not None else []
    if asked.tag == tag("addressbook-multiget", CARD):
        return _these(book, asked, wanted)
    if asked.tag == tag("addressbook-query", CARD):
        return _fitting(book, asked, wanted)
    if asked.tag == tag("sync-collection"):
        return _new(book, device, asked, wanted)
    raise Refused(403, "supported-report")


def _these(book: Book, asked: Element, wanted: list[Element]) -> HttpResponse:
    paths = [one.text or "" for one in asked.findall(tag("href"))]
    if len(paths) > MOST:
        raise Refused(507, "number-of-matches-within-limits")
    names = {path: _name(path) for path in paths}
    found = shelf.find(book, names.values())
    return multistatus(said(of_card(found[name]), wanted) if name in found else gone(path) for path, name in names.items())


def _fitting(book: Book, asked: Element, wanted: list[Element]) -> HttpResponse:
    sought = asked.find(tag("filter", CARD))
    limit = asked.findtext(f"{tag('limit', CARD)}/{tag('nresults', CARD)}", "")
    most = min(int(limit), MOST) if limit.isdecimal() and len(limit) < 9 else MOST
    parts: list[Element] = []
    for held in shelf.everyone(book):
        if fits(held.data(), sought):
            if len(parts) == most:
                parts.append(gone(path_of(Kind.BOOK), "507 Insufficient Storage"))
                break
            parts.append(said(of_card(held), wanted))
    return multistatus(parts)


def _new(book: Book, device: Device, asked: Element, wanted: list[Element]) -> HttpResponse:
    if asked.findtext(tag("sync-level"), "1") not in {"1", "infinite"}:
        raise Refused(400)
    new = shelf.since(book, device, (asked.findtext(tag("sync-token")) or "").strip())
    parts = [said(of_card(held), wanted) for held in new.cards]
    parts += [gone(path_of(Kind.CARD, name)) for name in new.gone]
    return multistatus([*parts, made("sync-token", new.token)])


def _name(path: str) -> str:
    """The name of a card by its address; empty for one that is not in the book."""
    path, book = unquote(urlsplit(path).path), path_of(Kind.BOOK)
    return path.removeprefix(book) if path.startswith(book) else ""
