"""Guessing what a column holds from its header (English and German, as HR systems export it) or its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mooring.core.tabular import normal
from mooring.core.time import is_zone

# Headers by field, likeliest first; compared without case, accents and punctuation.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": (
        *("employee id", "employee number", "employee no", "worker id", "person id", "staff id", "staff number", "personnel number"),
        *("associate id", "eeid", "emp id", "employee", "employee code", "hr id", "user id", "external id", "business entity id", "id"),
        *("personalnummer", "personal nr", "personalnr", "mitarbeiternummer", "mitarbeiter id", "mitarbeiter nr", "pers nr", "persnr"),
    ),
    "work_address": (
        *("work email", "work e mail", "work email address", "business email", "business e mail", "company email", "primary work email"),
        *("email work", "office email", "email", "e mail", "email address", "e mail address", "mail", "user principal name", "upn"),
        *("dienstliche e mail", "geschaftliche e mail", "e mail geschaftlich", "e mail dienstlich", "e mail adresse", "mailadresse"),
    ),
    "name": (
        *("name", "full name", "display name", "employee name", "worker name", "worker", "preferred full name", "person", "who"),
        *("legal name", "vollstandiger name", "anzeigename", "mitarbeiter", "mitarbeiterin", "mitarbeitername", "vor und nachname"),
    ),
    "given_name": ("first name", "given name", "firstname", "forename", "legal first name", "vorname", "vornamen"),
    "family_name": ("last name", "family name", "surname", "lastname", "legal last name", "nachname", "familienname", "zuname"),
    "call_me": ("preferred name", "preferred first name", "nickname", "known as", "call me", "goes by", "rufname", "spitzname"),
    "sort_key": ("sort name", "sort key", "sort by", "sortiername", "sortierung"),
    "title": (
        *("job title", "title", "business title", "position", "position title", "role", "job", "job profile", "function", "designation"),
        *("stelle", "stellenbezeichnung", "berufsbezeichnung", "funktion", "rolle", "jobtitel", "tatigkeit"),
    ),
    "team": (
        *("team", "team name", "department", "department name", "dept", "supervisory organization", "organizational unit", "org unit"),
        *("unit", "group", "division", "abteilung", "bereich", "organisationseinheit", "abteilungsname"),
    ),
    "site": (
        *("site", "location", "work location", "office", "office location", "workplace", "city", "branch", "location name"),
        *("standort", "buro", "niederlassung", "arbeitsort", "ort", "filiale"),
    ),
    "timezone": ("timezone", "time zone", "tz", "iana timezone", "iana time zone", "zone", "zeitzone"),
    "started_on": (
        *("start date", "hire date", "date of hire", "original hire date", "joined on", "join date", "employment start date"),
        *("eintrittsdatum", "eintritt", "startdatum", "einstellungsdatum", "beschaftigt seit"),
    ),
    "manager": (
        *("manager id", "manager employee id", "manager number", "supervisor id", "reports to id", "manager email", "managers email"),
        *("manager e mail", "supervisor email", "reports to email", "manager work email", "line manager email"),
        *("manager", "reports to", "line manager", "supervisor", "supervisor name", "manager name", "direct manager", "reporting to"),
        *("vorgesetzter", "vorgesetzte", "vorgesetzte r", "vorgesetzten id", "vorgesetzter id", "fuhrungskraft", "berichtet an", "leitung"),
    ),
    "languages": ("languages", "language", "spoken languages", "languages spoken", "sprachen", "sprache", "sprachkenntnisse"),
    "interest": ("interests", "topics", "hobbies", "interested in", "interessen", "themen"),
    "help": ("can help with", "offers help with", "skills", "expertise", "ask me about", "kann helfen bei", "kenntnisse", "fahigkeiten"),
    "learn": ("would like to learn", "wants to learn", "learning", "mochte lernen", "lernt", "lernziele"),
}

# What a person's circle at work has no business with: pointed out, never taken.
_WORDS = {
    *("dob", "sex", "race", "pay", "ssn", "nin", "sin", "iban", "bic", "wage", "wages", "age", "alter", "lohn", "bonus", "union", "sick"),
    *("tax", "steuer", "health", "illness", "maternity", "children", "kinder", "konto", "bank", "caste", "veteran", "grade", "salaried"),
    *(
        "religion",
        "konfession",
        "nationality",
        "citizenship",
        "passport",
        "visa",
        "familienstand",
        "citizen",
        "orientation",
        "mutterschutz",
    ),
}
_STEMS = (
    *("birth", "geburt", "gender", "geschlecht", "marital", "salar", "gehalt", "compensation", "disab", "behinder", "schwerbehinder"),
    *("ethnic", "religi", "gesundheit", "krank", "sozialversicherung", "steuer", "staatsangehor", "gewerkschaft", "notfall", "medical"),
    *("pregnan", "schwanger", "verguetung", "vergutung", "reisepass", "personalausweis", "bankverbindung", "parental", "elternzeit"),
)
_PHRASES = (
    "national id",
    "identity card",
    "id card",
    "social security",
    "social insurance",
    "emergency contact",
    "pay rate",
    "home address",
)
_PHRASES_PRIVATE = ("private", "privat", "personal email", "personal e mail", "personal phone", "home phone", "home email")

_ADDRESS = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")

Mapping = dict[str, str]


def is_sensitive(header: str) -> bool:
    """Whether a column likely holds what is nobody's business here."""
    text = normal(header)
    parts = text.split()
    return (
        any(part in _WORDS or any(stem in part for stem in _STEMS) for part in parts)
        or any(phrase in text for phrase in _PHRASES)
        or text.startswith(_PHRASES_PRIVATE)
    )


