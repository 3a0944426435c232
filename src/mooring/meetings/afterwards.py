"""What a page needs to ask about a meeting that is over: the days to be asked again on, and one's own private words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core.time import today
from mooring.meetings import purposes
from mooring.meetings.actions.afterwards import A_WEEK, LATEST
from mooring.meetings.models import Meeting
from mooring.people.models import Member


@dataclass(frozen=True)
class Days:
    """The days to be asked again on: the first and the last there may be, and the usual one."""

    first: dt.date
    usual: dt.date
    last: dt.date


def days_to_ask(member: Member) -> Days:
    """Between tomorrow and two months on, by the person's clock."""
    present = today(member.clock)
    return Days(present + dt.timedelta(days=1), present + A_WEEK, present + LATEST)


@dataclass(frozen=True)
class Word:
    """A private question: the name its buttons carry, what they say, and what was pressed."""

    name: str
    question: Promise
    yes: Promise
    no: Promise
    said: bool | None


def private_words(meeting: Meeting, member: Member, *, hidden: bool = False) -> list[Word]:
    """What one may say of a meeting to oneself; without what was said, where others may look on."""
    own = next(one for one in meeting.attendances.all() if one.member_id == member.pk)
    again = purposes.of(meeting).again
    words = [
        Word("useful", _("Was it useful?"), _("Yes"), _("Not really"), own.useful),
        Word("comfortable", _("Were you comfortable?"), _("Yes"), _("Not quite"), own.comfortable),
    ]
    if again is not None:
        words.append(Word("again", _("Again some day?"), _("Gladly"), _("Not necessarily"), again.said(meeting, member)))
    return [replace(one, said=None) for one in words] if hidden else words


def came(meeting: Meeting, member: Member) -> list[str]:
    """Who came, as this person said, in short names."""
    own = next(one for one in meeting.attendances.all() if one.member_id == member.pk)
    return [str(_("You")) if one.member_id == member.pk else one.member.short_name for one in own.came.select_related("member__account")]
