"""What a member sees of programmes: their own introductions, counts and questions to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.boundaries.queries import travels_of
from mooring.core.time import at, now, today
from mooring.meetings.models import Attendance, Meeting, OfferedTime
from mooring.meetings.queries import ASK_FOR
from mooring.people.models import Member
from mooring.programmes import access, questions, reasons
from mooring.programmes.models import (
    Chat,
    Enrolment,
    Match,
    Programme,
    Repair,
    RepairSeat,
    Round,
    RoundEntry,
    Seat,
)
from mooring.programmes.queries.faces import WITH_FACE, Face


@dataclass(frozen=True)
class TimeOffered:
    """A time that can be picked."""

    public_id: str
    begins_at: dt.datetime
    without: tuple[str, ...] = ()  # short names of those whom it does not suit, in a group that shares no hour


@dataclass(frozen=True)
class ChatView:
    """One chat as one of its people sees it. ``answer`` is the viewer's own word on whether they met."""

    number: int
    meeting_public_id: str
    state: str
    minutes: int
    begins_at: dt.datetime | None
    place: str
    times: tuple[TimeOffered, ...]
    can_pick: bool
    to_answer: bool
    answer: str
    asked_until: dt.datetime | None  # so long it is worth asking whether they met
    ask_on: dt.date | None  # where the answer is “later”
    proposed: dt.datetime | None  # another time that waits for an answer

    @property
    def leaves_out(self) -> bool:
        """Whether its times suit only some of them: they share no hour."""
        return any(one.without for one in self.times)


@dataclass(frozen=True)
class Contact:
    """Whom to reach when something is not comfortable."""

    name: str
    how: str


@dataclass(frozen=True)
class IntroductionCard:
    """One introduction in a list."""

    public_id: str
    programme_name: str
    round_number: int
    introduced_at: dt.datetime
    others: tuple[Face, ...]
    is_open: bool
    chat: ChatView | None  # the one that comes next or came last


@dataclass(frozen=True)
class Introduction:
    """An introduction for one of its people."""

    public_id: str
    programme_name: str
    programme_public_id: str
    round_number: int
    introduced_at: dt.datetime
    is_open: bool
    others: tuple[Face, ...]
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    chats: tuple[ChatView, ...]
    chats_planned: int
    enough: bool  # no further chat will be offered; nobody sees who said so
    again: bool | None  # the viewer's own private answer
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class OwnFairness:
    """The viewer's own counts in a programme."""

    rounds: int
    placed: int
    left_out: int
    trios: int
    bad_hours: int
    repeats: int


@dataclass(frozen=True)
class WhyUnplaced:
    """Why the viewer was not placed, in full, and what follows."""

    round_public_id: str
    round_number: int
    programme_name: str
    sentence: str
    rules: tuple[str, ...]
    comes_first: str


@dataclass(frozen=True)
class OwnEnrolment:
    """The viewer's own part in a programme. ``snoozed_until`` only while it lies ahead."""

    public_id: str
    state: str
    snoozed_until: dt.date | None
    paused_for_silence: bool
    enrolled_at: dt.datetime


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme as a member sees it."""

    public_id: str
    name: str
    state: str
    cadence_weeks: int
    weekday: int
    group_size: int
    chats: int
    minutes: int
    asks_each_round: bool
    enrolment: OwnEnrolment | None
    next_starts_on: dt.date | None


@dataclass(frozen=True)
class Asked:
    """A round that asks the viewer whether they are in, or tells them that it comes."""

    round_public_id: str
    programme_name: str
    programme_public_id: str
    starts_on: dt.date
    answer_by: dt.datetime
    answer: str
    must_answer: bool  # otherwise silence means in


@dataclass(frozen=True)
class RepairView:
    """An offer that waits for the viewer's answer; it names nobody."""

    public_id: str
    programme_name: str
    freed: bool
    expires_at: dt.datetime


