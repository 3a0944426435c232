"""What a column of a table holds, told by its header: of Google, Outlook and Thunderbird, of lists made by hand, of our own export."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from mooring.circle.formats.draft import Draft
from mooring.core.tabular import normal

Put = Callable[[Draft, str, str], None]
Target = tuple[Put, str]
"""What is done with a cell, and what else it is told: the field, or the kind of the value."""

FIELDS: Final[dict[str, Target]] = {
    "name": (Draft.text, "name"),
    "given": (Draft.text, "given"),
    "family": (Draft.text, "family"),
    "nickname": (Draft.text, "nickname"),
    "email": (Draft.email, ""),
    "phone": (Draft.phone, ""),
    "url": (Draft.url, ""),
    "organisation": (Draft.text, "organisation"),
    "department": (Draft.text, "department"),
    "title": (Draft.text, "title"),
    "birthday": (Draft.born, ""),
    "note": (Draft.note, ""),
    "tags": (Draft.tag_list, ""),
    "address": (Draft.address, ""),
    "connected_on": (Draft.connected, ""),
}
"""What a person may say a column of an unknown table holds. Several columns may hold addresses, numbers, tags and notes."""

SEVERAL: Final = frozenset({"email", "phone", "url", "note", "tags", "address"})

# Headers of lists that people make, likeliest first, without case, accents and punctuation: English, German, French, Spanish.
_GUESSES: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        *("name", "full name", "display name", "contact", "contact name", "person", "who"),
        *("anzeigename", "kontakt", "wer", "nom complet", "nombre completo"),
    ),
    "given": ("first name", "given name", "firstname", "forename", "vorname", "prenom", "nombre", "nombre de pila"),
    "family": (
        *("last name", "family name", "surname", "lastname"),
        *("nachname", "familienname", "nom", "nom de famille", "apellido", "apellidos"),
    ),
    "nickname": ("nickname", "nick", "known as", "spitzname", "rufname", "surnom", "apodo"),
    "email": (
        *("e mail", "email", "e mail address", "email address", "mail", "e mail 1 value", "e mail 2 address", "work email"),
        *("private email", "e mail adresse", "mailadresse", "e mail 2", "email 2", "courriel", "adresse e mail"),
        *("correo", "correo electronico"),
    ),
    "phone": (
        *("phone", "telephone", "mobile", "cell", "mobile phone", "home phone", "work phone", "phone number", "business phone"),
        *("telefon", "handy", "mobil", "telefonnummer", "mobiltelefon", "festnetz", "telefono", "movil", "portable"),
    ),
    "url": (
        *("url", "website", "web page", "web site", "link", "linkedin", "profile", "profile url", "linkedin url", "homepage"),
        *("webseite", "site web", "sitio web"),
    ),
    "organisation": (
        *("company", "organisation", "organization", "employer"),
        *("firma", "unternehmen", "arbeitgeber", "societe", "entreprise", "empresa"),
    ),
    "department": ("department", "dept", "team", "abteilung", "service", "departamento"),
    "title": (
        *("job title", "title", "position", "role"),
        *("beruf", "stelle", "funktion", "titre", "poste", "cargo", "puesto"),
    ),
    "birthday": (
        *("birthday", "birth date", "date of birth", "born"),
        *("geburtstag", "geburtsdatum", "anniversaire", "date de naissance", "cumpleanos"),
    ),
    "note": (
        *("note", "notes", "comment", "comments", "remarks"),
        *("notiz", "notizen", "bemerkung", "bemerkungen", "kommentar", "remarque", "notas"),
    ),
    "tags": (
        *("tags", "tag", "labels", "label", "group", "groups", "category", "categories"),
        *("gruppe", "gruppen", "kategorie", "kategorien", "schlagworte"),
    ),
    "address": ("address", "home address", "postal address", "adresse", "anschrift", "direccion"),
    "connected_on": ("connected on",),
}

NOTHING: Final = frozenset(
    {
        *("photo", "e mail display name", "e mail 2 display name", "e mail 3 display name"),
        *("e mail type", "e mail 2 type", "e mail 3 type"),
        *("priority", "sensitivity", "private", "initials", "address selected", "e mail selected", "internet free busy", "mileage"),
    }
)
"""Columns that hold nothing of a person, or a picture's address."""

