"""Markdown that people write, as HTML that is safe to show: no HTML of their own, no pictures from elsewhere, links that say where from."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr", "h4", "h5", "h6"}
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
_DEEPER = {"h1": "h4", "h2": "h4", "h3": "h4", "h4": "h5", "h5": "h6"}


def to_html(text: str) -> SafeString:
    """A text as safe HTML; its headings stand below those of a page."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        token.tag = _DEEPER.get(token.tag, token.tag)
    made = _PARSER.renderer.render(tokens, _PARSER.options, {})
    kept = nh3.clean(made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    return mark_safe(kept)  # noqa: S308  cleaned in the line above
