"""Who sees what of a round, cell by cell: every fact of it against everyone of the cast, on every page there is of it.

And what leaves no text is done in private, and nobody else's page may come out differently by a letter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mooring.core.time import now
from mooring.meetings import actions as meetings
from mooring.meetings.models import Attendance
from mooring.people.models import Member, Topic
from mooring.programmes import access, actions, queries
from mooring.programmes.models import Block, Chat, Enrolment, Match, Programme, Repair, RepairSeat, Round, RoundEntry
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.programmes.tests.story import drain, settle
from mooring.testing import Cast, give_hours, make_cast, make_member

# Slow; and what a page says does not depend on the database.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
Enter = Callable[[Member], Client]
WHEN = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)
EVERYONE = ("owner", "match", "other", "team_mate", "manager", "organiser", "admin", "stranger")
NOBODY: set[str] = set()
NOISE = re.compile(r"""(name="csrfmiddlewaretoken" value=|"X-CSRFToken": |nonce=)"[^"]*"|'nonce-[^']*'""")
QUIET = ("Quiet Pausing", "Quiet Snoozing", "Quiet Declining", "Quiet Leaving", "Quiet Outside")
CAUSES = ("no_common_time", "no_allowed_partner", "odd_one_out")


@dataclass
class World:
    """A programme for each state a round may be in; in all of them the owner is in, and so are their match and one other."""

    cast: Cast
    people: dict[str, Member] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)

    @property
    def addresses(self) -> dict[str, str]:
        """Every page that has anything to do with a round, by a name of its own."""
        slug = self.cast.organisation.slug
        found = {name: reverse(name, args=[slug]) for name in ("today", "programmes", "introductions", "never", "introduction_ended")}
        for state, round in self.rounds.items():
            more = ("again", "wished", "programme_invite") if state in {"draft", "published"} else ()
            for name in ("programme", "organise", *more):
                found[f"{name} {state}"] = reverse(name, args=[slug, round.programme.public_id])
            found[f"round {state}"] = reverse("round", args=[slug, round.public_id])
            for who in ("owner", "match"):
                found[f"swap {who} {state}"] = reverse("round_swap", args=[slug, round.public_id, self.people[who].public_id])
        for state, match in self.matches.items():
            found[f"introduction {state}"] = reverse("introduction", args=[slug, match.public_id])
            found[f"not comfortable {state}"] = reverse("not_comfortable", args=[slug, match.public_id])
        return found


def pages_of(world: World, client: Client) -> dict[str, str]:
    """What one of them is answered everywhere; nothing where the page is not there for them."""
    pages = {}
    for name, address in world.addresses.items():
        answer = client.get(address)
        pages[name] = NOISE.sub("", answer.content.decode()) if answer.status_code == 200 else ""
    return pages


def differing(world: World, client: Client, before: dict[str, str]) -> list[str]:
    """The pages there were for somebody that come out differently now."""
    left_out = ("swap", "again", "wished", "not comfortable", "introduction_ended", "programme_invite")
    there = {name: world.addresses[name] for name, text in before.items() if text and not name.startswith(left_out)}
    return [name for name, address in there.items() if NOISE.sub("", client.get(address).content.decode()) != before[name]]


