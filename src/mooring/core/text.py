"""Folding names for search, alike on every database and for every script."""

from __future__ import annotations

import re
import unicodedata

# Letters that decomposition leaves whole but people type without their stroke or dot.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŧ": "t"})
_WORD = re.compile(r"\w+", re.UNICODE)


def fold(text: str) -> str:
    """The text without case, accents and compatibility forms; letters of other scripts stay as they are.

    >>> fold("Łukasz Đặng-Strauß")
    'lukasz dang-strauss'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS).casefold())


def words(text: str) -> list[str]:
    """The folded words of a text, in order, each once.

    >>> words("Anne-Marie O'Neill")
    ['anne', 'marie', 'o', 'neill']
    """
    return list(dict.fromkeys(_WORD.findall(fold(text))))
