"""The calendars of a CalDAV account (RFC 4791), read through ``core.fetch``: only times are asked for, never what takes place."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from mooring.core.fetch import Answer, fetch

MOST_CALENDARS: Final = 20
_DAV, _CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_OPEN = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_FIND = (
    f"{_OPEN}<propfind {_SPACES}><prop><resourcetype/><current-user-principal/><C:calendar-home-set/>"
    "<C:supported-calendar-component-set/><C:schedule-calendar-transp/></prop></propfind>"
)
_TIMES = "".join(
    f'<C:prop name="{name}"/>'
    for name in (
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("TRANSP", "STATUS", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS"),
    )
)
_ASK = (
    f'{_OPEN}<C:calendar-query {_SPACES}><prop><C:calendar-data><C:comp name="VCALENDAR"><C:prop name="VERSION"/>'
    f'<C:comp name="VEVENT">{_TIMES}</C:comp><C:comp name="VTIMEZONE"/></C:comp></C:calendar-data></prop>'
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{begin}" end="{end}"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)


class Refused(Exception):
    """The server does not let this name and password in."""


class NoCalDAV(Exception):
    """What answers there is no calendar server, or has no calendar."""


def calendars_of(address: str, username: str, password: str) -> list[str]:
    """The addresses of the calendars of an account that count as taken time; ``address`` is a server's, an account's or a calendar's."""
    ask = _Account(username, password)
    begin = ask.properties(address)
    if begin is None:
        begin = ask.properties(urljoin(address, "/.well-known/caldav"))
    if begin is None:
        raise NoCalDAV
    if _is_calendar(begin[1]):
        return [begin[0]]
    home = _link(begin, f"{_CAL}calendar-home-set")
    if home is None and (principal := _link(begin, f"{_DAV}current-user-principal")):
        found = ask.properties(principal)
        home = found and _link(found, f"{_CAL}calendar-home-set")
    calendars = [where for where, prop in ask.listed(home or begin[0]) if _is_calendar(prop) and _takes_time(prop)]
    if not calendars:
        raise NoCalDAV
    return calendars[:MOST_CALENDARS]


def events_of(calendar: str, username: str, password: str, begin: dt.datetime, end: dt.datetime) -> Iterator[bytes]:
    """What takes place between two instants in a calendar, as calendar texts."""
    ask = _ASK.format(begin=f"{begin:%Y%m%dT%H%M%SZ}", end=f"{end:%Y%m%dT%H%M%SZ}")
    for _, prop in _Account(username, password).asked(calendar, "REPORT", ask):
        said = prop.findtext(f"{_CAL}calendar-data")
        if said:
            yield said.encode()


Found = tuple[str, ElementTree.Element]


class _Account:
    """Asks a server as one of its users. Basic sign-in, over the safe connection that ``fetch`` insists on."""

    def __init__(self, username: str, password: str) -> None:
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/xml; charset=utf-8"}

    def properties(self, address: str) -> Found | None:
        """What a place says of itself; None where it is none of a calendar server's."""
        try:
            return next(self.asked(address, "PROPFIND", _FIND, depth="0"), None)
        except NoCalDAV:
            return None

    def listed(self, address: str) -> Iterator[Found]:
        """What a place and everything in it say of themselves."""
        return self.asked(address, "PROPFIND", _FIND, depth="1")

    def asked(self, address: str, method: str, body: str, depth: str = "1") -> Iterator[Found]:
        """Each place of an answer, with its properties."""
        answer = fetch(address, method=method, headers={**self._headers, "Depth": depth}, body=body.encode())
        if answer.status in {401, 403}:
            raise Refused
        if answer.status != 207:
            raise NoCalDAV
        for one in _document(answer).iter(f"{_DAV}response"):
            where = urljoin(answer.address, one.findtext(f"{_DAV}href", ""))
            # Whoever is asked speaks for itself only: nothing is signed in to elsewhere on its word.
            if urlsplit(where)[:2] == urlsplit(answer.address)[:2]:
                prop = ElementTree.Element("prop")
                for said in one.iter(f"{_DAV}propstat"):
                    if " 200" in said.findtext(f"{_DAV}status", ""):
                        prop.extend(said.find(f"{_DAV}prop") or ())
                yield where, prop


def _document(answer: Answer) -> ElementTree.Element:
    """The answer as a document; one that declares entities of its own is none."""
    if b"<!DOCTYPE" in answer.body or b"<!ENTITY" in answer.body:
        raise NoCalDAV
    try:
        return ElementTree.fromstring(answer.body)  # noqa: S314  what makes it unsafe is a DOCTYPE, refused above
    except ElementTree.ParseError as wrong:
        raise NoCalDAV from wrong


def _link(found: Found, name: str) -> str | None:
    """The address a property leads to, on the same server."""
    where, prop = found
    said = prop.findtext(f"{name}/{_DAV}href")
    whole = urljoin(where, said) if said else ""
    return whole if urlsplit(whole)[:2] == urlsplit(where)[:2] else None


def _is_calendar(prop: ElementTree.Element) -> bool:
    kinds = prop.find(f"{_CAL}supported-calendar-component-set")
    holds = {one.get("name") for one in kinds} if kinds is not None and len(kinds) else {"VEVENT"}
    return prop.find(f"{_DAV}resourcetype/{_CAL}calendar") is not None and "VEVENT" in holds


def _takes_time(prop: ElementTree.Element) -> bool:
    return prop.find(f"{_CAL}schedule-calendar-transp/{_CAL}transparent") is None
