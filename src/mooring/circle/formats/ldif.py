"""LDIF (RFC 2849) as Thunderbird and other mail programs export an address book.

No library reads it: the one there is calls what Python has no longer. It is lines, some of them in base64. Addresses of files (“:<”)
are never followed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final, TextIO

from mooring.circle.formats.columns import FIELDS, Target
from mooring.circle.formats.draft import Draft
from mooring.circle.formats.found import Entry, Skipped, found
from mooring.circle.formats.problems import LONGEST, unreadable
from mooring.core import encodings

_DROPPED: Final = frozenset(
    {
        *("dn", "version", "objectclass", "modifytimestamp", "mozillausehtmlmail", "xmozillausehtmlmail", "jpegphoto", "photo"),
        *("createtimestamp", "changetype", "userpassword", "usercertificate", "usersmimecertificate"),
    }
)
_KNOWN: Final[dict[str, Target]] = {
    **{"cn": FIELDS["name"], "commonname": FIELDS["name"], "displayname": FIELDS["name"], "givenname": FIELDS["given"]},
    **{"sn": FIELDS["family"], "surname": FIELDS["family"], "mozillanickname": FIELDS["nickname"], "xmozillanickname": FIELDS["nickname"]},
    **{"mail": FIELDS["email"], "mozillasecondemail": FIELDS["email"], "xmozillasecondemail": FIELDS["email"]},
    **{"telephonenumber": (Draft.phone, "work"), "homephone": (Draft.phone, "home"), "fax": (Draft.phone, "fax")},
    **{"facsimiletelephonenumber": (Draft.phone, "fax"), "pager": (Draft.phone, "pager"), "pagerphone": (Draft.phone, "pager")},
    **{"mobile": (Draft.phone, "cell"), "cellphone": (Draft.phone, "cell"), "title": FIELDS["title"], "o": FIELDS["organisation"]},
    **{"company": FIELDS["organisation"], "ou": FIELDS["department"], "department": FIELDS["department"]},
    **{"departmentnumber": FIELDS["department"], "mozillaworkurl": (Draft.url, "work"), "workurl": (Draft.url, "work")},
    **{"mozillahomeurl": (Draft.url, "home"), "homeurl": (Draft.url, "home"), "labeleduri": FIELDS["url"]},
    **{"birthyear": (Draft.number, "year"), "birthmonth": (Draft.number, "month"), "birthday": (Draft.number, "day")},
    **{"description": FIELDS["note"], "notes": FIELDS["note"], "street": (Draft.part, "work|street")},
    **{"streetaddress": (Draft.part, "work|street"), "mozillaworkstreet2": (Draft.part, "work|street 2")},
    **{"l": (Draft.part, "work|city"), "locality": (Draft.part, "work|city"), "st": (Draft.part, "work|region")},
    **{"region": (Draft.part, "work|region"), "postalcode": (Draft.part, "work|code"), "c": (Draft.part, "work|country")},
    **{"countryname": (Draft.part, "work|country"), "postofficebox": (Draft.part, "work|box")},
    **{"mozillahomestreet": (Draft.part, "home|street"), "homestreet": (Draft.part, "home|street")},
    **{"mozillahomestreet2": (Draft.part, "home|street 2"), "mozillahomelocalityname": (Draft.part, "home|city")},
    **{"mozillahomestate": (Draft.part, "home|region"), "mozillahomepostalcode": (Draft.part, "home|code")},
    **{"mozillahomecountryname": (Draft.part, "home|country"), "homepostaladdress": (Draft.address, "home")},
}


def entries(text: TextIO, name: str) -> Iterator[Entry]:
    """Everybody, with the line at which they begin. Unreadable at a value that is no text."""
    draft, place, group = Draft(), 0, False
    for number, line in _unfolded(text, name):
        if not line:
            if place:
                yield _entry(draft, place, group=group)
            draft, place, group = Draft(), 0, False
            continue
        attribute, value = _parted(line, name, number)
        place = place or (number if attribute != "version" else 0)
        if attribute == "objectclass":
            group = group or value.lower() in ("groupofnames", "groupofuniquenames")
        elif attribute in _KNOWN:
            put, told = _KNOWN[attribute]
            put(draft, value, told)
        elif attribute not in _DROPPED:
            draft.keep(value, attribute)


def _entry(draft: Draft, place: int, *, group: bool) -> Entry:
    return Skipped(place, "group") if group else found(place, draft.card(), tuple(draft.unsure))


def _unfolded(text: TextIO, name: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on below joined, without remarks, an empty one last; each with its number."""
    began, line = 0, ""
    for number, piece in enumerate(text, start=1):
        piece = piece.rstrip("\r\n")
        if encodings.MARKED.search(piece):
            raise unreadable(name, "not_text", row=number)
        if piece.startswith(" ") and line:
            line += piece[1:]
        else:
            if began and not line.startswith("#"):
                yield began, line
            began, line = number, piece
        if len(line) > LONGEST and not line.lower().startswith(("jpegphoto", "photo")):
            raise unreadable(name, "line_too_long", row=number)
    if line and not line.startswith("#"):
        yield began, line
    yield began, ""


def _parted(line: str, name: str, number: int) -> tuple[str, str]:
    attribute, colon, value = line.partition(":")
    attribute = attribute.partition(";")[0].strip().lower()
    if not colon:
        raise unreadable(name, "not_base64", row=number)
    if value.startswith("<") or attribute in _DROPPED - {"objectclass"}:
        return attribute, ""
    if not value.startswith(":"):
        return attribute, value.strip()
    try:
        return attribute, base64.b64decode(value[1:].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise unreadable(name, "not_base64", row=number) from None