def introductions_of(member: Member) -> list[IntroductionCard]:
    """The member's introductions, open ones first, then the newest."""
    matches = list(_with_all(access.matches_of(member)).order_by("-introduced_at"))
    cards = [_card(match, member) for match in matches]
    return sorted(cards, key=lambda card: not card.is_open)


def introduction(match: Match, member: Member) -> Introduction:
    """A match as one of its people sees it; Http404 for anyone else."""
    found = _with_all(access.matches_of(member)).filter(pk=match.pk).first()
    if found is None:
        raise Http404
    seat = next(one for one in found.seats.all() if one.member_id == member.pk)
    people = [one.member for one in found.seats.all()]
    travels = travels_of(people)
    assert found.introduced_at is not None
    return Introduction(
        public_id=found.public_id,
        programme_name=found.round.programme.name,
        programme_public_id=found.round.programme.public_id,
        round_number=found.round.number,
        introduced_at=found.introduced_at,
        is_open=found.state == Match.State.PUBLISHED,
        others=tuple(Face.of(one, travels.get(one.pk, ())) for one in people if one != member),
        reasons=tuple(reasons.worded(found.reasons, found, member, members=people, halves=reasons.halves_of(found, people, member))),
        questions=tuple(questions.worded(found.questions)),
        chats=tuple(_chat(chat, member) for chat in found.chats.all()),
        chats_planned=found.round.chats,
        enough=found.enough,
        again=seat.again,
        contacts=contacts_of(member),
    )


def contacts_of(member: Member) -> tuple[Contact, ...]:
    """Whom the organisation names for “not comfortable?”."""
    return tuple(Contact(one.name, one.how) for one in member.organisation.help_contacts.all())


def fairness_of(member: Member, programme: Programme) -> OwnFairness:
    """The member's own counts in a programme, over rounds that were published."""
    rows = list(_decided(member, programme))
    return OwnFairness(
        rounds=len(rows),
        placed=sum(row.outcome == RoundEntry.Outcome.PLACED for row in rows),
        left_out=sum(row.left_out for row in rows),
        trios=sum(row.in_trio for row in rows),
        bad_hours=sum(row.bad_hour for row in rows),
        repeats=sum(row.repeat for row in rows),
    )


def why_unplaced(member: Member, programme: Programme) -> WhyUnplaced | None:
    """Why the member was left out of the last published round they were in; None when they were placed."""
    last = _decided(member, programme).select_related("round__programme").order_by("-round__number").first()
    if last is None or not last.left_out:
        return None
    return WhyUnplaced(
        round_public_id=last.round.public_id,
        round_number=last.round.number,
        programme_name=last.round.programme.name,
        sentence=cause_for_oneself(last),
        rules=tuple(rule_words(str(one["rule"]), int(one["people"])) for one in last.rules),
        comes_first=_("You come first next time."),
    )


def cause_for_oneself(entry: RoundEntry) -> str:
    """One sentence to the person on why they have no match."""
    return str(OWN_CAUSES.get(entry.cause, OWN_CAUSES["odd_one_out"]))


OWN_CAUSES: Final[dict[str, str | Promise]] = {
    "no_common_time": gettext_lazy("Nobody you could meet shares enough unbroken time with you on those dates."),
    "no_allowed_partner": gettext_lazy("There was nobody in this round whom the rules let you meet."),
    "too_few_for_seats": gettext_lazy("There were too few of those every group must have for everyone to get a seat."),
    "sizes_do_not_sum": gettext_lazy(
        "There were people you could have met, but everyone together did not part into groups of these sizes."
    ),
    "odd_one_out": gettext_lazy("There were people you could have met, but not enough of them for everyone."),
    "freed": gettext_lazy("The match made for you could not go ahead, and nobody else was free in time."),
}


def rule_words(rule: str, people: int) -> str:
    """A rule that kept the person apart from some others, in words for that person alone."""
    stem, _colon, name = rule.partition(":")
    if stem not in _RULES:
        return _("People kept apart from you by another rule: %(n)s.") % {"n": people}
    return str(_RULES[stem]) % {"n": people, "name": name}


