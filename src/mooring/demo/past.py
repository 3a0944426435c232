"""The demo's past: eleven rounds matched as Mooring would have, what became of them, and a twelfth in draft.

The rounds go through the real adapter and matcher; only what people did afterwards is thrown with dice. Rows are written in bulk
and no notices are made, so that a demo is there in seconds and its mailbox is not full of the past.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from mooring.core.ids import new_public_id
from mooring.core.time import at, now, pretend, today
from mooring.jobs.policy import enqueue
from mooring.meetings.models import Attendance, Meeting
from mooring.notices.mails import host
from mooring.people.models import Member, Organisation
from mooring.programmes import actions, questions
from mooring.programmes.actions.drafts import entries_of, write
from mooring.programmes.actions.introducing import PURPOSE
from mooring.programmes.adapter import matching
from mooring.programmes.bands import as_drafted
from mooring.programmes.models import Chat, Enrolment, Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.outcomes import outcome
from mooring.programmes.queries.programmes import live_totals
from mooring.programmes.queries.tally import count_up

ROUNDS = 11
AT_ONCE = 1_000
"""A larger company has one past round, so that it is there soon, and its next round is solved before the visitor's eyes."""
WEEKS = 4
MET, AGREED_NOT_MET, NEVER_AGREED = 0.74, 0.08, 0.18


@dataclass
class Written:
    """Rows of one round, gathered to be stored together."""

    meetings: list[Meeting] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)

    def store(self) -> None:
        """Write the rows, what is pointed at first."""
        Match.objects.bulk_create(self.matches)
        Seat.objects.bulk_create(self.seats)
        Meeting.objects.bulk_create(self.meetings)
        Chat.objects.bulk_create(self.chats)
        Attendance.objects.bulk_create(self.attendances)


def make(organisation: Organisation, organiser: Member, members: list[Member], dice: random.Random) -> Programme:
    """The coffee programme with its whole past and a draft to look at."""
    upcoming = _next_monday(organisation)
    large = len(members) > AT_ONCE
    rounds = min(ROUNDS, 1) if large else ROUNDS
    first = upcoming - dt.timedelta(weeks=WEEKS * rounds)
    with pretend(at(first - dt.timedelta(days=10), dt.time(9), organisation.timezone)):
        programme = actions.create_programme(
            organisation=organisation, actor=organiser, name="Coffee across teams", cadence_weeks=WEEKS, first_round_on=first
        )
    _enrol(programme, members, first, dice)
    for number in range(1, rounds + 1):
        _past_round(programme, number, number == rounds, first + dt.timedelta(weeks=WEEKS * (number - 1)), dice)
    _draft(programme, rounds + 1, upcoming, solved=not large)
    return programme


def _next_monday(organisation: Organisation) -> dt.date:
    soonest = today(organisation.timezone) + dt.timedelta(days=2)
    return soonest + dt.timedelta(days=-soonest.weekday() % 7)


def _enrol(programme: Programme, members: list[Member], first: dt.date, dice: random.Random) -> None:
    """Most said yes, some of them later in the year; a few have paused or snoozed."""
    rows = []
    for member in members:
        if dice.random() < 0.1:
            continue
        joined = member.joined_at or now()
        began = max(joined, at(first - dt.timedelta(days=5), dt.time(9), member.organisation.timezone))
        row = Enrolment(organisation=programme.organisation, programme=programme, member=member, enrolled_at=began, changed_at=began)
        chance = dice.random()
        if chance < 0.03:
            row.state = Enrolment.State.PAUSED
        elif chance < 0.06:
            row.snoozed_until = today(programme.organisation.timezone) + dt.timedelta(days=dice.randint(20, 60))
        rows.append(row)
    Enrolment.objects.bulk_create(rows)


def _past_round(programme: Programme, number: int, current: bool, starts_on: dt.date, dice: random.Random) -> None:
    began = at(starts_on, dt.time(9), programme.organisation.timezone)
    with pretend(began - dt.timedelta(days=4)):
        round = _round(programme, number, starts_on)
        members = _in_round(round, dice)
        assembled = matching.assemble(round, members)
        # In a child thousands are solved by compiled code, and this process stays small.
        made = matching.drafted(assembled, (matching.run if len(members) > AT_ONCE else matching.run_here)(assembled))
    written = Written()
    people = {member.pk: member for member in members}
    silent: set[int] = set()
    for group in made.groups:
        silent |= _what_became(group, [people[key] for key in sorted(group.members)], round, current, written, dice)
    for match, group in zip(written.matches, made.groups, strict=True):
        match.drafted = made.planned(group)
    written.store()
    RoundEntry.objects.bulk_create(_entries(round, made, silent))
    _settle(round, made, began, current)


def _in_round(round: Round, dice: random.Random) -> list[Member]:
    """Each round some were not yet there, and some said "not this time"."""
    rows = round.programme.enrolments.filter(enrolled_at__lte=round.publish_at).select_related(
        "member__account", "member__site", "member__organisation", "member__team"
    )
    return [enrolment.member for enrolment in rows.order_by("pk") if dice.random() >= 0.07]


def _entries(round: Round, made: matching.Drafted, silent: set[int]) -> list[RoundEntry]:
    entries = entries_of(round, made)
    for entry in entries:
        entry.silent = entry.member_id in silent
    return entries


