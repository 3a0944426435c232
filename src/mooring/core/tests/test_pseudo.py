"""The pseudo-language keeps what must be kept."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mooring.core.pseudo import CLOSE, OPEN, pseudo

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")


@given(st.lists(st.sampled_from(["Pick a time", "%(name)s", "<b>", "</b>", "{room}", " ", "100 %%", "…"])).map(" ".join))
def test_placeholders_and_tags_come_through_in_order(text):
    assert PLACES.findall(pseudo(text)) == PLACES.findall(text)


def test_a_word_comes_out_longer_accented_and_in_brackets():
    made = pseudo("Introductions")
    assert made.startswith(OPEN)
    assert made.endswith(CLOSE)
    assert len(made) > len("Introductions") * 1.2
    assert not re.search("[a-zA-Z]{4}", made)