_ADDRESS_PARTS: Final = {
    **{"street": "street", "street 2": "street 2", "street 3": "box", "po box": "box", "extended address": "street 2"},
    **{"city": "city", "state": "region", "region": "region", "postal code": "code", "zip code": "code"},
    **{"country": "country", "country region": "country", "address": "street", "address 2": "street 2"},
}


def _parts(word: str, kind: str) -> dict[str, Target]:
    return {f"{word} {header}": (Draft.part, f"{kind}|{part}") for header, part in _ADDRESS_PARTS.items()}


USUAL: Final[dict[str, Target]] = {
    **{"name": FIELDS["name"], "display name": FIELDS["name"], "first name": FIELDS["given"], "given name": FIELDS["given"]},
    **{"middle name": (Draft.text, "middle"), "additional name": (Draft.text, "middle"), "last name": FIELDS["family"]},
    **{"family name": FIELDS["family"], "name prefix": (Draft.text, "prefix"), "name suffix": (Draft.text, "suffix")},
    **{"suffix": (Draft.text, "suffix"), "nickname": FIELDS["nickname"], "screen name": (Draft.keep, "Screen Name")},
    **{"company": FIELDS["organisation"], "organization": FIELDS["organisation"], "organization name": FIELDS["organisation"]},
    **{"organization title": FIELDS["title"], "organization department": FIELDS["department"], "job title": FIELDS["title"]},
    **{"position": FIELDS["title"], "department": FIELDS["department"], "birthday": FIELDS["birthday"], "notes": FIELDS["note"]},
    **{"group membership": (Draft.tag, ""), "labels": (Draft.tag, ""), "categories": FIELDS["tags"]},
    **{"anniversary": (Draft.date, "anniversary"), "birth year": (Draft.number, "year"), "birth month": (Draft.number, "month")},
    **{"birth day": (Draft.number, "day"), "connected on": FIELDS["connected_on"], "url": (Draft.url, "linkedin")},
    **{"e mail address": FIELDS["email"], "e mail 2 address": FIELDS["email"], "e mail 3 address": FIELDS["email"]},
    **{"email address": FIELDS["email"], "primary email": FIELDS["email"], "secondary email": FIELDS["email"]},
    **{"primary phone": FIELDS["phone"], "other phone": FIELDS["phone"], "home phone": (Draft.phone, "home")},
    **{"home phone 2": (Draft.phone, "home"), "business phone": (Draft.phone, "work"), "business phone 2": (Draft.phone, "work")},
    **{"work phone": (Draft.phone, "work"), "mobile phone": (Draft.phone, "cell"), "mobile number": (Draft.phone, "cell")},
    **{"car phone": (Draft.phone, "car"), "pager": (Draft.phone, "pager"), "pager number": (Draft.phone, "pager")},
    **{"home fax": (Draft.phone, "home fax"), "business fax": (Draft.phone, "work fax"), "other fax": (Draft.phone, "fax")},
    **{"fax number": (Draft.phone, "fax"), "company main phone": (Draft.phone, "main"), "assistant s phone": (Draft.phone, "assistant")},
    **{"web page": FIELDS["url"], "personal web page": (Draft.url, "home"), "web page 1": (Draft.url, "work")},
    **{"web page 2": (Draft.url, "home"), "spouse": (Draft.relation, "spouse"), "children": (Draft.relation, "child")},
    **{"manager s name": (Draft.relation, "manager"), "assistant s name": (Draft.relation, "assistant")},
    **_parts("home", "home"),
    **_parts("work", "work"),
    **_parts("business", "work"),
    **_parts("other", "other"),
}
"""By header, what the usual programs mean by it."""

