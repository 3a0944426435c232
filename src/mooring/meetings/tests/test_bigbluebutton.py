"""BigBlueButton: a small server that speaks its API, the door to a room, and what goes wrong there."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from mooring.meetings import actions
from mooring.meetings.models import Meeting
from mooring.meetings.tests.conftest import offered

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
OK = "<response><returncode>SUCCESS</returncode><meetingID>{id}</meetingID><messageKey>{key}</messageKey></response>"
FAILED = "<response><returncode>FAILED</returncode><messageKey>{key}</messageKey><message>No.</message></response>"


class BigBlueButton(ThreadingHTTPServer):
    """Knows ``create`` as the API's documentation has it: signed, and the same room again for the same words."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.rooms: dict[str, dict[str, str]] = {}
        self.answer: bytes | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/bigbluebutton/"

    def told(self, address: str) -> tuple[str, dict[str, str]]:
        """The call of a signed address and what it says; an assertion where the signature is not right."""
        parts = urlsplit(address)
        call = parts.path.removeprefix("/bigbluebutton/api/")
        query, _, checksum = parts.query.rpartition("&checksum=")
        assert checksum == hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest(), "checksumError"
        return call, dict(parse_qsl(query))


class Handler(BaseHTTPRequestHandler):
    server: BigBlueButton

    def do_GET(self) -> None:
        body = self.server.answer
        if body is None:
            try:
                call, said = self.server.told(self.path)
                assert call == "create"
                held = self.server.rooms.setdefault(said["meetingID"], said)
                key = "" if held is said else "duplicateWarning" if held == said else "idNotUnique"
                body = (FAILED if key == "idNotUnique" else OK).format(id=said["meetingID"], key=key).encode()
            except AssertionError as wrong:
                body = FAILED.format(key=wrong).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """A test's output is its own."""


@pytest.fixture
def bbb(settings) -> Iterator[BigBlueButton]:
    settings.FETCH_NETWORKS = ["127.0.0.0/8"]
    server = BigBlueButton()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def agreed(cast, meeting, bbb) -> Meeting:
    """A meeting of owner and match at their organisation's server."""
    here = cast.organisation
    here.video, here.video_address, here.video_secret = "bbb", bbb.address, SECRET
    here.save()
    assert actions.choose(meeting=meeting, offered=meeting.offered_times.last(), member=cast.owner)
    return Meeting.objects.get(pk=meeting.pk)


def door(meeting: Meeting) -> str:
    assert re.search(r"/l/video/[\w:=-]+$", meeting.place), meeting.place
    return urlsplit(meeting.place).path


def way_in(response) -> str:
    return str(BeautifulSoup(response.content, "html.parser").select_one("a.btn")["href"])


def test_a_room_is_made_when_somebody_comes_and_each_has_an_address_of_their_own(cast, agreed, bbb, clock, enter) -> None:
    clock.move_to(agreed.begins_at - dt.timedelta(minutes=5))
    guest, member = Client(enforce_csrf_checks=True), enter(cast.match)
    assert guest.get(door(agreed)).status_code == 200
    assert bbb.rooms == {}, "whoever only opens a link, as scanners of mail do, makes no room"
    one = bbb.told(way_in(guest.post(door(agreed), {"name": "Amara O"})))
    shown = BeautifulSoup(member.get(door(agreed)).content, "html.parser")
    assert shown.select_one("#name")["value"] == cast.match.shown_name
    other = bbb.told(way_in(member.post(door(agreed), {"name": cast.match.shown_name})))
    assert [one[0], one[1]["fullName"], other[1]["fullName"]] == ["join", "Amara O", cast.match.shown_name]
    ((room, said),) = bbb.rooms.items()
    assert (one[1]["meetingID"], other[1]["meetingID"], one[1]["password"]) == (room, room, said["moderatorPW"])
    assert (said["record"], said["allowStartStopRecording"], said["name"]) == ("false", "false", "A meeting")


def test_two_meetings_have_two_rooms_that_cannot_be_guessed(cast, agreed, bbb, clock) -> None:
    second = offered(cast)
    actions.choose(meeting=second, offered=second.offered_times.last(), member=cast.owner)
    second = Meeting.objects.get(pk=second.pk)
    for meeting in (agreed, second):
        clock.move_to(meeting.begins_at)
        Client().post(door(meeting), {"name": "A"})
    assert len(bbb.rooms) == 2
    assert all(re.fullmatch(r"mooring-[0-9a-f]{24}", room) for room in bbb.rooms)


@pytest.mark.parametrize(
    ("minutes", "words"), [(-31, "The room opens half an hour before"), (30 + 181, "This meeting is over, and so is its room.")]
)
def test_there_is_no_room_long_before_or_long_after(agreed, bbb, clock, minutes, words) -> None:
    clock.move_to(agreed.begins_at + dt.timedelta(minutes=minutes))
    assert words in Client().post(door(agreed), {"name": "A"}).content.decode()
    assert bbb.rooms == {}


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>gateway</html>",
        b"not xml",
        b"<!DOCTYPE x [<!ENTITY y 'z'>]><response><returncode>SUCCESS</returncode></response>",
        FAILED.format(key="checksumError").encode(),
    ],
)
def test_a_server_that_makes_no_room_is_told_of_in_a_sentence(agreed, bbb, clock, answer) -> None:
    bbb.answer = answer
    clock.move_to(agreed.begins_at)
    response = Client().post(door(agreed), {"name": "A"})
    assert response.status_code == 503
    assert "The video server does not answer just now." in response.content.decode()
    assert SECRET not in response.content.decode()


def test_without_a_name_or_with_a_link_that_is_none_nobody_comes_in(cast, agreed, bbb, clock) -> None:
    clock.move_to(agreed.begins_at)
    assert Client().post(door(agreed), {"name": "  "}).status_code == 422
    assert Client().get(door(agreed)[:-2] + "xx").status_code == 404
    clock.move_to(agreed.begins_at - dt.timedelta(hours=20))
    actions.cannot_make_it(meeting=agreed, member=cast.owner)
    clock.move_to(agreed.begins_at)
    assert Client().post(door(agreed), {"name": "A"}).status_code == 404
    assert bbb.rooms == {}


def test_the_secret_is_asked_for_kept_and_never_shown(cast, enter, bbb) -> None:
    client = enter(cast.admin)
    address = f"/o/{cast.organisation.slug}/settings/organisation/"
    said = {"name": "Larkfield", "timezone": "Europe/Lisbon", "language": "en", "day_begins": "09:00", "day_ends": "17:00", "video": "bbb"}
    said["video_address"] = "https://bbb.example.org/bigbluebutton/"
    assert "BigBlueButton needs its shared secret" in client.post(address, said).content.decode()
    assert client.post(address, said | {"video_secret": SECRET}).status_code == 302
    assert client.post(address, said).status_code == 302
    cast.organisation.refresh_from_db()
    assert (cast.organisation.video, cast.organisation.video_secret) == ("bbb", SECRET)
    assert SECRET not in client.get(address).content.decode()
