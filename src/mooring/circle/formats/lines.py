"""Content lines of vCards, RFC 6350: taken apart and put together with icalendar, whose lines have the same grammar.

A whole card is not left to a library. The one there is for it gives up at a single odd value, and the expression by which it takes a
line apart needs time without end for a line made to hurt it. Ours is one that cannot go back, and takes what old programs write too:
parameters without a name, the same parameter twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mooring.circle.formats.card import clean
from mooring.core.later import Later

if TYPE_CHECKING:
    import icalendar
    import icalendar.parser as grammar
else:
    icalendar, grammar = Later("icalendar"), Later("icalendar.parser")

_HEAD: Final = re.compile(r'(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)\s*((?:;(?:[^":;]|"[^"]*")*)*):')
_NEEDLESS: Final = re.compile(r'(?<!\\)((?:\\\\)*)\\(["\'])')
_NONE: Final[Mapping[str, str]] = {}
_SAFE: Final = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart. Names in upper case; ``types`` in lower case, whether they are called types or stand there bare."""

    group: str
    name: str
    types: tuple[str, ...]
    params: dict[str, str]
    value: str


def parsed(text: str) -> Line | None:
    """An unfolded line, its value as it stands; None where it is no content line."""
    head = _HEAD.match(text)
    if head is None:
        return None
    types, params = _params(head[3][1:]) if head[3] else ((), {})
    return Line(head[1] or "", head[2].upper(), types, params, text[head.end() :])


@lru_cache(maxsize=1024)
def _params(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    types: list[str] = []
    params: dict[str, str] = {}
    for param in grammar.q_split(text, ";"):
        name, named, said = param.partition("=")
        name, said = name.strip().upper(), ",".join(value.strip().strip('"') for value in grammar.q_split(said, ","))
        if not named or name == "TYPE":
            types += (said if named else name).lower().split(",")
        else:
            params[name] = grammar.rfc_6868_unescape(said)
    return tuple(dict.fromkeys(word.strip() for word in types if word.strip())), params


def plain(value: str) -> str:
    """A text without its escapes."""
    return grammar.unescape_backslash(_NEEDLESS.sub(r"\1\2", value)) if "\\" in value else value


def fields(value: str) -> list[str]:
    """The parts of a value between semicolons, without their escapes."""
    return grammar.split_on_unescaped_semicolon(value) if "\\" in value else value.split(";")


def listed(value: str) -> list[str]:
    """What a value lists between commas, without escapes."""
    return [part.strip() for part in (grammar.split_on_unescaped_comma(value) if "\\" in value else value.split(","))]


def escaped(value: str) -> str:
    """A text as a value."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def made(name: str, value: str, *, types: tuple[str, ...] = (), group: str = "", params: Mapping[str, str] = _NONE) -> str:
    """A content line, unfolded. The value must be escaped, the parameters must not."""
    head = f"{group}.{name}" if group else name
    return f"{head}{_head(types, tuple(params.items()))}:{value}"


@lru_cache(maxsize=1024)
def _head(types: tuple[str, ...], params: tuple[tuple[str, str], ...]) -> str:
    given: dict[str, str | list[str]] = dict(params)
    if types:
        given["TYPE"] = list(types)
    return f";{icalendar.Parameters(given).to_ical().decode()}" if given else ""


def folded(line: str) -> bytes:
    """A line as it is written: in UTF-8, at most 75 bytes before each fold, with its end."""
    return bytes(grammar.Contentline(line).to_ical()) + b"\r\n"


def kept(line: Line, value: str) -> str:
    """A line that no field holds, so that it can be given back as it came; ``value`` is its value with the escapes it had."""
    types = tuple(word for word in line.types if _SAFE.fullmatch(word))
    params = {name: said for name, said in line.params.items() if name not in ("CHARSET", "ENCODING")}
    return made(line.name, clean(value).replace("\n", "\\n"), types=types, group=line.group, params=params)


def left_over(column: str, value: str) -> str:
    """A cell that no field holds, as a line of our own: the name of its column is a parameter."""
    return made("X-MOORING-COLUMN", escaped(value), params={"NAME": column})
