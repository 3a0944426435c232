"""What people's calendars answer: yes, perhaps, no, or another time.

An answer counts once, of the person it claims to be of, for the time that stands. Whatever else comes changes nothing.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Q

from mooring.boundaries.queries import hours_of
from mooring.core import limits
from mooring.core.time import now
from mooring.meetings import calendar, itip, messages, queries
from mooring.meetings.actions.times import agree, cannot_make_it
from mooring.meetings.models import Attendance, Meeting, Proposal
from mooring.notices import incoming
from mooring.notices.mailboxes.kinds import Mail, Mailbox
from mooring.people.models import Member

log = structlog.get_logger("mooring.meetings")

AT_MOST: Final = 200
"""So many mails are read in one run."""

PER_HOUR: Final = 30
"""So many answers of one sender count in an hour: no calendar has more to say."""

_SAYS: Final = {one.value.upper(): one for one in Attendance.Reply if one.value}


class Heard(enum.Enum):
    """What became of an answer."""

    COUNTED = "counted"
    UNKNOWN = "unknown"  # no such meeting, or it is not to come
    FOREIGN = "foreign"  # whoever sent it is not whom it is of
    OLD = "old"  # it is of another time than the one that stands, or a later one was heard
    NOTHING = "nothing"  # it says neither yes nor no
    TOO_MANY = "too many"


def read_replies() -> int:
    """Read the mailbox that calendars answer to, where there is one; returns how many answers counted."""
    if not incoming.has_mailbox():
        return 0
    counted = aside = 0
    try:
        with incoming.opened() as mailbox:
            for mail in mailbox.arrived(AT_MOST):
                try:
                    counted += _hear_mail(mailbox, mail)
                except itip.Unreadable as why:
                    aside += 1
                    log.warning("a mail was put aside", mail=mail.name, why=str(why))
                    mailbox.put_aside(mail)
    except incoming.NOT_READ as error:
        log.warning("replies could not be read", error=type(error).__name__)
        incoming.note(put_aside=aside, error=error)
    else:
        incoming.note(put_aside=aside)
    return counted


def _hear_mail(mailbox: Mailbox, mail: Mail) -> bool:
    if mail.raw is None:
        raise itip.Unreadable("It is too large.")
    answer = itip.read(mail.raw)
    if answer is None:
        mailbox.leave(mail)
        return False
    heard = hear(answer)
    if heard is not Heard.COUNTED:
        log.info("an answer did not count", mail=mail.name, why=heard.value)
    mailbox.done(mail)
    return heard is Heard.COUNTED


def hear_posted(raw: bytes) -> Heard | None:
    """Let the answer in a mail that was posted here count, where it does; None where it holds none. itip.Unreadable where it is broken."""
    try:
        answer = itip.read(raw)
    except itip.Unreadable:
        incoming.note(put_aside=1)
        raise
    incoming.note()
    heard = hear(answer) if answer is not None else None
    if heard is not None and heard is not Heard.COUNTED:
        log.info("an answer did not count", why=heard.value)
    return heard


@transaction.atomic
def hear(answer: itip.Answer) -> Heard:
    """Let an answer count, where it does."""
    meeting = queries.with_people(Meeting.objects.filter(uid=answer.uid, state=Meeting.State.AGREED, begins_at__gt=now())).first()
    if meeting is None:
        return Heard.UNKNOWN
    member = next((one for one in queries.coming(meeting) if {answer.sender, answer.attendee} <= calendar.addresses(one)), None)
    if member is None:
        return Heard.FOREIGN
    if limits.over("calendar-answers", answer.sender, amount=PER_HOUR, seconds=3600):
        return Heard.TOO_MANY
    if answer.sequence != meeting.sequence:
        return Heard.OLD
    if answer.method == itip.COUNTER:
        return _propose(meeting, member, answer)
    return _reply(meeting, member, answer)


def _reply(meeting: Meeting, member: Member, answer: itip.Answer) -> Heard:
    says = _SAYS.get(answer.says)
    if says is None:
        return Heard.NOTHING
    if not _is_newest(meeting, member, answer.stamped, says):
        return Heard.OLD
    if says == Attendance.Reply.DECLINED:
        cannot_make_it(meeting=meeting, member=member)
    return Heard.COUNTED


def _is_newest(meeting: Meeting, member: Member, stamped: dt.datetime, says: Attendance.Reply) -> bool:
    """Keep what somebody's calendar says, unless it has said something since."""
    mine = Attendance.objects.filter(meeting=meeting, member=member)
    newer = Q(replied_at=None) | Q(replied_at__lt=stamped) | (Q(replied_at=stamped) & ~Q(reply=says))
    return bool(mine.filter(newer).update(reply=says, replied_at=stamped))


def _propose(meeting: Meeting, member: Member, answer: itip.Answer) -> Heard:
    begins = answer.begins
    if begins is None:
        return Heard.NOTHING
    if not _is_newest(meeting, member, answer.stamped, Attendance.Reply.TENTATIVE):
        return Heard.OLD
    if begins == meeting.begins_at:
        return Heard.COUNTED
    Proposal.objects.filter(meeting=meeting, member=member, state=Proposal.State.OPEN).update(state=Proposal.State.REPLACED)
    made = Proposal.objects.create(meeting=meeting, member=member, begins_at=begins, sequence=meeting.sequence, stamped_at=answer.stamped)
    if queries.suits(meeting, hours_of(queries.people_of(meeting)), [member], [begins], queries.not_there(meeting)):
        messages.ask_about_proposal(meeting, made)
    else:
        refuse_proposal(proposal=made)
    return Heard.COUNTED


@transaction.atomic
def take_proposal(*, proposal: Proposal, member: Member) -> bool:
    """Hold the meeting at the time somebody proposed; False where that can no longer be."""
    meeting = queries.as_it_is(proposal.meeting)
    people = queries.people_of(meeting)
    if member == proposal.member or member not in people or not proposal.stands(meeting):
        return False
    hours, choosers = hours_of(people), [member, proposal.member]
    without = queries.not_there(meeting)
    if member in without or not queries.suits(meeting, hours, choosers, [proposal.begins_at], without):
        return False
    if not Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.OPEN).update(state=Proposal.State.TAKEN):
        return False
    return agree(meeting, proposal.begins_at, choosers, hours, without)


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, member: Member | None = None) -> bool:
    """Keep the time that stands, and tell whoever proposed another; nobody learns who said so. False where there is nothing to refuse."""
    meeting = queries.as_it_is(proposal.meeting)
    if member is not None and (member == proposal.member or member not in queries.people_of(meeting)):
        return False
    if not Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.OPEN).update(state=Proposal.State.REFUSED):
        return False
    messages.say_proposal_refused(meeting, proposal)
    return True