_RULES: Final[dict[str, str | Promise]] = {
    "hours": gettext_lazy("People who do not share enough unbroken time with you on those dates: %(n)s."),
    "manager": gettext_lazy("People above or below you in your reporting line: %(n)s."),
    "chain": gettext_lazy("People in your whole reporting line: %(n)s."),
    "language": gettext_lazy("People you have no stated language in common with: %(n)s."),
    "other_team": gettext_lazy("People of your own team, when only other teams are meant: %(n)s."),
    "same_team": gettext_lazy("People of other teams, when only your own is meant: %(n)s."),
    "other_site": gettext_lazy("People of your own site, when only other sites are meant: %(n)s."),
    "same_site": gettext_lazy("People of other sites, when only your own is meant: %(n)s."),
    "same_attribute": gettext_lazy("People who did not answer as you did on “%(name)s”, when only the same is meant: %(n)s."),
    "other_attribute": gettext_lazy("People who answered as you did on “%(name)s”, when only different ones are meant: %(n)s."),
    "needed": gettext_lazy("People you could have met, but who were needed by others with even fewer to meet: %(n)s."),
    "cooldown": gettext_lazy("People you met not long ago, when nobody is to meet again so soon: %(n)s."),
    "private": gettext_lazy("People you asked not to meet, or ended a match with: %(n)s."),
    "capacity": gettext_lazy("You have as many matches as you have room for."),
}


def enrolment_of(programme: Programme, member: Member) -> OwnEnrolment | None:
    """The member's own enrolment, None when they are not in or have left."""
    row = Enrolment.objects.filter(programme=programme, member=member).exclude(state=Enrolment.State.LEFT).first()
    return _enrolment(row, today(member.organisation.timezone)) if row else None


def programmes_of(member: Member) -> list[ProgrammeCard]:
    """The programmes a member may join or is in, with their own part in each."""
    rows = list(access.open_to(member))
    mine = {
        row.programme_id: row for row in Enrolment.objects.filter(member=member, programme__in=rows).exclude(state=Enrolment.State.LEFT)
    }
    making = [Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT]
    coming = dict(Round.objects.filter(programme__in=rows, state__in=making).values_list("programme_id", "starts_on"))
    present = today(member.organisation.timezone)
    return [
        ProgrammeCard(
            public_id=row.public_id,
            name=row.name,
            state=row.state,
            cadence_weeks=row.cadence_weeks,
            weekday=row.weekday,
            group_size=row.group_size,
            chats=row.chats,
            minutes=row.minutes,
            asks_each_round=row.opt_in == Programme.OptIn.EACH_ROUND,
            enrolment=_enrolment(mine[row.pk], present) if row.pk in mine else None,
            next_starts_on=coming.get(row.pk),
        )
        for row in rows
    ]


def asked(member: Member) -> list[Asked]:
    """The rounds that ask the member now."""
    rows = RoundEntry.objects.filter(member=member, round__state=Round.State.ASKING).filter(
        round__programme__enrolments__member=member, round__programme__enrolments__state=Enrolment.State.IN
    )
    # Of three wide rows each, only what is shown: this is asked for on every visit, and mostly there is none.
    columns = ("public_id", "programme__name", "programme__public_id", "starts_on", "solve_at", "programme__opt_in")
    return [
        Asked(
            round_public_id=code,
            programme_name=name,
            programme_public_id=programme,
            starts_on=starts_on,
            answer_by=answer_by,
            answer=answer,
            must_answer=opt_in == Programme.OptIn.EACH_ROUND,
        )
        for answer, code, name, programme, starts_on, answer_by, opt_in in rows.order_by("round__starts_on").values_list(
            "answer", *(f"round__{one}" for one in columns)
        )
    ]


