"""What a person's day looks like: their hours, who they meet, and when quiet begins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from mooring.boundaries.hours import Matter, may_reach
from mooring.boundaries.queries import hours_of
from mooring.core import time
from mooring.core.dates import in_words
from mooring.core.drawing import Band, Mark
from mooring.meetings.models import Attendance, Meeting
from mooring.notices import mailserver
from mooring.people.models import Account, Member

QUARTERS = 96
_NAMED = ("joined_at", "organisation__slug", "organisation__name")


@dataclass(frozen=True)
class Day:
    """One date on a person's wall clock, as a drawing and in words."""

    date: dt.date
    zone: str
    now: dt.datetime
    bands: list[Band]
    axis: list[Mark]
    spans: list[str]
    meets: bool
    quiet_from: dt.datetime | None
    quiet_until: dt.datetime | None

    @property
    def now_at(self) -> int:
        """The quarter of the day it is now."""
        return _quarter(time.local(self.now, self.zone))

    @property
    def part(self) -> str:
        """Morning, afternoon, evening or night, by the person's own clock."""
        hour = time.local(self.now, self.zone).hour
        return "morning" if 5 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening" if 18 <= hour < 23 else "night"


def day_of(member: Member) -> Day:
    """The member's present day."""
    hours, now = hours_of([member])[member.pk], time.now()
    zone = hours.zone_at(now)
    date = time.today(zone)
    begin, end = time.at(date, dt.time(0), zone), time.at(date + dt.timedelta(days=1), dt.time(0), zone)
    work, reached = hours.working(begin, end), hours.reachable(begin, end)
    meets = _meetings(member, begin, end)
    quiet_from = reached[-1][1] if reached else None
    return Day(
        date=date,
        zone=zone,
        now=now,
        bands=[_band("work", one, zone, date) for one in work] + [_band("meet", one, zone, date) for one in meets],
        axis=_axis(work, zone, date),
        spans=[f"{in_words(first, 'time', zone)}–{in_words(last, 'time', zone)}" for first, last in work],
        meets=bool(meets),
        quiet_from=quiet_from if quiet_from and quiet_from > now else None,
        quiet_until=may_reach(hours, Matter.WORK, quiet_from if quiet_from and quiet_from > now else now).when,
    )


def memberships(account: Account) -> list[Member]:
    """The account's places in organisations, the longest first."""
    return list(Member.objects.here().filter(account=account).select_related("organisation").only(*_NAMED).order_by("joined_at", "pk"))


def has_a_way_back(account: Account) -> bool:
    """Whether the account can be opened again once this session is over: by password, by passkey, or by a code we can mail."""
    if account.has_usable_password() or Authenticator.objects.filter(user=account).exists():
        return True
    return settings.MAILBOX or mailserver.configured() is not None


def _meetings(member: Member, begin: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    found = Meeting.objects.filter(
        state=Meeting.State.AGREED,
        attendances__member=member,
        attendances__state=Attendance.State.IN,
        begins_at__gte=begin,
        begins_at__lt=end,
    ).order_by("begins_at")
    return [(one.begins_at, one.begins_at + dt.timedelta(minutes=one.minutes)) for one in found if one.begins_at]


def _band(kind: str, stretch: tuple[dt.datetime, dt.datetime], zone: str, date: dt.date) -> Band:
    first, last = (time.local(one, zone) for one in stretch)
    at = _quarter(first)
    to = QUARTERS if last.date() > date else -(-(last.hour * 60 + last.minute) // 15)
    return Band(kind, at, max(1, to - at))


def _axis(work: list[tuple[dt.datetime, dt.datetime]], zone: str, date: dt.date) -> list[Mark]:
    """Midnight to midnight, and where work begins and ends, as far as the words do not run into each other."""
    wanted = [time.local(one, zone) for one in (work[0][0], work[-1][1])] if work else []
    marks = [Mark(0, "0:00")]
    for moment in wanted:
        at = _quarter(moment) if moment.date() == date else QUARTERS
        if marks[-1].at + 10 <= at <= 76:
            marks.append(Mark(at, in_words(moment, "time", zone)))
    return [*marks, Mark(84, "24:00", end=True)]


def _quarter(moment: dt.datetime) -> int:
    return (moment.hour * 60 + moment.minute) // 15
