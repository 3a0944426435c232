"""Which cards a query asks for (RFC 6352, 10.5): by what stands in a property or a parameter, or by its not being there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mooring.circle.dav.wire import CARD, Element, Refused, tag
from mooring.circle.formats.lines import parsed, plain

_MATCH: dict[str, Callable[[str, str], bool]] = {
    "equals": lambda value, wanted: value == wanted,
    "contains": lambda value, wanted: wanted in value,
    "starts-with": lambda value, wanted: value.startswith(wanted),
    "ends-with": lambda value, wanted: value.endswith(wanted),
}
_COLLATIONS = {"i;unicode-casemap", "i;ascii-casemap", "i;octet", "default"}


@dataclass(frozen=True)
class _Property:
    name: str
    value: str
    params: dict[str, list[str]]


def fits(data: bytes, wanted: Element | None) -> bool:
    """Whether a card fits a filter; every card does where there is none. Raises Refused for one that nobody here understands."""
    if wanted is None or len(wanted) == 0:
        return True
    properties = list(_properties(data))
    return _together(wanted, (_property_fits(properties, one) for one in wanted.findall(tag("prop-filter", CARD))))


def _properties(data: bytes) -> Iterable[_Property]:
    for line in data.decode().replace("\r\n ", "").split("\r\n"):
        if (found := parsed(line)) is not None:
            params = {name: [value] for name, value in found.params.items()}
            yield _Property(found.name, plain(found.value), params | ({"TYPE": list(found.types)} if found.types else {}))


def _property_fits(properties: list[_Property], wanted: Element) -> bool:
    group, _dot, name = wanted.get("name", "").upper().rpartition(".")
    here = [one for one in properties if one.name == name]
    if wanted.find(tag("is-not-defined", CARD)) is not None:
        return not here
    tests = [one for one in wanted if one.tag in {tag("text-match", CARD), tag("param-filter", CARD)}]
    if not tests:
        return bool(here)
    return any(_together(wanted, [_test(one, test) for test in tests]) for one in here)


def _test(one: _Property, test: Element) -> bool:
    if test.tag == tag("text-match", CARD):
        return _text_fits([one.value], test)
    values = one.params.get(test.get("name", "").upper())
    if test.find(tag("is-not-defined", CARD)) is not None:
        return values is None
    text = test.find(tag("text-match", CARD))
    return values is not None and (text is None or _text_fits(values, text))


def _text_fits(values: Iterable[str], wanted: Element) -> bool:
    collation, how = wanted.get("collation", "i;unicode-casemap"), wanted.get("match-type", "contains")
    if collation not in _COLLATIONS:
        raise Refused(403, "supported-collation", CARD)
    if how not in _MATCH:
        raise Refused(403, "supported-filter", CARD)
    exact = collation == "i;octet"
    text = wanted.text or ""
    found = any(_MATCH[how](one if exact else one.casefold(), text if exact else text.casefold()) for one in values)
    return found is not (wanted.get("negate-condition") == "yes")


def _together(wanted: Element, fitting: Iterable[bool]) -> bool:
    """All of them, or any, as it is asked for; any where nothing is said."""
    return all(fitting) if wanted.get("test") == "allof" else any(fitting)
