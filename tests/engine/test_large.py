"""Rounds of many people: every rule kept, as many placed as can be, near the best, and never more claimed than is true."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine import Budget, History, People, Policy, Problem, ProblemError, Round, Rule, Solution, Term, explain, verify
from mooring.engine import solve as solve_exactly
from mooring.engine.facts import Facts
from mooring.engine.kernels.packed import NONE
from mooring.engine.kernels.pair import tell
from mooring.engine.large import Effort, Warm, candidates, market, pairing, proof, solve, threads
from mooring.engine.large.arranging import arrange
from mooring.engine.large.packing import pack
from mooring.engine.lists import Lists
from mooring.engine.meter import Meter
from mooring.solver import wire
from tests.engine.crowds import any_problem
from tests.engine.oracles import after, company

SCORE_ONLY = Policy(levels=("placed", "score"))


def near(problem: Problem, **more: object) -> Solution:
    """Solved as many people are, however few these are."""
    return solve(problem, effort=more.pop("effort", Effort()), **more)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_any_policy_is_obeyed_and_no_bound_is_below_the_best(seed: int) -> None:
    problem = any_problem(seed)
    made, best = near(problem, effort=Effort(known_alone=seed % 2 == 0)), solve_exactly(problem)
    assert verify(problem, made) == []
    assert made.placed <= best.placed
    if made.placed == best.placed:
        assert made.bound >= best.score
        for mine, theirs in zip(made.levels, best.levels, strict=True):
            assert mine.bound >= theirs.value


@pytest.mark.parametrize(("n", "seed"), [(200, 1), (301, 2), (600, 3)])
def test_it_comes_near_the_best(n: int, seed: int) -> None:
    problem = Problem(company(n, seed), SCORE_ONLY, seed=seed)
    made, best = near(problem), solve_exactly(problem)
    assert verify(problem, made) == []
    assert made.placed == best.placed == n
    assert best.score >= made.score >= best.score * 995 / 1000
    assert made.bound >= best.score


def test_many_who_were_left_over_are_brought_in_at_once() -> None:
    packed = pack(Problem(company(600, 3), SCORE_ONLY, seed=3))
    made, mates = arrange(packed, Effort(), Meter()), np.full(600, -1, dtype=np.int32)
    pairing.bring_in(made.graph, made.market, mates, 20_000, Meter(), few=1)
    paired = np.flatnonzero(mates >= 0)
    assert len(paired) >= 590
    assert (mates[mates[paired]] == paired).all()
    told = np.empty((len(paired), 4), dtype=np.int64)
    tell(packed.packed, paired, mates[paired].astype(np.int64), told)
    assert told[:, 0].min() != NONE
    assert told[:, 0].sum() // 2 >= made.market.doubled.sum() // 2 - 600 * 1_000_000 - 600 * 20_000


@pytest.mark.parametrize("wanted", [4, 40, 160])
def test_prices_bound_what_pairs_can_reach_however_few_are_wanted_by_all(wanted: int) -> None:
    rng, n = np.random.default_rng(wanted), 400
    whole = np.full((n, n), -1, dtype=np.int64)
    for one in range(wanted, n):
        chosen = rng.integers(0, wanted, 14)
        whole[one, chosen] = whole[chosen, one] = rng.integers(0, 1_000_000, 14)
    owner, other = np.nonzero(whole >= 0)
    begins = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n))])
    graph = candidates.Graph(begins, other.astype(np.int32), whole[owner, other].astype(np.int32))
    sums = []
    for steps in ((20_000, 2_000, 200, 20), (2_000, 200, 20)):
        traded = market.trade(graph, steps, Meter())
        doubled = traded.doubled
        assert (doubled[owner] + doubled[other] >= 2 * (whole[owner, other] + market.BONUS)).all()
        sums.append(int(doubled.sum()))
        bidders = np.flatnonzero(traded.item >= 0)
        assert len(np.unique(traded.item[bidders])) == len(bidders)
        assert (graph.other[traded.place[bidders]] == traded.item[bidders]).all()
    assert abs(sums[0] - sums[1]) < sums[0] / 50


def test_where_contacts_decide_it_comes_near_the_best_by_them_alone() -> None:
    rng, n = np.random.default_rng(3), 400
    past = tuple(Round(met=Lists.of_rows(rng.permutation(n).reshape(-1, 2))) for _ in range(6))
    problem = Problem(company(n, 3), Policy(levels=("placed", "score")), history=History(past))
    made, best = near(problem, effort=Effort(known_alone=True)), solve_exactly(problem)
    assert verify(problem, made) == []
    assert made.placed == best.placed == n
    assert best.score >= made.score >= best.score * 995 / 1000
    assert made.bound >= best.score
    assert made.gap < 0.02


def test_rounds_go_on_without_repeats_and_nobody_is_left() -> None:
    people, rounds = company(241, 4), []
    for number in range(6):
        problem = Problem(people, history=History(tuple(rounds)), seed=number)
        made = near(problem)
        assert verify(problem, made) == []
        assert made.placed == 241
        assert not made.fairness.repeats
        rounds.append(after(problem, made))
    seats = [person for one in rounds for person in one.trio]
    assert len(set(seats)) == len(seats)


@pytest.mark.parametrize("rounds", [8, 25])
@pytest.mark.parametrize("effort", [Effort(known=3), Effort(passes=2, descents=0, repricings=0, sweeps=0), Effort(known_alone=True)])
def test_candidates_are_worth_what_their_pairs_are_however_many_contacts_there_are(rounds: int, effort: Effort) -> None:
    rng, n = np.random.default_rng(rounds), 160
    past = tuple(Round(met=Lists.of_rows(rng.permutation(n).reshape(-1, 2))) for _ in range(rounds))
    packed = pack(Problem(company(n, rounds), history=History(past)))
    graph = arrange(packed, effort, Meter()).graph
    told = np.empty((len(graph.other), 4), dtype=np.int64)
    tell(packed.packed, np.repeat(np.arange(n), np.diff(graph.begins)), graph.other.astype(np.int64), told)
    assert len(told)
    assert graph.value.tolist() == told[:, 0].tolist()


def test_the_number_of_threads_changes_nothing() -> None:
    people = company(500, 5)
    first = near(Problem(people, seed=5))
    problem = Problem(people, seed=5, history=History((after(Problem(people), first),)))
    with mock.patch.object(threads, "_ALONE", 10), mock.patch("os.sched_getaffinity", return_value=set(range(7))):
        many = near(problem, prove=True)
    assert many == near(problem, prove=True)


def test_a_seed_of_any_length_will_do() -> None:
    problem = Problem(company(80, 2), seed=(1 << 63) - 1)
    made = near(problem)
    assert verify(problem, made) == []
    assert made == near(problem)


@pytest.mark.parametrize("work", [1, 20, 60, 100, 150, 200, 260])
def test_stopped_early_it_answers_with_what_it_has(work: int) -> None:
    problem = Problem(company(400, 6), seed=6)
    made = near(problem, budget=Budget(work))
    assert verify(problem, made) == []
    assert (made.status, made.ended) == ("stopped", "work")
    assert made == near(problem, budget=Budget(work))
    assert made.placed >= 300


def test_cancelled_it_answers_at_once() -> None:
    problem = Problem(company(400, 6), seed=6)
    made = near(problem, cancelled=lambda: True)
    assert verify(problem, made) == []
    assert made.ended == "cancelled"


@pytest.mark.parametrize("step", ["_Lists.lay_out", "_Lists.ask_around", "joined"])
def test_short_of_memory_it_answers_with_what_it_has_and_says_so(step: str) -> None:
    problem = Problem(company(400, 6), seed=6)
    with mock.patch(f"mooring.engine.large.candidates.{step}", side_effect=MemoryError):
        made = near(problem)
    assert verify(problem, made) == []
    assert (made.status, made.ended) == ("stopped", "memory")
    assert made.placed >= 300


def test_without_memory_for_a_proof_it_says_so() -> None:
    problem = Problem(company(100, 6), seed=6)
    with mock.patch.object(proof, "over_all", side_effect=MemoryError):
        made = near(problem)
    assert verify(problem, made) == []
    assert made.ended == "memory"


def test_a_bound_by_a_sample_of_everybody_is_the_bound() -> None:
    packed = pack(Problem(company(300, 7), seed=7))
    made, form = arrange(packed, Effort(), Meter()), proof.score_alone(packed)
    held = proof.over_all(form, made.graph, made.market.doubled, Meter())
    bound, error = proof.sampled(form, made.graph, made.market.doubled, 300, 300, 1)
    assert bound == pytest.approx(float(proof.score_bound(held, 300)), abs=150)
    few, error = proof.sampled(form, made.graph, made.market.doubled, 300, 100, 1)
    assert few == pytest.approx(bound, abs=4 * error + 150)


def test_a_large_answer_crosses_to_another_process_as_arrays() -> None:
    problem = Problem(company(201, 7), seed=7)
    made = near(problem)
    text = wire.solution_to_json(made)
    assert '"matches": []' in text
    assert wire.solution_from_json(text, problem) == made


def test_what_is_told_as_it_is_read_is_what_is_told_at_once() -> None:
    problem = Problem(company(90, 3), seed=3)
    made = near(problem)
    at_once = explain.matches(Facts(problem), made.groups, frozenset())
    assert made.matches == at_once
    assert at_once == tuple(made.matches)
    assert made.matches[-1] == at_once[-1]
    assert made.matches[3:20:4] == at_once[3:20:4]
    assert made.matches != at_once[1:]


def test_progress_is_told() -> None:
    said: list[str] = []
    near(Problem(company(100, 6)), progress=lambda step, _work: said.append(step))
    assert "pairs" in said


def test_locks_are_kept_and_their_people_are_nobody_elses() -> None:
    people = company(200, 7)
    whole = near(Problem(people))
    locks = whole.groups[:10]
    problem = Problem(people, locks=locks, forbidden=whole.groups[10:20])
    made = near(problem)
    assert verify(problem, made) == []
    assert set(locks) <= set(made.groups)
    assert not set(whole.groups[10:20]) & set(made.groups)


def test_a_lock_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(ProblemError, match="breaks the rule 'blocked'"):
        near(Problem(People.of(50), Policy(rules=()), locks=((3, 4),), blocked=((3, 4),)))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_anybody(n: int) -> None:
    problem = Problem(company(n, 9))
    made, best = near(problem), solve_exactly(problem)
    assert verify(problem, made) == []
    assert made.placed == best.placed


def _free(*stretches: tuple[int, int, int]) -> np.ndarray:
    rows = []
    for many, first, last in stretches:
        row = np.zeros(192, bool)
        row[first:last] = True
        rows += [row] * many
    return np.array(rows)


ADVERSARIES = {
    "all alike": Problem(People.of(301, free=_free((301, 30, 60)))),
    "nobody compatible": Problem(People.of(120, team=np.zeros(120, int), free=_free((120, 30, 60))), Policy(rules=(Rule("other_team"),))),
    "one rare time zone": Problem(People.of(203, free=_free((200, 30, 60), (3, 120, 150)))),
    "a star": Problem(People.of(101, team=[0, *[1] * 100]), Policy(rules=(Rule("other_team"),))),
    "everybody wants the same few": Problem(
        People.of(300, helps=np.arange(300)[:, None] < 3, wants=np.ones((300, 1), bool)), Policy(rules=(), terms=(Term("exchange", 1),))
    ),
    "chains of blocks": Problem(
        People.of(60), Policy(rules=()), blocked=tuple((a, b) for a in range(60) for b in range(a + 1, 60) if b - a > 1)
    ),
    "two sides of unlike size": Problem(People.of(100, team=[0] * 30 + [1] * 70), Policy(rules=(Rule("other_team"),))),
}


@pytest.mark.parametrize("effort", [Effort(), Effort(known_alone=True)])
@pytest.mark.parametrize("name", ADVERSARIES)
def test_adversaries(name: str, effort: Effort) -> None:
    problem = ADVERSARIES[name]
    made, best = near(problem, effort=effort), solve_exactly(problem)
    assert verify(problem, made) == []
    assert made.placed == best.placed
    assert made.bound >= best.score


def test_who_waited_takes_the_place_of_who_did_not() -> None:
    star = ADVERSARIES["a star"]
    first = near(star)
    second = near(replace(star, history=History((after(star, first),)), policy=Policy(rules=(Rule("other_team"),), cooldown_days=0)))
    left = {one.person for one in first.unplaced}
    placed = {person for group in second.groups for person in group} - {0}
    assert placed <= left


def test_a_round_begins_from_what_the_last_one_left() -> None:
    people, left = company(300, 8), list[Warm]()
    first = near(Problem(people), leave=left.append)
    problem = Problem(people, history=History((after(Problem(people), first),)), forbidden=first.groups[:5], seed=1)
    made = near(problem, warm=left[0])
    assert verify(problem, made) == []
    assert made.placed == 300
    assert made.bound >= solve_exactly(problem).score
    assert made == near(problem, warm=left[0])


def test_what_a_round_of_other_people_left_is_refused() -> None:
    left: list[Warm] = []
    near(Problem(company(40, 8)), leave=left.append)
    with pytest.raises(ValueError, match=r"^warm: partners of 40 people for a round of 41\.$"):
        near(Problem(company(41, 8)), warm=left[0])
