"""By what a person is known again. Names never say that two are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

import idna

from mooring.circle.formats.card import Card

LEAST_DIGITS: Final = 7
"""A number of fewer is an extension, or a service that many share."""


class Kind(StrEnum):
    """What a key is made of. An id, a profile and an address belong to one person; a telephone is often a family's."""

    UID = "uid"
    LINKEDIN = "linkedin"
    EMAIL = "email"
    PHONE = "phone"


DECIDING: Final = frozenset({Kind.UID, Kind.LINKEDIN, Kind.EMAIL})


class Key(NamedTuple):
    """One key: two cards that share one of a `DECIDING` kind are the same person, those that share another may be."""

    kind: Kind
    value: str


_LINKEDIN: Final = re.compile(r"(?:[a-z]{2,3}\.)?linkedin\.com", re.IGNORECASE)
_USUAL: Final = re.compile(r"https://www\.linkedin\.com/in/([a-z0-9_-]+)/?")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_EXTENSION: Final = re.compile(r"(?:;|,|#|\bext|\bx|\bdurchwahl).*", re.IGNORECASE | re.DOTALL)


def keys(card: Card, *, calling_code: str = "") -> tuple[Key, ...]:
    """The keys of a card, each once, strongest first. ``calling_code`` (“49”) completes numbers that name no country."""
    urls, emails, phones = ([one.value for one in some] for some in (card.urls, card.emails, card.phones))
    return of_values([card.uid] if card.uid else [], urls, emails, phones, calling_code=calling_code)


def of_values(
    uids: Iterable[str], urls: Iterable[str], emails: Iterable[str], phones: Iterable[str], *, calling_code: str = ""
) -> tuple[Key, ...]:
    """The keys of what is known of somebody, each once, strongest first."""
    found = [Key(Kind.UID, one) for one in uids]
    found += [Key(Kind.LINKEDIN, name) for one in urls if (name := linkedin(one))]
    found += [Key(Kind.EMAIL, address) for one in emails if (address := email(one))]
    found += [Key(Kind.PHONE, number) for one in phones if (number := phone(one, calling_code=calling_code))]
    return tuple(dict.fromkeys(found))


def linkedin(url: str) -> str:
    """The name of a profile, however its address is written; empty for other addresses.

    >>> linkedin("https://www.linkedin.com/in/Zo%C3%AB-1/?trk=x") == linkedin("de.linkedin.com/in/zoë-1")
    True
    """
    if usual := _USUAL.fullmatch(url):
        return usual[1]
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not _LINKEDIN.fullmatch(host):
        return ""
    way = [part for part in unquote(parts.path).split("/") if part]
    if len(way) > 1 and way[0] == "in":
        way = way[:2]
    elif len(way) < 2 or way[0] != "pub":
        return ""
    return unicodedata.normalize("NFC", "/".join(way[1:]).casefold())


def email(address: str) -> str:
    """An address as every program would write it: without case, its domain as it is sent; empty for what is none."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).casefold().rpartition("@")
    if not (local and at and domain) or " " in address.strip():
        return ""
    try:
        domain = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
    except idna.IDNAError:
        return ""
    return f"{local}@{domain.rstrip('.')}"


def phone(number: str, *, calling_code: str = "") -> str:
    """A number in digits, with “+” before it where its country is known; empty where it is too short to be somebody’s.

    >>> phone("+49 (0)151 2345-678"), phone("0151 2345678", calling_code="49"), phone("0151/2345678")
    ('+491512345678', '+491512345678', '01512345678')
    """
    text = _EXTENSION.sub("", number.replace("(0)", ""))
    digits = _NO_DIGIT.sub("", text) if text.isascii() else "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
    if len(digits) < LEAST_DIGITS:
        return ""
    if text.lstrip(" (").startswith(("+", "＋")):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{calling_code}{digits.removeprefix('0')}" if calling_code else digits
