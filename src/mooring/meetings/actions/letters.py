"""Where people share no hour: letters or voice notes in turns, sent the way they like. Nothing of them is kept here.

Each turn has a last day inside the hours of whoever writes. Ten quiet days end it kindly; what was written by then counts as having met.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from mooring.boundaries.hours import PersonHours
from mooring.boundaries.queries import hours_of
from mooring.core.time import local, now
from mooring.meetings import messages, purposes, queries
from mooring.meetings.models import Attendance, Meeting, Turn
from mooring.people.models import Member

WORKING_DAYS: Final = 2
"""A turn ends with the second working day after the one it began on."""

AT_THE_LATEST: Final = dt.timedelta(days=14)
"""Whoever is away longer has their turn all the same; it ends then."""

QUIET: Final = dt.timedelta(days=10)
"""So long after a turn's last day nobody need wait any more."""

FEW: Final = 3
"""So many write twice each, more of them once."""


@transaction.atomic
def begin_letters(*, meeting: Meeting, member: Member) -> bool:
    """Write to each other in turns in place of meeting, whoever wants it first; False where there is a time to choose, or one is chosen."""
    meeting = queries.as_it_is(meeting)
    people = queries.people_of(meeting)
    if member not in people:
        raise ValueError("Only who is part of a meeting begins its letters.")
    if any(one.begins_at > now() for one in meeting.offered_times.all()):
        return False
    if not Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.OFFERED).update(state=Meeting.State.LETTERS):
        return False
    order = [member, *(one for one in people if one != member)]
    turns = order * (2 if len(order) <= FEW else 1)
    dates = _dates(turns, hours_of(people))
    Turn.objects.bulk_create(
        Turn(meeting=meeting, number=number, member=one, due_at=due) for number, (one, due) in enumerate(zip(turns, dates, strict=True), 1)
    )
    _go_on(meeting)
    return True


@transaction.atomic
def note_written(*, meeting: Meeting, member: Member) -> bool:
    """Note that a person has written in their turn; the next is told of theirs. False where it is not their turn."""
    meeting = queries.as_it_is(meeting)
    turn = queries.current_turn(meeting)
    if turn is None or turn.member != member:
        return False
    if not Turn.objects.filter(pk=turn.pk, written_at=None).update(written_at=now()):
        return False
    Attendance.objects.filter(meeting=meeting, member=member).update(chose=True)  # whoever has written has not been silent
    rest = list(Turn.objects.filter(meeting=meeting, written_at=None).select_related("member"))
    if rest:
        dates = _dates([one.member for one in rest], hours_of(queries.people_of(meeting)))
        for one, due in zip(rest, dates, strict=True):
            Turn.objects.filter(pk=one.pk).update(due_at=due)
        _go_on(meeting)
    else:
        end_letters(meeting)
    return True


def close_letters() -> int:
    """End the letters in which nobody has written for long; returns of how many meetings."""
    waiting = Meeting.objects.filter(state=Meeting.State.LETTERS)
    ended = 0
    for meeting in queries.with_people(waiting.order_by("pk")):
        turn = queries.current_turn(meeting)
        if turn is None or turn.due_at + QUIET <= now():
            with transaction.atomic():
                ended += end_letters(meeting)
    return ended


def end_letters(meeting: Meeting) -> bool:
    """Let letters be over: held where somebody wrote, else called off without a word. Call in a transaction; False where they were."""
    last = Turn.objects.filter(meeting=meeting).exclude(written_at=None).order_by("-written_at").first()
    state = Meeting.State.OVER if last is not None else Meeting.State.CANCELLED
    open_ones = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.LETTERS)
    if not open_ones.update(state=state, begins_at=last.written_at if last is not None else None):
        return False
    found = queries.as_it_is(meeting)
    if last is not None:
        messages.ask_whether_met(found)
    purposes.of(found).changed(found)
    return True


def _go_on(meeting: Meeting) -> None:
    found = queries.as_it_is(meeting)
    turn = queries.current_turn(found)
    if turn is not None:
        messages.say_whose_turn(found, turn)
    purposes.of(found).changed(found)


def _dates(turns: Sequence[Member], hours: Mapping[int, PersonHours]) -> list[dt.datetime]:
    """When each of some turns that follow each other ends, the first of which begins now."""
    found, begins = [], now()
    for member in turns:
        begins = _last_moment(hours[member.pk], begins)
        found.append(begins)
    return found


def _last_moment(hours: PersonHours, begins: dt.datetime) -> dt.datetime:
    """The end of somebody's working hours, a few working days of theirs on."""
    today = local(begins, hours.zone_at(begins)).date()
    ends: dict[dt.date, dt.datetime] = {}
    for first, last in hours.working(begins, begins + AT_THE_LATEST):
        day = local(first, hours.zone_at(first)).date()
        if day > today:
            ends[day] = last
    days = sorted(ends)
    return ends[days[WORKING_DAYS - 1]] if len(days) >= WORKING_DAYS else begins + AT_THE_LATEST
