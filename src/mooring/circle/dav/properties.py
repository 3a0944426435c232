"""What each resource says of itself: the way in, the account behind it, the shelf of books, the one book, a card."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.circle.dav.shelf import Held
from mooring.circle.dav.wire import CARD, LONGEST, SERVER, Element, href, made, response, tag

VERSIONS = ("3.0", "4.0")


class Kind(enum.Enum):
    """Which resource it is."""

    ROOT = "root"
    ME = "me"
    HOME = "home"
    BOOK = "book"
    CARD = "card"


@dataclass(frozen=True)
class Resource:
    """One resource; ``token`` is the book's, ``held`` the card's."""

    kind: Kind
    path: str
    token: str = ""
    held: Held | None = None


def path_of(kind: Kind, name: str = "") -> str:
    """Where a resource is."""
    return reverse("dav_card", kwargs={"name": name}) if kind is Kind.CARD else reverse(f"dav_{kind.value}")


def of_card(held: Held) -> Resource:
    """The resource of a card."""
    return Resource(Kind.CARD, path_of(Kind.CARD, held.name), held=held)


def known(resource: Resource) -> list[str]:
    """The properties a resource has, but those that must be asked for by name."""
    return [name for name, (kinds, _say) in _PROPERTIES.items() if resource.kind in kinds and name != tag("address-data", CARD)]


def said(resource: Resource, asked: Iterable[Element]) -> Element:
    """What a resource answers to the properties that are asked for."""
    found, missing = [], []
    for one in asked:
        kinds, say = _PROPERTIES.get(one.tag, ((), None))
        if say is not None and resource.kind in kinds:
            found.append(say(resource, one))
        else:
            missing.append(one.tag)
    return response(resource.path, found, missing)


def version_of(asked: Element) -> str:
    """Which version of a card is asked for; 3.0 where nothing is said (RFC 6352, 10.4)."""
    return "4.0" if asked.get("version") == "4.0" else "3.0"


def _types(resource: Resource, _asked: Element) -> Element:
    if resource.kind is Kind.CARD:
        return made("resourcetype")
    extra = {Kind.ME: [made("principal")], Kind.BOOK: [made("addressbook", space=CARD)]}
    return made("resourcetype", made("collection"), *extra.get(resource.kind, []))


def _named(resource: Resource, _asked: Element) -> Element:
    return made("displayname", _("My circle") if resource.kind is Kind.BOOK else "Mooring")


def _link(name: str, kind: Kind, space: str = "DAV:") -> Callable[[Resource, Element], Element]:
    return lambda _resource, _asked: made(name, href(path_of(kind)), space=space)


def _privileges(resource: Resource, _asked: Element) -> Element:
    may = (
        ("read", "read-current-user-privilege-set")
        if resource.kind in {Kind.ROOT, Kind.ME, Kind.HOME}
        else (*("read", "write-content", "write", "bind", "unbind", "read-current-user-privilege-set"),)
    )
    return made("current-user-privilege-set", *(made("privilege", made(one)) for one in may))


def _reports(resource: Resource, _asked: Element) -> Element:
    names = [made("sync-collection"), made("addressbook-multiget", space=CARD), made("addressbook-query", space=CARD)]
    reports = names if resource.kind is Kind.BOOK else []
    return made("supported-report-set", *(made("supported-report", made("report", one)) for one in reports))


def _token(resource: Resource, _asked: Element) -> Element:
    return made("sync-token", resource.token)


def _ctag(resource: Resource, _asked: Element) -> Element:
    # The part of the token that changes with the book; the day would make a new mark each day.
    return made("getctag", resource.token.rpartition(":")[0], space=SERVER)


def _versions(_resource: Resource, _asked: Element) -> Element:
    kinds = (made("address-data-type", space=CARD, **{"content-type": "text/vcard", "version": one}) for one in VERSIONS)
    return made("supported-address-data", *kinds, space=CARD)


def _size(_resource: Resource, _asked: Element) -> Element:
    return made("max-resource-size", str(LONGEST), space=CARD)


def _etag(resource: Resource, _asked: Element) -> Element:
    return made("getetag", resource.held.etag if resource.held else "")


def _type(_resource: Resource, _asked: Element) -> Element:
    return made("getcontenttype", "text/vcard; charset=utf-8")


def _data(resource: Resource, asked: Element) -> Element:
    data = resource.held.data(version_of(asked)) if resource.held else b""
    return made("address-data", data.decode(), space=CARD)


_ALL = tuple(Kind)
_PROPERTIES: dict[str, tuple[tuple[Kind, ...], Callable[[Resource, Element], Element]]] = {
    tag("resourcetype"): (_ALL, _types),
    tag("displayname"): ((Kind.ROOT, Kind.ME, Kind.HOME, Kind.BOOK), _named),
    tag("current-user-principal"): (_ALL, _link("current-user-principal", Kind.ME)),
    tag("owner"): (_ALL, _link("owner", Kind.ME)),
    tag("principal-URL"): ((Kind.ROOT, Kind.ME), _link("principal-URL", Kind.ME)),
    tag("addressbook-home-set", CARD): ((Kind.ROOT, Kind.ME), _link("addressbook-home-set", Kind.HOME, CARD)),
    tag("current-user-privilege-set"): (_ALL, _privileges),
    tag("supported-report-set"): (_ALL, _reports),
    tag("sync-token"): ((Kind.BOOK,), _token),
    tag("getctag", SERVER): ((Kind.BOOK,), _ctag),
    tag("supported-address-data", CARD): ((Kind.BOOK,), _versions),
    tag("max-resource-size", CARD): ((Kind.BOOK,), _size),
    tag("getetag"): ((Kind.CARD,), _etag),
    tag("getcontenttype"): ((Kind.CARD,), _type),
    tag("address-data", CARD): ((Kind.CARD,), _data),
}
