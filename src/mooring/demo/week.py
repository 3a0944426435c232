"""A week of the demo at high speed: what reached whom, and whether it came inside their hours.

The week is lived by the program itself: its schedule, its queue, its outbox. Only the clock is moved, and people do what people do.
After each step whatever was handed to a channel is held against its receiver's hours as they are at that moment.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from mooring.boundaries import actions as boundaries
from mooring.boundaries.hours import Matter, PersonHours, may_reach
from mooring.boundaries.models import WorkSpan
from mooring.boundaries.queries import hours_of, hours_of_accounts
from mooring.core import time
from mooring.core.time import now
from mooring.jobs import policy, worker
from mooring.meetings.models import Attendance, Meeting
from mooring.notices.models import Attempt, Notice
from mooring.people.models import Member, Organisation
from mooring.programmes import actions
from mooring.programmes.errors import Refused
from mooring.programmes.models import Chat, Round

STEP = dt.timedelta(minutes=30)
ROUNDS_OF_WORK = 4
"""How often at most what follows from a step's work is done in the same step."""

Instant = dt.datetime


@dataclass(frozen=True)
class Dot:
    """A message as it reached somebody: when, by which channel, whether it could wait, and whether it came inside their hours."""

    at: str
    kind: str
    channel: str
    held: bool
    inside: bool


@dataclass
class Line:
    """A person's week: the stretches in which they could be reached, and what reached them. Instants are ISO texts in UTC."""

    name: str
    zone: str
    note: str = ""
    stretches: list[tuple[str, str]] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


@dataclass
class Week:
    """What the page draws."""

    begins: str
    ends: str
    lines: list[Line]

    @property
    def outside(self) -> list[tuple[Line, Dot]]:
        """What could have waited and came outside its receiver's hours: there must be nothing."""
        return [(line, dot) for line in self.lines for dot in line.dots if dot.held and not dot.inside]


@dataclass(frozen=True)
class Change:
    """Something that happens to somebody's hours in the week, what is to be said of it, and to whose line."""

    at: Instant
    member: Member
    note: str
    make: Callable[[], object]


Move = Callable[[Instant], object]


def forward(to: Instant) -> None:
    """Move the demo's clock on to an instant."""
    time.fast_forward(max(to - now(), dt.timedelta()))


def live(
    organisation: Organisation,
    days: int,
    changes: Sequence[Change] = (),
    *,
    step: dt.timedelta = STEP,
    move: Move = forward,
    run: Callable[[], object] = worker.run_until_empty,
    tell: Callable[[str], object] = str,
) -> Week:
    """Let so many days pass for an organisation, with changes on the way; what was sent is in the answer.

    ``move`` moves the clock from step to step, ``run`` does all that is on the queue, ``tell`` is told of each day.
    """
    members = list(Member.objects.joined().filter(organisation=organisation).select_related("organisation", "account", "site"))
    begin = now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    watch = _Watch(members)
    for change in changes:
        watch.lines[change.member.pk].note = change.note
    to_come = sorted(changes, key=lambda one: one.at)
    end, since = begin + dt.timedelta(days=days), begin
    for moment in _steps(begin, end, step):
        move(moment)
        if to_come and to_come[0].at <= moment:
            watch.keep_hours(members, since, moment)
            since = moment
            while to_come and to_come[0].at <= moment:
                to_come.pop(0).make()
            members = list(Member.objects.filter(pk__in=watch.lines).select_related("organisation", "account", "site"))
        if moment.minute == 0:
            _people_act(members, moment)
        _work(run)
        watch.look(members)
        if (moment - begin) % dt.timedelta(days=1) == dt.timedelta():
            tell(f"{moment:%A %d %B}: {watch.seen} messages so far")
    watch.keep_hours(members, since, end)
    return Week(begin.isoformat(), end.isoformat(), list(watch.lines.values()))


def _steps(begin: Instant, end: Instant, step: dt.timedelta) -> Iterator[Instant]:
    while begin < end:
        yield begin
        begin += step


def _work(run: Callable[[], object]) -> None:
    """Do what is due by the schedule, and what follows from it."""
    for _again in range(ROUNDS_OF_WORK):
        policy.tick()
        if not DBTaskResult.objects.ready().exists():
            return
        run()


class _Watch:
    """Looks at what goes out, of the organisation and of what is each one's own."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.lines = {one.pk: Line(one.shown_name, one.zone) for one in members}
        self.of_account = {one.account_id: one.pk for one in members}
        self.seen = 0
        self.last = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def look(self, members: Sequence[Member]) -> None:
        """Hold what was handed over since the last look against its receivers' hours."""
        theirs = Q(notice__member__in=self.lines) | Q(notice__account__in=self.of_account)
        found = Attempt.objects.filter(theirs, pk__gt=self.last, succeeded=True).select_related("notice__account").order_by("pk")
        tries = list(found)
        if not tries:
            return
        self.last, self.seen = tries[-1].pk, self.seen + len(tries)
        reached = {one.notice.member_id for one in tries}
        hours = hours_of([one for one in members if one.pk in reached])
        own = hours_of_accounts([one.notice.account for one in tries if one.notice.account is not None])
        for one in tries:
            member, account = one.notice.member_id, one.notice.account_id
            if member is not None:
                self.lines[member].dots.append(_dot(one, hours[member]))
            elif account is not None:
                self.lines[self.of_account[account]].dots.append(_dot(one, own[account]))

    def keep_hours(self, members: Sequence[Member], begin: Instant, end: Instant) -> None:
        """Note when everyone could be reached between two instants in which their hours stayed as they are now."""
        for pk, hours in hours_of(members).items():
            self.lines[pk].stretches += [(first.isoformat(), last.isoformat()) for first, last in hours.reachable(begin, end)]


