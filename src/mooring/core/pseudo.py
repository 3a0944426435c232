"""The pseudo-language: every marked word comes out accented, longer and in brackets, so that an unmarked one stands out."""

from __future__ import annotations

import re

OPEN, CLOSE = "⟦", "⟧"

_ACCENTED = str.maketrans(
    "abcdefghijklmnoprstuvwyzABCDEFGHIJKLMNOPRSTUVWYZ",
    "áƀçđéƒǧĥíĵķŀɱñóƥŕšŧúṽŵýžÁƁÇĐÉƑǦĤÍĴĶĿṀÑÓƤŔŠŦÚṼŴÝŽ",
)
# What must stay as it is: placeholders of both styles, tags, entities.
_KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&#?\w+;|⟦|⟧")


def pseudo(text: str) -> str:
    """A text in the pseudo-language, about a third longer.

    >>> pseudo("Pick a time, %(name)s")
    '⟦Ƥíçķ á ŧíɱé, %(name)s ~~~⟧'
    """
    if not text.strip():
        return text
    parts: list[str] = []
    last = 0
    for kept in _KEPT.finditer(text):
        parts += [text[last : kept.start()].translate(_ACCENTED), kept.group()]
        last = kept.end()
    parts.append(text[last:].translate(_ACCENTED))
    letters = len(_KEPT.sub("", text))
    inner = "".join(parts)
    lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{lead}{OPEN}{inner.strip()} {'~' * max(1, letters // 4)}{CLOSE}{trail}"
