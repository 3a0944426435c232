"""A time is offered, chosen, given back, called off. Every change of state is a conditional update: of two at once, one wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from mooring.boundaries.hours import PersonHours
from mooring.boundaries.queries import hours_of
from mooring.boundaries.times import bad_for, common_times, group_times
from mooring.core.clocks import Stretch
from mooring.core.ids import new_public_id
from mooring.core.time import now, today
from mooring.meetings import calendar, messages, places, purposes, queries
from mooring.meetings.models import Attendance, LeftOut, Meeting, OfferedTime
from mooring.notices.mails import host
from mooring.people.models import Member, Organisation

_State = Meeting.State

AT_MOST = 3
"""So many times are offered at once."""

WORTH_A_WORD = dt.timedelta(days=3)
"""With fewer days left it is nearly over by itself, and nobody is told that they hold no time."""

A_DAY_AHEAD = dt.timedelta(hours=20)
"""Times are offered from so long ahead, where there are such: everyone has a morning to read of them first."""


@transaction.atomic
def offer(
    *,
    organisation: Organisation,
    members: Sequence[Member],
    purpose: str,
    minutes: int,
    from_date: dt.date,
    to_date: dt.date,
    last_date: dt.date | None = None,
) -> Meeting:
    """Make a meeting with up to three times that suit all its people; without any where they share none on these dates.

    Where no time comes of it by ``to_date``, others are looked for until ``last_date``.
    """
    if len({member.pk for member in members}) < 2:
        raise ValueError("A meeting needs two people.")
    if any(member.organisation_id != organisation.pk for member in members):
        raise ValueError("A meeting is held within one organisation.")
    public_id = new_public_id()
    meeting = Meeting.objects.create(
        public_id=public_id,
        organisation=organisation,
        purpose=purpose,
        minutes=minutes,
        from_date=from_date,
        to_date=to_date,
        last_date=last_date,
        uid=f"{public_id}@{host()}",
    )
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in members)
    _replace_times(queries.as_it_is(meeting))
    messages.ask_to_pick(queries.as_it_is(meeting))
    return meeting


@transaction.atomic
def offer_others(*, meeting: Meeting, by: Member | None = None) -> bool:
    """Replace the offered times of a meeting that has none chosen by others; False where there are no others.

    Where none that was offered is to come any more, its people are told of the new ones, but for whoever asked for them (``by``).
    """
    meeting = queries.as_it_is(meeting)
    told_of = any(one.begins_at > now() for one in meeting.offered_times.all())
    if not _replace_times(meeting):
        return False
    if not told_of:
        messages.offer_again(queries.as_it_is(meeting), besides=by)
    return True


def offer_where_all_have_passed() -> int:
    """Offer other times where none is to come and nobody chose one, as long as there are days left; returns for how many meetings.

    Where the days left hold no time that suits everyone, its people are told so once, and it is looked again each time this runs:
    hours and days off may change. A meeting without days left is over, without a further word.
    """
    offered = 0
    for meeting in queries.without_times():
        left = meeting.ends_on - today(meeting.organisation.timezone)
        # Whoever gave a time back, and those who had it, were told with the cancelling.
        untold = meeting.sequence == 0 or len(meeting.offered_times.all()) > 0
        with transaction.atomic():
            if left < dt.timedelta(0):
                cancel(meeting=meeting)
            elif offer_others(meeting=meeting):
                offered += 1
            elif untold and left >= WORTH_A_WORD:
                messages.say_nothing_suits(meeting)
    return offered


@transaction.atomic
def choose(*, meeting: Meeting, offered: OfferedTime, member: Member) -> bool:
    """Choose a time for everyone; False when another was chosen first or this one can no longer be chosen."""
    meeting = queries.as_it_is(meeting)
    members = queries.people_of(meeting)
    if member not in members:
        raise ValueError("Only who is part of a meeting chooses its time.")
    hours = hours_of(members)
    if meeting.state != _State.OFFERED or offered not in queries.still_possible(meeting, hours, member):
        return False
    others = [one for one in members if one != member]
    place = places.place_of(meeting, meeting.organisation, member, others)
    # Whoever chooses a time is there, whatever their hours say.
    without = [one.member for one in offered.left_out.all() if one.member != member]
    return agree(meeting, offered.begins_at, [member], hours, without, place=place)


def agree(
    meeting: Meeting,
    begins: dt.datetime,
    choosers: Collection[Member],
    hours: Mapping[int, PersonHours],
    without: Collection[Member] = (),
    **fields: Any,
) -> bool:
    """Let a meeting be held at a time, and invite its people; False where it has changed meanwhile. ``meeting`` as it is, with its people.

    ``hours`` are those of its people; ``choosers`` have said yes to the time already; ``without`` are those whom it does not suit.
    """
    changed = Meeting.objects.filter(pk=meeting.pk, state=meeting.state, sequence=meeting.sequence).update(
        state=_State.AGREED,
        begins_at=begins,
        sequence=F("sequence") + 1,
        stamped_at=_later_than(meeting.stamped_at),
        organizer=meeting.organizer or calendar.organiser(),
        **fields,
    )
    if not changed:
        return False
    mine = Attendance.objects.filter(meeting=meeting)
    mine.update(chose=False, bad_hour=False, without=False, reply=Attendance.Reply.NONE, replied_at=None)
    mine.filter(member__in=choosers).update(chose=True)
    mine.filter(state=Attendance.State.CANNOT).update(state=Attendance.State.IN)
    mine.filter(member__in=without).update(without=True)
    bad = [one.pk for one in queries.people_of(meeting) if one not in without and bad_for(hours[one.pk], begins, meeting.minutes)]
    mine.filter(member__in=bad).update(bad_hour=True)
    meeting = queries.as_it_is(meeting)
    messages.invite(meeting)
    purposes.of(meeting).changed(meeting)
    return True


@transaction.atomic
def come_after_all(*, meeting: Meeting, member: Member) -> bool:
    """Be there though the time does not suit one's hours; False where one is already, or there is no such time to come."""
    agreed = Attendance.objects.filter(meeting=meeting, member=member, without=True, meeting__state=_State.AGREED)
    if not agreed.filter(meeting__begins_at__gt=now()).update(without=False, chose=True):
        return False
    messages.invite_one(queries.as_it_is(meeting), member)
    return True


