"""What was before a round: who met in earlier ones, who may still meet, and who has ties across teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, OuterRef, QuerySet

from mooring.engine import History
from mooring.engine import Round as PastRound
from mooring.meetings.models import Attendance, Came
from mooring.people.models import Member
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.traits import Nodes

Pair = tuple[int, int]


def past(round: Round, people: Sequence[Member], nodes: Nodes) -> tuple[History, tuple[Pair, ...], list[int]]:
    """Earlier rounds of this programme, ties from other programmes, and each person's confirmed ties across teams."""
    met = _groups(Match.objects.filter(organisation=round.organisation_id, outcome=Match.Outcome.MET))
    # Who was introduced and may still meet is not introduced to each other again, and is no confirmed tie either.
    may_meet = _groups(
        Match.objects.filter(round__programme=round.programme_id, state=Match.State.PUBLISHED)
        .filter(outcome__in=[Match.Outcome.OPEN, Match.Outcome.UNCLEAR])
        .exclude(round=round.pk)
    )
    ties = {pair for one in met if one.programme != round.programme_id for pair in combinations(sorted(one.members), 2)}
    rounds = []
    for earlier in _earlier(round):
        groups = [one.members for one in [*met, *may_meet] if one.round == earlier.pk]
        rounds.extend(_past_rounds(earlier, groups, nodes))
    cross = _cross_ties(people, [one.members for one in met])
    return History(tuple(rounds)), tuple(sorted(_pair(nodes.of(a), nodes.of(b)) for a, b in ties)), cross


def _pair(a: int, b: int) -> Pair:
    return (min(a, b), max(a, b))


def _earlier(round: Round) -> list[Round]:
    rows = Round.objects.filter(programme=round.programme_id, number__lt=round.number)
    return list(rows.filter(state__in=[Round.State.PUBLISHED, Round.State.CLOSED]).prefetch_related("entries").order_by("number"))


@dataclass(frozen=True)
class _Group:
    programme: int
    round: int
    members: frozenset[int]


def _groups(matches: QuerySet[Match]) -> list[_Group]:
    """The people of introduced matches, by match; of those of which only some met, these."""
    found: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    rows = matches.filter(introduced_at__isnull=False).order_by("pk")
    for key, programme, of_round, member in rows.values_list("pk", "round__programme_id", "round_id", "seats__member_id"):
        found[key, programme, of_round].add(member)
    came, without = _who_came(matches), _without(matches)
    for place, who in found.items():
        who &= came.get(place[0], who)
        who -= without.get(place[0], set())
    return [_Group(programme, of_round, frozenset(who)) for (_key, programme, of_round), who in found.items() if len(who) > 1]


def _who_came(matches: QuerySet[Match]) -> dict[int, set[int]]:
    """Who met of those matches of which nobody says that all did, and somebody says who."""
    all_of_them = Attendance.objects.filter(meeting__chat__match=OuterRef("attendance__meeting__chat__match"), met=Attendance.Met.YES)
    rows = Came.objects.filter(attendance__met=Attendance.Met.SOME, attendance__meeting__chat__match__in=matches)
    found: dict[int, set[int]] = defaultdict(set)
    for key, member in rows.exclude(Exists(all_of_them)).values_list("attendance__meeting__chat__match_id", "member_id"):
        found[key].add(member)
    return found


def _without(matches: QuerySet[Match]) -> dict[int, set[int]]:
    """Whom the others met without, as their time did not suit them, and who has not said since that they met."""
    rows = Attendance.objects.filter(without=True, met=Attendance.Met.UNKNOWN, meeting__chat__match__in=matches)
    found: dict[int, set[int]] = defaultdict(set)
    for key, member in rows.values_list("meeting__chat__match_id", "member_id"):
        found[key].add(member)
    return found


def _past_rounds(earlier: Round, groups: Sequence[frozenset[int]], nodes: Nodes) -> list[PastRound]:
    """A round as the engine knows it. Who met in two matches of one round (a repair) makes a second one of the same day."""
    first: list[frozenset[int]] = []
    more: list[frozenset[int]] = []
    seen: set[int] = set()
    for group in groups:
        (more if group & seen else first).append(group)
        seen |= group
    entries = [one for one in earlier.entries.all() if one.outcome != RoundEntry.Outcome.OPEN]
    left_out = {one.member_id for one in entries if one.left_out} - seen

    def numbers(keys: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(nodes.of(key) for key in keys))

    whole = PastRound(
        met=tuple(numbers(group) for group in first),
        placed=numbers({one.member_id for one in entries} - left_out),
        unplaced=numbers(left_out),
        trio=numbers(one.member_id for one in entries if one.in_trio),
        bad_hour=numbers(one.member_id for one in entries if one.bad_hour),
        low_score=numbers(one.member_id for one in entries if one.low_score),
        day=earlier.starts_on,
    )
    return [*(PastRound(met=(numbers(group),), day=earlier.starts_on) for group in more), whole]


def _cross_ties(people: Sequence[Member], groups: Iterable[frozenset[int]]) -> list[int]:
    """How many people of other teams each has really met, in any programme of the organisation."""
    known: dict[int, set[int]] = defaultdict(set)
    for group in groups:
        for one in group:
            known[one] |= group - {one}
    teams = dict(Member.objects.filter(pk__in=known).values_list("pk", "team_id"))
    return [sum(teams.get(other) is None or teams.get(other) != one.team_id for other in known[one.pk]) for one in people]