def _round(programme: Programme, number: int, starts_on: dt.date) -> Round:
    zone = programme.organisation.timezone
    publish_at = at(starts_on, programme.publish_time, zone)
    return Round.objects.create(
        organisation=programme.organisation,
        programme=programme,
        number=number,
        state=Round.State.SOLVING,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(weeks=WEEKS, days=-1),
        asked_at=publish_at - dt.timedelta(days=7),
        solve_at=publish_at - dt.timedelta(days=4),
        publish_at=publish_at,
        made_at=publish_at - dt.timedelta(days=7),
        chats=programme.chats,
        minutes=programme.minutes,
        policy=programme.policy,
        policy_version=programme.policy_version,
        solving=1,
        seed=number,
    )


def _what_became(
    group: matching.Group, members: list[Member], round: Round, current: bool, written: Written, dice: random.Random
) -> set[int]:
    """Throw what a match came to: met, a time but no meeting, or no time at all; some of the latest are yet unanswered.

    Returns the keys of those who stayed silent.
    """
    zone = round.organisation.timezone
    day = round.starts_on + dt.timedelta(days=dice.choice((1, 2, 3, 4, 7, 8, 9, 10)))
    chance = dice.random()
    has_time, met = chance < MET + AGREED_NOT_MET, chance < MET
    waiting = current and dice.random() < 0.3
    begins = at(day, dt.time(dice.choice((10, 11, 14, 15)), dice.choice((0, 30))), zone)
    meeting = _meeting(round, begins, has_time)
    chooser = dice.choice(members)
    attendances = []
    for member in members:
        says = ""
        if met and not waiting and (member == chooser or dice.random() < 0.75):
            says = Attendance.Met.YES
        elif has_time and not met and dice.random() < 0.7:
            says = Attendance.Met.NO
        answered_at = begins + dt.timedelta(hours=20) if says else None
        chose = has_time and member == chooser
        attendances.append(Attendance(meeting=meeting, member=member, chose=chose, met=says, answered_at=answered_at))
    match = _match(round, group, current, outcome([one.met for one in attendances]))
    written.matches.append(match)
    written.seats += [Seat(match=match, member=member) for member in members]
    written.meetings.append(meeting)
    written.chats.append(Chat(match=match, number=1, meeting=meeting))
    written.attendances += attendances
    return set() if has_time or current else {member.pk for member in members}


def _match(round: Round, group: matching.Group, current: bool, became: str) -> Match:
    match = Match(
        organisation=round.organisation,
        round=round,
        state=Match.State.PUBLISHED if current else Match.State.CLOSED,
        outcome=Match.Outcome.OPEN if current and became == Match.Outcome.SILENT else became,
        score=group.score,
        reasons=group.reasons,
        made_at=round.publish_at,
        introduced_at=round.publish_at,
    )
    match.questions = questions.choose(match.public_id)
    match.band, match.standing = as_drafted(group.score, len(group.members))
    return match


def _meeting(round: Round, begins: dt.datetime, has_time: bool) -> Meeting:
    public_id = new_public_id()
    return Meeting(
        public_id=public_id,
        organisation=round.organisation,
        purpose=PURPOSE,
        state=Meeting.State.OVER if has_time else Meeting.State.CANCELLED,
        minutes=round.minutes,
        from_date=round.starts_on,
        to_date=round.starts_on + dt.timedelta(days=13),
        begins_at=begins if has_time else None,
        uid=f"{public_id}@{host()}",
        sequence=int(has_time),
        stamped_at=begins,
        made_at=begins - dt.timedelta(days=1),
    )


def _settle(round: Round, made: matching.Drafted, began: dt.datetime, current: bool) -> None:
    """Write what the round came to, and close it when it is over."""
    Round.objects.filter(pk=round.pk).update(
        state=Round.State.PUBLISHED if current else Round.State.CLOSED,
        solved_at=began - dt.timedelta(days=4),
        published_at=began,
        introduce_at=began,
        closed_at=None if current else began + dt.timedelta(weeks=WEEKS),
        totals={} if current else live_totals([round.pk])[round.pk],
        tally=count_up(round) if current else {},
        **_worth(made),
    )


def _worth(made: matching.Drafted) -> dict[str, object]:
    return {
        "score": made.score,
        "bound": made.bound,
        "fairness_cost": made.bound - made.score if made.status == "exact" else None,
        "levels": made.levels,
        "status": made.status,
        "engine_version": made.engine,
    }


def _draft(programme: Programme, number: int, starts_on: dt.date, *, solved: bool) -> None:
    """The round the organiser finds ready to read, or being solved."""
    round = _round(programme, number, starts_on)
    if not solved:
        enqueue("programmes.solve", round.pk, round.solving)
        return
    assembled = matching.assemble(round)
    made = matching.drafted(assembled, matching.run_here(assembled))
    write(round, made)
    solved_at = now() - dt.timedelta(hours=3)
    Round.objects.filter(pk=round.pk).update(state=Round.State.DRAFT, solved_at=solved_at, reminded_organisers_at=solved_at, **_worth(made))
    enqueue("programmes.relax", round.pk, round.solving)


def offer_second_chats() -> None:
    """The second chats of the round that runs now have come due: offered for real, with their notices."""
    actions.offer_later_chats()
