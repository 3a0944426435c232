"""The signed links of a meeting: each does one thing for one of its people and shows nothing private."""

from __future__ import annotations

from mooring.core.links import Link, absolute, make
from mooring.meetings.models import Meeting, OfferedTime, Proposal
from mooring.people.models import Member

PICK, CANNOT, MET, PROPOSAL = "meeting.pick", "meeting.cannot", "meeting.met", "meeting.proposal"
COME, LETTERS = "meeting.come", "meeting.letters"
DAYS = 60
VIDEO = "meeting.video"


def pick(meeting: Meeting, member: Member, offered: OfferedTime | None = None) -> str:
    """Choose a time, with one of the offered chosen already."""
    answer = offered.public_id if offered else ""
    return absolute("meeting_pick_link", token=make(Link(PICK, member.public_id, meeting.public_id, answer), days=DAYS))


def cannot(meeting: Meeting, member: Member) -> str:
    """Say that the chosen time does not work after all."""
    return absolute("meeting_cannot_link", token=make(Link(CANNOT, member.public_id, meeting.public_id), days=DAYS))


def met(meeting: Meeting, member: Member, answer: str) -> str:
    """Answer “did you meet?”, one of its answers chosen already."""
    return absolute("meeting_met_link", token=make(Link(MET, member.public_id, meeting.public_id, answer), days=DAYS))


def proposal(meeting: Meeting, member: Member, about: Proposal, answer: str) -> str:
    """Take another time that was proposed, or keep the one that stands, with “take” or “keep” chosen already."""
    token = make(Link(PROPOSAL, member.public_id, meeting.public_id, f"{about.public_id} {answer}"), days=DAYS)
    return absolute("meeting_proposal_link", token=token)


def video(meeting: Meeting) -> str:
    """The door to the meeting's video room; the same for all its people, since a calendar shows one place. It holds for a year."""
    return absolute("meeting_video", token=make(Link(VIDEO, "", meeting.public_id), days=365))


def come(meeting: Meeting, member: Member) -> str:
    """Be there though the time does not suit one's hours."""
    return absolute("meeting_come_link", token=make(Link(COME, member.public_id, meeting.public_id), days=DAYS))


def letters(meeting: Meeting, member: Member) -> str:
    """Write to each other in turns, in place of meeting."""
    return absolute("meeting_letters_link", token=make(Link(LETTERS, member.public_id, meeting.public_id), days=DAYS))


def written(meeting: Meeting, member: Member) -> str:
    """Say that one has written in one's turn."""
    return absolute("meeting_letters_link", token=make(Link(LETTERS, member.public_id, meeting.public_id, "written"), days=DAYS))
