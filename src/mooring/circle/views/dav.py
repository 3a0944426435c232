"""The address book for programs. They have no session: each request carries the password of its device."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from mooring.circle.actions import devices
from mooring.circle.book import read
from mooring.circle.dav import reports, shelf, wire
from mooring.circle.dav.properties import Kind, Resource, known, of_card, path_of, said
from mooring.circle.dav.wire import Refused, made, tag
from mooring.circle.models import Device
from mooring.core import limits
from mooring.people import opening

METHODS = {
    Kind.ROOT: ("OPTIONS", "PROPFIND"),
    Kind.ME: ("OPTIONS", "PROPFIND"),
    Kind.HOME: ("OPTIONS", "PROPFIND"),
    Kind.BOOK: ("OPTIONS", "PROPFIND", "PROPPATCH", "REPORT"),
    Kind.CARD: ("OPTIONS", "PROPFIND", "GET", "HEAD", "PUT", "DELETE"),
}
WRONG, WRONG_SECONDS = 30, 600
"""So many wrong passwords from one network address are answered in this time. A right one is never shut out: behind one address may sit
a whole company."""
MANY, MANY_SECONDS = 3000, 600
"""So many requests of one device are answered in this time."""

View = Callable[..., HttpResponse]


def _for_program(kind: Kind) -> Callable[[Callable[[HttpRequest, Device, str], HttpResponse]], View]:
    """A view for whoever shows a device's password. What is refused is said as WebDAV says it."""

    def wrap(view: Callable[[HttpRequest, Device, str], HttpResponse]) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, name: str = "") -> HttpResponse:
            device = _device(request)
            if device is None and limits.spent("dav-wrong", limits.address_of(request), amount=WRONG + 1, seconds=WRONG_SECONDS):
                return HttpResponse(status=429, headers={"Retry-After": str(WRONG_SECONDS)})
            if device is None:
                return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Mooring", charset="UTF-8"'})
            if limits.over("dav", device.public_id, amount=MANY, seconds=MANY_SECONDS):
                return HttpResponse(status=429, headers={"Retry-After": str(MANY_SECONDS)})
            response = _answered(request, kind, name, device, view)
            response.headers["DAV"] = "1, 3, addressbook"
            return response

        return guarded

    return wrap


def _answered(request: HttpRequest, kind: Kind, name: str, device: Device, view: Callable[..., HttpResponse]) -> HttpResponse:
    allowed = ", ".join(METHODS[kind])
    if request.method == "OPTIONS":
        return HttpResponse(headers={"Allow": allowed})
    if request.method not in METHODS[kind]:
        return HttpResponse(status=405, headers={"Allow": allowed})
    devices.used(device)
    try:
        # The password of a device is what it has shown: no session stands behind this request.
        with opening.during(None):
            return view(request, device, name)
    except Refused as wrong:
        return wire.refusal(wrong)


def _device(request: HttpRequest) -> Device | None:
    scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user, colon, secret = "", "", ""
    found = devices.device_of(user, secret) if colon and len(secret) < 100 else None
    if found is None:
        limits.over("dav-wrong", limits.address_of(request), amount=WRONG, seconds=WRONG_SECONDS)
    return found


@csrf_exempt
def well_known(request: HttpRequest) -> HttpResponse:
    """Where programs look first (RFC 6764)."""
    return HttpResponsePermanentRedirect(reverse("dav_root"))


@_for_program(Kind.ROOT)
def root(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    """The way in."""
    return _properties(request, [Resource(Kind.ROOT, path_of(Kind.ROOT))])


@_for_program(Kind.ME)
def me(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    """Whose device it is."""
    return _properties(request, [Resource(Kind.ME, path_of(Kind.ME))])


@_for_program(Kind.HOME)
def home(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    """The shelf, on which stands one book."""
    below = [_book(device)] if _depth(request) else []
    return _properties(request, [Resource(Kind.HOME, path_of(Kind.HOME)), *below])


@_for_program(Kind.BOOK)
def book(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    """The book, and what is asked of it."""
    if request.method == "REPORT":
        return reports.answered(read(device.account), device, wire.read(wire.body_of(request)))
    if request.method == "PROPPATCH":
        return _unchanged(request)
    below = [of_card(held) for held in shelf.everyone(read(device.account))] if _depth(request) else []
    return _properties(request, [_book(device), *below])


@_for_program(Kind.CARD)
def card(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    """One card: read, kept, or put away; the last two only where it has not changed since the device saw it, if it says what it saw."""
    if request.method == "PUT":
        return _keep(request, device, name)
    if request.method == "DELETE":
        shelf.put_away(device.account, name, if_match=request.headers.get("If-Match", ""))
        return HttpResponse(status=204)
    held = shelf.find(read(device.account), [name]).get(name)
    if held is None:
        raise Refused(404)
    if request.method == "PROPFIND":
        return _properties(request, [of_card(held)])
    version = "4.0" if "version=4.0" in request.headers.get("Accept", "").replace('"', "").replace(" ", "") else "3.0"
    headers = {"ETag": held.etag, "Content-Type": f"text/vcard; charset=utf-8; version={version}"}
    return HttpResponse(held.data(version), headers=headers)


def _keep(request: HttpRequest, device: Device, name: str) -> HttpResponse:
    kind = request.headers.get("Content-Type", "text/vcard").partition(";")[0].strip().lower()
    if kind not in {"text/vcard", "text/x-vcard", "text/directory"}:
        raise Refused(415, "supported-address-data", wire.CARD)
    try:
        text = wire.body_of(request).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Refused(403, "valid-address-data", wire.CARD) from wrong
    if_match, if_none = request.headers.get("If-Match", ""), request.headers.get("If-None-Match", "")
    fresh = shelf.keep(device.account, name, text, if_match=if_match, if_none=if_none)
    # Without a mark of its own: the card that lies here is not letter for letter the one that came (RFC 6352, 6.3.2.3).
    return HttpResponse(status=201 if fresh else 204)


def _properties(request: HttpRequest, resources: list[Resource]) -> HttpResponse:
    asked = wire.read(wire.body_of(request))
    if asked is not None and asked.tag != tag("propfind"):
        raise Refused(400)
    wanted = asked.find(tag("prop")) if asked is not None else None
    if asked is not None and asked.find(tag("propname")) is not None:
        return wire.multistatus(wire.response(one.path, map(wire.Element, known(one))) for one in resources)
    return wire.multistatus(said(one, wanted if wanted is not None else map(wire.Element, known(one))) for one in resources)


def _unchanged(request: HttpRequest) -> HttpResponse:
    """The book is called as it is called here: whatever is to be changed about it is not."""
    asked = wire.read(wire.body_of(request))
    names = [one.tag for part in (asked if asked is not None else ()) for prop in part.findall(tag("prop")) for one in prop]
    refused = made("propstat", made("prop", *map(wire.Element, names)), made("status", "HTTP/1.1 403 Forbidden"))
    return wire.multistatus([made("response", wire.href(path_of(Kind.BOOK)), refused)])


def _book(device: Device) -> Resource:
    return Resource(Kind.BOOK, path_of(Kind.BOOK), token=shelf.token_of(device))


def _depth(request: HttpRequest) -> bool:
    """Whether what lies in a resource is asked for too; raises Refused for all the way down."""
    said_depth = request.headers.get("Depth", "infinity")
    if said_depth not in {"0", "1"}:
        raise Refused(403, "propfind-finite-depth")
    return said_depth == "1"
