"""The check that shares nothing with the solvers catches every solution that was spoilt."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Blocking, Fairness, LevelResult, Match, Policy, Problem, Reason, Rule, Solution, explain, solve, verify
from mooring.engine.facts import Facts
from mooring.engine.verifying import faults
from tests.engine.crowds import any_problem
from tests.engine.oracles import after, company, small_problem

PEOPLE = company(34, 4)


def the_problem() -> Problem:
    """A round with a past, a lock, a block and a trio."""
    first = Problem(PEOPLE, Policy(rules=(Rule("hours"), Rule("manager"))))
    earlier = after(first, solve(first))
    plain = Facts(first)
    blocked = tuple((0, other) for other in range(1, 34) if plain.group_allowed((0, other)))
    lock = next((8, other) for other in range(9, 34) if plain.group_allowed((8, other)))
    return replace(first, history=type(first.history)((earlier,)), blocked=blocked, locks=(lock,), seed=3)


PROBLEM = the_problem()
GOOD = solve(PROBLEM)


def pairs(solution: Solution) -> list[int]:
    return [at for at, match in enumerate(solution.matches) if len(match.members) == 2 and not match.locked]


def with_match(solution: Solution, at: int, match: Match) -> Solution:
    matches = list(solution.matches)
    matches[at] = match
    return replace(solution, matches=tuple(matches))


def with_members(solution: Solution, at: int, members: tuple[int, ...]) -> Solution:
    return with_match(solution, at, replace(solution.matches[at], members=members))


def left_out(solution: Solution) -> Solution:
    return replace(solution, matches=solution.matches[1:])


def seated_twice(solution: Solution) -> Solution:
    one, other = pairs(solution)[:2]
    return with_members(solution, one, (solution.matches[one].members[0], solution.matches[other].members[0]))


def a_stranger(solution: Solution) -> Solution:
    return with_members(solution, pairs(solution)[0], (2, 99))


def both_placed_and_not(solution: Solution) -> Solution:
    return replace(solution, unplaced=(*solution.unplaced, replace(solution.unplaced[0], person=solution.matches[0].members[0])))


def named_twice(solution: Solution) -> Solution:
    return replace(solution, unplaced=solution.unplaced + solution.unplaced)


def too_many(solution: Solution) -> Solution:
    one, other = pairs(solution)[:2]
    merged = with_members(solution, one, solution.matches[one].members + solution.matches[other].members)
    return replace(merged, matches=tuple(match for at, match in enumerate(merged.matches) if at != other))


def with_a_blocked_person(solution: Solution) -> Solution:
    """Person 0, whom everybody blocked, takes a seat; whoever sat there is left out."""
    at = next(at for at in pairs(solution) if tuple(sorted((0, solution.matches[at].members[1]))) in PROBLEM.blocked)
    out, stays = solution.matches[at].members
    spoilt = with_members(solution, at, (0, stays))
    return replace(spoilt, unplaced=(replace(solution.unplaced[0], person=out),))


def exchanged(rule: str) -> Callable[[Solution], Solution]:
    """Two pairs exchange partners so that the rule is broken."""

    def spoil(solution: Solution) -> Solution:
        facts = Facts(PROBLEM)
        broken = facts.broken(rule, facts.every, facts.every)
        for one in pairs(solution):
            for other in pairs(solution):
                (a, b), (c, d) = solution.matches[one].members, solution.matches[other].members
                if one != other and broken[a, c]:
                    return with_members(with_members(solution, one, (a, c)), other, (b, d))
        raise AssertionError(rule)

    return spoil


def changed(**fields: object) -> Callable[[Solution], Solution]:
    return lambda solution: replace(solution, **fields)


def match_changed(change: Callable[[Match], Match]) -> Callable[[Solution], Solution]:
    return lambda solution: with_match(solution, pairs(solution)[0], change(solution.matches[pairs(solution)[0]]))


def unplaced_changed(**fields: object) -> Callable[[Solution], Solution]:
    return lambda solution: replace(solution, unplaced=(replace(solution.unplaced[0], **fields),))


def two_trios(solution: Solution) -> Solution:
    """Three pairs are made into two trios, where everybody may meet everybody."""
    facts = Facts(PROBLEM)
    some = [solution.matches[at].members for at in pairs(solution)]
    for i, x in enumerate(some):
        for j, y in enumerate(some[i + 1 :], i + 1):
            for z in some[j + 1 :]:
                trios = (*x, y[0]), (y[1], *z)
                if all(facts.group_allowed(trio) for trio in trios):
                    kept = [match for match in solution.matches if match.members not in (x, y, z)]
                    made = [replace(solution.matches[0], members=trio) for trio in trios]
                    return replace(solution, matches=(*kept, *made))
    raise AssertionError


def split(solution: Solution) -> Solution:
    """A pair is taken apart and both are left."""
    at = pairs(solution)[0]
    a, b = solution.matches[at].members
    spoilt = replace(solution, matches=tuple(match for match in solution.matches if match is not solution.matches[at]))
    more = tuple(replace(solution.unplaced[0], person=one) for one in (a, b))
    return replace(spoilt, unplaced=spoilt.unplaced + more)


def level(name: str, value: Fraction | None = None, bound: Fraction | None = None) -> Callable[[Solution], Solution]:
    def spoil(solution: Solution) -> Solution:
        levels = [
            LevelResult(one.name, one.value if value is None else value, one.bound if bound is None else bound) if one.name == name else one
            for one in solution.levels
        ]
        return replace(solution, levels=tuple(levels))

    return spoil


SPOILT: list[tuple[str, Callable[[Solution], Solution], str]] = [
    ("left out", left_out, "is neither in a group nor unplaced"),
    ("seated twice", seated_twice, "is in 2 groups"),
    ("a stranger", a_stranger, "somebody is not in this round"),
    ("both", both_placed_and_not, "is both in a group and unplaced"),
    ("named twice", named_twice, "is named unplaced twice"),
    ("four in a pairs round", too_many, "a group has 2 to 3 people, not 4"),
    ("blocked", with_a_blocked_person, "break the rule 'blocked'"),
    ("no common time", exchanged("hours"), "break the rule 'hours'"),
    ("the manager", exchanged("manager"), "break the rule 'manager'"),
    (
        "no lock",
        lambda good: replace(good, matches=tuple(replace(one, locked=False) for one in good.matches)),
        "is locked and was not made",
    ),
    ("a false lock", match_changed(lambda match: replace(match, locked=True)), "says it is locked and is not"),
    ("a match's score", match_changed(lambda match: replace(match, score=match.score + 1)), "the score is"),
    ("a hidden repeat", match_changed(lambda match: replace(match, repeats=(match.members,))), "the pairs that met before are"),
    ("a false hint", match_changed(lambda match: replace(match, hints=(replace(match.hints[0], slot=0),))), "does not suit everybody"),
    ("a lost reason", match_changed(lambda match: replace(match, reasons=match.reasons[1:])), "is missing"),
    (
        "a made-up reason",
        match_changed(lambda match: replace(match, reasons=(*match.reasons, Reason("charm", 1, 1)))),
        "no preference 'charm'",
    ),
    (
        "a swollen reason",
        match_changed(lambda match: replace(match, reasons=(replace(match.reasons[0], value=7), *match.reasons[1:]))),
        "is worth",
    ),
    (
        "need told to all",
        match_changed(lambda match: replace(match, reasons=tuple(replace(one, private=False) for one in match.reasons))),
        "is not marked private",
    ),
    ("a bad hour", match_changed(lambda match: replace(match, bad_hour=match.members)), "the bad hour is not for"),
    ("two trios", two_trios, "two trios that can be three pairs"),
    ("a pair taken apart", split, "are both unplaced and may be a pair"),
    ("a wrong cause", unplaced_changed(cause="odd_one_out"), "cannot be with 0 allowed partners"),
    ("hours for a block", unplaced_changed(cause="no_common_time"), "is not what keeps them out"),
    ("partners", unplaced_changed(partners=4), "has 0 allowed partners, not 4"),
    ("left out last time", unplaced_changed(again=True), "left out last time is False"),
    ("a rule of nobody's", unplaced_changed(rules=(Blocking("language", 3),)), "keeps nobody apart from them"),
    ("a block told to all", unplaced_changed(rules=(Blocking("blocked", 3),)), "is not marked private"),
    ("too much to lift", unplaced_changed(lift=("hours", "blocked")), "lifting 1 rules would do, not 2"),
    ("the total", changed(score=GOOD.score - 1), "The score is"),
    ("a low bound", changed(bound=GOOD.score - 1), "is below the score"),
    ("another seed", changed(seed=8), "The seed is 3, not 8"),
    (
        "a low score of nobody's",
        changed(fairness=replace(GOOD.fairness, low_score=(*GOOD.fairness.low_score, 0, 0))),
        "the low score is for",
    ),
    ("no fairness", changed(fairness=Fairness()), "Fairness: the trio is"),
    ("a false aim", level("placed", value=Fraction(34)), "The aim 'placed' reaches 33.0, not 34.0"),
    ("no proof", level("need", bound=Fraction(10**6)), "is not proven, though the answer says it is exact"),
    ("an aim above its bound", level("score", bound=Fraction(1)), "has a bound below its value"),
    ("more than there are", level("placed", bound=Fraction(40)), "No more than 34 people can be placed"),
    ("lost aims", changed(levels=GOOD.levels[1:]), "The aims are placed"),
]


Check = Callable[[Problem, Solution], list[str]]
BOTH = pytest.mark.parametrize("check", [verify, faults], ids=["pair by pair", "on arrays"])


@BOTH
def test_the_good_solution_is_good(check: Check) -> None:
    assert check(PROBLEM, GOOD) == []
    assert GOOD.status == "exact"
    assert [one.person for one in GOOD.unplaced] == [0]


@pytest.mark.parametrize(("spoil", "sentence"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
@BOTH
def test_catches(check: Check, spoil: Callable[[Solution], Solution], sentence: str) -> None:
    assert any(sentence in wrong for wrong in check(PROBLEM, spoil(GOOD))), check(PROBLEM, spoil(GOOD))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_no_exchange_of_two_people_goes_unnoticed(seed: int, random) -> None:
    """Whoever changes seats without telling anybody is found out by the scores, the reasons or a rule."""
    problem = small_problem(seed)
    good = solve(problem)
    seats = [(at, person) for at, match in enumerate(good.matches) for person in match.members]
    if len({at for at, _ in seats}) < 2:
        return
    (one, a), (other, b) = random.sample(seats, 2)
    if one == other:
        return
    spoilt = with_members(good, one, tuple(b if person == a else person for person in good.matches[one].members))
    spoilt = with_members(spoilt, other, tuple(a if person == b else person for person in good.matches[other].members))
    facts = Facts(problem)
    same = all(
        _told(facts, good.matches[at]) == _told(facts, replace(spoilt.matches[at])) and facts.group_allowed(spoilt.matches[at].members)
        for at in (one, other)
    )
    assert same or (verify(problem, spoilt) and faults(problem, spoilt))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_both_checks_agree_that_an_answer_is_right(seed: int) -> None:
    """Whatever the policy, with locks and people who are left over."""
    problem = any_problem(seed)
    made = solve(problem)
    locked = replace(problem, locks=made.groups[:1])
    for one, answer in ((problem, made), (locked, solve(locked))):
        assert verify(one, answer) == []
        assert faults(one, answer) == []


def _told(facts: Facts, match: Match) -> tuple:
    (made,) = explain.matches(facts, (match.members,), ())
    return made.score, made.reasons, made.repeats, made.bad_hour, made.hints
