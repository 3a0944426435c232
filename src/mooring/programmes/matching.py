"""The adapter between rows and the matching engine. No other file of this app imports the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from mooring import solver
from mooring.engine import (
    PRIVATE_RULES,
    History,
    People,
    Policy,
    Problem,
    ProblemError,
    Reason,
    Solution,
    Unplaced,
    relaxations,
    relaxed,
    solve,
    verify,
)
from mooring.engine import Round as PastRound
from mooring.engine import alternatives as other_arrangements
from mooring.engine.facts import Facts
from mooring.meetings.models import Attendance, Came
from mooring.people.models import Member
from mooring.programmes.access import taking_part
from mooring.programmes.models import AgainWish, Block, Match, Programme, Round, RoundEntry, Seat
from mooring.programmes.traits import Nodes, room, traits, wishes
from mooring.solver import Cancelled, Limits, NoMemory, Question, SolverError, TimedOut
from mooring.solver.entry import answered

log = structlog.get_logger("mooring.programmes")

SIXTIETHS: Final = 60
MOST_LOCKS_TOLD: Final = 40

Pair = tuple[int, int]


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
    history, ties, cross = _past(round, people, nodes)
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


def _past(round: Round, people: Sequence[Member], nodes: Nodes) -> tuple[History, tuple[Pair, ...], list[int]]:
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


@dataclass(frozen=True)
class Group:
    """A match as the solver made it, in rows' terms. ``score`` in sixtieths of a point."""

    members: frozenset[int]
    score: int
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Waiting:
    """Somebody unplaced. ``rules`` are for the person alone and never tell what somebody else asked for."""

    member: int
    cause: str
    rules: list[dict[str, Any]]


@dataclass(frozen=True)
class Drafted:
    """A verified solution in rows' terms."""

    groups: list[Group]
    waiting: list[Waiting]
    trio: frozenset[int]
    bad_hour: frozenset[int]
    repeat: frozenset[int]
    low_score: frozenset[int]
    score: int
    bound: int
    status: str
    engine: str
    levels: list[dict[str, Any]]

    def planned(self, group: Group) -> dict[str, int]:
        """How many of a group's people meet again too soon, and how many have an early or late hour."""
        return {"repeat": len(group.members & self.repeat), "bad_hour": len(group.members & self.bad_hour)}


def drafted(assembled: Assembled, solution: Solution) -> Drafted:
    """A solution in rows' terms, once ``verify`` has found nothing wrong with it; NotSolved otherwise."""
    wrong = verify(assembled.problem, solution)
    if wrong:
        log.error("solution refused", faults=len(wrong))
        raise NotSolved("broken")
    fair = solution.fairness
    return Drafted(
        groups=[
            Group(assembled.keyed(one.members), sixtieths(one.score), [_reason(reason, assembled) for reason in one.reasons])
            for one in solution.matches
        ],
        waiting=[_waiting(one, assembled) for one in solution.unplaced],
        trio=assembled.keyed(fair.trio),
        bad_hour=assembled.keyed(fair.bad_hour),
        repeat=assembled.keyed({place for a, b, _ago in fair.repeats for place in (a, b)}),
        low_score=assembled.keyed(fair.low_score),
        score=sixtieths(solution.score),
        bound=sixtieths(solution.bound),
        status=solution.status,
        engine=solution.engine,
        levels=[{"name": one.name, "value": str(one.value), "bound": str(one.bound)} for one in solution.levels],
    )


def sixtieths(score: Fraction) -> int:
    """A score in whole sixtieths of a point; exact for groups of up to six."""
    return int(score * SIXTIETHS)


def _reason(reason: Reason, assembled: Assembled) -> dict[str, Any]:
    return {
        "term": reason.term,
        "value": reason.value,
        "points": reason.points,
        "topics": [assembled.topics[column] for column in reason.shared],
        "private": reason.private,
    }


def _waiting(one: Unplaced, assembled: Assembled) -> Waiting:
    rules = [{"rule": rule.rule, "people": rule.people} for rule in one.rules if rule.rule not in PRIVATE_RULES]
    own = len(assembled.own_private.get(one.person, ()))
    if own:
        rules.append({"rule": "private", "people": own})
    if one.certificate is not None and one.certificate.needed:
        rules.append({"rule": "needed", "people": one.partners})
    return Waiting(assembled.members[one.person].pk, one.cause, rules)


