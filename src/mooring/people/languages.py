"""Languages people speak, by ISO code, with their names in the reader's language."""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooring.core.text import fold

_CODE = re.compile(r"^[a-z]{2,3}$")
# Spoken by many and missing from Django's list of interface languages, or misspelt there.
_MORE = {
    "am": _("Amharic"),
    "fil": _("Filipino"),
    "gu": _("Gujarati"),
    "ha": _("Hausa"),
    "ht": _("Haitian Creole"),
    "jv": _("Javanese"),
    "ku": _("Kurdish"),
    "lo": _("Lao"),
    "mi": _("Māori"),
    "mt": _("Maltese"),
    "nb": _("Norwegian Bokmål"),
    "or": _("Odia"),
    "ps": _("Pashto"),
    "rw": _("Kinyarwanda"),
    "si": _("Sinhala"),
    "sn": _("Shona"),
    "so": _("Somali"),
    "tl": _("Tagalog"),
    "wo": _("Wolof"),
    "xh": _("Xhosa"),
    "yo": _("Yoruba"),
    "yue": _("Cantonese"),
    "zu": _("Zulu"),
}


def is_language(code: str) -> bool:
    """Whether a text is a language code we can keep."""
    return bool(_CODE.match(code))


def choices() -> list[tuple[str, str]]:
    """Codes and names a person may choose from, by name in the reader's language."""
    return sorted(((code, name_of(code)) for code in _codes()), key=lambda pair: fold(pair[1]))


def name_of(code: str) -> str:
    """The language's name in the reader's language; its code where we have no name."""
    if code in _MORE:
        return str(_MORE[code])
    info = LANG_INFO.get(code)
    return gettext(info["name"]) if info and "name" in info else code


def code_of(text: str) -> str | None:
    """The code that a word of a file means: a code, or a name in English, in German or in the language itself."""
    plain = text.strip()
    bare = fold(plain).split("-")[0].split("_")[0]
    return _known().get(fold(plain)) or (bare if bare in _codes() else None)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    # “no” stands for two written languages, each of which has a code of its own.
    return frozenset(({code for code, info in LANG_INFO.items() if "name" in info and _CODE.match(code)} | _MORE.keys()) - {"no"})


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "de"):
        with translation.override(language):
            found |= {fold(name_of(code)): code for code in _codes()}
    found |= {fold(LANG_INFO[code]["name_local"]): code for code in _codes() if "name_local" in LANG_INFO.get(code, {})}
    return {**found, "mandarin": "zh", "chinese": "zh", "chinesisch": "zh", "no": "nb", "norwegian": "nb", "norwegisch": "nb"}
