"""From a round's rows to the problem the engine takes: who is in it, who is kept apart, who may meet again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mooring.engine import People, Policy, Problem
from mooring.people.models import Member
from mooring.programmes.access import taking_part
from mooring.programmes.matching.past import Pair, past
from mooring.programmes.models import AgainWish, Block, Programme, Round, RoundEntry, Seat
from mooring.programmes.traits import Nodes, room, traits, wishes


@dataclass(frozen=True)
class Assembled:
    """A round as the engine takes it. Person i of the problem is ``members[i]``."""

    problem: Problem
    members: Sequence[Member]
    topics: Sequence[str]
    own_private: Mapping[int, frozenset[int]]  # person to those they blocked or ended a match with themselves

    @property
    def places(self) -> dict[int, int]:
        """A member's key to their number in the problem."""
        return {member.pk: place for place, member in enumerate(self.members)}

    def keyed(self, group: Iterable[int]) -> frozenset[int]:
        """The members' keys of a group of the problem."""
        return frozenset(self.members[place].pk for place in group)

    def group(self, keys: Iterable[int]) -> tuple[int, ...]:
        """A group of the problem from members' keys."""
        places = self.places
        return tuple(sorted(places[key] for key in keys))


def in_round(round: Round) -> list[Member]:
    """Who is in a round now: taking part on its first day, and with a yes or at least no "not this time"."""
    members = taking_part(round.programme, round.starts_on)
    answers = dict(RoundEntry.objects.filter(round=round).exclude(answer="").values_list("member_id", "answer"))
    asked = round.programme.opt_in == Programme.OptIn.EACH_ROUND
    found = members.select_related("organisation", "account", "site", "team")
    return [one for one in found if answers.get(one.pk, RoundEntry.Answer.OUT if asked else RoundEntry.Answer.IN) == RoundEntry.Answer.IN]


def assemble(round: Round, members: Sequence[Member] | None = None) -> Assembled:
    """Everything the engine needs to know of a round, as it stands now; over whoever is in, or over these members."""
    people = list(members) if members is not None else in_round(round)
    places = {one.pk: place for place, one in enumerate(people)}
    nodes = Nodes(places)
    blocked, ended, own = _kept_apart(round, places)
    history, ties, cross = past(round, people, nodes)
    known, topics = traits(round, people, nodes)
    problem = Problem(
        people=People.of(len(people), cross_ties=cross, capacity=room(round, people), **known),
        policy=Policy.from_dict(dict(round.policy)),
        history=history,
        seed=round.seed,
        day=round.starts_on,
        blocked=blocked,
        ended=ended,
        again=_again(round, people, places),
        ties=ties,
        wishes=wishes(round, people),
    )
    return Assembled(problem, people, topics, own)


def around(assembled: Assembled, locks: Collection[frozenset[int]]) -> Assembled:
    """The same round with these groups of members' keys kept as they are."""
    return replace(assembled, problem=replace(assembled.problem, locks=tuple(assembled.group(lock) for lock in locks)))


def _kept_apart(round: Round, places: Mapping[int, int]) -> tuple[tuple[Pair, ...], tuple[Pair, ...], dict[int, frozenset[int]]]:
    """Blocked pairs, pairs of ended matches, and for each person those they themselves wanted kept apart."""
    own: dict[int, set[int]] = defaultdict(set)
    blocked: set[Pair] = set()
    ended: set[Pair] = set()
    rows = Block.objects.filter(organisation=round.organisation_id, owner__members__organisation=round.organisation_id)
    for owner, other in rows.values_list("owner__members", "other"):
        _note_pair(blocked, own, places, owner, other)
    seats = Seat.objects.filter(state=Seat.State.ENDED, match__organisation=round.organisation_id)
    for one, other in seats.values_list("member_id", "match__seats__member_id"):
        if one != other:
            _note_pair(ended, own, places, one, other)
    return tuple(sorted(blocked)), tuple(sorted(ended)), {place: frozenset(others) for place, others in own.items()}


def _note_pair(pairs: set[Pair], own: dict[int, set[int]], places: Mapping[int, int], one: int, other: int) -> None:
    if one in places and other in places:
        a, b = places[one], places[other]
        own[a].add(b)
        pairs.add((min(a, b), max(a, b)))


def _again(round: Round, people: Sequence[Member], places: Mapping[int, int]) -> tuple[Pair, ...]:
    by_account = {one.account_id: places[one.pk] for one in people}
    wishes = {
        (by_account[owner], places[other])
        for owner, other in AgainWish.objects.filter(programme=round.programme_id).values_list("owner_id", "other_id")
        if owner in by_account and other in places
    }
    return tuple(sorted((a, b) for a, b in wishes if a < b and (b, a) in wishes))