def repairs_of(member: Member) -> list[RepairView]:
    """The offers that wait for the member's answer."""
    rows = RepairSeat.objects.filter(
        member=member, answer=RepairSeat.Answer.NONE, repair__state=Repair.State.OPEN, repair__expires_at__gt=now()
    )
    found = rows.values_list("repair__public_id", "repair__round__programme__name", "freed", "repair__expires_at")
    return [RepairView(code, name, freed, expires_at) for code, name, freed, expires_at in found]


def _decided(member: Member, programme: Programme) -> QuerySet[RoundEntry]:
    return RoundEntry.objects.filter(
        member=member, round__programme=programme, round__state__in=[Round.State.PUBLISHED, Round.State.CLOSED]
    ).exclude(outcome=RoundEntry.Outcome.OPEN)


def _with_all(rows: QuerySet[Match]) -> QuerySet[Match]:
    seats = Seat.objects.filter(state=Seat.State.IN).select_related(*(f"member__{one}" for one in WITH_FACE))
    chats = Chat.objects.select_related("meeting").prefetch_related(
        "meeting__offered_times__left_out__member__account", "meeting__attendances", "meeting__proposals"
    )
    return rows.select_related("round__programme").prefetch_related(Prefetch("seats", seats), Prefetch("chats", chats))


def _card(match: Match, member: Member) -> IntroductionCard:
    assert match.introduced_at is not None
    views = [_chat(chat, member) for chat in match.chats.all()]
    return IntroductionCard(
        public_id=match.public_id,
        programme_name=match.round.programme.name,
        round_number=match.round.number,
        introduced_at=match.introduced_at,
        others=_others(match, member),
        is_open=match.state == Match.State.PUBLISHED,
        chat=_current(views),
    )


def _current(views: Sequence[ChatView]) -> ChatView | None:
    waiting = [view for view in views if view.can_pick or view.to_answer or view.state == Meeting.State.AGREED]
    return waiting[0] if waiting else views[-1] if views else None


def _others(match: Match, member: Member) -> tuple[Face, ...]:
    return tuple(Face.of(seat.member) for seat in match.seats.all() if seat.member_id != member.pk)


def _chat(chat: Chat, member: Member) -> ChatView:
    meeting, present = chat.meeting, now()
    own: Attendance | None = next((one for one in meeting.attendances.all() if one.member_id == member.pk), None)
    over = meeting.begins_at is not None and meeting.begins_at + dt.timedelta(minutes=meeting.minutes) <= present
    offered = meeting.state == Meeting.State.OFFERED
    again = at(own.ask_on, dt.time(), member.clock) if own and own.ask_on else None
    asked = [one for one in (meeting.begins_at, again) if one]
    times = tuple(_time(one, member) for one in meeting.offered_times.all() if one.begins_at > present)
    return ChatView(
        number=chat.number,
        meeting_public_id=meeting.public_id,
        state=meeting.state,
        minutes=meeting.minutes,
        begins_at=meeting.begins_at,
        place=meeting.place,
        times=times if offered else (),
        can_pick=offered and bool(times),
        to_answer=over and meeting.state != Meeting.State.CANCELLED and own is not None and own.is_asked(today(member.clock)),
        answer=own.met if own else "",
        asked_until=max(asked) + ASK_FOR if asked else None,
        ask_on=own.ask_on if own else None,
        proposed=next((one.begins_at for one in meeting.proposals.all() if one.stands(meeting)), None),
    )


def _time(offered: OfferedTime, member: Member) -> TimeOffered:
    left_out = (_("you") if one.member_id == member.pk else one.member.short_name for one in offered.left_out.all())
    return TimeOffered(offered.public_id, offered.begins_at, tuple(left_out))


def _enrolment(row: Enrolment, present: dt.date) -> OwnEnrolment:
    ahead = row.snoozed_until is not None and row.snoozed_until > present
    return OwnEnrolment(
        public_id=row.public_id,
        state=row.state,
        snoozed_until=row.snoozed_until if ahead else None,
        paused_for_silence=row.paused_for_silence,
        enrolled_at=row.enrolled_at,
    )
