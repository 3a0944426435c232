"""Languages as people and files write them."""

from __future__ import annotations

import pytest
from django.utils import translation

from mooring.people import languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("en", "en"), ("EN-gb", "en"), ("English", "en"), ("Englisch", "en"), ("DEUTSCH", "de"), ("German", "de"), ("Français", "fr")),
        *(
            ("francais", "fr"),
            ("Māori", "mi"),
            ("Yoruba", "yo"),
            ("Norwegian", "nb"),
            ("日本語", "ja"),
            ("Tiếng Việt", "vi"),
            ("Klingon", None),
        ),
        *(("Klingon", None), ("", None), ("e", None), ("xx", None)),
    ],
)
def test_a_language_is_known_by_code_or_name(text, code):
    assert languages.code_of(text) == code


def test_names_are_in_the_readers_language():
    assert languages.name_of("de") == "German"
    with translation.override("de"):
        assert languages.name_of("de") == "Deutsch"
    assert all(languages.is_language(code) for code, _name in languages.choices())
