"""Where a meeting is held: somebody's own video link, the organisation's provider, or as the people decide."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.utils.translation import gettext as _

from mooring.meetings import links
from mooring.meetings.bigbluebutton import NoRoom, Server
from mooring.meetings.models import Meeting
from mooring.people.models import Member, Organisation

LEFT_OPEN = 240
"""Minutes for which a room stays open beyond the meeting's own."""


def place_of(meeting: Meeting, organisation: Organisation, chooser: Member, others: Iterable[Member]) -> str:
    """The video address of a meeting, or nothing: the chooser's own link, another's own, the organisation's provider."""
    for member in (chooser, *others):
        if member.account is not None and member.account.meeting_link:
            return member.account.meeting_link
    return provided(meeting, organisation)


def provided(meeting: Meeting, organisation: Organisation) -> str:
    """An address at the provider the organisation named, or nothing."""
    base = organisation.video_address.strip()
    if not base:
        return ""
    if organisation.video == Organisation.Video.JITSI:
        return f"{base.rstrip('/')}/{room(meeting, organisation)}"
    if organisation.video == Organisation.Video.TEMPLATE and "{room}" in base:
        return base.replace("{room}", room(meeting, organisation))
    if organisation.video == Organisation.Video.BBB and organisation.video_secret:
        return links.video(meeting)
    return ""


def way_in(meeting: Meeting, name: str) -> str:
    """The address by which one person comes into the meeting's room at the organisation's BigBlueButton, made where it is not there yet.

    Raises NoRoom where the server makes none, or the organisation no longer has one.
    """
    organisation = meeting.organisation
    if organisation.video != Organisation.Video.BBB:
        raise NoRoom
    server = Server(organisation.video_address, organisation.video_secret)
    identity = room(meeting, organisation)
    # No title: whoever runs the video server need not read what a meeting is for.
    server.room(identity, title=_("A meeting"), minutes=meeting.minutes + LEFT_OPEN)
    return server.join(identity, name)


def room(meeting: Meeting, organisation: Organisation) -> str:
    """A room name that only this installation can work out, the same for the life of the meeting."""
    key = (organisation.video_secret or organisation.public_id).encode()
    return "mooring-" + hmac.new(key, f"room:{meeting.public_id}".encode(), hashlib.sha256).hexdigest()[:24]