def guess(columns: Sequence[str], synonyms: dict[str, tuple[str, ...]]) -> Mapping:
    """Column position (as text) to field, each field once, the likeliest header first. Sensitive columns stay out."""
    known = {header: (rank, field) for field, headers in synonyms.items() for rank, header in enumerate(headers)}
    bids: dict[str, tuple[int, int]] = {}
    for position, header in enumerate(columns):
        if is_sensitive(header):
            continue
        bid = known.get(normal(header))
        if bid and (bid[1] not in bids or bid[0] < bids[bid[1]][0]):
            bids[bid[1]] = (bid[0], position)
    if "name" in bids and {"given_name", "family_name"} <= bids.keys():
        del bids["given_name"], bids["family_name"]
    return {str(position): field for field, (_rank, position) in sorted(bids.items(), key=lambda item: item[1][1])}


def guess_by_cells(rows: Sequence[Sequence[str]]) -> Mapping:
    """A guess without headers: the address, the zone, the id and the name show themselves."""
    found: Mapping = {}
    width = max((len(row) for row in rows), default=0)
    for position in range(width):
        cells = [row[position].strip() for row in rows if len(row) > position and row[position].strip()]
        field = _kind_of(cells)
        if field and field not in found.values():
            found[str(position)] = field
    return found


def looks_like_header(rows: Sequence[Sequence[str]], synonyms: dict[str, tuple[str, ...]]) -> bool:
    """Whether the first row names the columns."""
    if not rows:
        return False
    first = [cell.strip() for cell in rows[0]]
    if any(_ADDRESS.match(cell) or is_zone(cell) and "/" in cell for cell in first):
        return False
    if guess(first, synonyms) or any(is_sensitive(cell) for cell in first):
        return True
    return all(first) and len(set(first)) == len(first) and not any(cell.isdigit() for cell in first) and not guess_by_cells(rows[:1])


def _kind_of(cells: Sequence[str]) -> str:
    if not cells:
        return ""
    if all(_ADDRESS.match(cell) for cell in cells):
        return "work_address"
    if all(is_zone(cell) and "/" in cell for cell in cells):
        return "timezone"
    if all(re.fullmatch(r"[A-Za-z]{0,4}-?\d{1,12}", cell) for cell in cells) and len(set(cells)) == len(cells):
        return "external_id"
    if all(" " in cell and not any(char.isdigit() for char in cell) for cell in cells):
        return "name"
    return ""
