"""Meetings as their people need them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from mooring.boundaries import load
from mooring.boundaries.hours import Matter, PersonHours, can_meet, may_reach, zone_at
from mooring.boundaries.queries import travels_of
from mooring.boundaries.times import Taken
from mooring.calendars.queries import taken_times
from mooring.core.clocks import Stretch
from mooring.core.time import at, local, now, today
from mooring.meetings.models import Attendance, LeftOut, Meeting, OfferedTime, Proposal, Turn
from mooring.people.models import Account, Member

ASK_FOR = dt.timedelta(days=14)
"""How long after a meeting “did you meet?” is still asked."""

PAIR = 2
"""So few cannot meet without all of them meeting."""

NOTICE_TIME = dt.timedelta(minutes=30)
"""Between somebody's first open minute and the meeting: an invitation must be readable before it begins."""


def with_people(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with their people and offered times, in a constant number of queries."""
    attendances = Attendance.objects.select_related("member__account", "member__organisation", "member__site")
    offered = OfferedTime.objects.prefetch_related(Prefetch("left_out", LeftOut.objects.select_related("member__account")))
    return meetings.select_related("organisation").prefetch_related(
        Prefetch("attendances", attendances), Prefetch("offered_times", offered)
    )


def as_it_is(meeting: Meeting) -> Meeting:
    """The meeting as it is now, with its people and offered times."""
    return with_people(Meeting.objects.filter(pk=meeting.pk)).get()


def upcoming(member: Member) -> QuerySet[Meeting]:
    """The member's agreed meetings that are not over, soonest first."""
    mine = Meeting.objects.visible_to(member).filter(state=Meeting.State.AGREED, begins_at__gt=now() - dt.timedelta(hours=4))
    return with_people(mine.order_by("begins_at"))


def to_choose(member: Member) -> QuerySet[Meeting]:
    """The member's meetings with a time still to be chosen, oldest first."""
    mine = Meeting.objects.visible_to(member).filter(state=Meeting.State.OFFERED, offered_times__begins_at__gt=now())
    return with_people(mine.distinct().order_by("made_at"))


def to_answer(member: Member) -> QuerySet[Meeting]:
    """The member's meetings of which they are still asked whether they met, oldest first."""
    asked = Attendance.objects.unanswered(today(member.clock)).filter(member=member)
    lately = Q(begins_at__gt=now() - ASK_FOR) | Q(attendances__ask_on__gt=today(member.clock) - ASK_FOR, attendances__member=member)
    mine = Meeting.objects.visible_to(member).filter(lately, state=Meeting.State.OVER, attendances__in=asked)
    return with_people(mine.distinct().order_by("begins_at"))


def without_times() -> QuerySet[Meeting]:
    """Meetings without a time chosen that offer none that is still to come, longest waiting first."""
    stuck = Meeting.objects.filter(state=Meeting.State.OFFERED).exclude(offered_times__begins_at__gt=now())
    return with_people(stuck.order_by("pk"))


def people_of(meeting: Meeting) -> list[Member]:
    """The members who are still part of a meeting."""
    return [one.member for one in meeting.attendances.all() if one.state != Attendance.State.OUT]


def coming(meeting: Meeting) -> list[Member]:
    """Those of them who are to be there: all but those whom its time does not suit."""
    return [one.member for one in meeting.attendances.all() if one.state != Attendance.State.OUT and not one.without]


def not_there(meeting: Meeting) -> list[Member]:
    """Those of them whom its time does not suit."""
    return [one.member for one in meeting.attendances.all() if one.state != Attendance.State.OUT and one.without]


def current_turn(meeting: Meeting) -> Turn | None:
    """Whose turn it is to write; None where all have written, or nobody writes."""
    if meeting.state != Meeting.State.LETTERS:
        return None
    return meeting.turns.filter(written_at=None).select_related("member__account", "member__site", "member__organisation").first()


def busy(members: Iterable[Member], besides: Meeting | None = None) -> list[Stretch]:
    """When any of the members already holds an agreed meeting."""
    theirs = Attendance.objects.filter(member__in=list(members), without=False).exclude(state=Attendance.State.OUT)
    lately = Meeting.objects.filter(state=Meeting.State.AGREED, begins_at__gt=now() - dt.timedelta(days=1))
    taken = lately.filter(attendances__in=theirs)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    found = taken.values_list("begins_at", "minutes").distinct()
    return [(begins, begins + dt.timedelta(minutes=minutes)) for begins, minutes in found if begins is not None]


def full(meeting: Meeting, members: Sequence[Member]) -> list[Stretch]:
    """When some of the members want nothing more, this meeting aside."""
    besides = {f"meeting:{meeting.public_id}"}
    return load.taken(members, meeting.from_date, meeting.ends_on, meeting.organisation.timezone, besides)


def bad_hours(members: Sequence[Member]) -> dict[int, int]:
    """How many meetings of the last year lay early or late in the day of each of the members who had such, by primary key."""
    mine = Attendance.objects.filter(member__in=members, bad_hour=True, meeting__begins_at__gt=now() - dt.timedelta(days=365))
    held = mine.filter(meeting__state__in=[Meeting.State.AGREED, Meeting.State.OVER]).exclude(met__in=Attendance.Met.did_not())
    return dict(held.values_list("member").annotate(times=Count("pk")).order_by())


def met_without(members: Sequence[Member]) -> dict[int, int]:
    """How many meetings of the last year the others held without each of the members, by primary key; who never was is not there."""
    mine = Attendance.objects.filter(member__in=members, without=True, meeting__begins_at__gt=now() - dt.timedelta(days=365))
    held = mine.filter(meeting__state__in=[Meeting.State.AGREED, Meeting.State.OVER])
    return dict(held.values_list("member").annotate(times=Count("pk")).order_by())


def in_the_way(meeting: Meeting, members: Sequence[Member], gone: Sequence[Stretch]) -> dict[int, Taken]:
    """What stands in the way of each of a group, ``gone`` of all of them; some queries for each."""
    bad, without = bad_hours(members), met_without(members)
    return {
        one.pk: Taken(
            [*busy([one], besides=meeting), *full(meeting, [one]), *elsewhere(meeting, [one]), *gone],
            bad.get(one.pk, 0),
            without.get(one.pk, 0),
        )
        for one in members
    }


def elsewhere(meeting: Meeting, members: Sequence[Member]) -> list[Stretch]:
    """When any of the members is taken on the dates of a meeting, as their own calendars say."""
    zone = meeting.organisation.timezone
    begin, end = at(meeting.from_date, dt.time(), zone), at(meeting.ends_on + dt.timedelta(days=1), dt.time(), zone)
    return [stretch for taken in taken_times(members, begin, end).values() for stretch in taken]


def suits(
    meeting: Meeting,
    hours: dict[int, PersonHours],
    choosers: Collection[Member],
    times: Collection[dt.datetime],
    without: Collection[Member] = (),
) -> set[dt.datetime]:
    """Those times at which a meeting can be held.

    They are to come, late enough that everyone else reads of them first, and suit everyone: hours, days off and other meetings.
    Whoever chooses may do so for an hour outside their own; ``without`` are those who are not to be there.
    """
    present = now()
    people = [member for member in people_of(meeting) if member not in without]
    rest = [member for member in people if member not in choosers]
    others = [hours[member.pk] for member in rest]
    opens = [may_reach(one, Matter.WORK, present).when for one in others]
    earliest = max((moment + NOTICE_TIME for moment in opens if moment is not None), default=present)
    taken = [*busy(people, besides=meeting), *full(meeting, rest), *elsewhere(meeting, rest)]
    return {
        begins
        for begins in times
        if begins > present and begins >= earliest and can_meet(others, begins, begins + meeting.length, meeting.minutes, taken)
    }


def still_possible(meeting: Meeting, hours: dict[int, PersonHours], chooser: Member) -> list[OfferedTime]:
    """The offered times that can still be chosen: hours, days off and other meetings may have changed since they were offered."""
    found: list[OfferedTime] = []
    alike: dict[frozenset[Member], list[OfferedTime]] = {}
    for one in meeting.offered_times.all():
        alike.setdefault(frozenset(left.member for left in one.left_out.all()), []).append(one)
    for without, offered in alike.items():
        possible = suits(meeting, hours, [chooser], {one.begins_at for one in offered}, without)
        found += [one for one in offered if one.begins_at in possible]
    return sorted(found, key=lambda one: one.begins_at)


def proposals(meeting: Meeting) -> list[Proposal]:
    """The other times its people have proposed that may still be taken."""
    return [one for one in meeting.proposals.select_related("member__account") if one.stands(meeting)]


def outcome_of(meeting: Meeting) -> str:
    """What the answers say: “met” (a yes and no no), “not_met”, “unclear” (yes and no), or nothing yet."""
    said = {one.met for one in meeting.attendances.all()}
    if said & Attendance.Met.happened():
        return "unclear" if Attendance.Met.NO in said else "met"
    return "not_met" if Attendance.Met.NO in said else ""


@dataclass(frozen=True)
class Confirmed:
    """That an account's member and one other (by their public id) both said that they met, on a day of the first one's clock."""

    meeting: str
    member: str
    on: dt.date


def confirmed_with(account: Account, since: dt.datetime) -> list[Confirmed]:
    """Whom an account met since an instant, as both of them said, the longest ago first."""
    held = Meeting.objects.filter(
        state=Meeting.State.OVER,
        begins_at__gte=since,
        attendances__member__account=account,
        attendances__member__left_at=None,
        attendances__met__in=Attendance.Met.happened(),
    )
    found = []
    meetings = list(with_people(held.distinct().order_by("begins_at", "pk")).prefetch_related("attendances__came"))
    travels = travels_of({one.member for meeting in meetings for one in meeting.attendances.all() if one.member.account_id == account.pk})
    for meeting in meetings:
        said = [one for one in meeting.attendances.all() if one.met in Attendance.Met.happened() and one.state != Attendance.State.OUT]
        mine = [one for one in said if one.member.account_id == account.pk]
        assert meeting.begins_at is not None
        for me in mine:
            zone = zone_at(me.member.zone, travels.get(me.member_id, ()), meeting.begins_at)
            on = local(meeting.begins_at, zone).date()
            others = (one for one in said if one.pk != me.pk and _says(me, one) and _says(one, me))
            found += [Confirmed(meeting.public_id, one.member.public_id, on) for one in others]
    return found


def answered_since(instant: dt.datetime) -> list[int]:
    """The primary keys of the accounts of whom somebody said since an instant that they met."""
    said = Attendance.objects.filter(answered_at__gte=instant, met__in=Attendance.Met.happened()).values("meeting")
    there = Attendance.objects.filter(meeting__in=said, member__account__isnull=False, met__in=Attendance.Met.happened())
    return list(there.order_by("member__account").values_list("member__account", flat=True).distinct())


def _says(one: Attendance, other: Attendance) -> bool:
    """Whether one person's answer holds that the other was there."""
    return one.met == Attendance.Met.YES or any(came.member_id == other.member_id for came in one.came.all())


def over_by(instant: dt.datetime) -> list[Meeting]:
    """Agreed meetings whose time is over, the longest over first."""
    begun = Meeting.objects.filter(state=Meeting.State.AGREED, begins_at__lte=instant).order_by("begins_at")
    return [one for one in begun if one.begins_at is not None and one.begins_at + one.length <= instant]
