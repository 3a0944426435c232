"""What a chat's meeting is called in calendars and mails, and what follows from its changes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.core.names import list_of
from mooring.meetings import guides, purposes
from mooring.meetings.models import Attendance, Meeting
from mooring.people.models import Member
from mooring.programmes import access, questions
from mooring.programmes.actions.introducing import PURPOSE
from mooring.programmes.actions.matches import answer_again, note_change
from mooring.programmes.models import Chat, Match, Seat


def title(meeting: Meeting, viewer: Member) -> str:
    """Whom the viewer meets."""
    people = meeting.attendances.exclude(state=Attendance.State.OUT).exclude(member=viewer.pk).select_related("member__account")
    return _("Coffee with %(names)s") % {"names": list_of([one.member.shown_name for one in people])}


def describe(meeting: Meeting, viewer: Member) -> str:
    """The programme's name and something to begin with."""
    match = Match.objects.filter(chats__meeting=meeting).select_related("round__programme").first()
    if match is None:
        return ""
    lines = [_("Introduced by %(programme)s.") % {"programme": match.round.programme.name}, *questions.worded(match.questions)]
    return "\n".join(lines)


def home(meeting: Meeting, viewer: Member) -> str:
    """The introduction it came from, as long as the viewer may open it."""
    match = access.matches_of(viewer).filter(chats__meeting=meeting).select_related("organisation").first()
    return reverse("introduction", args=[match.organisation.slug, match.public_id]) if match else ""


def guide(meeting: Meeting) -> str:
    """What is worth reading before it: a closing one before the last of several chats, a first one before the first alone."""
    chat = Chat.objects.filter(meeting=meeting).select_related("match__round__programme").first()
    if chat is None:
        return ""
    planned, chosen = chat.match.round.chats, chat.match.round.programme.guide
    if chat.number == planned > 1:
        return guides.CLOSING
    return "" if chat.number > 1 and chosen in guides.FOR_A_FIRST else chosen


def said_again(meeting: Meeting, viewer: Member) -> bool | None:
    """The viewer's private word on meeting these people again."""
    return Seat.objects.filter(match__chats__meeting=meeting, member=viewer).values_list("again", flat=True).first()


def say_again(meeting: Meeting, viewer: Member, yes: bool) -> None:
    """Keep it; nothing where the introduction is over for the viewer."""
    match = access.matches_of(viewer).filter(chats__meeting=meeting).select_related("round__programme", "organisation").first()
    if match is not None:
        answer_again(match=match, member=viewer, again=yes)


AGAIN = purposes.Again(said_again, say_again)
purposes.register(PURPOSE, title=title, describe=describe, changed=note_change, home=home, guide=guide, again=AGAIN)
