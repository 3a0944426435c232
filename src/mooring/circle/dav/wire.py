"""XML as WebDAV speaks it. What comes in may hold no document type and no entities, and is small."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as Made

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.http import HttpRequest, HttpResponse

DAV, CARD, SERVER = "DAV:", "urn:ietf:params:xml:ns:carddav", "http://calendarserver.org/ns/"
LONGEST = 1_000_000
"""Bytes of a question; of a card, too."""
DEEPEST = 20

for _prefix, _space in (("D", DAV), ("C", CARD), ("CS", SERVER)):
    Made.register_namespace(_prefix, _space)

Element = Made.Element


class Refused(Exception):
    """Something that is not done, with the status and the precondition that says why (RFC 4918, 16)."""

    def __init__(self, status: int, condition: str = "", space: str = DAV) -> None:
        super().__init__(condition)
        self.status, self.condition, self.space = status, condition, space


def body_of(request: HttpRequest) -> bytes:
    """The body of a request; raises Refused for one that is too long, without reading it all."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said) > LONGEST:
        raise Refused(413, "max-resource-size", CARD)
    data = request.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Refused(413, "max-resource-size", CARD)
    return bytes(data)


def read(data: bytes) -> Element | None:
    """The question in a body, None where there is none; raises Refused for what is no XML, or made to hurt."""
    if not data.strip():
        return None
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as wrong:
        raise Refused(400) from wrong
    if _depth(root) > DEEPEST:
        raise Refused(400)
    return root


def tag(name: str, space: str = DAV) -> str:
    """A name in a space."""
    return f"{{{space}}}{name}"


def made(name: str, *children: Element | str, space: str = DAV, **attributes: str) -> Element:
    """An element with what is in it."""
    element = Element(tag(name, space), attributes)
    for child in children:
        if isinstance(child, str):
            element.text = (element.text or "") + _clean(child)
        else:
            element.append(child)
    return element


def href(path: str) -> Element:
    """A path as an element."""
    return made("href", path)


def response(path: str, found: Iterable[Element], missing: Iterable[str] = ()) -> Element:
    """What is known of a resource, and which of what was asked is not."""
    parts: list[Element] = []
    found, missing = list(found), list(missing)
    if found or not missing:
        parts.append(made("propstat", made("prop", *found), made("status", "HTTP/1.1 200 OK")))
    if missing:
        parts.append(made("propstat", made("prop", *map(Element, missing)), made("status", "HTTP/1.1 404 Not Found")))
    return made("response", href(path), *parts)


def gone(path: str, status: str = "404 Not Found") -> Element:
    """A resource that is not there, or that something else is to be said of."""
    return made("response", href(path), made("status", f"HTTP/1.1 {status}"))


def multistatus(parts: Iterable[Element]) -> HttpResponse:
    """The answer about several resources."""
    return answer(made("multistatus", *parts), 207)


def refusal(wrong: Refused) -> HttpResponse:
    """What is answered to what is not done."""
    if not wrong.condition:
        return HttpResponse(status=wrong.status)
    return answer(made("error", made(wrong.condition, space=wrong.space)), wrong.status)


def answer(root: Element, status: int) -> HttpResponse:
    """A document as a response."""
    return HttpResponse(
        Made.tostring(root, encoding="utf-8", xml_declaration=True), status=status, content_type="application/xml; charset=utf-8"
    )


def _depth(root: Element) -> int:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            break
        level = [child for one in level for child in one]
    return depth


def _clean(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or sign >= " ")
