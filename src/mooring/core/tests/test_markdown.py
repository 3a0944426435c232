"""Markdown: what people write is shown, and nothing of it acts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.core.markdown import to_html

HOSTILE = (
    "<script>x</script>",
    "<img src=x onerror=x>",
    "[a](javascript:x)",
    "![p](https://example.org/p.png)",
    "[a](data:text/html,x)",
    "<a href='//x'>",
)


def test_emphasis_lists_links_and_headings_below_those_of_the_page() -> None:
    page = BeautifulSoup(to_html("# Plan\n\n- *one*\n- [two](https://example.org/)\n\nline\nbreak"), "html.parser")
    assert [one.name for one in page.find_all(True)] == ["h4", "ul", "li", "em", "li", "a", "p", "br"]
    link = page.a
    assert link is not None
    assert (link["href"], link["rel"]) == ("https://example.org/", ["noopener", "noreferrer"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(alphabet="*_`#>[]()<>!&\"'\n ab:/", max_size=20)), max_size=6).map("".join))
def test_nothing_that_is_written_acts_or_fetches(text: str) -> None:
    page = BeautifulSoup(to_html(text), "html.parser")
    assert not page.find_all(["script", "img", "iframe", "style", "svg", "form", "input"])
    for one in page.find_all(True):
        assert set(one.attrs) <= {"href", "rel"}
        assert str(one.get("href", "https:")).partition(":")[0] in {"https", "http", "mailto", "tel"}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_act_is_shown_as_it_was_written_or_not_at_all(text: str) -> None:
    assert not BeautifulSoup(to_html(text), "html.parser").find_all(["script", "img"])