@transaction.atomic
def cannot_make_it(*, meeting: Meeting, member: Member) -> bool:
    """Give the chosen time back: it is cancelled for everyone and new times are offered. False when there is none to give back."""
    if not _end_time(meeting, to=_State.OFFERED):
        return False
    everyone = Attendance.objects.filter(meeting=meeting)
    everyone.update(without=False)
    everyone.filter(member=member, state=Attendance.State.IN).update(state=Attendance.State.CANNOT)
    meeting = queries.as_it_is(meeting)
    if not _replace_times(meeting):
        # What is left of the first offer still holds; the time just given back does not.
        OfferedTime.objects.filter(meeting=meeting).filter(Q(begins_at=meeting.begins_at) | Q(begins_at__lte=now())).delete()
    meeting = queries.as_it_is(meeting)
    messages.ask_to_pick(meeting)
    messages.call_off(meeting, with_new_times=True)
    purposes.of(meeting).changed(meeting)
    return True


@transaction.atomic
def cancel(*, meeting: Meeting) -> bool:
    """End a meeting that has not begun; whoever has its invitation is sent the cancelling. False when it had ended before."""
    if _end_time(meeting, to=_State.CANCELLED):
        messages.call_off(queries.as_it_is(meeting), with_new_times=False)
    elif not Meeting.objects.filter(pk=meeting.pk, state__in=[_State.OFFERED, _State.LETTERS]).update(state=_State.CANCELLED):
        return False
    purposes.of(meeting).changed(queries.as_it_is(meeting))
    return True