OUTLOOK: Final[dict[str, Target]] = {**USUAL, "title": (Draft.text, "prefix")}

_NUMBERED: Final = re.compile(r"(e mail|phone|website|event|relation|organization|address|custom field) (\d+) (.+)")
_VALUES: Final[dict[str, Put]] = {
    **{"e mail": Draft.email, "phone": Draft.phone, "website": Draft.url, "event": Draft.date, "relation": Draft.relation},
    "custom field": Draft.keep,
}
_OF_ORGANISATION: Final = {"name": "organisation", "title": "title", "department": "department"}

Steps = tuple[tuple[int, Put, str | int], ...]
"""What is done with the cells of a row: the place, what is done, and the kind, or the place of the cell that says it."""


def steps_of(header: Sequence[str], known: dict[str, Target]) -> Steps:
    """What is done with each column of a layout that is known; a column nobody knows is kept aside under its name."""
    names = [normal(cell) for cell in header]
    made: list[tuple[int, Put, str | int]] = []
    for at, name in enumerate(names):
        if name in known:
            put, told = known[name]
            made.append((at, put, told))
        elif found := _NUMBERED.fullmatch(name):
            made += _numbered(at, found, names)
        elif name and name not in NOTHING:
            made.append((at, Draft.keep, header[at]))
    return tuple(made)


def _numbered(at: int, found: re.Match[str], names: Sequence[str]) -> list[tuple[int, Put, str | int]]:
    """Google's columns “Phone 1 - Value” and their like, each beside one that says the kind."""
    what, number, part = found.groups()
    if what == "organization":
        return [(at, Draft.text, _OF_ORGANISATION[part])] if part in _OF_ORGANISATION else []
    if what == "address":
        formatted = f"address {number} formatted"
        if part == "formatted":
            return [(at, Draft.address, _label(names, what, number))]
        parts = {**_ADDRESS_PARTS, "label": "kind", "type": "kind"}
        return [] if formatted in names or part not in parts else [(at, Draft.part, f"{number}|{parts[part]}")]
    return [(at, _VALUES[what], _label(names, what, number))] if part == "value" else []


def _label(names: Sequence[str], what: str, number: str) -> int | str:
    return next((names.index(name) for word in ("label", "type") if (name := f"{what} {number} {word}") in names), "")


def guess(header: Sequence[str]) -> tuple[str, ...]:
    """For each column the field its header likely means, “” where none; a field that can be there once goes to the likeliest."""
    ranks = {name: (rank, field) for field, names in _GUESSES.items() for rank, name in enumerate(names)}
    bids = [ranks.get(normal(cell)) for cell in header]
    best: dict[str, int] = {}
    for at, bid in enumerate(bids):
        if bid and (bid[1] not in best or bid[0] < (bids[best[bid[1]]] or bid)[0]):
            best[bid[1]] = at
    return tuple(bid[1] if bid and (bid[1] in SEVERAL or best[bid[1]] == at) else "" for at, bid in enumerate(bids))


def guess_by_cells(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """For each column of a table without a header what its cells look like: addresses, numbers, and the first that could be names."""
    width = max((len(row) for row in rows), default=0)
    found: list[str] = []
    for at in range(width):
        cells = [row[at] for row in rows if len(row) > at and row[at]]
        kind = _looks_like(cells)
        found.append("" if kind in found and kind not in SEVERAL else kind)
    return tuple(found)


_PHONE: Final = re.compile(r"\+?[\d\s()./-]{6,25}")


def _looks_like(cells: Sequence[str]) -> str:
    if not cells:
        return ""
    if all(re.fullmatch(r"[^@\s]+@[^@\s]+", cell) for cell in cells):
        return "email"
    if all(re.match(r"https?://|www\.", cell) for cell in cells):
        return "url"
    if all(_PHONE.fullmatch(cell) for cell in cells):
        return "phone"
    return "name" if all(" " in cell and not any(map(str.isdigit, cell)) for cell in cells) else ""
