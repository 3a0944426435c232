"""Cards as vCards 3.0 (RFC 2426), as phones of Apple's and older programs ask for them: our 4.0 with what was different there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mooring.circle.formats.lines import escaped, folded, made, parsed

_NO_YEAR: Final = "1604"
"""The year Apple writes where there is none, and says so beside it."""
_DATA: Final = re.compile(r"data:image/([\w.+-]+);base64,([A-Za-z0-9+/=]+)")
_APPLE: Final = {"anniversary": "_$!<Anniversary>!$_", "spouse": "_$!<Spouse>!$_", "child": "_$!<Child>!$_", "parent": "_$!<Parent>!$_"}


def three(card: bytes) -> bytes:
    """A card of version 4.0, as `cards_out.vcard` writes it, in version 3.0."""
    unfolded = card.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    return b"".join(map(folded, _lines([line for line in unfolded if line])))


def picture_in_four(line: str) -> str:
    """The line of a picture as version 4.0 has it, from either version; empty where it is none that can be told."""
    found = parsed(line)
    if found is None:
        return ""
    if found.params.get("ENCODING", "").lower() in {"b", "base64"} or "base64" in found.types:
        kind = next((one for one in found.types if one not in {"base64", "b"}), "jpeg")
        return f"{found.name}:data:image/{kind};base64,{re.sub(r'[^A-Za-z0-9+/=]', '', found.value)}"
    return f"{found.name}:{found.value.strip()}"


def _lines(four: list[str]) -> Iterator[str]:
    names = {found.name for line in four if (found := parsed(line))}
    for at, line in enumerate(four):
        found = parsed(line)
        if found is None:
            continue
        if found.name == "VERSION":
            yield "VERSION:3.0"
        elif found.name == "FN":
            yield f"FN:{found.value}"
            if "N" not in names:
                yield f"N:;{found.value};;;"
        elif found.name == "UID":
            yield f"UID:{found.value}"
        elif found.name == "BDAY":
            yield made("BDAY", _day(found.value), params=_omitted(found.value))
        elif found.name == "ANNIVERSARY":
            yield made("X-ABDATE", _day(found.value), group=f"day{at}", types=("pref",), params=_omitted(found.value))
            yield made("X-ABLabel", _APPLE["anniversary"], group=f"day{at}")
        elif found.name == "X-ABDATE":
            yield made("X-ABDATE", _day(found.value), group=found.group, params=_omitted(found.value))
        elif found.name == "RELATED":
            yield made("X-ABRELATEDNAMES", found.value, group=found.group or f"person{at}")
            if not found.group and found.types:
                yield made("X-ABLabel", _APPLE.get(found.types[0], escaped(found.types[0])), group=f"person{at}")
        elif found.name in {"PHOTO", "LOGO", "SOUND"}:
            yield _picture(found.name, found.value)
        else:
            yield line


def _omitted(value: str) -> dict[str, str]:
    return {"X-APPLE-OMIT-YEAR": _NO_YEAR} if value.startswith("--") else {}


def _day(value: str) -> str:
    if value.startswith("--"):
        return f"{_NO_YEAR}-{value[2:4]}-{value[4:6]}"
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}"


def _picture(name: str, value: str) -> str:
    if data := _DATA.fullmatch(value):
        return f"{name};ENCODING=b;TYPE={data[1].upper()}:{data[2]}"
    return f"{name};VALUE=uri:{value}"