@contextmanager
def undone() -> Iterator[None]:
    """Take everything back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None) -> World:
    with time_machine.travel(WHEN, tick=False):
        made = make_world()
        yield made


def make_world() -> World:
    cast = make_cast()
    world = World(cast)
    world.people = {who: getattr(cast, who) for who in EVERYONE if who != "other"}
    world.people["other"] = make_member(cast.organisation, "Leilani Kahananui", team=cast.match.team)
    for one in world.people.values():
        give_hours(one)
    quiet = [make_member(cast.organisation, name) for name in QUIET]
    rowing, hidden = (
        Topic.objects.create(organisation=cast.organisation, label=label, folded=label.lower()) for label in ("Rowing", "a need of mine")
    )
    reasons = [
        {"term": "bridge", "value": 1_000_000, "points": 400_000, "topics": [], "private": False},
        {"term": "interests", "value": 500_000, "points": 50_000, "topics": [rowing.public_id], "private": False},
        {"term": "exchange", "value": 500_000, "points": 50_000, "topics": [hidden.public_id], "private": True},
    ]
    for state in ("asking", "draft", "published", "closed", "unplaced"):
        world.rounds[state] = round = _round(world, state, quiet)
        if state in {"draft", "published", "closed"}:
            world.matches[state] = make_match(
                round,
                cast.owner,
                cast.match,
                introduced=state != "draft",
                state=state,
                reasons=reasons,
                drafted={"repeat": 2, "bad_hour": 1},
            )
            if state != "draft":
                _chat(world.matches[state])
    _left_out(world)
    return world


def _round(world: World, state: str, quiet: list[Member]) -> Round:
    """A programme of its own with a round in that state; five are not in it, each in another way."""
    cast = world.cast
    programme = make_programme(cast.organisation, name=f"Coffee {state}")
    enrolled(programme, cast.owner, cast.match, world.people["other"])
    for one, fields in zip(quiet[:4], ({"state": "paused"}, {"snoozed_until": dt.date(2027, 1, 9)}, {}, {"state": "left"}), strict=True):
        Enrolment.objects.create(organisation=cast.organisation, programme=programme, member=one, **fields)
    for number in range(17 if state == "published" else 0):
        # The owner sat in a trio seventeen times: a number nobody else has.
        old = make_round(programme, state="closed", starts_on=dt.date(2025, 1, 6) + dt.timedelta(weeks=number))
        RoundEntry.objects.create(round=old, member=cast.owner, outcome="placed", in_trio=True)
    if state == "draft":
        old = make_round(programme, state="closed", starts_on=dt.date(2026, 10, 26))
        RoundEntry.objects.create(round=old, member=cast.owner, outcome="unplaced", cause="too_few_for_seats", left_out=True)
    round = make_round(programme, state="published" if state == "unplaced" else state, introduce_at=now(), asked_at=now())
    RoundEntry.objects.create(round=round, member=quiet[2], answer="out")
    return round


def _chat(match: Match) -> None:
    people = [seat.member for seat in match.seats.all()]
    days = {"from_date": dt.date(2026, 11, 25), "to_date": dt.date(2026, 12, 4)}
    meeting = meetings.offer(organisation=match.organisation, members=people, purpose="programmes.chat", minutes=30, **days)
    Chat.objects.create(match=match, number=1, meeting=meeting)


def _left_out(world: World) -> None:
    """A round in which the owner found nobody, and two more for the other causes an organiser may know."""
    round, cast = world.rounds["unplaced"], world.cast
    Block.objects.create(organisation=cast.organisation, owner=cast.owner.account, other=world.people["other"])
    rules = [{"rule": "manager", "people": 3}, {"rule": "private", "people": 1}]
    people = (world.people["other"], cast.owner, cast.match)
    for one, cause in zip(people, CAUSES, strict=True):
        mine = rules if one == cast.owner else [{"rule": "hours", "people": 8}]
        RoundEntry.objects.create(round=round, member=one, outcome="unplaced", cause=cause, left_out=True, rules=mine)


@dataclass(frozen=True)
class Fact:
    """Something of a round: the words that tell it, on which pages (all whose names begin so), and who may read it there."""

    says: str
    on: str
    seen_by: set[str]


BOTH, ORGANISER = {"owner", "match"}, {"organiser"}
OWNER_AND_MATCH = r"Amara Okonkwo-Lindqvist(?s:.*)Nguyễn Quốc Tuấn|Nguyễn Quốc Tuấn(?s:.*)Amara Okonkwo-Lindqvist"
FACTS = {
    # The person and their match
    "that they are introduced": Fact("Not comfortable\\?", "introduction published", BOTH),
    "that they were introduced": Fact("Not comfortable\\?", "introduction closed", BOTH),
    "that they are to be introduced": Fact(".", "introduction draft", NOBODY),
    "the way out": Fact("Not comfortable\\?", "not comfortable", BOTH),
    "why those two, for them": Fact("You come from different teams: Data and Support\\.", "", BOTH),
    "what they share, for them": Fact("You share an interest: Rowing\\.", "introduction", BOTH),
    "a private term": Fact("a need of mine", "", NOBODY),
    "whom the owner meets, on their list": Fact("introductions/OPEN/(?s:.*?)Nguyễn Quốc Tuấn", "introductions", {"owner"}),
    "whom the match meets, on their list": Fact("introductions/OPEN/(?s:.*?)Amara Okonkwo-Lindqvist", "introductions", {"match"}),
    "the one that is not yet introduced": Fact("introductions/DRAFT/", "", NOBODY),
    # Why somebody is unplaced
    "what kept the owner apart": Fact("above or below you in your reporting line: 3\\.", "", {"owner"}),
    "what they themselves asked for": Fact("People you asked not to meet, or ended a match with: 1\\.", "", {"owner"}),
    "what kept the other apart": Fact("who do not share enough unbroken time with you on those dates: 8\\.", "", {"other", "match"}),
    "why the owner is unplaced, to them": Fact("nobody in this round whom the rules let you meet", "", {"owner"}),
    "why the other is unplaced, to them": Fact("Nobody you could meet shares enough unbroken time with you", "", {"other"}),
    "why the match is unplaced, to them": Fact("people you could have met, but not enough of them", "", {"match"}),
    "that they come first next time": Fact("You come first next time", "", {"owner", "match", "other"}),
    "the owner's own counts": Fact(r"in a trio</dt><dd>17<", "", {"owner"}),
    # The organiser
    "who meets whom in a draft": Fact(OWNER_AND_MATCH, "round draft", ORGANISER),
    "who meets whom in an open round": Fact(OWNER_AND_MATCH, "round published", ORGANISER),
    "who met whom in a closed one": Fact("Amara Okonkwo-Lindqvist|Nguyễn Quốc Tuấn", "round closed", NOBODY),
    "who is asked": Fact("Amara Okonkwo-Lindqvist|Nguyễn Quốc Tuấn|Leilani", "round asking", NOBODY),
    "public terms of a draft": Fact("They come from different teams: Data and Support\\.", "round draft", ORGANISER),
    "public terms of an open round": Fact("They share an interest: Rowing\\.", "round published", ORGANISER),
    "terms of a closed round": Fact("They come from|They share", "round closed", NOBODY),
    "what is unusual about it": Fact("met before|meet again", "round draft", ORGANISER),
    "no common time": Fact("Leilani Kahananui(?s:.{0,400})No common time with anyone they could meet", "round unplaced", ORGANISER),
    "no allowed partner": Fact("Amara Okonkwo-Lindqvist(?s:.{0,400})No allowed partner in this round", "round unplaced", ORGANISER),
    "odd one out": Fact("Nguyễn Quốc Tuấn(?s:.{0,400})The odd one out this time", "round unplaced", ORGANISER),
    "any other cause": Fact("reporting line|asked not to meet|unbroken time", "round unplaced", NOBODY),
    "how many were never left out": Fact("People never left out before", "round", ORGANISER),
    "how many were left out once": Fact(r"People left out once before</td><td[^>]*>1<", "round draft", ORGANISER),
    "who was left out last time, in the draft": Fact("Left out last time(?s:.{0,400})Amara Okonkwo-Lindqvist", "round draft", ORGANISER),
    "who was left out last time, later": Fact("Left out last time", "round published", NOBODY),
    "the choices for one of a draft": Fact("Someone else for Amara Okonkwo-Lindqvist", "swap owner draft", ORGANISER),
    "choices in any other round": Fact(".", "swap owner published|swap owner closed|swap owner asking", NOBODY),
    # What stays with the person
    "who is not in": Fact("|".join(QUIET), "today|programmes|introduction|programme |organise|programme_invite|round|swap", NOBODY),
    "whom the owner never meets": Fact("never/OTHER/remove", "never", {"owner"}),
}


def test_every_fact_of_a_round_is_read_by_those_it_is_for_and_by_nobody_else(world: World, enter: Enter) -> None:
    pages = {who: pages_of(world, enter(world.people[who])) for who in EVERYONE}

    def reads(who: str, fact: Fact) -> bool:
        wanted = tuple(fact.on.split("|"))
        says = fact.says
        for code, row in (("OPEN", world.matches["published"]), ("DRAFT", world.matches["draft"]), ("OTHER", world.people["other"])):
            says = says.replace(code, row.public_id)
        return any(re.search(says, text) for name, text in pages[who].items() if name.startswith(wanted))

    seen = {name: {who for who in EVERYONE if reads(who, fact)} for name, fact in FACTS.items()}
    assert [f"{name}: {sorted(seen[name])}" for name, fact in FACTS.items() if seen[name] != fact.seen_by] == []


def test_for_a_team_mate_a_manager_and_an_admin_a_round_might_as_well_not_be(world: World, enter: Enter) -> None:
    clients = {who: enter(world.people[who]) for who in ("team_mate", "manager", "admin")}
    before = {who: pages_of(world, client) for who, client in clients.items()}
    rounds_own = ("round", "organise", "swap", "introduction ", "not comfortable")
    assert not [name for pages in before.values() for name, text in pages.items() if text and name.startswith(rounds_own)]
    Chat.objects.all().delete()
    Match.objects.all().delete()
    RoundEntry.objects.all().delete()
    for who, client in clients.items():
        assert differing(world, client, before[who]) == []


def declines(world: World) -> None:
    actions.answer_round(round=world.rounds["asking"], member=world.cast.owner, coming=False)


def blocks(world: World) -> None:
    actions.block(member=world.cast.owner, other=world.cast.team_mate)


def ends(world: World) -> None:
    actions.end_match(match=world.matches["published"], member=world.cast.owner)
    drain()


def asks_for_someone_else(world: World) -> None:
    actions.ask_for_another(match=world.matches["published"], member=world.cast.owner)
    drain()


def says_gladly_again(world: World) -> None:
    actions.answer_again(match=world.matches["closed"], member=world.cast.owner, again=True)


def says_enough(world: World) -> None:
    actions.say_enough(match=world.matches["published"], member=world.cast.owner)


def picks_a_bad_hour(world: World) -> None:
    chat = world.matches["published"].chats.get()
    actions.pick_time(chat=chat, member=world.cast.owner, offered=chat.meeting.offered_times.first())
    RoundEntry.objects.filter(round=world.rounds["published"], member=world.cast.match).update(bad_hour=True)


def says_they_did_not_meet(world: World) -> None:
    chat = world.matches["published"].chats.get()
    actions.pick_time(chat=chat, member=world.cast.match, offered=chat.meeting.offered_times.first())
    with time_machine.travel(WHEN + dt.timedelta(days=12), tick=False):
        actions.answer_met(chat=chat, member=world.cast.owner, met=Attendance.Met.NO)


ACTS: dict[Callable[[World], None], frozenset[str]] = {
    declines: frozenset(),
    blocks: frozenset(),
    ends: frozenset({"match"}),
    asks_for_someone_else: frozenset({"match"}),
    says_gladly_again: frozenset(),
    says_enough: frozenset({"match"}),
    picks_a_bad_hour: frozenset({"match"}),
    says_they_did_not_meet: frozenset({"match"}),
}
"""What the owner does, and who besides them may notice that something is different."""


def test_what_one_does_in_private_changes_nobody_elses_pages_by_a_letter(world: World, enter: Enter) -> None:
    clients = {who: enter(world.people[who]) for who in ("match", "other", "organiser")}
    before = {who: pages_of(world, client) for who, client in clients.items()}
    found = []
    for act, may_notice in ACTS.items():
        with undone():
            act(world)
            told = {who: differing(world, client, before[who]) for who, client in clients.items() if who not in may_notice}
            found += [f"{act.__name__}: {who} sees it on {name}" for who, names in told.items() for name in names]
    assert found == []


@pytest.mark.parametrize("how", ["taken in by a pair", "introduced to another", "not helped", "gone", "someone else"])
def test_an_ending_and_all_that_follows_leaves_the_organisers_pages_as_they_were(
    clock: time_machine.Traveller, enter: Enter, how: str
) -> None:
    programme, round, pairs = _under_way()
    client = enter(Member.objects.get(organisation=programme.organisation, is_organiser=True))
    address = reverse("round", args=[round.organisation.slug, round.public_id])

    def look() -> tuple[str, queries.RoundRow]:
        """The round's own page, and its row on the programme's; other rounds begin meanwhile."""
        row = next(one for one in queries.rounds_over_time(programme) if one.public_id == round.public_id)
        return NOISE.sub("", client.get(address).content.decode()), row

    before = look()
    ended = pairs[:2] if how == "introduced to another" else pairs[:1]
    end = actions.ask_for_another if how == "someone else" else actions.end_match
    for match in ended:
        end(match=match, member=match.seats.first().member)
    settle()
    assert look() == before
    if how == "not helped":
        _answer(yes=False)
        clock.shift(dt.timedelta(days=4))
        settle()
    elif how == "gone":
        left = ended[0].seats.last().member
        actions.leave(enrolment=access.enrolment_for(left, programme))
        clock.shift(dt.timedelta(days=4))
        settle()
    elif how == "someone else":
        _answer(yes=True)
        clock.shift(dt.timedelta(days=4))
        settle()
        assert Repair.objects.filter(state=Repair.State.AGREED).exists()
    else:
        _answer(yes=True)
        settle()
        assert Repair.objects.filter(state=Repair.State.AGREED, host__isnull=how == "introduced to another").count() == 1
    if how in {"not helped", "gone"}:
        assert not RoundEntry.objects.filter(round=round, outcome=RoundEntry.Outcome.FREED).exists()
    assert look() == before


def _under_way() -> tuple[Programme, Round, list[Match]]:
    """A round of three pairs who were introduced a moment ago; each pair meets again too soon, and early for one of them."""
    cast = make_cast()
    people = [cast.owner, cast.match, *(make_member(cast.organisation, f"Person {number}") for number in range(4))]
    for one in people:
        give_hours(one)
    programme = make_programme(cast.organisation)
    enrolled(programme, *people)
    round = make_round(programme, state="published", introduce_at=now(), starts_on=dt.date(2026, 11, 16))
    pairs = []
    for at in range(0, 6, 2):
        pair = people[at : at + 2]
        pairs.append(make_match(round, *pair, drafted={"repeat": 2, "bad_hour": 1}, score=60 * 900_000))
        RoundEntry.objects.filter(round=round, member__in=pair).update(repeat=True)
        RoundEntry.objects.filter(round=round, member=pair[1]).update(bad_hour=True)
        _chat(pairs[-1])
    return programme, round, pairs


def _answer(*, yes: bool) -> None:
    for seat in RepairSeat.objects.filter(repair__state=Repair.State.OPEN).select_related("repair", "member"):
        if Repair.objects.filter(pk=seat.repair_id, state=Repair.State.OPEN).exists():
            actions.answer_repair(repair=seat.repair, member=seat.member, yes=yes)