def _dot(tried: Attempt, hours: PersonHours) -> Dot:
    notice = tried.notice
    held = notice.urgency == Notice.Urgency.HELD
    matter = Matter.PRIVATE if notice.scope == Notice.Scope.PRIVATE else Matter.WORK
    return Dot(tried.at.isoformat(), notice.kind, tried.channel, held, may_reach(hours, matter, tried.at).now)


def _people_act(members: Sequence[Member], moment: Instant) -> None:
    """In their own hours most pick a time, and most say afterwards that they met; some never do either."""
    hours = hours_of(members)
    at_work = {one.pk: one for one in members if may_reach(hours[one.pk], Matter.WORK, moment).now}
    chats = Chat.objects.select_related("match", "meeting").prefetch_related(
        "match__seats", "meeting__offered_times", "meeting__attendances"
    )
    offered = chats.filter(meeting__state=Meeting.State.OFFERED, match__introduced_at__lt=moment - dt.timedelta(hours=3))
    for chat in offered:
        member = _somebody(chat, at_work)
        wanted = [one for one in chat.meeting.offered_times.all() if one.begins_at > moment + dt.timedelta(hours=20)]
        if chat.pk % 4 and member is not None and wanted:
            _unless_refused(partial(actions.pick_time, chat=chat, member=member, offered=wanted[0]))
    for chat in chats.filter(meeting__state=Meeting.State.OVER, meeting__begins_at__gt=moment - dt.timedelta(days=2)):
        member = _somebody(chat, at_work)
        if chat.pk % 5 and member is not None and not any(one.met for one in chat.meeting.attendances.all()):
            _unless_refused(partial(actions.answer_met, chat=chat, member=member, met=Attendance.Met.YES))


def _somebody(chat: Chat, at_work: dict[int, Member]) -> Member | None:
    """One of a match who is at work just now."""
    return next((at_work[seat.member_id] for seat in chat.match.seats.all() if seat.member_id in at_work), None)


def _unless_refused(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused:
        return  # somebody else was quicker


def changes_of(organisation: Organisation, begin: Instant) -> list[Change]:
    """What happens in the demo's week: one moves to the other side of the world, one goes on leave that day; one works at night."""
    here = Member.objects.joined().filter(organisation=organisation, is_organiser=False, is_admin=False)
    met = here.filter(seats__match__round__state=Round.State.PUBLISHED).distinct().order_by("pk")
    people = list(met.select_related("account", "site", "organisation"))
    nights = set(WorkSpan.objects.filter(member__in=people, begins=dt.time(22)).values_list("member", flat=True))
    by_day = [one for one in people if one.pk not in nights]
    moved, away = by_day[0], by_day[1]
    assert moved.account is not None
    assert away.account is not None
    mid_week = begin + dt.timedelta(days=4, hours=6)
    moves, leaves = moved.account, away.account
    first = mid_week.astimezone(ZoneInfo(away.zone)).date()
    found = [
        Change(mid_week, moved, "moves", lambda: boundaries.set_zone(account=moves, zone="Asia/Tokyo")),
        Change(
            mid_week,
            away,
            "leave",
            lambda: boundaries.add_leave(account=leaves, first=first, last=first + dt.timedelta(days=10)),
        ),
    ]
    found += [Change(begin, one, "nights", lambda: None) for one in people if one.pk in nights][:2]
    return found


def before_clocks_change(zones: Sequence[str], present: Instant) -> Instant:
    """Early on the third day before the next date on which clocks change in one of the zones; where none do in a year, the present."""
    for days in range(3, 370):
        date = present.date() + dt.timedelta(days=days)
        noon = [dt.datetime.combine(date + dt.timedelta(days=step), dt.time(12), dt.UTC) for step in (-1, 0)]
        if any(len({one.astimezone(ZoneInfo(zone)).utcoffset() for one in noon}) > 1 for zone in zones):
            return dt.datetime.combine(date - dt.timedelta(days=3), dt.time(5), dt.UTC)
    return present


def file() -> Path:
    """Where the last week is kept."""
    return Path(settings.DATA) / "week.json"


def keep(week: Week) -> None:
    """Write a week down for the page."""
    file().write_text(json.dumps(asdict(week)), encoding="utf-8")


def kept() -> Week | None:
    """The week that was lived last, or None."""
    try:
        said = json.loads(file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    lines = [
        Line(one["name"], one["zone"], one["note"], [(a, b) for a, b in one["stretches"]], [Dot(**dot) for dot in one["dots"]])
        for one in said["lines"]
    ]
    return Week(said["begins"], said["ends"], lines)
