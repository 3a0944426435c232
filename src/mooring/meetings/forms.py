"""What is sent in when somebody says whether they met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.dateparse import parse_date

from mooring.meetings import queries
from mooring.meetings.models import Attendance, Meeting
from mooring.people.models import Member

ON: Final = "on"
"""“Later”, with a day of one's own."""


@dataclass(frozen=True)
class Answer:
    """An answer, with who came of “some of us” and the day of “later”."""

    met: Attendance.Met
    came: Collection[Member] = ()
    ask_on: dt.date | None = None


def answer_of(data: QueryDict, meeting: Meeting) -> Answer | None:
    """The answer that was pressed; None where it is none that this meeting takes: of two, either both met or nobody did."""
    said, people = data.get("met", ""), queries.people_of(meeting)
    if said == ON:
        return Answer(Attendance.Met.LATER, ask_on=_day(data.get("ask_on", "")))
    if said not in Attendance.Met.values or not said or (said == Attendance.Met.SOME and len(people) <= queries.PAIR):
        return None
    came = [one for one in people if one.public_id in data.getlist("came")] if said == Attendance.Met.SOME else []
    return Answer(Attendance.Met(said), came)


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