@transaction.atomic
def leave(*, meeting: Meeting, member: Member) -> bool:
    """Take a person out of a meeting. With one person left it is cancelled; the others of a larger one keep their time."""
    left = Attendance.objects.filter(meeting=meeting, member=member).exclude(state=Attendance.State.OUT).update(state=Attendance.State.OUT)
    if not left:
        return False
    found = queries.as_it_is(meeting)
    if len(queries.people_of(found)) < 2:
        cancel(meeting=found)
        return True
    if found.state == _State.LETTERS:
        _skip_turns(found, member)
    moved = Meeting.objects.filter(pk=meeting.pk, state=_State.AGREED, begins_at__gt=now()).update(
        sequence=F("sequence") + 1, stamped_at=_later_than(found.stamped_at)
    )
    if moved:
        found = queries.as_it_is(meeting)
        messages.call_off_for(found, member)
        messages.invite(found)
    purposes.of(found).changed(found)
    return True


def _skip_turns(meeting: Meeting, member: Member) -> None:
    """The others of a larger group write on without somebody who has left."""
    before = queries.current_turn(meeting)
    meeting.turns.filter(member=member, written_at=None).delete()
    turn = queries.current_turn(meeting)
    if turn is not None and turn != before:
        messages.say_whose_turn(meeting, turn)


def _replace_times(meeting: Meeting) -> bool:
    """Offer other times in place of those offered; False, with all as it was, where there are none or one is chosen.

    ``meeting`` as it is now, with its people.
    """
    members = queries.people_of(meeting)
    before = list(OfferedTime.objects.filter(meeting=meeting).values_list("begins_at", flat=True))
    gone = [(begins, begins + meeting.length) for begins in [*before, meeting.begins_at] if begins]
    taken = [*queries.busy(members, besides=meeting), *queries.full(meeting, members), *queries.elsewhere(meeting, members), *gone]
    # Once the first dates have come to nothing the times are spread over all that is left.
    passed = bool(before) and max(before) <= now()
    until = [meeting.ends_on] if passed else [meeting.to_date, meeting.ends_on]
    bad = queries.bad_hours(members)
    found: list[dt.datetime] = []
    for ahead, last in product((A_DAY_AHEAD, queries.NOTICE_TIME), until):
        found = found or common_times(members, meeting.from_date, last, meeting.minutes, AT_MOST, now() + ahead, taken, bad)
    left_out: dict[dt.datetime, frozenset[int]] = {}
    if not found and len(members) > queries.PAIR:
        left_out = dict(_group_times(meeting, members, gone))
        found = list(left_out)
    if not found or not Meeting.objects.filter(pk=meeting.pk, state=_State.OFFERED).update(state=_State.OFFERED):
        return False
    OfferedTime.objects.filter(meeting=meeting).delete()
    made = OfferedTime.objects.bulk_create(OfferedTime(meeting=meeting, begins_at=begins) for begins in found)
    LeftOut.objects.bulk_create(LeftOut(offered=one, member_id=key) for one in made for key in left_out.get(one.begins_at, ()))
    return True


def _group_times(meeting: Meeting, members: Sequence[Member], gone: Sequence[Stretch]) -> list[tuple[dt.datetime, frozenset[int]]]:
    """Times for a group that shares none, with whom each does not suit."""
    taken = queries.in_the_way(meeting, members, gone)
    for ahead in (A_DAY_AHEAD, queries.NOTICE_TIME):
        found = group_times(members, meeting.from_date, meeting.ends_on, meeting.minutes, taken, AT_MOST, now() + ahead)
        if found:
            return found
    return []


def _end_time(meeting: Meeting, *, to: Meeting.State) -> bool:
    """Take the chosen time of a meeting that has not begun away."""
    stamped = _later_than(queries.as_it_is(meeting).stamped_at)
    ended = Meeting.objects.filter(pk=meeting.pk, state=_State.AGREED, begins_at__gt=now()).update(
        state=to, sequence=F("sequence") + 1, stamped_at=stamped
    )
    return bool(ended)


def _later_than(before: dt.datetime) -> dt.datetime:
    """The stamp of the next calendar message: now, and later by the whole second than the last one."""
    return max(now(), before + dt.timedelta(seconds=1))