class NotSolved(Exception):
    """The solver gave no answer we take; ``code`` says why: time, memory, stopped, policy or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run(assembled: Assembled, cancelled: Callable[[], bool] | None = None, progress: Callable[[str, int], None] | None = None) -> Solution:
    """Solve a problem in a child process with limits, so that pages answer meanwhile; NotSolved with a code.

    `progress` is told every step the solver takes, with the work done so far.
    """
    if settings.SOLVE_IN_PROCESS:
        return run_here(assembled, progress)
    with _as_not_solved():
        return solver.solve(assembled.problem, _limits(), cancelled=cancelled, progress=progress)


def best(
    free: Assembled,
    kept: Collection[frozenset[int]] = (),
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Drafted:
    """A round solved, around the kept groups of members' keys, by a child that stays for the next question; NotSolved with a code.

    The first question about a round costs a solve, all others a fraction of one.
    """
    locked = around(free, kept)
    return drafted(locked, *_answers(free, [Question(locks=locked.problem.locks)], cancelled, progress))


def _answers(
    assembled: Assembled,
    questions: Sequence[Question],
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> list[Solution]:
    with _as_not_solved():
        if settings.SOLVE_IN_PROCESS:
            return answered(assembled.problem, questions, progress=progress)
        return STANDING.ask(assembled.problem, questions, _limits(), cancelled=cancelled, progress=progress)


def _limits() -> Limits:
    return Limits(seconds=settings.SOLVE_SECONDS, memory=settings.SOLVE_MEMORY_MB * 1024**2)


@contextmanager
def _as_not_solved() -> Iterator[None]:
    try:
        yield
    except SolverError as why:
        code = next((code for kind, code in _CODES.items() if isinstance(why, kind)), "broken")
        log.error("solver ended", code=code, detail=getattr(why, "detail", ""))
        raise NotSolved(code) from why
    except ProblemError as why:
        raise _refused(why) from None


def _refused(why: ProblemError) -> NotSolved:
    """A refusal without what keeps two people apart, which is for no log."""
    log.warning("problem refused", why=why.public)
    return NotSolved("policy")


STANDING: Final = solver.Standing()
_CODES: Final[dict[type[SolverError], str]] = {Cancelled: "stopped", TimedOut: "time", NoMemory: "memory"}


def warm_up() -> None:
    """Begin to compile what large rounds need, in a process of its own, so that none of them waits for it."""
    solver.warm_up()


def run_here(assembled: Assembled, progress: Callable[[str, int], None] | None = None) -> Solution:
    """Solve a small problem, or one whose groups are all locked, in this process; NotSolved where it cannot be obeyed."""
    try:
        return solve(assembled.problem, progress=progress)
    except ProblemError as why:
        raise _refused(why) from None


@dataclass(frozen=True)
class TakenBack:
    """What a round would be with one of its rules taken back: ``score`` in sixtieths of a point, all beside the round as it is."""

    rule: str
    minutes: int | None
    placed: int
    repeats: int
    score: int
    proven: bool


def taken_back(assembled: Assembled, cancelled: Callable[[], bool] | None = None) -> list[TakenBack]:
    """What taking back each rule of the organiser's would bring, for the round solved without regard to locks. Never a private rule."""
    rules = relaxations(assembled.problem.policy)
    now, *others = _answers(assembled, [Question(), *(Question(without=one) for one in rules)], cancelled)
    made = []
    for one, other in zip(rules, others, strict=True):
        told = relaxed(one, now, other)
        made.append(TakenBack(one.rule, one.minutes, told.placed, told.repeats, sixtieths(told.score), told.proven))
    return made


@dataclass(frozen=True)
class LockCost:
    """What keeping one group takes from the best there could be: people placed, pairs that meet again, ``score`` in sixtieths of a point.

    Below zero: what it gives. ``exact``: nothing of it is a guess.
    """

    placed: int
    repeats: int
    score: int
    exact: bool


def lock_costs(assembled: Assembled, kept: Sequence[frozenset[int]]) -> dict[frozenset[int], LockCost]:
    """What each of the kept groups costs by itself; nothing for rounds of larger groups, or where too many are kept.

    ``assembled`` has none of them locked. Of two that only go together each costs what both do: left out alone, neither would.
    """
    if len(kept) > MOST_LOCKS_TOLD or assembled.problem.policy.size != 2:
        return {}
    try:
        best, *solved = _answers(assembled, [Question(), *(Question(locks=(assembled.group(group),)) for group in kept)])
    except NotSolved:
        return {}
    return {group: _cost(best, one) for group, one in zip(kept, solved, strict=True)}


def _cost(best: Solution, other: Solution) -> LockCost:
    repeats = len(other.fairness.repeats) - len(best.fairness.repeats)
    return LockCost(best.placed - other.placed, repeats, sixtieths(best.score - other.score), "exact" == best.status == other.status)


@dataclass(frozen=True)
class Other:
    """Another arrangement around one person. ``cost`` in sixtieths of a point; ``worse`` names the aims served worse."""

    before: tuple[frozenset[int], ...]
    after: tuple[frozenset[int], ...]
    unplaced: frozenset[int]
    cost: int
    worse: tuple[str, ...]


def alternatives(whole: Assembled, locked: Collection[frozenset[int]], key: int, at_most: int) -> list[Other]:
    """Other arrangements around one person of a draft, cheapest first. ``whole`` has all groups of the draft locked."""
    kept = {whole.group(group) for group in locked}
    draft = solve(whole.problem)
    matches = tuple(replace(one, locked=one.members in kept) for one in draft.matches)
    problem = replace(whole.problem, locks=tuple(sorted(kept)))
    found = other_arrangements(problem, replace(draft, matches=matches), whole.places[key], at_most)
    return [
        Other(
            tuple(whole.keyed(group) for group in one.before),
            tuple(whole.keyed(group) for group in one.after),
            whole.keyed(one.unplaced),
            sixtieths(one.cost),
            one.levels,
        )
        for one in found
    ]


def sizes(policy: Mapping[str, Any]) -> tuple[int, int]:
    """The fewest and the most people a match may have by a stored policy."""
    made = Policy.from_dict(dict(policy))
    return made.least, made.most


def allowed(assembled: Assembled, groups: Collection[frozenset[int]]) -> list[frozenset[int]]:
    """Those of some groups that every hard rule allows, in the order given. Groups of people not in the problem are not."""
    places, facts = assembled.places, Facts(assembled.problem)
    whole = [group for group in groups if all(key in places for key in group)]
    return [group for group in whole if facts.group_allowed(assembled.group(group))]
