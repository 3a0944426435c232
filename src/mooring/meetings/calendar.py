"""Calendar invitations (iTIP, RFC 5546): the installation is the organiser for the life of the event."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mooring.core.later import Later
from mooring.core.time import local
from mooring.meetings import guides, links, purposes
from mooring.meetings.models import Attendance, Meeting
from mooring.notices import incoming
from mooring.notices.mailserver import from_address
from mooring.people.models import Member

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

REQUEST, CANCEL, PUBLISH, DECLINECOUNTER = "REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"

_A_YEAR = dt.timedelta(days=370)


def invitation(meeting: Meeting, member: Member, method: str) -> bytes:
    """The calendar of a meeting for one of its people, in the language that is active and the person's own zone.

    ``method``: REQUEST, CANCEL or DECLINECOUNTER for a mail, PUBLISH for a file to keep. UID stays, SEQUENCE and DTSTAMP are the meeting's.
    """
    if meeting.begins_at is None:
        raise ValueError("A meeting without a time has no invitation.")
    begins = _on_clock(meeting.begins_at, member.zone)
    ends = _on_clock(meeting.begins_at + meeting.length, member.zone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mooring//Mooring//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    event = icalendar.Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamped_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", _title(meeting, member))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("description", _description(meeting, member, method))
    if meeting.place:
        event.add("location", meeting.place)
        event.add("url", meeting.place)
    event.add("organizer", _organizer(meeting))
    for attendance in meeting.attendances.all():
        _add_attendee(event, attendance, member)
    calendar.add_component(event)
    # Programs remember a zone by its name: its rules must hold for a while around the event, not for its day alone.
    calendar.add_missing_timezones(first_date=begins.date() - _A_YEAR, last_date=ends.date() + _A_YEAR)
    return bytes(calendar.to_ical())


def _on_clock(instant: dt.datetime, zone: str) -> dt.datetime:
    """The instant on a zone's clock; in UTC where that clock shows the time twice, for calendars read that either way."""
    there = local(instant, zone)
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return instant.astimezone(dt.UTC) if twice else there


def file_name(meeting: Meeting) -> str:
    """The name of the file to keep; it says nothing."""
    return f"meeting-{meeting.public_id}.ics"


def _title(meeting: Meeting, member: Member) -> str:
    """What stands in a calendar, where others may look over a shoulder: nothing of what is private."""
    purpose = purposes.of(meeting)
    return _("A meeting") if purpose.private else purpose.title(meeting, member)


def _description(meeting: Meeting, member: Member, method: str) -> str:
    purpose = purposes.of(meeting)
    parts = [] if purpose.private else [purpose.describe(meeting, member)]
    if method != CANCEL:
        guide = None if purpose.private else guides.GUIDES.get(purpose.guide(meeting))
        if guide is not None:
            thoughts = "\n".join(f"- {one}" for one in guide.thoughts)
            parts.append(f"{guide.title}\n{thoughts}\n{guide.address}")
        parts.append(where(meeting))
        parts.append(_("Can’t make it? Say so here, and new times are offered: %(address)s") % {"address": links.cannot(meeting, member)})
    return "\n\n".join(part for part in parts if part)


def where(meeting: Meeting) -> str:
    """One sentence on where the meeting is held."""
    if meeting.place:
        return _("You meet here: %(address)s") % {"address": meeting.place}
    return _("By phone, or however you decide between you.")


def organiser() -> str:
    """Who invites from now on: the mailbox that calendars answer to, else the sender of mails."""
    return incoming.address() or from_address()


def _organizer(meeting: Meeting) -> icalendar.vCalAddress:
    """Who invited first, for the life of the event: a calendar takes no other's word on it."""
    name, address = parseaddr(meeting.organizer or organiser())
    organizer = icalendar.vCalAddress(f"MAILTO:{address}")
    organizer.params["cn"] = icalendar.vText(name or "Mooring")
    return organizer


def _own_address(member: Member) -> str:
    """Where somebody's own invitation finds them: the address on record where it is one of theirs, else the one they sign in with."""
    if member.account is None:
        return ""
    on_record = member.account.emailaddress_set.filter(email__iexact=member.work_address, verified=True) if member.work_address else None
    return member.work_address if on_record is not None and on_record.exists() else member.account.email


def _partstat(attendance: Attendance) -> str:
    if attendance.chose:
        return "ACCEPTED"
    return attendance.reply.upper() or "NEEDS-ACTION"


def addresses(member: Member) -> set[str]:
    """Every address a member's answer may come from, in small letters: the one on record and those they have shown to be theirs."""
    shown = member.account.emailaddress_set.filter(verified=True).values_list("email", flat=True) if member.account is not None else []
    return {one.lower() for one in [member.work_address, _own_address(member), *shown] if one}


def _add_attendee(event: icalendar.Event, attendance: Attendance, receiver: Member) -> None:
    """Add one person. Others see the work address only: the one an account signs in with is its own business."""
    member = attendance.member
    private = purposes.of(attendance.meeting).private
    if member != receiver and (private or attendance.without or attendance.state == Attendance.State.OUT):
        return
    address = (_own_address(member) if member == receiver else "") or member.work_address
    if not address:
        return
    attendee = icalendar.vCalAddress(f"MAILTO:{address}")
    attendee.params["cn"] = icalendar.vText(member.shown_name)
    attendee.params["role"] = icalendar.vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = icalendar.vText(_partstat(attendance))
    # Where no answer is read, the way back is the link in the description.
    attendee.params["rsvp"] = icalendar.vText("TRUE" if incoming.is_named() else "FALSE")
    event.add("attendee", attendee)
