"""People's names as pictures and in sentences, for any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# Scripts in which one character stands for a name: ideographs and syllables, and letters that join to their neighbours.
_ONE_IS_ENOUGH = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "YI ", "ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "THAANA")
_JOINERS = "\u200c\u200d"
_VIRAMA = 9


def initials(name: str) -> str:
    """One or two characters that stand for a name: the first of its first and of its last word.

    A character is what a reader sees as one (a letter with its marks). Letters keep the case their owner wrote. One is
    enough where a character is a syllable or a word, or joins the next. Empty where the name has no letter or digit.
    """
    words = [word for word in re.split(r"[\s\-\u2010\u2011]+", unicodedata.normalize("NFC", name)) if _first_letter(word)]
    if not words:
        return ""
    first = _first_letter(words[0])
    if len(words) == 1 or unicodedata.name(first[0], "").startswith(_ONE_IS_ENOUGH):
        return first
    return first + _first_letter(words[-1])


def _first_letter(word: str) -> str:
    for start, char in enumerate(word):
        if unicodedata.category(char)[0] in "LN":
            return word[start : _end_of_letter(word, start)].rstrip(_JOINERS)
    return ""


def _end_of_letter(word: str, start: int) -> int:
    end, joined = start + 1, False
    while end < len(word):
        char = word[end]
        if unicodedata.category(char)[0] == "M" or char in _JOINERS:
            joined = unicodedata.combining(char) == _VIRAMA or (joined and char in _JOINERS)
        elif not (joined and char.isalpha()):
            break
        else:
            joined = False
        end += 1
    return end


def list_of(items: Sequence[str]) -> str:
    """Items in one sentence in the reader's language: “A”, “A and B”, “A, B and C”. Empty for none."""
    if len(items) < 2:
        return "".join(items)
    if len(items) == 2:
        return _("%(first)s and %(second)s") % {"first": items[0], "second": items[1]}
    text = items[0]
    for item in items[1:-1]:
        text = pgettext("a list, before its last item", "%(items)s, %(next)s") % {"items": text, "next": item}
    return pgettext("a list of three or more", "%(items)s and %(last)s") % {"items": text, "last": items[-1]}
