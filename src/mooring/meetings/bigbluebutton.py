"""BigBlueButton by its API: a room is made when somebody comes, and each comes in by an address of their own.

A call is signed by SHA-256 over its name, its query and the server's shared secret. ``create`` may be called again for a room that
is there already, with the same words; so nobody has to know who came first.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree

from mooring.core.fetch import FetchFailed, fetch

SECONDS = 8.0
MOST_BYTES = 256 * 1024


class NoRoom(Exception):
    """The server made no room: it did not answer, or not as BigBlueButton does, or refused (``refused`` is then its short code)."""

    def __init__(self, refused: str = "") -> None:
        super().__init__(refused or "no answer")
        self.refused = refused


@dataclass(frozen=True)
class Server:
    """Where the API is (``https://bbb.example.org/bigbluebutton/``, with or without ``api``), and its shared secret."""

    address: str
    secret: str

    def address_of(self, call: str, said: Mapping[str, str]) -> str:
        """The signed address of a call."""
        query = urlencode(said)
        checksum = hashlib.sha256(f"{call}{query}{self.secret}".encode()).hexdigest()
        base = self.address.strip().rstrip("/").removesuffix("/api")
        return f"{base}/api/{call}?{query}&checksum={checksum}"

    def room(self, identity: str, *, title: str, minutes: int) -> None:
        """Make a room, or find it there; nothing in it is ever recorded. It closes after ``minutes``. Raises NoRoom."""
        said = {
            "meetingID": identity,
            "name": title,
            "moderatorPW": self._word(identity, "moderator"),
            "attendeePW": self._word(identity, "attendee"),
            "record": "false",
            "autoStartRecording": "false",
            "allowStartStopRecording": "false",
            "duration": str(minutes),
        }
        try:
            answer = fetch(self.address_of("create", said), seconds=SECONDS, most_bytes=MOST_BYTES)
        except FetchFailed as wrong:
            raise NoRoom from wrong
        told = _document(answer.body)
        if answer.status != 200 or told.findtext("returncode") != "SUCCESS":
            raise NoRoom((told.findtext("messageKey") or "refused")[:60])

    def join(self, identity: str, name: str) -> str:
        """The address by which one person comes into a room, under their name; everybody there may do what a host may."""
        said = {
            "meetingID": identity,
            "fullName": name,
            "role": "MODERATOR",
            "password": self._word(identity, "moderator"),
            "redirect": "true",
        }
        return self.address_of("join", said)

    def _word(self, identity: str, role: str) -> str:
        return hmac.new(self.secret.encode(), f"{role}:{identity}".encode(), hashlib.sha256).hexdigest()[:20]


def _document(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NoRoom
    try:
        return ElementTree.fromstring(body)  # noqa: S314  what makes it unsafe is a DOCTYPE, refused above
    except ElementTree.ParseError as wrong:
        raise NoRoom from wrong
