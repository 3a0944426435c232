"""“Did you meet?”"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.time import today
from mooring.meetings import links, messages, purposes
from mooring.meetings.kinds.about import (
    both,
    time_of,
    when,
)
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.queries import PAIR, people_of
from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter, Section, kind


@kind(
    messages.DID_YOU_MEET,
    title=gettext_lazy("Did you meet?"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this once after a meeting, and again only where you asked for it."),
    switch=gettext_lazy("“Did you meet?” after a meeting"),
    expires=dt.timedelta(days=14),
)
class DidYouMeet:
    """The meeting is over and the person has not said, or asked to be asked again."""

    def still_true(self, notice: Notice) -> bool:
        day = today(timezone.get_current_timezone_name())
        asked = Attendance.objects.unanswered(day).filter(without=False).exclude(state=Attendance.State.OUT)
        return asked.filter(meeting__public_id=notice.thing, meeting__state=Meeting.State.OVER, member=notice.member).exists()

    def word(self, notice: Notice) -> Letter:
        meeting, member = both(notice)
        some = [(_("Some of us met"), links.met(meeting, member, Attendance.Met.SOME))] if len(people_of(meeting)) > PAIR else []
        return Letter(
            subject=_("Did you meet?"),
            paragraphs=[
                purposes.of(meeting).title(meeting, member),
                _("It was planned for %(when)s.") % {"when": when(time_of(meeting))},
            ],
            sections=[
                Section(
                    choices=[
                        (_("We met"), links.met(meeting, member, Attendance.Met.YES)),
                        *some,
                        (_("Not yet, ask me later"), links.met(meeting, member, Attendance.Met.LATER)),
                        (_("We did not"), links.met(meeting, member, Attendance.Met.NO)),
                    ]
                )
            ],
        )
